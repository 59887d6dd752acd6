"""The index as the panel and the command line read it: never written, one question after another.

Questions run in a thread of their own; none of them holds the loop. Where there is no index yet,
nothing is found and nothing is fresh.
"""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from records_sync.index import by_key
from records_sync.index.browse import Axis, Node, browse
from records_sync.index.database import reading
from records_sync.index.entries import entry_of, stored
from records_sync.index.guard import Plan
from records_sync.index.halves import Halves
from records_sync.index.query import Entry, Found, Query
from records_sync.index.runs import Stage
from records_sync.index.search import search
from records_sync.index.statistics import Statistics, statistics
from records_sync.text.folding import storable

MOST_IN_BOX = 10_000
_P = ParamSpec("_P")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How fresh one source is: `as_of` (unix seconds) it was wholly known, None never yet.

    Of a folder that is as old as its newest file; `looked_at` is when the source was there last.
    `is_loading`: a snapshot is on its way. `held`: one is there and waits for a person.
    """

    source: str
    as_of: int | None
    total: int
    is_loading: bool
    held: Plan | None = None
    looked_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReport:
    """What a run had to report, as the engine wrote it."""

    number: int
    source: str
    at: int  # unix seconds
    body: dict[str, Any]


class Index:
    """Reads records.db; an asynchronous context manager. Questions raise sqlite3.Error."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="records")
        self._db: sqlite3.Connection | None = None
        self._halves: Halves | None = None
        self._file: tuple[int, int] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._in_thread(self._close)
        self._thread.shutdown(wait=False)

    async def search(self, query: Query) -> Found:
        """Return a page of what answers a question."""
        nothing = Found(hits=(), count=0, ranked=True, next="")
        return await self._ask(nothing, lambda db: search(db, query, self._halves))

    async def browse(self, axis: Axis, under: str = "") -> tuple[Node, ...]:
        """Return the nodes of a tree, or those under the node with a key."""
        return await self._ask((), browse, axis, storable(under))

    async def statistics(self, source: str | None = None) -> Statistics | None:
        """Return the counts of all sources or of one; None where there is no index."""
        return await self._ask(None, statistics, source)

    async def record(self, number: int) -> Entry | None:
        """Return a record by the index's own number."""
        return await self._ask(None, _record, number)

    async def by_key(self, source: str, name: str) -> Entry | None:
        """Return a record by its source and id, also one from before it had a 档号."""
        return next(iter((await self.entries([(source, name)])).values()), None)

    async def entries(self, keys: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Entry]:
        """Return records by the sources and ids, also former ids, by which they are asked for."""
        return await self._ask({}, by_key.entries, list(keys))

    async def numbers(self, keys: Iterable[tuple[str, str]]) -> frozenset[int]:
        """Return the numbers of records by source and id, for `Query.only` and `Query.but`."""
        return await self._ask(frozenset(), by_key.numbers, list(keys))

    async def live(self, keys: Iterable[tuple[str, str]]) -> int:
        """Return how many of these keys, also of former ones, name a record that is there."""
        return await self._ask(0, by_key.live, list(keys))

    async def renamed(
        self, keys: Iterable[tuple[str, str]]
    ) -> Mapping[tuple[str, str], tuple[str, str]]:
        """Return the present keys of the records that have another id by now."""
        return await self._ask({}, by_key.renamed, list(keys))

    async def unfiled(self) -> list[tuple[str, str, str, int]]:
        """Return source, id, 临时编号 and since when (unix seconds) of all without a 档号."""
        return await self._ask([], by_key.unfiled)

    async def in_box(self, box: str) -> tuple[Entry, ...]:
        """Return the records of a box (盒号) in the order of their 档号.

        One more than MOST_IN_BOX at most: then there are others.
        """
        return await self._ask((), _in_box, storable(box))

    async def numbered(self, text: str) -> tuple[Entry, ...]:
        """Return the records that a whole 档号, 临时编号 or id names, a few at most."""
        return await self._ask((), by_key.numbered, text)

    async def version(self) -> tuple[int, ...] | None:
        """Return what is another after each change of the index, None where there is no index."""
        return await self._ask(None, self._version)

    async def freshness(self) -> tuple[Freshness, ...]:
        """Return how fresh each source is."""
        return await self._ask((), _freshness)

    async def reports(self, source: str | None = None, last: int = 20) -> tuple[StoredReport, ...]:
        """Return the last reports of runs, newest first."""
        return await self._ask((), _reports, source, last)

    async def report(self, number: int) -> StoredReport | None:
        """Return one report by its number."""
        return await self._ask(None, _report, number)

    async def _ask(
        self,
        nothing: _T,
        question: Callable[Concatenate[sqlite3.Connection, _P], _T],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _T:
        def ask() -> _T:
            db = self._open()
            return nothing if db is None else question(db, *args, **kwargs)

        return await self._in_thread(ask)

    async def _in_thread(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _open(self) -> sqlite3.Connection | None:
        """Return a connection to the file that is there now, None where there is none."""
        found = self._found()
        if found is None:
            self._close()
        elif self._db is None or self._file != found:
            self._close()
            self._db, self._file = reading(self._path), found
            self._halves = Halves(reading(self._path))
            made = self._db.execute("PRAGMA user_version").fetchone()[0] > 0
            if not made or self._found() != found:  # it is being made, or replaced, right now
                self._close()
        return self._db

    def _found(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return (found.st_dev, found.st_ino)

    def _version(self, db: sqlite3.Connection) -> tuple[int, ...]:
        return (*(self._file or ()), *db.execute("PRAGMA data_version").fetchone())

    def _close(self) -> None:
        for each in (self._halves, self._db):
            if each is not None:
                each.close()
        self._halves = self._db = None


def _record(db: sqlite3.Connection, number: int) -> Entry | None:
    found = stored(db, [number])
    return entry_of(found[0]) if found and found[0].deleted_at is None else None


def _in_box(db: sqlite3.Connection, box: str) -> tuple[Entry, ...]:
    rows = db.execute(
        "SELECT number FROM record WHERE box = ? AND box <> '' AND deleted_at IS NULL LIMIT ?",
        (box, MOST_IN_BOX + 1),
    )
    found = stored(db, [row[0] for row in rows])
    return tuple(
        entry_of(row) for row in sorted(found, key=lambda row: (row.row.ref_code, row.number))
    )


def _freshness(db: sqlite3.Connection) -> tuple[Freshness, ...]:
    rows = db.execute(
        "SELECT name, as_of, total, snapshot, plan, looked.at FROM source"
        " LEFT JOIN looked ON looked.source = source.number ORDER BY name"
    )
    return tuple(
        Freshness(
            source=name,
            as_of=as_of,
            total=total,
            is_loading=stage in (Stage.FIRST, Stage.STAGED),
            held=Plan(**json.loads(plan)) if plan else None,
            looked_at=looked_at,
        )
        for name, as_of, total, stage, plan, looked_at in rows
    )


def _reports(db: sqlite3.Connection, source: str | None, last: int) -> tuple[StoredReport, ...]:
    rows = db.execute(
        "SELECT report.number, name, at, body FROM report JOIN source ON source.number = source"
        " WHERE :source IS NULL OR name = :source ORDER BY report.number DESC LIMIT :last",
        {"source": source, "last": last},
    )
    return tuple(map(_stored_report, rows))


def _report(db: sqlite3.Connection, number: int) -> StoredReport | None:
    rows = db.execute(
        "SELECT report.number, name, at, body FROM report JOIN source ON source.number = source"
        " WHERE report.number = ?",
        (number,),
    )
    return next(map(_stored_report, rows), None)


def _stored_report(row: tuple[int, str, int, str]) -> StoredReport:
    number, source, at, body = row
    return StoredReport(number=number, source=source, at=at, body=json.loads(body))
