"""Connections to holdings.db: one that writes, others that only read, and its schema.

SQLite before 3.51.3 can damage a WAL file when two connections write or checkpoint at once: only
`Holdings` gets a writing connection, and readers can't checkpoint.
"""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from importlib import resources
from pathlib import Path

import aiosqlite

FILE = "holdings.db"
BUSY_TIMEOUT_S = 5.0
WAL_PAGES = 500  # of 4 KiB, then what is written goes into the file
WAL_KEPT_BYTES = 4 << 20
PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # a fact is on the disk when its act is answered
    f"wal_autocheckpoint = {WAL_PAGES}",
    f"journal_size_limit = {WAL_KEPT_BYTES}",
    "temp_store = MEMORY",
    "foreign_keys = ON",
)
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PRIMARY = 0xFF  # extended result codes carry the primary one in the low byte
_STEP = re.compile(r"(\d{4})\.sql")


class NewerSchemaError(Exception):
    """The file was written by a newer program; it was not touched."""


def steps() -> Mapping[int, str]:
    """Return the steps of the schema by number."""
    folder = resources.files(__package__).joinpath("schema")
    found = {
        int(match[1]): file.read_text("utf-8")
        for file in folder.iterdir()
        if (match := _STEP.fullmatch(file.name))
    }
    return dict(sorted(found.items()))


def migrate(db: sqlite3.Connection, known: Mapping[int, str]) -> None:
    """Run the steps that a file has not seen, each in a transaction.

    Raises NewerSchemaError, or sqlite3.Error with the file as the last whole step left it.
    """
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > max(known):
        raise NewerSchemaError(version)
    for number in (n for n in sorted(known) if n > version):
        try:
            db.executescript(
                f"BEGIN IMMEDIATE;\n{known[number]}\nPRAGMA user_version = {number};\nCOMMIT;"
            )
        except sqlite3.Error:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


def made(path: Path) -> sqlite3.Connection:
    """Open or make a file for writing, at the schema of this program; raises sqlite3.Error."""
    db = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    try:
        for pragma in PRAGMAS:
            db.execute(f"PRAGMA {pragma}")
        migrate(db, steps())
    except BaseException:
        db.close()
        raise
    return db


def read_only(path: Path) -> sqlite3.Connection:
    """Open an existing file for reading only, for one thread; raises sqlite3.Error."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)


def is_damaged(path: Path) -> bool:
    """Return whether a file is broken; raises NewerSchemaError, or sqlite3.Error of other kinds."""
    with closing(read_only(path)) as db:
        try:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version > max(steps()):
                raise NewerSchemaError(version)
            return bool(db.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok")
        except UnicodeDecodeError:
            return True
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & _PRIMARY in _DAMAGE:
                return True
            raise


@asynccontextmanager
async def reading(path: Path) -> AsyncIterator[aiosqlite.Connection]:
    """Open an existing file for reading only; raises sqlite3.Error."""
    async with connected(path, "ro") as db:
        await db.execute("PRAGMA query_only = ON")
        yield db


@asynccontextmanager
async def writing(path: Path) -> AsyncIterator[aiosqlite.Connection]:
    """Open a file that is `made` already as its only writer; raises sqlite3.Error."""
    async with connected(path, "rw") as db:
        for pragma in PRAGMAS:
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


@asynccontextmanager
async def connected(path: Path, mode: str) -> AsyncIterator[aiosqlite.Connection]:
    """Open an absolute path in a mode of SQLite's URIs; at the end wait for its thread."""
    uri = f"{path.as_uri()}?mode={mode}"
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
