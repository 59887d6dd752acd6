"""Rows from before the clock was set get their time as soon as it is, within the same boot."""

from typing import NamedTuple

import aiosqlite

from .segments import Segment

MINUTE_S = 60
MINUTE_MS = 60_000


class Moved(NamedTuple):
    """Where minutes were, or are now, in UTC seconds; `until` is past the last of them."""

    since: int
    until: int


async def backdate(db: aiosqlite.Connection, trusted: Segment) -> list[Moved]:
    """Date the boot's segments without a trusted clock by `trusted`; return what has moved.

    Raw rows move with their segment exactly, minutes by whole minutes: at most 30 s off.
    """
    moved: list[Moved] = []
    for segment, mono_ms, utc_ms in await db.execute_fetchall(
        "SELECT id, mono_ms, utc_ms FROM segment"
        " WHERE boot = ? AND trusted = 0 AND backdated = 0 AND mono_ms < ?",
        (trusted.boot, trusted.mono_ms),
    ):
        length_ms = trusted.mono_ms - mono_ms
        true_ms = trusted.utc_ms - length_ms
        shift = round((true_ms - utc_ms) / MINUTE_MS) * MINUTE_S
        since = utc_ms // MINUTE_MS * MINUTE_S
        until = (utc_ms + length_ms) // MINUTE_MS * MINUTE_S + MINUTE_S
        await db.execute(
            "UPDATE segment SET utc_ms = ?, backdated = 1 WHERE id = ?", (true_ms, segment)
        )
        if shift:
            await _shift_minutes(db, segment, since, until, shift)
            moved += [Moved(since, until), Moved(since + shift, until + shift)]
    return moved


async def _shift_minutes(
    db: aiosqlite.Connection, segment: int, since: int, until: int, shift: int
) -> None:
    # Out and in again: moved in place, a minute would run into the one after it.
    within = (since, until, segment)
    await db.execute(
        "CREATE TEMP TABLE moved AS SELECT * FROM minute"
        " WHERE start >= ? AND start < ? AND segment = ?",
        within,
    )
    await db.execute("DELETE FROM minute WHERE start >= ? AND start < ? AND segment = ?", within)
    await db.execute("UPDATE temp.moved SET start = start + ?", (shift,))
    await db.execute("INSERT INTO minute SELECT * FROM temp.moved")
    await db.execute("DROP TABLE temp.moved")
