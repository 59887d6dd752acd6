"""A sync takes whole pages with their cursors, survives what a source may do, and says so."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from records_sync.index.database import BusyError
from records_sync.index.writing import IndexWriter
from records_sync.model import Flagged, Item, Page, Rejected, SourceError
from records_sync.sources.troubles import DOWN, PassingError
from records_sync.sync import codes
from records_sync.sync.progress import Progress, Step
from records_sync.sync.report import Outcome
from tests.unit.records_sync_kit import (
    QUICK,
    Told,
    gone,
    ids,
    one,
    puts,
    synced_once,
    titles,
)


def down_at(page: int, times: int) -> Callable[[int], None]:
    left = [times]

    def before(number: int) -> None:
        if number == page and left[0]:
            left[0] -= 1
            raise PassingError(DOWN, "503")

    return before


async def test_a_first_sync_takes_everything_and_the_next_one_nothing(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    source = Told(pages=[puts(range(10)), puts(range(10, 15))], total=15)
    seen: list[Progress] = []
    report = await synced_once(path, source, seen=seen)
    assert (report.outcome, report.added, report.total) == (Outcome.DONE, 15, 15)
    assert [p.rows for p in seen if p.step is Step.READING] == [10, 15]
    assert seen[0].share == pytest.approx(10 / 15)
    again = await synced_once(path, source)
    assert (again.outcome, again.rows) == (Outcome.UNCHANGED, 0)
    assert source.asked[-1] == "2"


async def test_a_source_that_is_down_leaves_the_index_usable_and_is_asked_again(
    tmp_path: Path,
) -> None:
    path = tmp_path / "records.db"
    source = Told(pages=[puts(range(10))])
    await synced_once(path, source)
    before = one(path, "SELECT as_of FROM source")
    source.pages.append(puts([3], title="新题名"))
    source.before = down_at(1, 99)
    report = await synced_once(path, source)
    assert (report.outcome, report.code, report.detail) == (Outcome.FAILED, DOWN, "503")
    assert len(source.asked) == 1 + QUICK.attempts
    assert len(ids(path)) == 10
    assert one(path, "SELECT as_of FROM source") == before


async def test_a_page_that_fails_is_asked_for_again_and_no_page_twice(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    pages = [puts(range(n * 10, n * 10 + 10)) for n in range(20)]
    source = Told(pages=list(pages))
    source.before = down_at(6, 2)
    report = await synced_once(path, source)
    assert (report.outcome, report.added, report.pages) == (Outcome.DONE, 200, 20)
    assert source.asked == [None, "6", "6"]


async def test_a_snapshot_that_breaks_off_removes_nothing_and_goes_on_later(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    await synced_once(path, Told(pages=[puts(range(100))], is_snapshot=True))
    later = Told(pages=[puts(range(n * 5, n * 5 + 5)) for n in range(18)], is_snapshot=True)
    later.before = down_at(6, 3)
    report = await synced_once(path, later)
    assert report.outcome is Outcome.FAILED
    assert len(ids(path)) == 100
    report = await synced_once(path, later)
    assert (report.outcome, report.removed) == (Outcome.DONE, 10)
    assert later.asked[-1] == "6"
    assert len(ids(path)) == 90


async def test_half_a_page_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    await synced_once(path, Told(pages=[puts(range(5))]))

    def cut(number: int) -> None:
        if number == 1:
            raise SourceError("cut", "12 of 40 B")

    source = Told(pages=[(), puts(range(5, 9))], before=cut)
    report = await synced_once(path, source)
    assert (report.outcome, report.code) == (Outcome.FAILED, "cut")
    assert len(ids(path)) == 5


async def test_the_same_page_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    source = Told(pages=[puts(range(10)), puts([*range(10), *range(10)])])
    report = await synced_once(path, source)
    assert (report.added, report.changed, report.total) == (10, 0, 10)
    assert len(ids(path)) == 10


async def test_an_older_version_that_comes_late_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    source = Told(pages=[puts([1], rev=5, title="新"), puts([2], rev=1)])
    await synced_once(path, source)
    source.pages += [puts([1], rev=4, title="旧"), gone([2], rev=7), puts([2], rev=6)]
    report = await synced_once(path, source)
    assert report.outcome is Outcome.DONE
    assert titles(path) == {"r-00001": "新"}


async def test_rows_that_were_not_taken_are_reported_by_number(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    items: tuple[Item, ...] = (
        *puts(range(3)),
        Rejected(row=4, code="row_no_title", detail="a.csv 题名"),
        Flagged(row=2, code="fixed_leading_zeros", detail="a.csv 件号=1"),
    )
    report = await synced_once(path, Told(pages=[items]))
    assert [(row.row, row.code) for row in report.rejected] == [(4, "row_no_title")]
    assert [(row.row, row.detail) for row in report.flagged] == [(2, "a.csv 件号=1")]
    assert (report.rejected_count, report.flagged_count, report.added) == (1, 1, 3)


async def test_a_stopped_sync_keeps_what_it_took_and_goes_on_there(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    stop = asyncio.Event()

    def before(number: int) -> None:
        if number == 3:
            stop.set()

    source = Told(pages=[puts(range(n * 10, n * 10 + 10)) for n in range(6)], before=before)
    report = await synced_once(path, source, stop=stop)
    assert report.outcome is Outcome.STOPPED
    taken = len(ids(path))
    assert 30 <= taken < 60
    source.before = lambda _: None
    report = await synced_once(path, source)
    assert report.outcome is Outcome.DONE
    assert source.asked[-1] == str(taken // 10)
    assert len(ids(path)) == 60


async def test_a_sync_stops_while_a_source_says_nothing(tmp_path: Path) -> None:
    stop = asyncio.Event()

    class Silent(Told):
        async def changes(self, cursor: str | None) -> AsyncIterator[Page]:
            stop.set()
            await asyncio.Event().wait()
            yield Page(items=(), cursor=cursor or "")

    report = await synced_once(tmp_path / "records.db", Silent(pages=[]), stop=stop)
    assert report.outcome is Outcome.STOPPED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"pages": 3}, codes.MANY),
        ({"rows": 25}, codes.MANY),
        ({"page_rows": 9}, codes.PAGE_LARGE),
        ({"run_s": 0.0}, codes.LONG),
    ],
)
async def test_h7_a_source_without_end_is_stopped_by_each_limit(
    tmp_path: Path, change: dict[str, float], code: str
) -> None:
    source = Told(pages=[puts(range(n * 10, n * 10 + 10)) for n in range(6)])
    limits = replace(QUICK, **change)  # type: ignore[arg-type]
    report = await synced_once(tmp_path / "records.db", source, limits=limits)
    assert (report.outcome, report.code) == (Outcome.FAILED, code)


async def test_a_source_that_goes_in_circles_is_stopped(tmp_path: Path) -> None:
    class Circle(Told):
        async def changes(self, cursor: str | None) -> AsyncIterator[Page]:
            while True:
                async for page in super().changes(cursor):
                    yield page

    source = Circle(pages=[puts(range(5)), puts(range(5, 9))])
    report = await synced_once(tmp_path / "records.db", source)
    assert (report.outcome, report.code) == (Outcome.FAILED, codes.LOOP)


async def test_another_numbering_is_taken_as_a_whole_snapshot(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    await synced_once(path, Told(pages=[puts(range(100), rev=50)], epoch="a"))
    anew = Told(pages=[puts(range(60)), puts(range(60, 95))], epoch="b")
    anew_asked = Told(pages=[(), *anew.pages], epoch="b")
    report = await synced_once(path, anew_asked)
    assert (report.outcome, report.removed) == (Outcome.DONE, 5)
    assert anew_asked.asked == ["1", None]


async def test_only_one_process_writes_the_index(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    with IndexWriter(path), pytest.raises(BusyError):
        await synced_once(path, Told(pages=[]))
