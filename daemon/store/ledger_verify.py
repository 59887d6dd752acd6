"""Whether a ledger is whole: its schema, every row, its anchors, and SQLite's own check."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from .database import FAILURES
from .ledger_chain import Fault, Flaw, Head, Stored, flaws_in
from .ledger_read import memory_text, reading, stored_rows
from .ledger_salvage import STEPS

_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a check found: how many rows there are, where the chain ends, all that is wrong."""

    rows: int
    head: Head
    flaws: tuple[Flaw, ...]


class _Counted:
    """Rows on their way to the check: how many came by, and the last of them."""

    def __init__(self, stored: Iterable[Stored]) -> None:
        self.rows = 0
        self.head = Head(0, bytes(32))
        self._stored = stored

    def __iter__(self) -> Iterator[Stored]:
        for stored in self._stored:
            yield stored
            self.rows += 1
            kept = stored.digest if isinstance(stored.digest, bytes) else b""
            self.head = Head(stored.row.seq, kept)


def verified(path: Path, anchors: Iterable[Head]) -> Verified:
    """Check a whole ledger against its own chain and against heads that were kept elsewhere.

    Raises sqlite3.OperationalError where there is no file that could be opened.
    """
    with reading(path) as db:
        stored = _Counted(stored_rows(db))
        flaws = list(_unsound(db))
        try:
            flaws.extend(flaws_in(stored, anchors))
        except FAILURES as error:
            broken = stored.head.seq + 1
            flaws.append(Flaw(fault=Fault.UNREADABLE, seq=broken, last=broken, detail=str(error)))
    try:
        memory_text(path)
    except (*FAILURES, ValueError, AttributeError) as error:
        flaws.append(Flaw(fault=Fault.MEMORY, detail=str(error)))
    return Verified(rows=stored.rows, head=stored.head, flaws=tuple(flaws))


def _unsound(db: sqlite3.Connection) -> Iterator[Flaw]:
    try:
        if db.execute(_SCHEMA).fetchall() != _expected_schema():
            yield Flaw(fault=Fault.SCHEMA)
        for (found,) in db.execute("PRAGMA integrity_check(1)"):
            if found != "ok":
                yield Flaw(fault=Fault.UNREADABLE, detail=found)
    except FAILURES as error:
        yield Flaw(fault=Fault.UNREADABLE, detail=str(error))


def _expected_schema() -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(":memory:")) as fresh:
        for step in STEPS.values():
            fresh.executescript(step)
        return fresh.execute(_SCHEMA).fetchall()
