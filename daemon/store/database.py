"""SQLite connections: one that writes and checkpoints, short-lived ones that only read.

SQLite before 3.51.3 can damage a WAL file when two connections write or checkpoint at once, so
nobody else gets a writing connection, and readers can't checkpoint.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import aiosqlite

BUSY_TIMEOUT_S = 5.0
PAGE_BYTES = 2048  # a commit touches some twelve pages: small ones spare the card
WAL_KEPT_BYTES = 4 << 20
DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})  # the file itself is broken
# What a connection raises; text of a damaged file may be none.
FAILURES = (sqlite3.Error, UnicodeDecodeError)
_PRIMARY = 0xFF  # extended result codes carry the primary one in the low byte


def code_of(error: Exception) -> int:
    """Return the primary result code of an error of SQLite, 0 where it has none."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY


@asynccontextmanager
async def reader(path: Path) -> AsyncIterator[aiosqlite.Connection]:
    """Open an existing file, an absolute path, for reading only; raises sqlite3.Error."""
    async with _connection(f"{path.as_uri()}?mode=ro") as db:
        await db.execute("PRAGMA query_only = ON")
        yield db


@asynccontextmanager
async def writer(
    path: Path, synchronous: Literal["NORMAL", "FULL"] = "NORMAL"
) -> AsyncIterator[aiosqlite.Connection]:
    """Open or make a file, an absolute path, as its only writer; raises sqlite3.Error.

    With FULL a commit is on the disk when it returns, with NORMAL at the next checkpoint.
    """
    async with _connection(f"{path.as_uri()}?mode=rwc") as db:
        for pragma in (
            f"page_size = {PAGE_BYTES}",  # of a new file; before anything else touches it
            "auto_vacuum = INCREMENTAL",
            "journal_mode = WAL",
            f"synchronous = {synchronous}",
            "wal_autocheckpoint = 0",
            f"journal_size_limit = {WAL_KEPT_BYTES}",
            "temp_store = MEMORY",
            "foreign_keys = ON",
        ):
            await db.execute_fetchall(f"PRAGMA {pragma}")
        yield db


@asynccontextmanager
async def transaction(db: aiosqlite.Connection) -> AsyncIterator[None]:
    """Commit what happens inside, or roll it back when it fails or is cancelled."""
    try:
        await db.execute("BEGIN IMMEDIATE")  # cancelled here, it may still begin
        yield
        await db.execute("COMMIT")
    except BaseException:
        await db.rollback()
        raise


async def is_sound(db: aiosqlite.Connection) -> bool:
    """Return whether a whole check finds nothing wrong; raises sqlite3.Error where it can't.

    A quick check takes as long here, the large tables have no index, but it would let a damaged
    series name pass.
    """
    rows = list(await db.execute_fetchall("PRAGMA integrity_check(1)"))
    return bool(rows[0][0] == "ok")


@asynccontextmanager
async def _connection(uri: str) -> AsyncIterator[aiosqlite.Connection]:
    db = aiosqlite.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    opening = asyncio.ensure_future(db)  # noqa: TID251 - it has to end whoever is cancelled
    try:
        await asyncio.shield(opening)
        yield db
    finally:
        await asyncio.wait([opening])  # cancelled meanwhile, it would leave a connection behind
        if not opening.cancelled() and opening.exception() is None:
            await db.close()
        # Where opening fails, aiosqlite leaves its thread to end by itself, and it would fail on a
        # loop that is closed by then.
        await asyncio.to_thread(db._thread.join)  # noqa: SLF001


async def page_bytes(db: aiosqlite.Connection) -> int:
    """Return the size of a page."""
    return await _number(db, "PRAGMA page_size")


async def page_count(db: aiosqlite.Connection) -> int:
    """Return how many pages the file has."""
    return await _number(db, "PRAGMA page_count")


async def free_pages(db: aiosqlite.Connection) -> int:
    """Return how many of the pages are unused."""
    return await _number(db, "PRAGMA freelist_count")


async def _number(db: aiosqlite.Connection, sql: str) -> int:
    rows = list(await db.execute_fetchall(sql))
    return int(rows[0][0])
