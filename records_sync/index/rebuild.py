"""Words, keys and counts made anew from the records, when the way they are made has changed."""

import sqlite3
from itertools import groupby
from operator import itemgetter

from records_sync.index.database import transaction
from records_sync.index.known import FORMER_TEMP_NO
from records_sync.index.rows import COLUMNS, FORM, Row, entries, words
from records_sync.index.tally import Tally

_CHUNK = 5000


def bring_to_form(db: sqlite3.Connection) -> None:
    """Make anew what was made in another form, in one transaction."""
    found = db.execute("SELECT version FROM form").fetchone()
    if found and found[0] == FORM:
        return
    with transaction(db):
        if found:
            rebuild(db)
        db.execute("INSERT OR REPLACE INTO form VALUES (0, ?)", (FORM,))


def rebuild(db: sqlite3.Connection) -> None:
    """Make words, keys and counts anew from the records that are there."""
    db.execute("INSERT INTO word (word) VALUES ('delete-all')")
    for table in ("key", "beginning", "tally", "node", "name", "frequent"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - our own words
    after = 0
    while rows := db.execute(
        f"SELECT number, source, {COLUMNS} FROM record"  # noqa: S608 - our own words
        " WHERE deleted_at IS NULL AND number > ? ORDER BY number LIMIT ?",
        (after, _CHUNK),
    ).fetchall():
        after = rows[-1][0]
        _add(db, rows)


def _add(db: sqlite3.Connection, rows: list[tuple[int, int, *tuple[str, ...]]]) -> None:
    former: dict[int, list[str]] = {}
    for number, name in db.execute(
        "SELECT record, name FROM former WHERE kind = ? AND record BETWEEN ? AND ?",
        (FORMER_TEMP_NO, rows[0][0], rows[-1][0]),
    ):
        former.setdefault(number, []).append(name)
    found: list[tuple[int, str]] = []
    keys: list[tuple[str, int]] = []
    for source, group in groupby(sorted(rows, key=itemgetter(1)), itemgetter(1)):
        tally = Tally(db, source, 0)
        numbered = [(number, Row._make(fields)) for number, _, *fields in group]
        texts = words([(row, tally.count(row, 1)) for _, row in numbered], source)
        for (number, row), text in zip(numbered, texts, strict=True):
            found.append((number, text))
            of_row = entries(row, former.get(number, ()))
            tally.count_keys(of_row, 1)
            keys += [(key, number) for key in of_row]
        tally.write()
    db.executemany("INSERT INTO word (rowid, body) VALUES (?, ?)", sorted(found))
    db.executemany("INSERT INTO key VALUES (?, ?)", sorted(set(keys)))
