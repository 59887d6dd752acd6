"""The record index: import beside bare SQLite, an increment, search beside a plain scan, kills.

`python -m tests.bench records` takes a catalogue of a million records: some minutes.
"""

import asyncio
import json
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from records_sync.exporting import cells, write_csv
from records_sync.index.database import writing
from records_sync.index.query import Entry, Query
from records_sync.index.reading import Index
from records_sync.index.rows import COLUMNS, Numbers, entries, row_of, words
from records_sync.index.writing import IndexWriter
from records_sync.model import Page, Put
from records_sync.sources.files.folder import Folder
from tests.bench.pace import p99
from tests.bench.table import Row
from tests.records_asked import Question, questions, truth
from tests.records_site import changed, record, records

T = TypeVar("T")
LIST = "全量-20261101.csv"
PAGE = 1000
GROUP = 20_000  # rows in a transaction, as in a first import
QUESTIONS = 500
CHANGED = 1000
SCANNED = 200_000  # records for which every question is compared with a plain scan


def pages(items: Iterator[Put], size: int = PAGE) -> Iterator[Page]:
    """Yield items as a source sends them."""
    done = 0
    while part := tuple(islice(items, size)):
        done += len(part)
        yield Page(items=part, cursor=str(done))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds of wall clock and of CPU that something takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def listed(folder: Path, count: int) -> dict[str, float]:
    """Write the catalogue as a CSV."""
    entries = (Entry(number=0, source="", record=each) for each in records(count))
    write_csv(folder / LIST, map(cells, entries))
    return {"bytes": (folder / LIST).stat().st_size}


async def imported(folder: Path, count: int) -> dict[str, float]:
    """Import a catalogue from a CSV, and turn by turn the same into bare SQLite.

    Ours is all from the file on: decoding, reading, checking, making of words, writing. Bare are
    the same rows, words and keys, made beforehand, and nothing but executemany. Turns of 20 000
    rows keep a busy machine from favouring either; in those of the bare one the program that reads
    the file is some pages ahead at most. Its CPU counts as ours.
    """
    ours, plain = [0.0, 0.0], [0.0, 0.0]
    bare = writing(folder / "bare.db")
    with IndexWriter(folder / "records.db") as writer:
        run = writer.begin("files", snapshot=True)
        files = Folder(name="files", path=folder, copies=folder / "copies")
        with await _added(ours, files.take(LIST, None)) as source:
            pages, first, rows = source.changes(None), 0, 0
            while (page := await _added(ours, _next(pages))) is not None:
                _add(ours, timed(lambda page=page: run.take(page)))  # type: ignore[misc]
                rows += sum(isinstance(item, Put) for item in page.items)
                if rows - first >= GROUP:
                    made = prepared(first, GROUP)
                    _add(plain, timed(lambda made=made: _insert(bare, *made)))  # type: ignore[misc]
                    first += GROUP
                    del made
        if first < count:
            made = prepared(first, count - first)
            _add(plain, timed(lambda: _insert(bare, *made)))
        _add(ours, timed(run.apply))
    bare.close()
    reader = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "wall": ours[0],
        "cpu": ours[1] + reader.ru_utime + reader.ru_stime,
        "bare wall": plain[0],
        "bare cpu": plain[1],
        "rows": rows,
    }


async def _next(pages: AsyncIterator[Page]) -> Page | None:
    return await anext(pages, None)


async def _added(total: list[float], work: Awaitable[T]) -> T:
    """Wait for something, and add what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = await work
    _add(total, (time.perf_counter() - wall, time.process_time() - cpu))
    return found


def _add(total: list[float], took: tuple[float, float]) -> None:
    total[0] += took[0]
    total[1] += took[1]


Prepared = tuple[list[tuple[object, ...]], list[tuple[int, str]], list[tuple[str, int]]]


def prepared(first: int, size: int) -> Prepared:
    """Return rows, words and keys as the index has them."""
    rows = [(at, row_of(found)) for at, found in enumerate(records(size, first=first), first + 1)]
    made = words([(row, Numbers(1, 1, 1)) for _, row in rows], 1)
    return (
        [(number, 1, 0, 0, *row) for number, row in rows],
        [(number, text) for (number, _), text in zip(rows, made, strict=True)],
        [(key, number) for number, row in rows for key in entries(row)],
    )


def _insert(
    db: sqlite3.Connection,
    stored: list[tuple[object, ...]],
    texts: list[tuple[int, str]],
    keys: list[tuple[str, int]],
) -> None:
    db.execute("BEGIN")
    db.executemany(
        f"INSERT INTO record (number, source, added_at, changed_at, {COLUMNS})"  # noqa: S608
        f" VALUES ({', '.join('?' * len(stored[0]))})",
        stored,
    )
    db.executemany("INSERT INTO word (rowid, body) VALUES (?, ?)", texts)
    db.executemany("INSERT INTO key VALUES (?, ?)", keys)
    db.execute("COMMIT")


def incremented(folder: Path, count: int) -> dict[str, float]:
    """Take a thousand changed records, spread over the catalogue."""
    step = count // CHANGED or 1
    items = (Put(record=changed(record(at))) for at in range(0, count, step))
    told = list(pages(items))

    def work() -> None:
        with IndexWriter(folder / "records.db") as writer:
            run = writer.begin("files", snapshot=False)
            for page in told:
                run.take(page)
            run.apply()

    wall, cpu = timed(work)
    return {"wall": wall, "cpu": cpu}


async def asked(folder: Path, count: int) -> dict[str, float]:
    """Ask five hundred mixed questions, and scan plainly for what each must find."""
    found: list[Question] = questions(count, QUESTIONS)
    late_ms: list[float] = []
    cpu_ms: list[float] = []
    slowest = (0.0, "")
    got: list[int] = []
    async with Index(folder / "records.db") as index:
        await index.search(Query(text="档案"))
        for question in found:
            wall, cpu = time.perf_counter(), time.process_time()
            page = await index.search(question.query)
            late_ms.append((time.perf_counter() - wall) * 1e3)
            cpu_ms.append((time.process_time() - cpu) * 1e3)
            slowest = max(slowest, (late_ms[-1], f"{question.query.text} {question.kind}"))
            got.append(page.count)
    print(f"  slowest: {slowest[1]} {slowest[0]:.1f} ms", file=sys.stderr)
    every = max(1, count // SCANNED)
    some, had = found[::every], got[::every]
    wanted = truth(some, records(count))
    wrong = sum(have != want for have, want in zip(had, wanted, strict=True))
    return {
        "p99": p99(late_ms),
        "cpu99": p99(cpu_ms),
        "median": sorted(late_ms)[len(late_ms) // 2],
        "longest": max(late_ms),
        "wrong": wrong,
        "scanned": len(some),
        "most": max(got),
    }


STEPS: dict[str, Callable[[Path, int], dict[str, float]]] = {
    "listed": listed,
    "imported": lambda folder, count: asyncio.run(imported(folder, count)),
    "incremented": incremented,
    "asked": lambda folder, count: asyncio.run(asked(folder, count)),
}


def step(name: str, folder: Path, count: int) -> dict[str, float]:
    """Run one step in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.records", name, str(folder), str(count)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    figures: dict[str, float] = json.loads(told)
    print(f"  {name}: {figures}", file=sys.stderr)
    return figures


def rows(count: int = 1_000_000) -> list[Row]:
    """Return what the index costs for so many records."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        # The search comes before the increment: the truth is the catalogue as it was made.
        step("listed", folder, count)
        whole = step("imported", folder, count)
        size = (folder / "records.db").stat().st_size / count
        found, more = step("asked", folder, count), step("incremented", folder, count)
    return [
        Row(
            f"first import of {count} records from a CSV",
            f"{count / whole['wall']:.0f}/s, {whole['bare wall'] / whole['wall']:.2f} of bare"
            f" SQLite ({count / whole['bare wall']:.0f}/s) by the clock,"
            f" {whole['bare cpu'] / whole['cpu']:.2f} by CPU ({whole['cpu']:.0f} and"
            f" {whole['bare cpu']:.0f} s); {size:.0f} bytes a record",
            ">= 0.5 of the rate",
            (int(count - whole["rows"]),),
        ),
        Row(
            f"{CHANGED} changed of {count}",
            f"{more['wall']:.2f} s, {more['cpu']:.2f} s of CPU",
            "<= 2 s",
        ),
        Row(
            f"{QUESTIONS} mixed questions over {count}: 50 records and the exact count",
            f"median {found['median']:.1f}, p99 {found['p99']:.1f}, longest {found['longest']:.1f}"
            f" ms; p99 of CPU {found['cpu99']:.1f} ms; most hits {found['most']:.0f};"
            f" {found['wrong']:.0f} of {found['scanned']:.0f} counts other than a plain scan's",
            "p99 <= 30 ms, recall 100 %",
            (int(found["wrong"]),),
        ),
    ]


if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))))
