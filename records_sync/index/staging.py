"""A whole snapshot beside the index that people search: nothing of it counts before its end.

A record that is as it was leaves a mark, what is new or other is kept whole. The end compares and
brings all changes and removals in, in one transaction, or holds them back for a person.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from records_sync.index.database import transaction
from records_sync.index.frequent import look_anew
from records_sync.index.guard import Applied, HeldError, Plan, is_newer, is_older
from records_sync.index.known import Known
from records_sync.index.rows import Row, record_of
from records_sync.index.runs import SourceRow, Stage, bury, check_epoch, settle, told
from records_sync.index.upserts import Upserts, told_by
from records_sync.model import Gone, Page, Put, Rejected

_CHUNK = 1000
_STAGE = "INSERT OR REPLACE INTO staged (source, id, rev, record, body) VALUES (?, ?, ?, ?, ?)"
_SAME = "INSERT OR REPLACE INTO staged_same (source, record, rev) VALUES (?, ?, ?)"
_LEAVE = (
    "INSERT OR IGNORE INTO staged_same (source, record) SELECT ?, ?"
    " WHERE NOT EXISTS (SELECT 1 FROM staged WHERE source = ? AND record = ?)"
)
# Live records of which the snapshot said nothing. One that came or changed meanwhile stays.
_MISSING = (
    " FROM record WHERE source = :source AND deleted_at IS NULL AND changed_at <= :begun"
    " AND NOT EXISTS (SELECT 1 FROM staged_same s WHERE s.source = :source"
    " AND s.record = record.number)"
    " AND NOT EXISTS (SELECT 1 FROM told_other t WHERE t.record = record.number)"
)


class StagedSnapshot:
    """A snapshot of a source that the index knows already."""

    def __init__(self, db: sqlite3.Connection, source: SourceRow) -> None:
        self._db = db
        self._source = source
        self._epoch = source.snapshot_epoch
        self.cursor = source.snapshot_cursor
        self.is_held = source.stage is Stage.HELD

    def take(self, page: Page) -> None:
        """Keep a page and its cursor in staging."""
        check_epoch(self._epoch, page)
        items = [*map(told_by, told(page))]
        names = {name for name, _, _ in items}
        rejected = [item for item in page.items if isinstance(item, Rejected)]
        there = {name for item in rejected for name in item.ids}
        with transaction(self._db):
            rows = [row for _, row, _ in items if row is not None]
            known = Known(self._db, self._source.number, names | there, rows)
            revs = self._staged_revs(names)
            for name, row, rev in items:
                if not is_older(rev, revs.get(name)):
                    revs[name] = rev
                    self._keep(known, name, row, rev)
            self._leave(known, there)
            self._epoch = page.epoch or self._epoch
            self._db.execute(
                "UPDATE source SET snapshot = ?, snapshot_cursor = ?, snapshot_epoch = ?,"
                " snapshot_unread = snapshot_unread + ?, plan = NULL WHERE number = ?",
                (
                    *(Stage.STAGED, page.cursor, self._epoch),
                    *(sum(not item.ids for item in rejected), self._source.number),
                ),
            )
        self.cursor = page.cursor
        self.is_held = False

    def plan(self) -> Plan:
        """Compare what was told with the index."""
        self._index_told()
        source = self._source.number
        same = self._number("SELECT COUNT(*) FROM staged_same WHERE source = ?", source)
        new, other = self._db.execute(
            "SELECT COUNT(*) - COUNT(record), COUNT(record) FROM staged"
            " WHERE source = ? AND body IS NOT NULL",
            (source,),
        ).fetchone()
        removed = self._db.execute(f"SELECT COUNT(*){_MISSING}", self._names()).fetchone()[0]
        total, unread = self._db.execute(
            "SELECT total, snapshot_unread FROM source WHERE number = ?", (source,)
        ).fetchone()
        return Plan(
            added=new,
            changed=other,
            removed=removed,
            total_before=total,
            told=same + new + other,
            unread=unread,
        )

    def apply(self, *, approved: bool = False) -> Applied:
        """Bring the snapshot into the index in one transaction, or hold it back."""
        plan = self.plan()
        if plan.is_mass and not approved:
            with transaction(self._db):
                self._db.execute(
                    "UPDATE source SET snapshot = ?, plan = ? WHERE number = ?",
                    (Stage.HELD, json.dumps(asdict(plan)), self._source.number),
                )
            self.is_held = True
            raise HeldError(plan)
        source, now = self._source.number, self._source.begun
        with transaction(self._db):
            upserts = Upserts(self._db, source, now)
            missing = self._missing()  # before anything is added
            for puts in self._puts():
                upserts.take(puts)
            for at in range(0, len(missing), _CHUNK):
                upserts.take(missing[at : at + _CHUNK])
            self._db.execute(
                "UPDATE record SET rev = s.rev FROM staged_same s WHERE s.source = ?"
                " AND record.number = s.record AND s.rev > COALESCE(record.rev, s.rev - 1)",
                (source,),
            )
            total = settle(self._db, source, upserts)
            self._db.execute(
                "UPDATE source SET cursor = ?, epoch = ?, as_of = ? WHERE number = ?",
                (self.cursor, self._epoch, now, source),
            )
            self._clear()
            bury(self._db, now)
        look_anew(self._db)
        counts = upserts.counts
        return Applied(
            added=counts.added,
            changed=counts.changed,
            removed=counts.removed,
            same=plan.told - counts.added - counts.changed,
            total=total,
        )

    def discard(self) -> None:
        """Forget what was staged; the index stays as it is."""
        with transaction(self._db):
            self._clear()
        self.cursor = None
        self.is_held = False

    def removals(self) -> Iterator[str]:
        """Yield the ids that the newest plan takes away, in order."""
        for (name,) in self._db.execute(f"SELECT id{_MISSING} ORDER BY id", self._names()):
            yield name

    def _keep(self, known: Known, name: str, row: Row | None, rev: int | None) -> None:
        source, state = self._source.number, known.get(name)
        if state is None and row is not None:
            state = known.unfiled(row)  # it gets its 档号 in this snapshot
        number = state.number if state is not None and state.is_live else None
        self._db.execute("DELETE FROM staged WHERE source = ? AND id = ?", (source, name))
        if state is not None and row is not None and state.row.id == name:
            stays = state.is_live and row == state.row
            if stays or not is_newer(rev, state.rev, state.is_gone):
                if number is not None:
                    self._db.execute(_SAME, (source, number, rev))
                return
        if number is not None:
            self._db.execute(
                "DELETE FROM staged_same WHERE source = ? AND record = ?", (source, number)
            )
        body = None if row is None else json.dumps(row)
        self._db.execute(_STAGE, (source, name, rev, number, body))

    def _leave(self, known: Known, names: Iterable[str]) -> None:
        """Leave records as they are whose row is there, but could not be taken."""
        found = {state.number for name in names if (state := known.get(name)) and state.is_live}
        self._db.executemany(_LEAVE, [(self._source.number, number) * 2 for number in found])

    def _staged_revs(self, names: set[str]) -> dict[str, int | None]:
        return dict(
            self._db.execute(
                "SELECT id, rev FROM staged WHERE source = ?"
                " AND id IN (SELECT value FROM json_each(?))",
                (self._source.number, json.dumps(list(names))),
            )
        )

    def _puts(self) -> Iterator[list[Put]]:
        after = ""
        while rows := self._db.execute(
            "SELECT id, rev, body FROM staged WHERE source = ? AND id > ? AND body IS NOT NULL"
            " ORDER BY id LIMIT ?",
            (self._source.number, after, _CHUNK),
        ).fetchall():
            after = rows[-1][0]
            yield [
                Put(record=record_of(Row._make(json.loads(body))), rev=rev) for _, rev, body in rows
            ]

    def _missing(self) -> list[Gone]:
        rows = self._db.execute(
            "SELECT id, (SELECT s.rev FROM staged s WHERE s.source = :source"  # noqa: S608
            f" AND s.id = record.id AND s.body IS NULL){_MISSING}",
            self._names(),
        )
        return [Gone(id=name, rev=rev) for name, rev in rows]

    def _index_told(self) -> None:
        """Make the records that were told otherwise findable by their number."""
        self._db.execute("DROP TABLE IF EXISTS temp.told_other")
        self._db.execute("CREATE TEMP TABLE told_other (record INTEGER PRIMARY KEY)")
        self._db.execute(
            "INSERT OR IGNORE INTO told_other SELECT record FROM staged"
            " WHERE source = ? AND body IS NOT NULL AND record IS NOT NULL",
            (self._source.number,),
        )

    def _names(self) -> dict[str, int]:
        return {"source": self._source.number, "begun": self._source.begun}

    def _number(self, sql: str, source: int) -> int:
        return int(self._db.execute(sql, (source,)).fetchone()[0])

    def _clear(self) -> None:
        source = (self._source.number,)
        self._db.execute("DELETE FROM staged WHERE source = ?", source)
        self._db.execute("DELETE FROM staged_same WHERE source = ?", source)
        self._db.execute(
            "UPDATE source SET snapshot = 0, snapshot_cursor = NULL, snapshot_epoch = '',"
            " snapshot_begun = NULL, snapshot_unread = 0, plan = NULL WHERE number = ?",
            source,
        )
