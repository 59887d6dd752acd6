"""A process that syncs a known story into an index, telling each page: to be killed at any moment.

`python -m tests.records_sync_worker INDEX KIND`
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from records_sync.index import first
from records_sync.model import Gone, Item, Put, Record
from tests.unit.records_sync_kit import Told, synced_once

PAGES = 60
ROWS = 40
GROUP_ROWS = 5 * ROWS  # of a first import in one transaction
KINDS = ("first", "increments", "staged")
STAY = 20  # pages of whose records a staged story tells all


def record(number: int, version: int) -> Record:
    return Record(id=f"r-{number:05}", title=f"关于第{number}号事项的通知（第{version}版）")


def before(kind: str) -> list[Sequence[Item]]:
    """Return what the index knows when a story begins, page by page."""
    numbers = [range(page * ROWS, page * ROWS + ROWS) for page in range(PAGES)]
    known = [[Put(record=record(n, 0), rev=1) for n in page] for page in numbers]
    if kind == "staged":  # one page, so that its cursor is none of the story's end
        return [[put for page in known for put in page]]
    return [] if kind == "first" else list(known)


def story(kind: str) -> list[Sequence[Item]]:
    """Return the pages that a story tells. All but the first record of each page change."""
    pages: list[Sequence[Item]] = []
    for page in range(PAGES):
        first = page * ROWS
        items: list[Item] = [
            Put(record=record(n, page % 3), rev=2) for n in range(first + 1, first + ROWS)
        ]
        if kind == "increments" and page >= STAY:
            items.append(Gone(id=record(first, 0).id, rev=2))
        if kind == "staged" and page < STAY:
            items.append(Put(record=record(first, 0), rev=1))
        pages.append(items)
    return pages


def known_after(kind: str, pages: int) -> dict[str, str]:
    """Return the titles by id that the index must show after so many pages of a story."""
    told = story(kind)[:pages]
    if kind == "staged" and pages < PAGES:
        told = []  # nothing of it counts before its end
    found: dict[str, str] = {}
    for item in (item for page in [*before(kind), *told] for item in page):
        if isinstance(item, Put):
            found[item.record.id] = item.record.title
        elif isinstance(item, Gone):
            del found[item.id]
    if kind == "staged" and told:
        for page in range(STAY, PAGES):
            del found[record(page * ROWS, 0).id]
    return found


async def prepare(path: Path, kind: str) -> None:
    """Make the index as it is before a story."""
    if kind != "first":
        source = Told(pages=before(kind), is_snapshot=kind == "staged", epoch="a")
        await synced_once(path, source)


def main() -> None:
    """Sync a story; say which page is asked for next, and how it ended."""
    path, kind = Path(sys.argv[1]), sys.argv[2]
    first._GROUP_ROWS = GROUP_ROWS

    def ask(page: int) -> None:
        print("asks", page, flush=True)

    pages = story(kind)
    if kind == "increments":
        pages = [*before(kind), *pages]
    source = Told(pages=pages, is_snapshot=kind == "staged", epoch="a", before=ask)
    report = asyncio.run(synced_once(path, source))
    print("ended", report.outcome, flush=True)


if __name__ == "__main__":
    main()
