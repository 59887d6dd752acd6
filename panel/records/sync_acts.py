"""What people do with the sync: start, stop, agree to a held list or not.

Decisions come one after the other, and an id is answered once: who taps twice, or whose answer got
lost, hears what became of the first.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from aiohttp import web

from daemon.model.people import Role
from daemon.record_ports import RecordsDesk, RecordsUnavailableError
from panel.acting import OR_SIGNED_IN, named, require
from panel.actions import body_of
from panel.context import CONTEXT, dumps
from panel.problems import ProblemError
from panel.words import Translate, msgid

from .desk import RETRY, Desk
from .sync_asked import DECISIONS, AskedSync, SyncVerb, asked_sync

PATH = "/api/v1/records/sync"
SYNCS, DECIDES = Role.OPERATOR, Role.ADMIN  # who may elsewhere than at the room's own panel
DECISION_S = 300.0  # to take a hundred thousand records out of the index
MOST_KNOWN = 64  # answers that are kept for who asks again
UNKNOWN = msgid("There is no source of this name.")
RUNNING = msgid("A sync runs now: wait until it has ended, or stop it first.")
LATE = msgid("This took too long and was stopped: look at the source before you try again.")
UNDONE = msgid("This was not carried out: {why}")
ANOTHER = msgid("This id belongs to another request: reload the page.")
DONE: dict[SyncVerb, str] = {
    SyncVerb.SYNC: msgid("asked for: it starts within ten seconds, or after the run that goes on"),
    SyncVerb.CANCEL: msgid("asked to stop: what was taken stays, and the next sync goes on there"),
    SyncVerb.APPROVE: msgid("carried out: the index is as the main system lists it"),
    SyncVerb.REJECT: msgid(
        "forgotten: the index stays as it is; a file of a folder is not read again"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of a request: `told` is a msgid, or what those say who keep the records."""

    asked: AskedSync
    is_done: bool
    told: str


class SyncActs:
    """The one address of the sync that changes something."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turn = asyncio.Lock()
        self._known: OrderedDict[str, Told] = OrderedDict()

    async def act(self, request: web.Request) -> web.Response:
        """Answer what became of it: 200 when it was done, 409 when it was not."""
        asked = asked_sync(await body_of(request))
        require(request, DECIDES if asked.verb in DECISIONS else SYNCS, OR_SIGNED_IN)
        port = self._desk.port
        if asked.verb is not SyncVerb.CANCEL and not _is_known(port, asked.source):
            raise ProblemError(404, UNKNOWN)
        if asked.verb in DECISIONS:
            async with self._turn:
                told = await self._once(port, asked, named(request, asked.who))
        else:
            told = _at_once(port, asked)
        texts = request.app[CONTEXT].texts
        return web.json_response(
            {
                "id": asked.id,
                "accepted": told.is_done,
                **{language: _say(told, words.tr) for language, words in texts.items()},
            },
            status=200 if told.is_done else 409,
            dumps=dumps,
        )

    async def _once(self, port: RecordsDesk, asked: AskedSync, who: str) -> Told:
        if known := self._known.get(asked.id):
            return known if known.asked == asked else Told(asked=asked, is_done=False, told=ANOTHER)
        if port.standings().progress is not None:
            return Told(asked=asked, is_done=False, told=RUNNING)
        told = await self._decided(port, asked, who)
        self._known[asked.id] = told
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return told

    async def _decided(self, port: RecordsDesk, asked: AskedSync, who: str) -> Told:
        reject = asked.verb is SyncVerb.REJECT
        try:
            async with asyncio.timeout(DECISION_S):
                why_not = await port.decide(
                    asked.source, asked.digest, who, asked.why, reject=reject
                )
        except TimeoutError as error:
            raise ProblemError(503, LATE) from error
        except RecordsUnavailableError as error:
            raise ProblemError(503, UNDONE, RETRY, why=error) from error
        return Told(asked=asked, is_done=not why_not, told=why_not or DONE[asked.verb])


def _at_once(port: RecordsDesk, asked: AskedSync) -> Told:
    if asked.verb is SyncVerb.CANCEL:
        port.cancel()
    else:
        port.sync_now(asked.source)
    return Told(asked=asked, is_done=True, told=DONE[asked.verb])


def _is_known(port: RecordsDesk, source: str) -> bool:
    return any(each.id == source for each in port.standings().sources)


def _say(told: Told, tr: Translate) -> str:
    return tr(told.told)
