"""`notices.db`: messages wait here until a channel has taken them; none is lost, none sent twice.

What was told of an alarm and the messages of it are written in one transaction. A message that the
receiver refuses for good is kept and shown, and holds up no other.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import aiosqlite
from pydantic import TypeAdapter

from daemon.control.alarms.escalation import Told
from daemon.store.aside import Repair, fresh, swap
from daemon.store.database import transaction, writer
from daemon.store.opening import Book, opened
from daemon.store.schema import migrate, migrations

FILE = "notices.db"
KEPT_DAYS = 90
_STEPS = migrations("notices")
_TOLD = TypeAdapter(Told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message that waits for its channel. `tries` were made already."""

    number: int
    notice: str
    channel: str
    body: Mapping[str, object]
    tries: int


async def _anew(path: Path, now: datetime) -> Repair:
    """Replace a damaged file by an empty one: what still stands is told again."""
    place = fresh(path)
    await asyncio.to_thread(place.unlink, missing_ok=True)
    async with writer(place, "FULL") as new:
        await migrate(new, _STEPS)
    return Repair(aside=await asyncio.to_thread(swap, path, now), rows=0)


BOOK = Book(steps=_STEPS, repair=_anew, synchronous="FULL")


@asynccontextmanager
async def open_outbox(directory: Path, now: datetime) -> AsyncIterator["Outbox"]:
    """Open the queue in an absolute directory as its only writer.

    Raises sqlite3.Error, OSError or NewerSchemaError.
    """
    async with opened(directory / FILE, now, lambda _: None, BOOK) as db:
        await db.execute("PRAGMA wal_autocheckpoint = 200")
        yield Outbox(db)


class Outbox:
    """The queue; one connection, used by one task at a time."""

    def __init__(self, db: aiosqlite.Connection) -> None:
        self._db = db
        self._turn = asyncio.Lock()

    async def told(self) -> Mapping[str, Told]:
        """Return what was said of each alarm that still stands."""
        rows = await self._db.execute_fetchall("SELECT key, text FROM told")
        return {key: _TOLD.validate_json(text) for key, text in rows}

    async def put(
        self,
        told: Mapping[str, Told],
        messages: Iterable[tuple[str, str, Mapping[str, object]]],
        at: datetime,
    ) -> None:
        """Queue `(notice, channel, body)` and remember what is told with that, in one step."""
        stamp = round(at.timestamp() * 1000)
        async with self._turn, transaction(self._db):
            await self._db.execute("DELETE FROM told")
            await self._db.executemany(
                "INSERT INTO told VALUES (?, ?)",
                [(key, _TOLD.dump_json(said).decode()) for key, said in told.items()],
            )
            await self._db.executemany(
                "INSERT OR IGNORE INTO message (notice, channel, made_ms, body)"
                " VALUES (?, ?, ?, ?)",
                [
                    (notice, channel, stamp, json.dumps(body, ensure_ascii=False, allow_nan=False))
                    for notice, channel, body in messages
                ],
            )
            oldest = round((at - timedelta(days=KEPT_DAYS)).timestamp() * 1000)
            await self._db.execute(
                "DELETE FROM message WHERE state <> 'waiting' AND made_ms < ?", (oldest,)
            )

    async def next_for(self, channel: str) -> Message | None:
        """Return the oldest message that waits for a channel."""
        rows = await self._db.execute_fetchall(
            "SELECT number, notice, channel, body, tries FROM message"
            " WHERE state = 'waiting' AND channel = ? ORDER BY number LIMIT 1",
            (channel,),
        )
        for number, notice, to, body, tries in rows:
            return Message(
                number=number, notice=notice, channel=to, body=json.loads(body), tries=tries
            )
        return None

    async def sent(self, message: Message) -> None:
        """Remember that the channel has taken a message."""
        await self._end(message, "sent", "")

    async def refused(self, message: Message, error: str) -> None:
        """Remember that the receiver will never take a message."""
        await self._end(message, "refused", error)

    async def tried(self, message: Message, error: str) -> None:
        """Remember a try that failed; the message waits on."""
        await self._end(message, "waiting", error)

    async def drop_unknown(self, channels: Iterable[str]) -> None:
        """Give up what waits for channels that the configuration has no more."""
        known = tuple(channels)
        marks = ", ".join("?" * len(known))
        async with self._turn, transaction(self._db):
            await self._db.execute(
                "UPDATE message SET state = 'refused', error = 'channel removed'"  # noqa: S608
                f" WHERE state = 'waiting' AND channel NOT IN ({marks})",
                known,
            )

    async def counts(self) -> Mapping[tuple[str, str], int]:
        """Return how many messages there are by channel and state."""
        rows = await self._db.execute_fetchall(
            "SELECT channel, state, count(*) FROM message GROUP BY channel, state"
        )
        return {(channel, state): count for channel, state, count in rows}

    async def _end(self, message: Message, state: str, error: str) -> None:
        async with self._turn, transaction(self._db):
            await self._db.execute(
                "UPDATE message SET state = ?, error = ?, tries = tries + 1 WHERE number = ?",
                (state, error[:500], message.number),
            )
