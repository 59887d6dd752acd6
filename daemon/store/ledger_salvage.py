"""What can still be read and proved of a damaged ledger goes into a new file.

A row is proved by the stored hash of the row before it. Rows before the first damage keep their
numbers and hashes; later ones are chained anew, and the damaged file is kept as the evidence.
"""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path

from .aside import Repair, fresh, swap
from .database import DAMAGE, FAILURES, code_of, writer
from .ledger_anchor import read_anchor
from .ledger_chain import GENESIS, START, Head, Row, Stored, chained, digest
from .ledger_read import CHUNK_ROWS, COLUMNS, memory_text, reading
from .ledger_rows import INSERT, INSERT_MEMORY, memory_columns
from .schema import migrate, migrations

# Damage has many faces when tables are read: no such table, text that is none (no code at all).
_UNREADABLE = DAMAGE | {sqlite3.SQLITE_ERROR, 0}
STEPS = migrations("ledger")


async def repair(path: Path, now: datetime) -> Repair:
    """Replace a damaged ledger by what is proved of it; raises sqlite3.Error or OSError."""
    place = fresh(path)
    await asyncio.to_thread(place.unlink, missing_ok=True)
    async with writer(place, "FULL") as new:
        await migrate(new, STEPS)
    rows = await asyncio.to_thread(_copy, path, place)
    return Repair(aside=await asyncio.to_thread(swap, path, now), rows=rows)


def _copy(path: Path, place: Path) -> int:
    with closing(sqlite3.connect(place, isolation_level=None)) as new:
        new.execute("PRAGMA synchronous = FULL")
        head = START
        proved = _proved(path)
        while rows := list(islice(proved, CHUNK_ROWS)):
            stored = list(chained(head, rows))
            new.execute("BEGIN")
            new.executemany(INSERT, [(*row, kept) for row, kept in stored])
            new.execute("COMMIT")
            head = Head(stored[-1].row.seq, stored[-1].digest)
        try:
            text = memory_text(path)
        except (*FAILURES, ValueError):
            text = None
        if text is not None:
            new.execute(INSERT_MEMORY, memory_columns(text))
        return head.seq


def _proved(path: Path) -> Iterator[Row]:
    before = Head(0, GENESIS)
    for row, kept in _readable(path):
        if row.seq == before.seq + 1 and kept == digest(before.digest, row):
            yield row
        before = Head(row.seq, kept if isinstance(kept, bytes) else GENESIS)


def _readable(path: Path) -> Iterator[Stored]:
    """Yield every row that SQLite can still read, in the order of their numbers.

    Where the last rows are damaged nobody knows how many there were: a stretch without a single
    row behind the anchor is the end.
    """
    with reading(path) as db:
        db.execute("PRAGMA writable_schema = ON")  # else a file that was cut is not read at all
        end, last, found = _anchored(path), 0, True
        while found or last < end:
            first, last, found = last + 1, last + CHUNK_ROWS, False
            for stored in _stretch(db, first, last):
                found = True
                yield stored


def _anchored(path: Path) -> int:
    try:
        anchor = read_anchor(path)
    except ValueError:
        return 0
    return 0 if anchor is None else anchor.seq


def _stretch(db: sqlite3.Connection, first: int, last: int) -> list[Stored]:
    try:
        return _between(db, first, last)
    except FAILURES as error:
        _check(error)
        return [stored for seq in range(first, last + 1) for stored in _one(db, seq)]


def _one(db: sqlite3.Connection, seq: int) -> list[Stored]:
    try:
        return _between(db, seq, seq)
    except FAILURES as error:
        _check(error)
        return []


def _between(db: sqlite3.Connection, first: int, last: int) -> list[Stored]:
    sql = f"SELECT {COLUMNS}, hash FROM ledger WHERE seq BETWEEN ? AND ? ORDER BY seq"  # noqa: S608
    return [Stored(Row(*columns), kept) for *columns, kept in db.execute(sql, (first, last))]


def _check(error: Exception) -> None:
    if code_of(error) not in _UNREADABLE:
        raise error
