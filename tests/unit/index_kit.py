"""Indexes for tests: filled through the writer, looked into through the reader and plainly."""

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from records_sync.index.guard import Applied
from records_sync.index.query import Found, Query
from records_sync.index.reading import Index
from records_sync.index.rows import COLUMNS, Row, entries, words
from records_sync.index.tally import Tally
from records_sync.index.writing import IndexWriter
from records_sync.model import Gone, Item, Page, Put, Record

FILE = "records.db"
SOURCE = "files"
NOW = 1_790_000_000
DAY = 86_400


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


def put(name: str, title: str = "", rev: int | None = None, **fields: Any) -> Put:
    """Return a put of a small record."""
    record = Record(id=name, title=title or f"题名{name}")
    return Put(record=record._replace(**fields), rev=rev)


def page(*items: Item, cursor: str = "1", epoch: str = "") -> Page:
    """Return a page."""
    return Page(items=items, cursor=cursor, epoch=epoch)


def snapshot(
    writer: IndexWriter, items: Iterable[Item], source: str = SOURCE, *, approved: bool = False
) -> Applied:
    """Tell a whole snapshot in pages of 500, and apply it."""
    run = writer.begin(source, snapshot=True)
    told = list(items)
    for at in range(0, max(1, len(told)), 500):
        run.take(page(*told[at : at + 500], cursor=str(at + 500)))
    return run.apply(approved=approved)


def increment(writer: IndexWriter, *items: Item, cursor: str = "1") -> Applied:
    """Take one page of changes."""
    run = writer.begin(SOURCE, snapshot=False)
    run.take(page(*items, cursor=cursor))
    return run.apply()


def filled(folder: Path, items: Iterable[Item], clock: Clock | None = None) -> Path:
    """Return the path of an index with these items."""
    path = folder / FILE
    with IndexWriter(path, clock or Clock()) as writer:
        snapshot(writer, items)
    return path


def answers(path: Path, queries: Iterable[Query]) -> list[Found]:
    """Ask questions one after another."""

    async def ask() -> list[Found]:
        async with Index(path) as index:
            return [await index.search(query) for query in queries]

    return asyncio.run(ask())


def found(path: Path, query: Query | str) -> Found:
    """Ask one question."""
    return answers(path, [Query(text=query) if isinstance(query, str) else query])[0]


def ids(page_of: Found) -> list[str]:
    """Return the ids of the hits in their order."""
    return [hit.entry.record.id for hit in page_of.hits]


def live(path: Path) -> dict[str, str]:
    """Return id and title of the live records as the file has them."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        return dict(db.execute("SELECT id, title FROM record WHERE deleted_at IS NULL"))


def dump(path: Path) -> list[tuple[object, ...]]:
    """Return everything that the file has of its records."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        return db.execute("SELECT * FROM record ORDER BY number").fetchall()


def check(path: Path) -> None:
    """Assert that words, keys and counts are those that the records should have."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        _check_rows(db)
    finally:
        db.close()


def _check_rows(db: sqlite3.Connection) -> None:
    rows = db.execute(
        f"SELECT number, source, {COLUMNS} FROM record WHERE deleted_at IS NULL"  # noqa: S608
    ).fetchall()
    temp_nos: dict[int, list[str]] = {}
    for number, name in db.execute("SELECT record, name FROM former WHERE kind = 2"):
        temp_nos.setdefault(number, []).append(name)
    tallies: dict[int, Tally] = {}
    # The same, made anew in a copy from what the records say: in files, for it may be large.
    with closing(sqlite3.connect("", isolation_level=None)) as anew:
        db.backup(anew)
        for table in ("tally", "node", "beginning"):
            anew.execute(f"DELETE FROM {table}")  # noqa: S608
        anew.execute("CREATE TEMP TABLE want_word (word, record)")
        anew.execute("CREATE TEMP TABLE want_key (key, record)")
        anew.execute("CREATE VIRTUAL TABLE temp.term USING fts5vocab(main, word, instance)")
        for number, source, *fields in rows:
            row = Row._make(fields)
            tally = tallies.setdefault(source, Tally(anew, source, 0))
            (text,) = words([(row, tally.count(row, 1))], source)
            own = ((word, number) for word in text.split())
            anew.executemany("INSERT INTO want_word VALUES (?, ?)", own)
            keys = set(entries(row, temp_nos.get(number, ())))
            tally.count_keys(keys, 1)
            anew.executemany("INSERT INTO want_key VALUES (?, ?)", ((key, number) for key in keys))
        for tally in tallies.values():
            tally.write()
        for table, columns in (("tally", "1, 2, 3, 4, 5"), ("node", "1, 2, 3"), ("beginning", "1")):
            of = f"SELECT * FROM {table} ORDER BY {columns}"  # noqa: S608
            assert db.execute(of).fetchall() == anew.execute(of).fetchall()
        _same(anew, "SELECT term, doc FROM term", "SELECT word, record FROM want_word")
        _same(anew, "SELECT key, record FROM key", "SELECT key, record FROM want_key")
    kept = db.execute("SELECT phrase, count FROM frequent WHERE phrase <> ''").fetchall()
    matched = "SELECT COUNT(*) FROM word WHERE word MATCH ?"
    assert kept == [(p, db.execute(matched, (f'"{p}"',)).fetchone()[0]) for p, _ in kept]
    counts = dict(
        db.execute("SELECT source, COUNT(*) FROM record WHERE deleted_at IS NULL GROUP BY 1")
    )
    totals = dict(db.execute("SELECT number, total FROM source WHERE total > 0"))
    assert totals == counts


def _same(db: sqlite3.Connection, have: str, want: str) -> None:
    """Assert that two questions have the same rows."""
    for one, other in ((have, want), (want, have)):
        assert db.execute(f"{one} EXCEPT {other} LIMIT 5").fetchall() == []


def gone(name: str, rev: int | None = None) -> Gone:
    """Return a deletion."""
    return Gone(id=name, rev=rev)


def walk(path: Path, query: Query) -> list[str]:
    """Return the ids of all pages of a question, one after another."""

    async def ask() -> list[str]:
        names: list[str] = []
        async with Index(path) as index:
            asked = query
            while True:
                part = await index.search(asked)
                names += ids(part)
                if not part.next:
                    return names
                asked = replace(query, after=part.next)

    return asyncio.run(ask())


def titles(found_titles: Sequence[str]) -> list[Put]:
    """Return records with these titles, numbered from 0."""
    return [put(str(at), title) for at, title in enumerate(found_titles)]
