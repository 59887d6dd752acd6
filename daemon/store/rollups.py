"""Minutes merge into quarters of an hour, quarters into local days: sums of integers, so exact.

A quarter is written when it is over, and a day with its last quarter; both can be written again
from what they were merged from. All times are UTC seconds.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import aiosqlite

QUARTER_S = 900

_MERGED = "SUM(covered_ms), SUM(integral), MIN(low), MAX(high)"


def quarter_start(at_s: int) -> int:
    """Return the start of the quarter of an hour that holds `at_s`."""
    return at_s - at_s % QUARTER_S


def day_start(at_s: int, zone: ZoneInfo) -> int:
    """Return the first second of the local day that holds `at_s`."""
    return _midnight(datetime.fromtimestamp(at_s, zone), zone)


def next_day(start_s: int, zone: ZoneInfo) -> int:
    """Return the first second of the local day after the one that starts at `start_s`."""
    return _midnight(datetime.fromtimestamp(start_s, zone) + timedelta(days=1), zone)


def whole_days(since: int, until: int, now: int, zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    """Yield start and end of the local days that touch `[since, until)` and are over by `now`."""
    start = day_start(since, zone)
    while start < until and (end := next_day(start, zone)) <= now:
        yield start, end
        start = end


async def rolled_until(db: aiosqlite.Connection) -> int | None:
    """Return the time before which quarters and days are merged, None in a new file."""
    rows = list(await db.execute_fetchall("SELECT until FROM rolled"))
    return int(rows[0][0]) if rows else None


async def roll_up(
    db: aiosqlite.Connection, since: int, until: int, now: int, zone: ZoneInfo
) -> None:
    """Merge the quarters of `[since, until)`, both quarter starts, and the days over by `now`."""
    await db.execute(
        f"INSERT OR REPLACE INTO quarter SELECT start / {QUARTER_S} * {QUARTER_S}, series,"  # noqa: S608
        f" {_MERGED} FROM minute WHERE start >= ? AND start < ? GROUP BY 1, 2",
        (since, until),
    )
    for start, end in whole_days(since, until, now, zone):
        await db.execute(
            f"INSERT OR REPLACE INTO day SELECT ?, series, {_MERGED}"  # noqa: S608
            " FROM quarter WHERE start >= ? AND start < ? GROUP BY series",
            (start, start, end),
        )


async def roll_on(db: aiosqlite.Connection, top: int, now: int, zone: ZoneInfo) -> None:
    """Merge what is due now that `now` is the newest minute; its own quarter stays open.

    `top` is the newest minute in the file. It is later than `now` where the clock went back.
    """
    since, reached = await rolled_until(db), quarter_start(now)
    if since is not None and since != reached:
        until = quarter_start(max(top, since)) + QUARTER_S
        if since < reached < until:
            until = reached
        await roll_up(db, since, until, now, zone)
    if since != reached:
        await db.execute("INSERT OR REPLACE INTO rolled VALUES (0, ?)", (reached,))


async def roll_again(
    db: aiosqlite.Connection, since: int, until: int, now: int, zone: ZoneInfo
) -> None:
    """Merge the quarters and days that touch `[since, until)` anew: their minutes were moved."""
    first = quarter_start(since)
    await db.execute("DELETE FROM quarter WHERE start >= ? AND start < ?", (first, until))
    await db.execute(
        "DELETE FROM day WHERE start >= ? AND start < ?", (day_start(since, zone), until)
    )
    await roll_up(db, first, quarter_start(until - 1) + QUARTER_S, now, zone)


def _midnight(moment: datetime, zone: ZoneInfo) -> int:
    return round(datetime.combine(moment.date(), time(), zone).timestamp())
