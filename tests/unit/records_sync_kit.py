"""A small source in this process, and an index file to sync it into."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from records_sync.index.database import reading
from records_sync.index.writing import IndexWriter
from records_sync.model import Gone, Item, Page, Put, Record
from records_sync.sync.limits import Limits
from records_sync.sync.origin import Means, approved, synced
from records_sync.sync.progress import Progress
from records_sync.sync.report import Approval, Report

NAME = "main"
QUICK = Limits(first_pause_s=0.001, longest_pause_s=0.01, page_s=5.0)


def record(number: int, title: str = "") -> Record:
    return Record(id=f"r-{number:05}", title=title or f"关于第{number}号事项的通知", year=2020)


def puts(numbers: Iterable[int], rev: int | None = None, title: str = "") -> tuple[Put, ...]:
    return tuple(Put(record=record(number, title), rev=rev) for number in numbers)


def gone(numbers: Iterable[int], rev: int | None = None) -> tuple[Gone, ...]:
    return tuple(Gone(id=f"r-{number:05}", rev=rev) for number in numbers)


@dataclass
class Told:
    """A source that tells a list of pages; the cursor is how many of them were told.

    `before` is called with the number of a page before it is told, and may raise.
    """

    pages: list[Sequence[Item]]
    name: str = NAME
    is_snapshot: bool = False
    epoch: str = ""
    before: Callable[[int], None] = lambda _: None
    asked: list[str | None] = field(default_factory=list)
    total: int | None = None

    async def changes(self, cursor: str | None) -> AsyncIterator[Page]:
        self.asked.append(cursor)
        for number in range(int(cursor or 0), len(self.pages)):
            self.before(number)
            await asyncio.sleep(0)
            yield Page(
                items=tuple(self.pages[number]),
                cursor=str(number + 1),
                epoch=self.epoch,
                total=self.total,
            )


async def synced_once(
    path: Path,
    source: Told,
    *,
    stop: asyncio.Event | None = None,
    limits: Limits = QUICK,
    seen: list[Progress] | None = None,
    approval: Approval | None = None,
) -> Report:
    """Sync once as a worker process does, and return the last report."""
    watch = seen if seen is not None else []
    with IndexWriter(path) as writer:
        means = Means(
            writer=writer, limits=limits, on_progress=watch.append, stop=stop or asyncio.Event()
        )
        runs = synced(source, means) if approval is None else approved(source, means, approval)
        reports = [report async for report in runs]
    return reports[-1]


def ids(path: Path) -> list[str]:
    with closing(reading(path)) as db:
        rows = db.execute("SELECT id FROM record WHERE deleted_at IS NULL ORDER BY id")
        return [name for (name,) in rows]


def titles(path: Path) -> dict[str, str]:
    with closing(reading(path)) as db:
        return dict(db.execute("SELECT id, title FROM record WHERE deleted_at IS NULL"))


def one(path: Path, sql: str) -> object:
    with closing(reading(path)) as db:
        return db.execute(sql).fetchone()[0]
