"""Copying a database that is being written, or a file, onto a disk that may be slow or vanish.

A database is read by a connection that can't write, a snapshot of its write-ahead log held for as
long as the copy takes: the one writer goes on, its checkpoints too, and the copy never starts over.
A database with a rollback journal is not held: its writer would have to wait.
"""

import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from daemon.store.database import BUSY_TIMEOUT_S, DAMAGE, code_of

from .trouble import BackupError, Trouble, reading

STEP_BYTES = 1 << 20
FLUSH_BYTES = 8 << 20  # a slow stick must not fill the memory of the machine with what waits for it
LONGEST_PAUSE_S = 0.5
RETRY_S = 0.25
RETRIES = 240  # a minute behind a writer that does not let go

Pause = Callable[[float], None]


def copy_database(source: Path, target: Path, pause: Pause = time.sleep) -> int:
    """Copy a database as it is now, on the disk at the end; return its schema version.

    It rests for as long as it works. Raises BackupError for the source, OSError or sqlite3.Error
    for the target.
    """
    with closing(_read_only(source)) as db:
        with reading(source.name):
            (mode,) = db.execute("PRAGMA journal_mode").fetchone()
            (page_bytes,) = db.execute("PRAGMA page_size").fetchone()
            (schema,) = db.execute("PRAGMA user_version").fetchone()
            if mode == "wal":
                db.execute("BEGIN")
                db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()  # takes the snapshot
        with _unshared(target) as copy, target.open("rb+") as file:
            pacing = _Pacing(source.name, file.fileno(), page_bytes, pause)
            try:
                db.backup(copy, pages=pacing.pages, progress=pacing.step, sleep=RETRY_S)
            except sqlite3.Error as error:
                if code_of(error) in DAMAGE or error.sqlite_errorcode in _NOT_READ:
                    with reading(source.name):
                        raise
                raise
            copy.close()
            os.fsync(file.fileno())
    return int(schema)


def copy_file(source: Path, target: Path) -> str:
    """Copy a file to where none is, on the disk at the end; return the SHA-256 of what was read.

    Raises BackupError for the source, OSError for the target.
    """
    read = hashlib.sha256()
    with reading(source.name):
        stream = source.open("rb")
    with stream:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as copy:
            while block := _block(stream.read, source.name):
                read.update(block)
                copy.write(block)
            copy.flush()
            os.fsync(copy.fileno())
    return read.hexdigest()


def digest(path: Path) -> tuple[int, str]:
    """Return size and SHA-256 of a file as its disk has it. Raises OSError."""
    found = hashlib.sha256()
    size = 0
    with path.open("rb") as stream:
        with suppress(OSError):  # not what memory still knows of it
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while block := stream.read(STEP_BYTES):
            found.update(block)
            size += len(block)
    return size, found.hexdigest()


@contextmanager
def as_copied(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a copy as it lies there: nothing is locked, and nothing put beside it."""
    uri = f"{path.absolute().as_uri()}?immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as db:
        yield db


class _Pacing:
    """What happens between two steps: what was written goes to the disk, then it rests."""

    def __init__(self, name: str, file: int, page_bytes: int, pause: Pause) -> None:
        self.pages = max(1, STEP_BYTES // page_bytes)
        self._name = name
        self._file = file
        self._steps_a_flush = FLUSH_BYTES // STEP_BYTES
        self._pause = pause
        self._steps = self._held = 0
        self._began_s = time.monotonic()

    def step(self, status: int, remaining: int, total: int) -> None:
        """Hear of one step. Raises BackupError where the file is held, OSError of the disk."""
        del remaining, total
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            self._held += 1
            if self._held > RETRIES:
                raise BackupError(Trouble.HELD, file=self._name)
            return
        self._held = 0
        self._steps += 1
        if self._steps % self._steps_a_flush == 0:
            os.fdatasync(self._file)
        self._pause(min(time.monotonic() - self._began_s, LONGEST_PAUSE_S))
        self._began_s = time.monotonic()


_NOT_READ = frozenset({sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ})


def _read_only(path: Path) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with reading(path.name):
        return sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)


@contextmanager
def _unshared(target: Path) -> Iterator[sqlite3.Connection]:
    """Make a new database that nobody else opens: no locks, which a share may lack; no journal."""
    target.touch(exist_ok=False)
    uri = f"{target.absolute().as_uri()}?vfs=unix-none"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")  # an unfinished copy is thrown away
        yield copy


def _block(read: Callable[[int], bytes], name: str) -> bytes:
    with reading(name):
        return read(STEP_BYTES)
