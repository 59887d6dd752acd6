"""Quarters and days of imported readings, built anew where readings came or went."""

import sqlite3
from zoneinfo import ZoneInfo

from .held import MOST_HELD_S, Point, quarters, stretches
from .rollups import day_start, next_day, whole_days


def roll_up_all(db: sqlite3.Connection) -> None:
    """Build the roll-ups of all series."""
    for one, since, until, timezone in db.execute(
        "SELECT series, MIN(reading.at), MAX(reading.at), timezone FROM reading"
        " JOIN import ON import.id = import GROUP BY series"
    ).fetchall():
        roll_up(db, one, since, until, ZoneInfo(timezone))


def roll_up(db: sqlite3.Connection, series: int, since: int, until: int, zone: ZoneInfo) -> None:
    """Build the quarters and days anew that readings from `since` to `until` can have changed."""
    first = day_start(since - MOST_HELD_S, zone)
    end = next_day(day_start(until + MOST_HELD_S, zone), zone)
    for table in ("quarter", "day"):
        db.execute(
            f"DELETE FROM {table} WHERE series = ? AND start >= ? AND start < ?",  # noqa: S608
            (series, first, end),
        )
    points = map(
        Point._make,
        db.execute(
            "SELECT reading.at, steps, interval_s FROM reading JOIN import ON import.id = import"
            " WHERE series = ? AND reading.at >= ? AND reading.at < ? ORDER BY reading.at",
            (series, first - MOST_HELD_S, end + MOST_HELD_S),
        ),
    )
    db.executemany(
        "INSERT INTO quarter VALUES (?, ?, ?, ?, ?, ?)",
        (
            (row.start, series, *row[1:])
            for row in quarters(stretches(points))
            if first <= row.start < end
        ),
    )
    db.executemany(
        "INSERT INTO day SELECT ?, series, SUM(covered_ms), SUM(integral), MIN(low), MAX(high)"
        " FROM quarter WHERE series = ? AND start >= ? AND start < ? GROUP BY series",
        [(start, series, start, over) for start, over in whole_days(first, end, end, zone)],
    )
