"""Reads what the 失踪 list is decided on."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, tzinfo

import aiosqlite

from .loading import now_named, of_keys, standings
from .missing import FailedCheck, Limits, Sought, Temporary, sought
from .model import Key, Status
from .rows import STANDING, at_of, standing_of


async def seek(
    db: aiosqlite.Connection,
    temporary: Sequence[Temporary],
    today: date,
    limits: Limits,
    zone: tzinfo,
) -> tuple[Sought, ...]:
    """Return the list; `temporary` are the records of the index that have no 档号.

    `zone` says when a day ends.
    """
    rows = await db.execute_fetchall(
        f"SELECT {STANDING} FROM standing WHERE status = ?"  # noqa: S608
        f" UNION ALL SELECT {STANDING} FROM standing WHERE status = ? AND due < ?",
        (Status.MISSING, Status.LENT, today.isoformat()),
    )
    told = {standing.key: standing for standing in map(standing_of, rows)}
    missing = [key for key, standing in told.items() if standing.status is Status.MISSING]
    names = await now_named(db, {record.key for record in temporary})
    known = await standings(db, {names.get(record.key, record.key) for record in temporary})
    for record in temporary:
        if standing := known.get(names.get(record.key, record.key)):
            told[record.key] = standing
    turned, failed = await _last_turned(db, missing, zone), await _failed(db, zone)
    return sought(told, turned, temporary, failed, today, limits, zone)


async def _last_turned(
    db: aiosqlite.Connection, keys: Collection[Key], zone: tzinfo
) -> Mapping[Key, date]:
    """Return since when records have their status, also if they were called otherwise then."""
    columns = "source, id, new_source, new_id"
    renamed = await of_keys(db, columns, "former", keys, ("new_source", "new_id"))
    now_of = {key: key for key in keys} | {Key(*row[:2]): Key(*row[2:]) for row in renamed}
    rows = await of_keys(
        db,
        "seq, source, name, at_ms",
        "(SELECT * FROM fact WHERE subject = 'record' AND kind = 'status')",
        now_of,
        ("source", "name"),
    )
    return {
        now_of[Key(source, id_)]: at_of(ms).astimezone(zone).date()
        for _, source, id_, ms in sorted(map(tuple, rows))
    }


async def _failed(db: aiosqlite.Connection, zone: tzinfo) -> Sequence[FailedCheck]:
    """Return the boxes whose last check with a result failed."""
    rows = await db.execute_fetchall(
        "SELECT box, ended_ms, missing, strange, ended_as, MAX(seq) FROM box_check"
        " WHERE ended_as IN ('passed', 'failed') GROUP BY box HAVING ended_as = 'failed'"
        " ORDER BY box"
    )
    return [
        FailedCheck(box=box, on=at_of(ms).astimezone(zone).date(), missing=missing, strange=strange)
        for box, ms, missing, strange, *_ in rows
    ]
