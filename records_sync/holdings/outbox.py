"""Local facts on their way to the main system: the facts themselves are the queue.

A sender goes through them in order and keeps how far it came. What the main system refuses for
good is parked with its reason, and holds up no other. An event's id is its fact's, for ever, so
the other side can drop what comes twice.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import aiosqlite

from .database import transaction
from .model import Fact, Json
from .rows import FACT, Row, fact_of

_GOING = "(subject IN ('record', 'box') OR kind = 'closed')"  # scans and salvage stay here
LONGEST_ERROR = 300
_RELEASED = "seq IN (SELECT seq FROM parked WHERE sender = ? AND again = 1)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A file on its way: its first and last fact, and the mark of the folder that it goes to."""

    first: int
    last: int
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A fact that the main system refused, and what it said."""

    fact: Fact
    error: str
    again: bool


class Outbox:
    """One sender's way through the facts. `turn` is of the connection's only writer."""

    def __init__(self, db: aiosqlite.Connection, turn: asyncio.Lock, sender: str) -> None:
        self._db = db
        self._turn = turn
        self.sender = sender

    async def waiting(self, most: int) -> Sequence[Fact]:
        """Return what is to be sent next: what was released first, then in order."""
        sql = f"SELECT {FACT} FROM fact WHERE {_GOING} AND ({_RELEASED} OR seq > ?)"  # noqa: S608
        async with self._turn:  # what an act has not committed yet may never have happened
            at, _ = await self._state()
            rows = await self._db.execute_fetchall(
                f"{sql} ORDER BY seq LIMIT ?", (self.sender, at, most)
            )
        return [fact_of(row) for row in rows]

    async def count(self) -> int:
        """Return how many wait."""
        sql = f"SELECT COUNT(*) FROM fact WHERE {_GOING} AND ({_RELEASED} OR seq > ?)"  # noqa: S608
        async with self._turn:
            at, _ = await self._state()
            rows = await self._db.execute_fetchall(sql, (self.sender, at))
        return int(next(iter(rows))[0])

    async def refused(self) -> int:
        """Return how many the main system refused, but for those that are sent once more."""
        sql = "SELECT COUNT(*) FROM parked WHERE sender = ? AND again = 0"
        async with self._turn:
            rows = await self._db.execute_fetchall(sql, (self.sender,))
        return int(next(iter(rows))[0])

    async def taken(self, facts: Sequence[Fact]) -> None:
        """Remember that the main system has these."""
        async with self._turn, transaction(self._db):
            await self._forward(facts)
            await self._db.executemany(
                "DELETE FROM parked WHERE sender = ? AND seq = ?",
                [(self.sender, fact.seq) for fact in facts],
            )

    async def park(self, fact: Fact, error: str) -> None:
        """Remember that the main system will not take this one, and go on."""
        async with self._turn, transaction(self._db):
            await self._forward([fact])
            await self._db.execute(
                "INSERT OR REPLACE INTO parked VALUES (?, ?, ?, 0)",
                (self.sender, fact.seq, error[:LONGEST_ERROR]),
            )

    async def release(self) -> int:
        """Let everything that is parked be sent once more; return how many."""
        async with self._turn, transaction(self._db):
            cursor = await self._db.execute(
                "UPDATE parked SET again = 1 WHERE sender = ? AND again = 0", (self.sender,)
            )
            return cursor.rowcount

    async def parked(self, most: int = 200) -> Sequence[Parked]:
        """Return what was refused, the newest first."""
        async with self._turn:
            return await parked(self._db, self.sender, most)

    async def batch(self) -> Batch | None:
        """Return the file that is on its way."""
        async with self._turn:
            return (await self._state())[1]

    async def send_as_file(self, batch: Batch) -> None:
        """Remember that a file is whole under its temporary name."""
        async with self._turn, transaction(self._db):
            await self._known()
            await self._db.execute(
                "UPDATE sender SET batch_first = ?, batch_last = ?, folder = ? WHERE name = ?",
                (batch.first, batch.last, batch.folder, self.sender),
            )

    async def forget_file(self) -> None:
        """Give up the file that is on its way: its facts are sent again in a new one."""
        async with self._turn, transaction(self._db):
            await self._db.execute(
                "UPDATE sender SET batch_first = NULL, batch_last = NULL WHERE name = ?",
                (self.sender,),
            )

    async def _forward(self, facts: Sequence[Fact]) -> None:
        await self._known()
        await self._db.execute(
            "UPDATE sender SET seq = MAX(seq, ?), batch_first = NULL, batch_last = NULL"
            " WHERE name = ?",
            (max(fact.seq for fact in facts), self.sender),
        )

    async def _known(self) -> None:
        await self._db.execute(
            "INSERT OR IGNORE INTO sender (name, seq) VALUES (?, 0)", (self.sender,)
        )

    async def _state(self) -> tuple[int, Batch | None]:
        rows = await self._db.execute_fetchall(
            "SELECT seq, batch_first, batch_last, folder FROM sender WHERE name = ?",
            (self.sender,),
        )
        return next(map(_state_of, rows), (0, None))


async def parked(db: aiosqlite.Connection, sender: str, most: int = 200) -> Sequence[Parked]:
    """Return what a sender's main system refused, the newest first."""
    columns = ", ".join(f"fact.{name.strip()}" for name in FACT.split(","))
    sql = f"SELECT {columns}, error, again FROM parked JOIN fact USING (seq)"  # noqa: S608
    rows = await db.execute_fetchall(
        f"{sql} WHERE sender = ? ORDER BY seq DESC LIMIT ?", (sender, most)
    )
    return [Parked(fact=fact_of(r[:-2]), error=r[-2], again=bool(r[-1])) for r in map(tuple, rows)]


def _state_of(row: Row) -> tuple[int, Batch | None]:
    seq, first, last, folder = row
    return seq, None if last is None else Batch(first=first, last=last, folder=folder)


def event(fact: Fact, site: str) -> dict[str, Json]:
    """Return a fact as the main system gets it (`docs/records-holdings.md`)."""
    change = fact.change
    told: dict[str, Json] = {
        "version": 1,
        "id": f"{site}:{fact.id}",
        "site": site,
        "number": fact.seq,
        "at": fact.at.isoformat(timespec="milliseconds"),
        "who": fact.who,
        "why": fact.why,
        "subject": change.subject,
        "kind": change.kind,
        "from": change.was,
        "to": change.now,
    }
    if change.source:
        return {**told, "source": change.source, "record": change.name}
    return {**told, change.subject.value: change.name}
