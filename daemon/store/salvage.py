"""What can still be read of a damaged history goes into a new file."""

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import aiosqlite

from .aside import Repair, fresh, swap
from .database import DAMAGE, FAILURES, code_of, reader, transaction, writer
from .schema import migrate, migrations

CHUNK_ROWS = 500

# Damage has many faces when tables are read: no such table, text that is none (no code at all).
_UNREADABLE = DAMAGE | {sqlite3.SQLITE_ERROR, 0}

# In the order in which they are written; the key is what each is sorted by.
_TABLES: Sequence[tuple[str, tuple[str, ...]]] = (
    ("series", ("id",)),
    ("why", ("code",)),
    ("segment", ("id",)),
    ("rolled", ("id",)),
    ("day", ("start", "series")),
    ("quarter", ("start", "series")),
    ("minute", ("start", "series", "segment")),
    ("raw", ("segment", "start_ms", "series")),
)
_CHILDREN = (
    ("day", "series"),
    ("quarter", "series"),
    ("minute", "series", "segment"),
    ("raw", "series", "segment"),
)


async def repair(path: Path, now: datetime) -> Repair:
    """Replace a damaged file by what can be read of it; raises sqlite3.Error or OSError.

    A crash in between leaves either the damaged file in place or the finished new one: see
    `aside.resume`.
    """
    place = fresh(path)
    await asyncio.to_thread(place.unlink, missing_ok=True)
    async with writer(place) as new:
        await migrate(new, migrations("history"))
        rows = await _copy(path, new)
    return Repair(aside=await asyncio.to_thread(swap, path, now), rows=rows)


async def _copy(path: Path, new: aiosqlite.Connection) -> int:
    rows = 0
    try:
        async with reader(path) as old:
            for table, key in _TABLES:
                rows += await _copy_table(old, new, table, key)
    except FAILURES as error:
        if code_of(error) not in _UNREADABLE:
            raise
    return rows - await _drop_nameless(new)


async def _drop_nameless(new: aiosqlite.Connection) -> int:
    """Delete what belongs to no series or segment any more, or another would take it over."""
    gone = 0
    async with transaction(new):
        for table, *parents in _CHILDREN:
            lost = " OR ".join(f"{p} NOT IN (SELECT id FROM {p})" for p in parents)  # noqa: S608
            gone += (await new.execute(f"DELETE FROM {table} WHERE {lost}")).rowcount  # noqa: S608
    return gone


async def _copy_table(
    old: aiosqlite.Connection, new: aiosqlite.Connection, table: str, key: tuple[str, ...]
) -> int:
    """Copy up to the first damage, then from the end back to the last one."""
    copied, whole = await _copy_run(old, new, table, key, "ASC")
    if not whole:
        copied += (await _copy_run(old, new, table, key, "DESC"))[0]
    return copied


async def _copy_run(
    old: aiosqlite.Connection,
    new: aiosqlite.Connection,
    table: str,
    key: tuple[str, ...],
    direction: Literal["ASC", "DESC"],
) -> tuple[int, bool]:
    """Return how many rows could be copied in one direction, and whether that were all."""
    beyond = ">" if direction == "ASC" else "<"
    where = f"WHERE ({', '.join(key)}) {beyond} ({', '.join('?' * len(key))})"
    order = ", ".join(f"{column} {direction}" for column in key)
    copied, size = 0, CHUNK_ROWS
    last: tuple[object, ...] = ()
    while size:
        sql = f"SELECT * FROM {table} {where if last else ''} ORDER BY {order} LIMIT {size}"  # noqa: S608
        try:
            cursor = await old.execute(sql, last)
            names = [column[0] for column in cursor.description]
            chunk = [tuple(row) for row in await cursor.fetchall()]
        except FAILURES as error:
            if code_of(error) not in _UNREADABLE:
                raise
            size //= 2  # closer to the damage, row by row at last
            continue
        copied += await _insert(new, table, chunk)
        if len(chunk) < size:
            return copied, True
        last = tuple(chunk[-1][names.index(column)] for column in key)
    return copied, False


async def _insert(db: aiosqlite.Connection, table: str, rows: Sequence[tuple[object, ...]]) -> int:
    """Insert what fits the schema; return how many rows did."""
    if not rows:
        return 0
    sql = f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(rows[0]))})"  # noqa: S608
    try:
        async with transaction(db):
            return (await db.executemany(sql, rows)).rowcount
    except sqlite3.IntegrityError:
        if len(rows) == 1:
            return 0
    middle = len(rows) // 2
    return await _insert(db, table, rows[:middle]) + await _insert(db, table, rows[middle:])
