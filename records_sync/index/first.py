"""The first snapshot of a source: straight into an index that has nothing of it, in large steps."""

import gc
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from records_sync.index.frequent import look_anew
from records_sync.index.guard import Applied, HeldError, Plan
from records_sync.index.runs import SourceRow, Stage, check_epoch, told
from records_sync.index.upserts import Upserts
from records_sync.model import Page

_GROUP_ROWS = 20_000  # in one transaction, and
_GROUP_S = 10.0  # never open for longer
_MERGE_PAGES = 4000  # of words in one step when they are put together at the end
_LOOSE = (("automerge", 0), ("crisismerge", 1999))
_USUAL = (("automerge", 4), ("crisismerge", 16))  # as SQLite has it


class OverError(Exception):
    """A run that has failed can't go on: begin another, it resumes."""


class FirstSnapshot:
    """The first that is heard of a source: readers see it grow, and that it is not whole yet."""

    is_held = False

    def __init__(self, db: sqlite3.Connection, source: SourceRow) -> None:
        self._db = db
        self._source = source
        self._upserts = Upserts(db, source.number, source.begun)
        self._epoch = source.snapshot_epoch
        self._settled = 0
        self._rows = 0
        self._opened = 0.0
        self._is_over = False
        self.cursor = source.snapshot_cursor
        _configure(db, _LOOSE)

    def take(self, page: Page) -> None:
        """Keep a page; see Run. It is on the disk some pages later, always with its cursor."""
        check_epoch(self._epoch, page)
        items = told(page)
        with self._group(len(items)), uncollected():
            self._upserts.take(items)
            self._epoch = page.epoch or self._epoch
            self._db.execute(
                "UPDATE source SET snapshot_cursor = ?, snapshot_epoch = ? WHERE number = ?",
                (page.cursor, self._epoch, self._source.number),
            )
        self.cursor = page.cursor

    def plan(self) -> Plan:
        """Return what the run has done so far, and before it was broken off."""
        counts = self._upserts.counts
        whole = self._source.total + counts.added - counts.removed
        return Plan(added=whole, changed=0, removed=0, total_before=0, told=whole)

    def apply(self, *, approved: bool = False) -> Applied:
        """End the run: from now on the source is wholly known."""
        plan = self.plan()
        if plan.told == 0 and not approved:
            raise HeldError(plan)
        with self._group(0):
            self._db.execute(
                "UPDATE source SET cursor = ?, epoch = ?, as_of = ?, snapshot = ?,"
                " snapshot_cursor = NULL, snapshot_epoch = '', snapshot_begun = NULL"
                " WHERE number = ?",
                (self.cursor, self._epoch, self._source.begun, Stage.NONE, self._source.number),
            )
        self.keep()
        _put_together(self._db)
        look_anew(self._db)
        counts = self._upserts.counts
        return Applied(
            added=counts.added,
            changed=counts.changed,
            removed=counts.removed,
            same=counts.same,
            total=plan.told,
        )

    def discard(self) -> None:
        """Begin anew next time, through staging: what is there stays until it is compared."""
        with self._group(0):
            self._db.execute(
                "UPDATE source SET snapshot = ?, snapshot_cursor = NULL, snapshot_epoch = '',"
                " snapshot_begun = NULL WHERE number = ?",
                (Stage.NONE, self._source.number),
            )
        self.keep()
        _put_together(self._db)
        self.cursor = None

    def keep(self) -> None:
        """Bring what was taken onto the disk."""
        if not self._db.in_transaction:
            return
        self._upserts.flush()
        counts = self._upserts.counts
        live = counts.added - counts.removed
        self._db.execute(
            "UPDATE source SET total = total + ? WHERE number = ?",
            (live - self._settled, self._source.number),
        )
        self._db.execute("COMMIT")
        self._settled = live
        self._rows = 0

    @contextmanager
    def _group(self, rows: int) -> Iterator[None]:
        if self._is_over:
            raise OverError
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
            self._opened = time.monotonic()
        try:
            yield
        except BaseException:
            self._is_over = True  # pages of the group are lost: begin again from their cursor
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._rows += rows
        if self._rows >= _GROUP_ROWS or time.monotonic() - self._opened > _GROUP_S:
            self.keep()


def _configure(db: sqlite3.Connection, settings: Iterable[tuple[str, int]]) -> None:
    """Set how FTS5 merges the words that it has; it is kept in the file."""
    db.executemany("INSERT INTO word (word, rank) VALUES (?, ?)", settings)


def merge_as_usual(db: sqlite3.Connection) -> None:
    """Let FTS5 merge as it does by itself, where a broken-off first snapshot forbade it."""
    found = db.execute("SELECT v FROM word_config WHERE k = 'automerge'").fetchone()
    if found and found[0] == 0:
        _configure(db, _USUAL)


def _put_together(db: sqlite3.Connection) -> None:
    """Merge all words into one, step by step: written once, not again and again on the way."""
    _configure(db, _USUAL)
    pages = -_MERGE_PAGES  # below zero: of all levels
    while True:
        before = db.total_changes
        db.execute("INSERT INTO word (word, rank) VALUES ('merge', ?)", (pages,))
        if db.total_changes - before < 2:  # noqa: PLR2004 - its own row: there was nothing to do
            return
        pages = _MERGE_PAGES


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the cycle collector out while many short-lived values without cycles are made."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
