"""Puts and deletions go into the index: records, words, keys and counts together.

Everything happens in the transaction of the caller. Told twice, or in another order, it comes to
the same: a newer revision wins, equal content changes nothing, a tombstone keeps older puts out.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from records_sync.index.frequent import Frequent
from records_sync.index.guard import is_newer, is_older
from records_sync.index.known import FORMER_ID, FORMER_TEMP_NO, Known, State
from records_sync.index.rows import COLUMNS, FIELDS, NOTHING, Row, entries, row_of, words
from records_sync.index.tally import Tally
from records_sync.model import Gone, Put
from records_sync.text.folding import storable

_INSERT = (
    f"INSERT INTO record (number, source, rev, added_at, changed_at, deleted_at, {COLUMNS})"  # noqa: S608
    f" VALUES ({', '.join('?' * (6 + len(FIELDS)))})"
)
_UPDATE = (
    "UPDATE record SET rev = ?, changed_at = CASE WHEN ? THEN ? ELSE changed_at END,"  # noqa: S608
    f" deleted_at = ?, {', '.join(f'{name} = ?' for name in FIELDS)} WHERE number = ?"
)
_KEYS_HELD = 100_000
_REMEMBER = "INSERT INTO word (rowid, body) VALUES (?, ?)"
_FORGET = "INSERT INTO word (word, rowid, body) VALUES ('delete', ?, ?)"


@dataclass(slots=True)
class Counts:
    """What has happened so far."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    same: int = 0


def told_by(item: Put | Gone) -> tuple[str, Row | None, int | None]:
    """Return id, row (None for a deletion) and revision of an item."""
    if isinstance(item, Put):
        row = row_of(item.record)
        return row.id, row, item.rev
    return storable(item.id), None, item.rev


class Upserts:
    """Takes what one source says into the index."""

    def __init__(self, db: sqlite3.Connection, source: int, now: int) -> None:
        self._db = db
        self._source = source
        self._now = now
        self._tally = Tally(db, source, now)
        self._frequent = Frequent(db)
        self._next = db.execute("SELECT COALESCE(MAX(number), 0) + 1 FROM record").fetchone()[0]
        self._new_keys: list[tuple[str, int | None]] = []
        self.counts = Counts()

    def take(self, items: Iterable[Put | Gone]) -> None:
        """Take items in their order; raises sqlite3.Error, and then the caller rolls back.

        All of it is in the file after `flush`.
        """
        items = list(items)
        told = [*map(told_by, items)]
        rows = [row for _, row, _ in told if row is not None]
        aliases = {storable(each.id) for each in items if isinstance(each, Gone) and each.is_alias}
        known = Known(self._db, self._source, [name for name, _, _ in told], rows, aliases)
        for name, row, rev in told:
            if row is None:
                self._gone(known, name, rev, is_alias=name in aliases)
            elif name in known or known.unfiled(row):
                self._put(known, name, row, rev)
            else:
                known.add(name, State(number=None, rev=rev, row=row, is_gone=False))
        self._write(list(known.all()))

    def _put(self, known: Known, name: str, row: Row, rev: int | None) -> None:
        state = known.get(name)
        if state is None:
            state = known.unfiled(row)
            if state is None:
                return
            known.add(name, state)  # it has got its 档号
            state.former_ids = (*state.former_ids, state.row.id)
            state.rev = None
        elif state.row.id != name or not is_newer(rev, state.rev, state.is_gone):
            return
        if state.row.temp_no not in ("", row.temp_no, *state.temp_nos):
            state.temp_nos = (*state.temp_nos, state.row.temp_no)
        state.row, state.is_gone = row, False
        state.rev = state.rev if rev is None else rev

    def _gone(self, known: Known, name: str, rev: int | None, *, is_alias: bool) -> None:
        state = known.get(name)
        if state is None:
            if rev is not None:  # nothing else could keep an older put out
                nothing = NOTHING._replace(id=name)
                known.add(name, State(number=None, rev=rev, row=nothing, is_gone=True))
            return
        if (state.row.id != name and not is_alias) or is_older(rev, state.rev):
            return
        state.is_gone = True
        state.rev = state.rev if rev is None else rev

    def _write(self, states: list[State]) -> None:
        new = [state for state in states if state.was is None]
        old = [state for state in states if state.was is not None and state.is_other]
        self.counts.same += len(states) - len(new) - len(old)
        for number, state in enumerate(new, self._next):
            state.number = number
        self._next += len(new)
        other = [state for state in old if state.is_content_other]
        self._forget([state for state in other if state.was_live])
        self._records(new, old)
        self._remember([state for state in (*other, *new) if state.is_live])
        self._keys(other, new)
        for state in (*old, *new):
            if state.is_live:
                self.counts.changed += state.was_live
                self.counts.added += not state.was_live
            else:
                self.counts.removed += state.was_live

    def _records(self, new: list[State], old: list[State]) -> None:
        now = self._now
        self._db.executemany(
            _INSERT,
            [
                (s.number, self._source, s.rev, now, now, now if s.is_gone else None, *s.row)
                for s in new
            ],
        )
        self._db.executemany(
            _UPDATE,
            [
                (s.rev, s.is_content_other, now, now if s.is_gone else None, *s.row, s.number)
                for s in old
            ],
        )
        former = [
            (state.number, self._source, kind, name)
            for state in old
            for kind, names in (
                (FORMER_ID, state.former_ids),
                (FORMER_TEMP_NO, state.temp_nos[len(state.had) :]),
            )
            for name in names
        ]
        self._db.executemany("INSERT OR IGNORE INTO former VALUES (?, ?, ?, ?)", former)

    def _forget(self, states: list[State]) -> None:
        """Take the words of records away, in the order of their numbers (FTS5 is faster so)."""
        states.sort(key=lambda state: state.number or 0)
        rows = [state.was or state.row for state in states]
        numbers = [
            self._tally.count(row, -1, goes=state.is_gone)
            for row, state in zip(rows, states, strict=True)
        ]
        texts = words(list(zip(rows, numbers, strict=True)), self._source)
        self._db.executemany(_FORGET, zip([s.number for s in states], texts, strict=True))
        for text in texts:
            self._frequent.count(text, -1)

    def _remember(self, states: list[State]) -> None:
        """Write the words of records, in the order of their numbers."""
        states.sort(key=lambda state: state.number or 0)
        rows = [
            (state.row, self._tally.count(state.row, 1, comes=state.was_gone)) for state in states
        ]
        texts = words(rows, self._source)
        self._db.executemany(_REMEMBER, zip([s.number for s in states], texts, strict=True))
        for text in texts:
            self._frequent.count(text, 1)

    def _keys(self, other: list[State], new: list[State]) -> None:
        gone = [
            (key, state.number)
            for state in other
            if state.was is not None and state.was_live
            for key in entries(state.was, state.had)
        ]
        if gone:
            self.flush()
            self._db.executemany("DELETE FROM key WHERE key = ? AND record = ?", gone)
            self._tally.count_keys(map(itemgetter(0), gone), -1)
        for state in (*other, *new):
            if state.is_live:
                number = state.number
                self._new_keys += [(key, number) for key in entries(state.row, state.temp_nos)]
        if len(self._new_keys) > _KEYS_HELD:
            self.flush()

    def flush(self) -> None:
        """Write what is held back because many at once go faster: keys, in order, and counts."""
        self._new_keys.sort()
        self._tally.count_keys(map(itemgetter(0), self._new_keys), 1)
        self._tally.write()
        self._frequent.write()
        self._db.executemany("INSERT OR IGNORE INTO key VALUES (?, ?)", self._new_keys)
        self._new_keys.clear()
