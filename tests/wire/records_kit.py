"""Reading a source to its end or to its trouble, and an index that shows what came of it."""

from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from records_sync.index.writing import IndexWriter
from records_sync.model import Gone, Page, Put, Source, SourceError
from records_sync.sources.feed import Feed
from records_sync.sources.http import Endpoint
from records_sync.sources.http_body import Limits
from records_sync.sync.limits import Limits as RunLimits
from records_sync.sync.report import Report
from records_sync.sync.run import sync
from tests.records_feed_server import MainSystem, Server

# Patience for a test: what is slow is a byte each 20 ms.
QUICK = Limits(
    connect_s=2.0,
    read_s=1.0,
    total_s=10.0,
    window_s=0.2,
    least_rate=1000.0,
    most_bytes=1_000_000,
    first_pause_s=0.01,
)
ONCE = RunLimits(attempts=1)


async def read(source: Source, cursor: str | None = None) -> list[Page]:
    """Return all pages."""
    async with aclosing(source.changes(cursor)) as pages:  # type: ignore[type-var]
        return [page async for page in pages]


async def broken(source: Source, cursor: str | None = None) -> tuple[list[Page], SourceError]:
    """Return the pages before a trouble, and the trouble; there has to be one."""
    pages = []
    with pytest.raises(SourceError) as caught:  # noqa: PT012 - what came before it counts
        async with aclosing(source.changes(cursor)) as told:  # type: ignore[type-var]
            async for page in told:
                pages.append(page)  # noqa: PERF401
    return pages, caught.value


def puts(pages: list[Page]) -> list[str]:
    return [item.record.id for page in pages for item in page.items if isinstance(item, Put)]


def gone(pages: list[Page]) -> list[str]:
    return [item.id for page in pages for item in page.items if isinstance(item, Gone)]


def titles(pages: list[Page]) -> dict[str, str]:
    return {
        item.record.id: item.record.title
        for page in pages
        for item in page.items
        if isinstance(item, Put)
    }


class Index:
    """A real index in a folder, and the real engine that fills it."""

    def __init__(self, writer: IndexWriter) -> None:
        self.writer = writer

    async def take(self, source: Source) -> Report:
        """Sync once, without a second attempt of the engine's."""
        return await sync(source, self.writer, ONCE)

    def ids(self, source: str = "main") -> dict[str, int | None]:
        """Return id -> revision of what is there."""
        return dict(self.writer.revisions(source))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with IndexWriter(tmp_path / "records.db") as writer:
        yield Index(writer)


def at(url: str) -> Endpoint:
    return Endpoint(url=url)


def feed(server: Server, **changes: Any) -> Feed:
    return Feed(**{"name": "main", "endpoint": at(server.url), "limits": QUICK, **changes})


def filled(count: int, **facts: Any) -> MainSystem:
    system = MainSystem(**facts)
    for number in range(count):
        system.put(f"r{number:03}")
    return system
