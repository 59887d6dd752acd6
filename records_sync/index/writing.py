"""The one writer of records.db: the face that the sync engine drives.

A run is told page by page; at any moment the file is whole and its cursors belong to what is in it.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from records_sync.index.database import locked, transaction, writing
from records_sync.index.first import FirstSnapshot, merge_as_usual
from records_sync.index.rebuild import bring_to_form
from records_sync.index.runs import Increments, Run, SourceRow, Stage
from records_sync.index.staging import StagedSnapshot
from records_sync.model import UnitSummary

_REPORTS_KEPT = 100  # of each source


class IndexWriter:
    """Opens or makes the index and is its only writer until left; a context manager.

    `now` gives unix seconds, the clock of SQLite without it. Entering raises BusyError,
    NewerSchemaError or sqlite3.Error.
    """

    def __init__(self, path: Path, now: Callable[[], int] | None = None) -> None:
        self._path = path
        self._clock = now
        self._stack = ExitStack()
        self._run: FirstSnapshot | None = None
        self._opened: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(locked(self._path.parent))
            self._opened = writing(self._path)
            stack.callback(self._opened.close)
            bring_to_form(self._opened)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._stack:
            if self._run is not None:
                self._run.keep()
            self._run = None

    @property
    def _db(self) -> sqlite3.Connection:
        if self._opened is None:
            raise RuntimeError("the index is not open")
        return self._opened

    def cursor(self, source: str) -> tuple[str | None, str]:
        """Return where increments of a source go on (None from the start), and its epoch."""
        row = self._db.execute("SELECT cursor, epoch FROM source WHERE name = ?", (source,))
        found = row.fetchone()
        return (found[0], found[1]) if found else (None, "")

    def begin(
        self, source: str, snapshot: bool, *, approved: bool = False, removed: int = 0
    ) -> Run:
        """Begin a run, or go on with the snapshot that was broken off or held: see `Run.cursor`.

        With `approved` a person has agreed that increments take many records away; `removed` were
        taken away by runs that were held and that this one goes on with.
        """
        self._keep()
        found = self._source(source)
        if found.stage is not Stage.FIRST:
            merge_as_usual(self._db)
        if not snapshot:
            return Increments(
                self._db, found, self._now(), approved=approved, removed_before=removed
            )
        if found.stage is Stage.NONE:
            found = self._begun(found)
        if found.stage is Stage.FIRST:
            self._run = FirstSnapshot(self._db, found)
            return self._run
        return StagedSnapshot(self._db, found)

    def confirm(self, source: str, at: int | None = None) -> None:
        """Note that the index is as fresh as a moment (unix seconds) of the source; now without."""
        self._keep()
        found, now = self._source(source), self._now()
        with transaction(self._db):
            self._db.execute(
                "UPDATE source SET as_of = ? WHERE number = ?",
                (now if at is None else min(at, now), found.number),
            )

    def go_on_at(self, source: str, cursor: str) -> None:
        """Let increments of a source go on elsewhere: a person did not want what comes before."""
        self._keep()
        found = self._source(source)
        with transaction(self._db):
            self._db.execute(
                "UPDATE source SET cursor = ? WHERE number = ?", (cursor, found.number)
            )

    def looked(self, source: str) -> None:
        """Note that a source was there now, whether it had anything to tell or not."""
        self._keep()
        found = self._source(source)
        with transaction(self._db):
            self._db.execute(
                "INSERT OR REPLACE INTO looked VALUES (?, ?)", (found.number, self._now())
            )

    def revisions(self, source: str) -> Iterator[tuple[str, int | None]]:
        """Yield id and revision of every live record of a source by id, for reconciliation."""
        return self._db.execute(
            "SELECT id, rev FROM record WHERE deleted_at IS NULL"
            " AND source = (SELECT number FROM source WHERE name = ?) ORDER BY id",
            (source,),
        )

    def put_units(self, source: str, units: Iterable[UnitSummary]) -> None:
        """Keep the summary figures of units; those of the source that are not among them go."""
        self._keep()
        number = self._source(source).number
        rows = [
            (number, unit.code, unit.name, unit.kind, json.dumps(asdict(unit), ensure_ascii=False))
            for unit in units
        ]
        with transaction(self._db):
            self._db.execute("DELETE FROM unit WHERE source = ?", (number,))
            self._db.executemany("INSERT OR REPLACE INTO unit VALUES (?, ?, ?, ?, ?)", rows)

    def save_report(self, source: str, body: Mapping[str, Any]) -> None:
        """Keep what a run has to report (plain values), the last hundred of each source."""
        self._keep()
        number = self._source(source).number
        with transaction(self._db):
            self._db.execute(
                "INSERT INTO report (source, at, body) VALUES (?, ?, ?)",
                (number, self._now(), json.dumps(body)),
            )
            self._db.execute(
                "DELETE FROM report WHERE source = ? AND number <= (SELECT number FROM report"
                " WHERE source = ? ORDER BY number DESC LIMIT 1 OFFSET ?)",
                (number, number, _REPORTS_KEPT),
            )

    def reports(self, source: str, most: int = _REPORTS_KEPT) -> list[dict[str, Any]]:
        """Return what the newest runs of a source had to report, the newest first."""
        rows = self._db.execute(
            "SELECT body FROM report WHERE source = (SELECT number FROM source WHERE name = ?)"
            " ORDER BY number DESC LIMIT ?",
            (source, most),
        )
        return [json.loads(body) for (body,) in rows]

    def _source(self, name: str) -> SourceRow:
        """Return a source, made known where it is new."""
        db = self._db
        with transaction(db):
            db.execute("INSERT OR IGNORE INTO source (name) VALUES (?)", (name,))
            number, cursor, epoch, total, stage, at, at_epoch, begun = db.execute(
                "SELECT number, cursor, epoch, total, snapshot, snapshot_cursor, snapshot_epoch,"
                " snapshot_begun FROM source WHERE name = ?",
                (name,),
            ).fetchone()
        return SourceRow(
            number=number,
            cursor=cursor,
            epoch=epoch,
            total=total,
            stage=Stage(stage),
            snapshot_cursor=at,
            snapshot_epoch=at_epoch,
            begun=begun if begun is not None else self._now(),
        )

    def _begun(self, source: SourceRow) -> SourceRow:
        """Note that a snapshot begins: straight in where nothing of the source is there."""
        stage = Stage.STAGED if source.total else Stage.FIRST
        with transaction(self._db):
            self._db.execute(
                "UPDATE source SET snapshot = ?, snapshot_begun = ? WHERE number = ?",
                (stage, source.begun, source.number),
            )
        return replace(source, stage=stage)

    def _now(self) -> int:
        if self._clock is not None:
            return self._clock()
        return int(self._db.execute("SELECT unixepoch()").fetchone()[0])

    def _keep(self) -> None:
        if self._run is not None:
            self._run.keep()
            self._run = None
