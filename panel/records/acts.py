"""Acts on the local facts: by operators, each known by its id, each answered.

The answer is one sentence in both languages, also where the local facts refuse.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import partial

from aiohttp import web

from daemon.model.people import Role
from daemon.record_ports import RecordsUnavailableError
from panel.acting import named, require
from panel.actions import body_of
from panel.context import dumps
from panel.problems import ProblemError
from panel.words import msgid
from records_sync.holdings.acts import Act, Move, MoveBox, OpenCheck, Scan
from records_sync.holdings.model import Done, Key, Outcome
from records_sync.holdings.words import told

from .asked_act import asked_act
from .desk import Desk
from .record_words import called

PATH = "/api/v1/records/acts"
ANSWER_S = 20.0  # until it is on the disk
MOST_WAITING = 8  # a scanner is fast; more than these come from no person
NOT_HERE = msgid(
    "Records are lent, moved and checked at the room's own panel, or by who has signed in."
)
UNSURE = msgid(
    "It is not known whether this was noted: reload the page and look before you try again."
)
BUSY = msgid("Other acts are being noted: try again.")


class RecordActs:
    """The one address that changes local facts."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._waiting = 0

    async def act(self, request: web.Request) -> web.Response:
        """Answer what became of an act: 200 when it is noted, 409 when it was refused."""
        body = await body_of(request)
        require(request, Role.OPERATOR, NOT_HERE)
        act = asked_act(body, partial(named, request))
        outcome = await self._outcome(act)
        sentence = told(outcome)
        is_done = isinstance(outcome, Done)
        return web.json_response(
            {
                "id": act.id,
                "accepted": is_done,
                "code": outcome.code,
                "zh": sentence.zh,
                "en": sentence.en,
                **self._fresh(request, outcome),
            },
            status=200 if is_done else 409,
            dumps=dumps,
        )

    def _fresh(self, request: web.Request, outcome: Outcome) -> Mapping[str, object]:
        """Return how fresh the index is that does not know a code; nothing beside other answers."""
        if outcome.code != "strange_code":
            return {}
        return {"fresh": asdict(self._desk.fresh(self._desk.reader(request)))}

    async def _outcome(self, act: Act) -> Outcome:
        port = self._desk.port
        if self._waiting >= MOST_WAITING:
            raise ProblemError(503, BUSY, {"Retry-After": "5"})
        self._waiting += 1
        try:
            async with asyncio.timeout(ANSWER_S):
                read = await self._read(act)
                return await self._called(read, await port.act(read))
        except (TimeoutError, RecordsUnavailableError) as error:
            raise ProblemError(503, UNSURE, {"Retry-After": "5"}) from error
        finally:
            self._waiting -= 1

    async def _called(self, act: Act, outcome: Outcome) -> Outcome:
        """Return an outcome that names its record as people do; by its id where that fails."""
        name = outcome.values.get("record")
        keys = [*getattr(act, "keys", ()), getattr(act, "meant", None)]
        key = next((key for key in keys if key and key.id == name), None)
        if key is None:
            return outcome
        try:
            sheet = await self._desk.port.record(key)
        except RecordsUnavailableError:
            return outcome
        number = called(sheet.entry if sheet else None, key)[1]
        return replace(outcome, values={**outcome.values, "record": number})

    async def _read(self, act: Act) -> Act:
        """Return an act with its scanned codes read: labels of boxes, numbers of records."""
        if isinstance(act, Scan):
            code = await self._desk.port.read_code(act.text)
            return replace(act, meant=code) if isinstance(code, Key) else act
        if isinstance(act, Move) and act.to.box:
            return replace(act, to=replace(act.to, box=await self._box(act.to.box)))
        if isinstance(act, MoveBox | OpenCheck):
            return replace(act, box=await self._box(act.box))
        return act

    async def _box(self, text: str) -> str:
        code = await self._desk.port.read_code(text)
        return code if isinstance(code, str) else text
