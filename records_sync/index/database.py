"""Connections to records.db: one that writes under a lock, others that only read.

SQLite before 3.51.3 can damage a WAL file when two connections write or checkpoint at once: the
lock keeps a second writer out, and readers can't checkpoint.
"""

import fcntl
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

FILE = "records.db"
LOCK = "records.lock"
BUSY_TIMEOUT_S = 5.0
WAL_PAGES = 4000  # of 4 KiB, then what is written goes into the file
WAL_KEPT_BYTES = 16 << 20
WRITER_CACHE_KIB = 32 << 10
READER_CACHE_KIB = 8 << 10
_STEP = re.compile(r"(\d{4})\.sql")
DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PRIMARY = 0xFF
_VOCABULARY = "CREATE VIRTUAL TABLE temp.term USING fts5vocab(main, word, row)"
# What readers need of later steps of the schema: in a file that an older program wrote it is empty.
_SINCE = {
    2: "CREATE TEMP TABLE frequent (phrase, count)",
    3: "CREATE TEMP TABLE looked (source, at)",
}


class BusyError(Exception):
    """Another process writes the index now."""


class NewerSchemaError(Exception):
    """The index was written by a newer program; it was not touched."""


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether the file itself is broken, so that the index must be made anew."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY in DAMAGE


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only writer of the index in a folder, or raise BusyError. Ends with the process."""
    with (folder / LOCK).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError from error
        yield


def writing(path: Path) -> sqlite3.Connection:
    """Open or make the index, at the schema of this program; raises sqlite3.Error."""
    db = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    try:
        for pragma in (
            "journal_mode = WAL",
            "synchronous = NORMAL",
            f"wal_autocheckpoint = {WAL_PAGES}",
            f"journal_size_limit = {WAL_KEPT_BYTES}",
            f"cache_size = -{WRITER_CACHE_KIB}",
        ):
            db.execute(f"PRAGMA {pragma}")
        migrate(db)
        db.execute(_VOCABULARY)
    except BaseException:
        db.close()
        raise
    return db


def reading(path: Path) -> sqlite3.Connection:
    """Open the index for reading only, for use by one thread at a time; raises sqlite3.Error."""
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro",
        uri=True,
        timeout=BUSY_TIMEOUT_S,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        db.execute(f"PRAGMA cache_size = -{READER_CACHE_KIB}")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version:
            db.execute(_VOCABULARY)
        for step, table in _SINCE.items():
            if version < step:
                db.execute(table)
    except BaseException:
        db.close()
        raise
    return db


@contextmanager
def transaction(db: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    """Commit what happens inside, or take all of it back."""
    db.execute(f"BEGIN {kind}")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def steps() -> Mapping[int, str]:
    """Return the steps of the schema by number."""
    folder = resources.files(__package__).joinpath("schema")
    found = {
        int(match[1]): file.read_text("utf-8")
        for file in folder.iterdir()
        if (match := _STEP.fullmatch(file.name))
    }
    return dict(sorted(found.items()))


def migrate(db: sqlite3.Connection) -> None:
    """Run the steps that the file has not seen, each in a transaction."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    known = steps()
    if version > max(known):
        raise NewerSchemaError
    for number in (n for n in known if n > version):
        try:
            db.executescript(
                f"BEGIN IMMEDIATE;\n{known[number]}\nPRAGMA user_version = {number};\nCOMMIT;"
            )
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
