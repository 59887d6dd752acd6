"""Acts of people: who may ask for what, and the answer of control.

Anybody may make a room safer; the rest is in the table of `may.py`. Control looks at the origin
again: it starts nothing dangerous for who is not at the room's own panel.
"""

import asyncio
from dataclasses import replace
from math import ceil
from secrets import token_hex

from aiohttp import web

from daemon.model import Act, Answer, Origin
from daemon.model.asking import is_known, is_needed
from daemon.model.people import Role
from daemon.model.render import sentence
from daemon.ports import LedgerUnavailableError, Operator

from .acting import NOT_HERE, OR_SIGNED_IN, asker_of, named, origin_of, refusal
from .address import address_of
from .asked_act import AskedAct, asked_act
from .context import CONTEXT, dumps
from .i18n import LANGUAGE_TAGS
from .limit import RemoteLimit
from .may import ANYBODY, ELSEWHERE, may
from .problems import ProblemError
from .words import msgid

PATH = "/api/v1/acts"
MOST_BYTES = 4 * 1024
BODY_S = 5.0  # for the whole body to arrive
ANSWER_S = 10.0  # for the next scan and the ledger
MOST_WAITING = 8  # of each origin, but stops: the office must not keep the wall waiting
REPEATED = "act_repeated"  # control knows the id: a stop is no less needed for that
NOWHERE = msgid("There is no room, output or programme of this name.")
OFTEN = msgid(
    "There is nothing left to stop, and this was asked too often: wait {wait_s} s. "
    "A room that is not stopped yet can be stopped at any time."
)


class Actions:
    """The one address that changes something."""

    def __init__(self, operator: Operator | None) -> None:
        self._operator = operator
        self._waiting = dict.fromkeys(Origin, 0)
        self._limit = RemoteLimit()

    async def act(self, request: web.Request) -> web.Response:
        """Answer what became of the asked act: 200 when it was done, 409 when control refused."""
        asked = asked_act(await body_of(request))
        asker = asker_of(request)
        if not may(asker, asked.verb):
            raise refusal(request, OR_SIGNED_IN if asked.verb in ELSEWHERE else NOT_HERE)
        if not is_known(request.app[CONTEXT].site, asked.subject):
            raise ProblemError(404, NOWHERE)
        if not asker.kiosk and (asker.role or 0) < Role.OPERATOR:
            self._count(asked, request)
        act = _act(asked, request)
        answer = await self._answer(act)
        if act.verb in ANYBODY and answer.reason.code == REPEATED:  # of another room, or released
            answer = await self._answer(replace(act, id=token_hex(12)))
        return web.json_response(
            {
                "id": act.id,
                "accepted": answer.accepted,
                "code": answer.reason.code,
                **{tag: sentence(answer.reason, tag) for tag in LANGUAGE_TAGS},
            },
            status=200 if answer.accepted else 409,
            dumps=dumps,
        )

    def _count(self, asked: AskedAct, request: web.Request) -> None:
        """Raise ProblemError 429 for one act too many from afar that has nothing to stop."""
        context = request.app[CONTEXT]
        if is_needed(context.live.snapshot, asked.verb, asked.subject):
            return
        wait_s = ceil(self._limit.wait_s(address_of(request), context.monotonic()))
        if wait_s:
            raise ProblemError(429, OFTEN, {"Retry-After": str(wait_s)}, wait_s=wait_s)

    async def _answer(self, act: Act) -> Answer:
        """Return what became of an act; how many stops wait is bounded by the connections alone."""
        counted = act.verb not in ANYBODY
        if self._operator is None or (counted and self._waiting[act.origin] >= MOST_WAITING):
            raise ProblemError(503, msgid("Control takes no requests now."), {"Retry-After": "5"})
        self._waiting[act.origin] += counted
        try:
            async with asyncio.timeout(ANSWER_S):
                return await self._operator.act(act)
        except (TimeoutError, LedgerUnavailableError) as error:
            raise ProblemError(
                503, msgid("Control did not answer; look at the room before you try again.")
            ) from error
        finally:
            self._waiting[act.origin] -= counted


def _act(asked: AskedAct, request: web.Request) -> Act:
    return Act(
        id=asked.id,
        verb=asked.verb,
        subject=asked.subject,
        who=named(request, asked.who),
        why=asked.why,
        origin=origin_of(asker_of(request)),
        for_s=asked.for_s,
        value=asked.value,
        undoes=asked.undoes,
    )


def check_ours(request: web.Request) -> None:
    """Raise ProblemError unless the request is one that our own page would send.

    A foreign page can't send this content type without asking first, nor hide where it is from.
    """
    headers = request.headers
    host = headers.get("Host", "").lower()
    if headers.get("Origin", "").lower() not in (f"http://{host}", f"https://{host}"):
        raise ProblemError(403, msgid("Requests from other sites are not taken."))
    if headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise ProblemError(403, msgid("Requests from other sites are not taken."))
    if headers.get("Content-Type") != "application/json" or "Content-Encoding" in headers:
        raise ProblemError(415, msgid("The body must be plain application/json."))


async def body_of(request: web.Request, most: int = MOST_BYTES) -> bytes:
    """Return the whole body; raises ProblemError when it is long or does not come."""
    body = b""
    try:
        async with asyncio.timeout(BODY_S):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > most:
                    raise ProblemError(413, msgid("The body is too long."))
    except TimeoutError as error:
        raise ProblemError(408, msgid("The body did not come in time.")) from error
    return body
