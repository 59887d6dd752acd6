"""One run of a source: what it tells is taken page by page, each with its cursor.

Three ways, with one face: increments (here); a first snapshot, straight into an index that has
nothing of the source (`first.py`); any later snapshot, through staging (`staging.py`).
"""

import sqlite3
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from records_sync.index.database import transaction
from records_sync.index.frequent import look_anew
from records_sync.index.guard import (
    TOMBSTONE_S,
    Applied,
    EpochError,
    HeldError,
    Plan,
    is_mass,
)
from records_sync.index.upserts import Upserts
from records_sync.model import Gone, Page, Put


class Stage(IntEnum):
    """How far a snapshot has come."""

    NONE = 0
    FIRST = 1  # straight into an index that has none of it
    STAGED = 2
    HELD = 3  # wholly known, and held back for a person


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A source as the index knows it when a run begins."""

    number: int
    cursor: str | None
    epoch: str
    total: int
    stage: Stage
    snapshot_cursor: str | None
    snapshot_epoch: str
    begun: int  # unix seconds; of a snapshot on its way, its first beginning


class Run(Protocol):
    """What the engine drives."""

    @property
    def cursor(self) -> str | None:
        """Where to go on; None from the start."""

    @property
    def is_held(self) -> bool:
        """True where all is known already and a person must approve or discard it."""

    def take(self, page: Page) -> None:
        """Keep a page and its cursor. Raises EpochError, HeldError, sqlite3.Error: not taken."""

    def plan(self) -> Plan:
        """Return what the run does, or would do, to the index."""

    def apply(self, *, approved: bool = False) -> Applied:
        """End the run: the source is wholly known. Raises HeldError, and nothing has changed."""

    def discard(self) -> None:
        """Forget the snapshot on its way; the next begins at the start."""


def told(page: Page) -> list[Put | Gone]:
    """Return the items of a page that speak of records, not of rows that could not be read."""
    return [item for item in page.items if isinstance(item, Put | Gone)]


def settle(db: sqlite3.Connection, source: int, upserts: Upserts) -> int:
    """Write all of what was taken, and bring the number of live records up to date; return it."""
    upserts.flush()
    counts = upserts.counts
    return int(
        db.execute(
            "UPDATE source SET total = total + ? WHERE number = ? RETURNING total",
            (counts.added - counts.removed, source),
        ).fetchone()[0]
    )


def bury(db: sqlite3.Connection, now: int) -> None:
    """Take tombstones away that have stood for thirty days."""
    old = "SELECT number FROM record WHERE deleted_at < ?"
    db.execute(f"DELETE FROM former WHERE record IN ({old})", (now - TOMBSTONE_S,))  # noqa: S608
    db.execute("DELETE FROM record WHERE deleted_at < ?", (now - TOMBSTONE_S,))


def check_epoch(known: str, page: Page) -> None:
    """Raise EpochError where a page counts otherwise than what came before it."""
    if known and page.epoch and page.epoch != known:
        raise EpochError


class Increments:
    """What has changed since the cursor, each page in a transaction of its own."""

    is_held = False

    def __init__(
        self,
        db: sqlite3.Connection,
        source: SourceRow,
        now: int,
        *,
        approved: bool,
        removed_before: int = 0,
    ) -> None:
        self._db = db
        self._source = source
        self._now = now
        self._approved = approved
        self._removed_before = removed_before
        self._epoch = source.epoch
        self._total = source.total
        self._removed = self._added = self._changed = self._same = 0
        self.cursor = source.cursor

    def take(self, page: Page) -> None:
        """Keep a page; see Run. Held where it, or the run with it, takes too many away."""
        check_epoch(self._epoch, page)
        with transaction(self._db):
            upserts = Upserts(self._db, self._source.number, self._now)
            upserts.take(told(page))
            counts = upserts.counts
            removed = self._removed_before + self._removed + counts.removed
            total = self._source.total + self._removed_before
            if counts.removed and not self._approved and is_mass(removed, total):
                raise HeldError(self._plan(counts.removed))
            total = settle(self._db, self._source.number, upserts)
            self._epoch = page.epoch or self._epoch
            self._db.execute(
                "UPDATE source SET cursor = ?, epoch = ? WHERE number = ?",
                (page.cursor, self._epoch, self._source.number),
            )
        self._total = total
        self._added += counts.added
        self._changed += counts.changed
        self._removed += counts.removed
        self._same += counts.same
        self.cursor = page.cursor

    def plan(self) -> Plan:
        """Return what the run has done so far."""
        return self._plan(0)

    def apply(self, *, approved: bool = False) -> Applied:  # noqa: ARG002 - one face for all runs
        """End the run."""
        with transaction(self._db):
            self._db.execute(
                "UPDATE source SET as_of = ? WHERE number = ?", (self._now, self._source.number)
            )
            bury(self._db, self._now)
        look_anew(self._db)
        return Applied(
            added=self._added,
            changed=self._changed,
            removed=self._removed,
            same=self._same,
            total=self._total,
        )

    def discard(self) -> None:
        """Do nothing: what was taken stays."""

    def _plan(self, more: int) -> Plan:
        return Plan(
            added=self._added,
            changed=self._changed,
            removed=self._removed + more,
            total_before=self._source.total,
            told=self._added + self._changed + self._same + self._removed + more,
        )
