"""`holdings.db`: the only writer. An act is answered when it is on the disk, and not before.

The same act asked twice is done once and answered the same; another act under a used id is
refused. A sync has no way to here.
"""

import asyncio
import hashlib
import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, tzinfo
from pathlib import Path

import aiosqlite

from .acts import Act, tidied
from .backup import back_up, is_due
from .database import FILE, transaction, writing
from .deciding import decide
from .loading import current, situation
from .model import Change, Done, Fact, Outcome, Refused
from .outbox import Outbox
from .rows import PUT_FACT, fact_row
from .salvage import Salvage, prepared
from .sending import Delivery, Sender
from .views import View

log = logging.getLogger(__name__)

COPY_LOOK_S = 3600.0


@asynccontextmanager
async def open_holdings(
    directory: Path, clock: Callable[[], datetime], zone: tzinfo
) -> AsyncIterator["Holdings"]:
    """Open the local facts in an absolute folder as their only writer, salvaged where damaged.

    `clock` gives aware times, `zone` says when a day ends. Raises sqlite3.Error, OSError or
    NewerSchemaError, with the file untouched.
    """
    path = directory / FILE
    salvage = await asyncio.to_thread(prepared, path, clock())
    async with writing(path) as db:
        holdings = Holdings(path, db, clock, zone, salvage)
        try:
            yield holdings
        finally:
            holdings.close()


class Holdings:
    """All acts on the local facts; one after the other. `salvage` says what opening had to mend."""

    def __init__(
        self,
        path: Path,
        db: aiosqlite.Connection,
        clock: Callable[[], datetime],
        zone: tzinfo,
        salvage: Salvage | None = None,
    ) -> None:
        self.salvage = salvage
        self.copy_trouble: Exception | None = None
        self._path = path
        self._db = db
        self._turn = asyncio.Lock()  # a transaction at a time, the outbox's too
        self._listeners: list[asyncio.Event] = []
        self._clock = clock
        self._zone = zone
        self._is_closed = False

    async def do(self, act: Act) -> Outcome:
        """Do an act, or refuse it. Raises sqlite3.Error, with nothing changed."""
        asked = tidied(act)
        if isinstance(asked, Refused):
            return asked
        digest = hashlib.sha256(repr(asked).encode()).hexdigest()[:32]
        async with self._turn, self._open(), transaction(self._db):
            if known := await self._known(asked.id, digest):
                return known
            at = self._clock()
            act = await current(self._db, asked)
            today = at.astimezone(self._zone).date()
            now = await situation(self._db, act, today)
            outcome = decide(act, now)
            if isinstance(outcome, Done):
                await self._keep(act, digest, at, outcome, View(standings=dict(now.standings)))
        if isinstance(outcome, Done):
            for event in self._listeners:
                event.set()
        return outcome

    def close(self) -> None:
        """Do no more acts: the file is closed next."""
        self._is_closed = True

    def outbox(self, name: str) -> Outbox:
        """Return the way of one sender, by its name in the configuration."""
        return Outbox(self._db, self._turn, name)

    def delivery(self, name: str, sender: Sender) -> Delivery:
        """Return a sender at work, to be `run` as a task; acts wake it up."""
        happened = asyncio.Event()
        self._listeners.append(happened)
        return Delivery(self.outbox(name), sender, happened)

    async def keep_copies(self) -> None:
        """Make the copy of each day until cancelled; `copy_trouble` says why there is none."""
        while True:
            if await asyncio.to_thread(is_due, self._path, self._clock()):
                try:
                    await asyncio.to_thread(back_up, self._path)
                    self.copy_trouble = None
                except (sqlite3.Error, OSError) as error:
                    self.copy_trouble = error
                    log.warning("holdings: no copy could be made: %s", error)
            await asyncio.sleep(COPY_LOOK_S)

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[None]:
        """Raise sqlite3.Error for what the connection says of itself when it was closed."""
        closed = sqlite3.ProgrammingError("holdings.db was closed")
        if self._is_closed:
            raise closed
        try:
            yield
        except ValueError as err:
            if self._is_closed:
                raise closed from err
            raise

    async def _known(self, id_: str, digest: str) -> Outcome | None:
        sql = "SELECT digest, code, said FROM act WHERE id = ?"
        for was, code, said in await self._db.execute_fetchall(sql, (id_,)):
            if was not in ("", digest):
                return Refused(code="act_id_used", values={"act": id_})
            return Done(code=code, values=json.loads(said))
        return None

    async def _keep(self, act: Act, digest: str, at: datetime, done: Done, view: View) -> None:
        rows = await self._db.execute_fetchall("SELECT IFNULL(MAX(seq), 0) FROM fact")
        last = next(iter(rows))[0]
        facts = _facts(act, at, done.changes, last)
        await self._db.executemany(PUT_FACT, [fact_row(fact) for fact in facts])
        for sql, values in view.follow(facts):
            await self._db.execute(sql, values)
        said = json.dumps(dict(done.values), ensure_ascii=False)
        await self._db.execute(
            "INSERT INTO act VALUES (?, ?, ?, ?)", (act.id, digest, done.code, said)
        )


def _facts(act: Act, at: datetime, changes: Sequence[Change], last: int) -> list[Fact]:
    return [
        Fact(
            seq=last + n,
            id=f"{act.id}.{n}",
            act=act.id,
            at=at,
            who=act.who,
            why=act.why,
            change=change,
        )
        for n, change in enumerate(changes, start=1)
    ]
