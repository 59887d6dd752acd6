"""`people.db`: the accounts, for the controller and the command line at once.

Two processes write here, so this file has a rollback journal and no WAL (see `store/database.py`).
A damaged file is never replaced by an empty one: that would let anybody become the first admin.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from daemon.model.people import Person, Role
from daemon.store.schema import NewerSchemaError, migrations

FILE = "people.db"
BUSY_S = 5.0
_STEPS = migrations("people")
_READ = "SELECT key, name, role, password, totp, totp_step, disabled, stamp FROM account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One row: the person and what proves it."""

    key: str
    person: Person
    password: str = field(repr=False)
    totp: str | None = field(repr=False)
    totp_step: int


class Book:
    """The file with the accounts. Every method raises sqlite3.Error, OSError, NewerSchemaError."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / FILE

    def mark(self) -> tuple[int, int, int] | None:
        """Return what changes with the file; None where there is none."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def accounts(self) -> dict[str, Account]:
        """Return all accounts by key, by name; none where there is no file yet."""
        if not self.path.exists():
            return {}
        with self._opened("ro") as db:
            pins = {owner for (owner,) in db.execute("SELECT owner FROM pin")}
            rows = db.execute(f"{_READ} ORDER BY name").fetchall()
        return {row[0]: _account(row, has_pin=row[0] in pins) for row in rows}

    def pins(self) -> tuple[bytes, dict[str, bytes]]:
        """Return the salt of the PINs, and the digest of each by its owner."""
        if not self.path.exists():
            return b"", {}
        with self._opened("ro") as db:
            (salt,) = db.execute("SELECT bytes FROM salt").fetchone()
            return bytes(salt), {owner: bytes(one) for owner, one in db.execute(_PINS)}

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Open one transaction, on the disk at the end of the block; make the file if needed."""
        self._make()
        with self._opened("rw") as db:
            db.execute("PRAGMA synchronous = FULL")
            _migrate(db)
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def _make(self) -> None:
        """Make the file for this user and, where root does it, for the folder's owner.

        It comes whole or not at all: an empty one would be taken for a damaged one.
        """
        if self.path.exists():
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(prefix=f"{FILE}.", dir=self.path.parent)
        os.close(number)
        new = Path(name)
        try:
            with closing(sqlite3.connect(new, isolation_level=None)) as db:
                _migrate(db)
            if os.geteuid() == 0:
                owner = self.path.parent.stat()
                os.chown(new, owner.st_uid, owner.st_gid)
            with suppress(FileExistsError):
                os.link(new, self.path)
        finally:
            new.unlink()

    @contextmanager
    def _opened(self, mode: str) -> Iterator[sqlite3.Connection]:
        address = f"{self.path.absolute().as_uri()}?mode={mode}"
        db = sqlite3.connect(address, uri=True, timeout=BUSY_S, isolation_level=None)
        with closing(db):
            db.execute("PRAGMA trusted_schema = OFF")
            if _version(db) > max(_STEPS):
                raise NewerSchemaError(_version(db), max(_STEPS))
            yield db


_PINS = "SELECT owner, digest FROM pin"


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _migrate(db: sqlite3.Connection) -> None:
    found, known = _version(db), max(_STEPS)
    if found > known:
        raise NewerSchemaError(found, known)
    for number in (step for step in _STEPS if step > found):
        db.executescript(
            f"BEGIN IMMEDIATE;\n{_STEPS[number]}\nPRAGMA user_version = {number};\nCOMMIT;"
        )


def _account(
    row: tuple[str, str, int, str, str | None, int, int, int], *, has_pin: bool
) -> Account:
    key, name, role, password, totp, step, disabled, stamp = row
    person = Person(
        name=name,
        role=Role(role),
        disabled=bool(disabled),
        has_totp=totp is not None,
        has_pin=has_pin,
        stamp=stamp,
    )
    return Account(key=key, person=person, password=password, totp=totp, totp_step=step)
