"""`notices.db`: messages wait here until a channel has taken them; none is lost, none sent twice.

What was told of an alarm and the messages of it are written in one transaction. A message that the
receiver refuses for good is kept and shown, and holds up no other; so is one that can't be read.
What is urgent goes first, with all that waits of its alarm: what is said of one stays in order.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiosqlite
from pydantic import TypeAdapter, ValidationError

from daemon.control.alarms.escalation import Told
from daemon.store.aside import Repair, fresh, swap
from daemon.store.database import transaction, writer
from daemon.store.opening import Book, opened
from daemon.store.schema import migrate, migrations

from .message import is_urgent

log = logging.getLogger(__name__)

FILE = "notices.db"
KEPT_DAYS = 90
_STEPS = migrations("notices")
_TOLD = TypeAdapter(Told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message that waits for its channel. `tries` were made already.

    `denied`: since when the receiver takes nothing, as things are set up, while this one waited.
    """

    number: int
    notice: str
    channel: str
    body: Mapping[str, object]
    tries: int
    denied: datetime | None = None


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
        """Return what was said of each alarm that still stands.

        A row that another program wrote is left out: that alarm is told anew.
        """
        found = {}
        for key, text in await self._db.execute_fetchall("SELECT key, text FROM told"):
            try:
                found[key] = _TOLD.validate_json(text)
            except ValidationError as error:
                log.warning("notices: what was told of %s can't be read: %s", key, error)
        return found

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
            for notice, channel, body in messages:
                await self._queue(notice, channel, body, stamp)
            oldest = round((at - timedelta(days=KEPT_DAYS)).timestamp() * 1000)
            await self._db.execute(
                "DELETE FROM message WHERE state <> 'waiting' AND made_ms < ?", (oldest,)
            )

    async def next_for(self, channel: str) -> Message | None:
        """Return the message that is sent next on a channel: urgent ones first, then the oldest."""
        while rows := list(await self._db.execute_fetchall(_NEXT, (channel,))):
            number, notice, text, tries, denied_ms = rows[0]
            body = _body(text)
            if body is not None:
                denied = (
                    None if denied_ms is None else datetime.fromtimestamp(denied_ms / 1000, UTC)
                )
                return Message(
                    number=number,
                    notice=notice,
                    channel=channel,
                    body=body,
                    tries=tries,
                    denied=denied,
                )
            log.warning("notify %s: message %s can't be read, and is not sent", channel, notice)
            await self._end(number, channel, "refused", "unreadable")
        return None

    async def sent(self, message: Message, error: str = "") -> None:
        """Remember that the channel has taken a message, and who did not get it."""
        await self._end(message.number, message.channel, "sent", error)
        async with self._turn, transaction(self._db):
            await self._db.execute(
                "UPDATE message SET denied_ms = NULL"
                " WHERE state = 'waiting' AND channel = ? AND denied_ms IS NOT NULL",
                (message.channel,),
            )

    async def refused(self, message: Message, error: str) -> None:
        """Remember that the receiver will never take a message."""
        await self._end(message.number, message.channel, "refused", error)

    async def tried(self, message: Message, error: str, denied: datetime | None = None) -> None:
        """Remember a try that failed; the message waits on.

        `denied` is of all that waits for the channel: it is not about the message.
        """
        stamp = None if denied is None else round(denied.timestamp() * 1000)
        async with self._turn, transaction(self._db):
            await self._db.execute(
                "UPDATE message SET error = ?, tries = tries + 1 WHERE number = ?",
                (error[:500], message.number),
            )
            await self._db.execute(
                "UPDATE message SET denied_ms = coalesce(denied_ms, ?)"
                " WHERE state = 'waiting' AND channel = ?",
                (stamp, message.channel),
            )

    async def drop_unknown(self, channels: Iterable[str]) -> None:
        """Give up what waits for channels that the configuration has no more."""
        known = tuple(channels)
        marks = ", ".join("?" * len(known))
        gone = f"state = 'waiting' AND channel NOT IN ({marks})"
        async with self._turn, transaction(self._db):
            await self._db.execute(
                "INSERT INTO total SELECT channel, 'refused', count(*) FROM message"  # noqa: S608
                f" WHERE {gone} GROUP BY channel"
                " ON CONFLICT DO UPDATE SET count = count + excluded.count",
                known,
            )
            await self._db.execute(
                "UPDATE message SET state = 'refused', error = 'channel removed'"  # noqa: S608
                f" WHERE {gone}",
                known,
            )

    async def counts(self) -> Mapping[tuple[str, str], int]:
        """Return how many messages wait, and how many were ever sent or refused, by channel."""
        rows = await self._db.execute_fetchall(
            "SELECT channel, state, count FROM total UNION ALL"
            " SELECT channel, 'waiting', count(*) FROM message WHERE state = 'waiting'"
            " GROUP BY channel"
        )
        return {(channel, state): count for channel, state, count in rows}

    async def _queue(
        self, notice: str, channel: str, body: Mapping[str, object], stamp: int
    ) -> None:
        """Queue one message. An identifier that says something else already gets a suffix."""
        alarm, urgent = str(body.get("alarm", "")), is_urgent(body)
        text = json.dumps(body, ensure_ascii=False, allow_nan=False)
        name, again = notice, 1
        while (said := await self._said(name, channel)) is not None:
            if said == text:
                return
            again += 1
            name = f"{notice}.{again}"
            if "id" in body:
                text = json.dumps({**body, "id": name}, ensure_ascii=False, allow_nan=False)
        await self._db.execute(
            "INSERT INTO message (notice, channel, made_ms, body, alarm, urgent)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (name, channel, stamp, text, alarm, urgent),
        )
        if urgent:
            await self._db.execute(
                "UPDATE message SET urgent = 1"
                " WHERE state = 'waiting' AND channel = ? AND alarm = ?",
                (channel, alarm),
            )

    async def _said(self, notice: str, channel: str) -> str | None:
        rows = await self._db.execute_fetchall(
            "SELECT body FROM message WHERE notice = ? AND channel = ?", (notice, channel)
        )
        return next((str(body) for (body,) in rows), None)

    async def _end(self, number: int, channel: str, state: str, error: str) -> None:
        async with self._turn, transaction(self._db):
            await self._db.execute(
                "UPDATE message SET state = ?, error = ?, tries = tries + 1 WHERE number = ?",
                (state, error[:500], number),
            )
            await self._db.execute(
                "INSERT INTO total VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1",
                (channel, state),
            )


_NEXT = (
    "SELECT number, notice, body, tries, denied_ms FROM message"
    " WHERE state = 'waiting' AND channel = ? ORDER BY urgent DESC, number LIMIT 1"
)


def _body(text: str) -> Mapping[str, object] | None:
    """Return a message as it was queued, None where it can't be read."""
    try:
        body = json.loads(text)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
