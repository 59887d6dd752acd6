"""Records as they come out of the index, by their numbers."""

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from records_sync.index.known import FORMER_ID
from records_sync.index.matching import marked
from records_sync.index.query import Entry, Hit, Word
from records_sync.index.rows import COLUMNS, Row, record_of

_STORED = (  # of our own words
    "SELECT record.number, source.name, record.rev, added_at, changed_at, deleted_at,"  # noqa: S608
    f" {', '.join(f'record.{name}' for name in COLUMNS.split(', '))}"
    " FROM record JOIN source ON source.number = record.source WHERE record.number IN"
    " (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A record and what the index adds to it."""

    number: int
    source: str
    rev: int | None
    added_at: int
    changed_at: int
    deleted_at: int | None
    row: Row
    temp_nos: tuple[str, ...]
    former_ids: tuple[str, ...]

    @property
    def place(self) -> tuple[int, int]:
        """Year and number: the greater, the newer."""
        return (self.row.year or 0, self.number)


def stored(db: sqlite3.Connection, numbers: Collection[int]) -> list[Stored]:
    """Return the records with these numbers that there are, deleted ones too, in any order."""
    wanted = json.dumps(list(numbers))
    former: dict[int, tuple[list[str], list[str]]] = {}
    for number, kind, name in db.execute(
        "SELECT record, kind, name FROM former WHERE record IN (SELECT value FROM json_each(?))",
        (wanted,),
    ):
        former.setdefault(number, ([], []))[kind != FORMER_ID].append(name)
    found = []
    for number, source, rev, added, changed, deleted, *fields in db.execute(_STORED, (wanted,)):
        ids, temp_nos = former.get(number, ((), ()))
        found.append(
            Stored(
                number=number,
                source=source,
                rev=rev,
                added_at=added,
                changed_at=changed,
                deleted_at=deleted,
                row=Row._make(fields),
                temp_nos=tuple(temp_nos),
                former_ids=tuple(ids),
            )
        )
    return found


def entry_of(found: Stored) -> Entry:
    """Return a stored record as people see it."""
    return Entry(
        number=found.number,
        source=found.source,
        record=record_of(found.row),
        rev=found.rev,
        added_at=found.added_at,
        changed_at=found.changed_at,
        deleted_at=found.deleted_at,
        temp_nos=found.temp_nos,
        former_ids=found.former_ids,
    )


def hit_of(found: Stored, words: Sequence[Word]) -> Hit:
    """Return a stored record with the places of the words."""
    return Hit(entry=entry_of(found), spans=marked(found.row, words))
