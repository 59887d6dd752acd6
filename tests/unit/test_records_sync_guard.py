"""What would take too many records away waits for a person, who agrees to that very plan."""

import asyncio
from contextlib import closing
from pathlib import Path

import pytest

from records_sync.index.database import reading
from records_sync.index.writing import IndexWriter
from records_sync.model import Item
from records_sync.sync.codes import NOT_FORGOTTEN, NOT_HELD, OTHER_PLAN
from records_sync.sync.origin import rejected
from records_sync.sync.report import Approval, Hold, Outcome, Report
from records_sync.sync.standing import standing_hold
from tests.unit.records_sync_kit import NAME, Told, gone, ids, one, puts, synced_once


def agreed(digest: str) -> Approval:
    return Approval(who="王工", why="已与主系统核对", digest=digest)


def held_now(path: Path) -> Hold | None:
    with IndexWriter(path) as writer:
        return standing_hold(writer, NAME)


def hold_of(report: Report) -> Hold:
    assert report.outcome is Outcome.HELD
    assert report.hold is not None
    return report.hold


@pytest.fixture
async def full(tmp_path: Path) -> Path:
    path = tmp_path / "records.db"
    await synced_once(path, Told(pages=[puts(range(1000))], is_snapshot=True))
    return path


@pytest.mark.parametrize("pages", [[()], [puts(range(900))], [puts(range(5000, 6000))]])
async def test_h10_an_empty_a_short_and_a_foreign_list_are_held(
    full: Path, pages: list[tuple[Item, ...]]
) -> None:
    before = one(full, "SELECT as_of FROM source")
    report = await synced_once(full, Told(pages=list(pages), is_snapshot=True))
    hold = hold_of(report)
    assert hold.of == 1000
    assert hold.removed == 1000 - len(set(ids(full)) & {f"r-{n:05}" for n in range(900)}) or (
        hold.removed == 1000
    )
    assert len(ids(full)) == 1000
    assert one(full, "SELECT as_of FROM source") == before


async def test_h10_fifty_removals_are_applied_and_fifty_one_are_held(full: Path) -> None:
    report = await synced_once(full, Told(pages=[puts(range(950))], is_snapshot=True))
    assert (report.outcome, report.removed) == (Outcome.DONE, 50)
    report = await synced_once(full, Told(pages=[puts(range(899))], is_snapshot=True))
    assert hold_of(report).removed == 51
    assert hold_of(report).ids[0] == "r-00899"


async def test_h10_an_approved_list_is_applied_without_asking_its_source(full: Path) -> None:
    source = Told(pages=[puts(range(600))], is_snapshot=True)
    hold = hold_of(await synced_once(full, source))
    source.asked.clear()
    report = await synced_once(full, source, approval=agreed(hold.digest))
    assert (report.outcome, report.removed, report.total) == (Outcome.DONE, 400, 600)
    assert report.approval == agreed(hold.digest)
    assert source.asked == []
    assert held_now(full) is None
    assert one(full, "SELECT COUNT(*) FROM record WHERE deleted_at IS NOT NULL") == 400


async def test_h10_an_approval_is_of_no_later_plan(full: Path) -> None:
    old = hold_of(await synced_once(full, Told(pages=[puts(range(600))], is_snapshot=True)))
    with IndexWriter(full) as writer:
        rejected(writer, Told(pages=[]), agreed(old.digest))
    new = Told(pages=[puts(range(500))], is_snapshot=True)
    assert hold_of(await synced_once(full, new)).digest != old.digest
    report = await synced_once(full, new, approval=agreed(old.digest))
    assert (report.outcome, report.code) == (Outcome.FAILED, OTHER_PLAN)
    assert len(ids(full)) == 1000


async def test_the_same_list_again_is_the_same_plan(full: Path) -> None:
    first = hold_of(await synced_once(full, Told(pages=[puts(range(600))], is_snapshot=True)))
    with IndexWriter(full) as writer:
        rejected(writer, Told(pages=[]), agreed(first.digest))
    again = await synced_once(full, Told(pages=[puts(range(600))], is_snapshot=True))
    assert hold_of(again).digest == first.digest


async def test_nothing_held_needs_no_approval(full: Path) -> None:
    report = await synced_once(full, Told(pages=[]), approval=agreed("000000000000"))
    assert (report.outcome, report.code) == (Outcome.FAILED, NOT_HELD)


async def test_a_held_list_that_is_told_whole_again_needs_nobody_any_more(full: Path) -> None:
    source = Told(pages=[puts(range(600))], is_snapshot=True)
    hold_of(await synced_once(full, source))
    source.pages.append(puts(range(600, 1000)))
    report = await synced_once(full, source)
    assert (report.outcome, report.removed) == (Outcome.DONE, 0)
    assert held_now(full) is None


async def test_h10_a_page_of_deletions_is_held_with_what_went_before(full: Path) -> None:
    source = Told(pages=[(), gone(range(30)), gone(range(30, 60)), puts(range(2000, 2010))])
    report = await synced_once(full, source)
    hold = hold_of(report)
    assert (report.removed, hold.removed, hold.before) == (30, 30, 30)
    assert len(ids(full)) == 970
    again = await synced_once(full, source)
    assert hold_of(again) == hold, "a wiping source gets through by no repetition"
    assert len(ids(full)) == 970


async def test_an_approved_page_goes_in_and_what_follows_it(full: Path) -> None:
    source = Told(pages=[(), gone(range(200)), puts(range(2000, 2010)), gone(range(300, 500))])
    hold = hold_of(await synced_once(full, source))
    report = await synced_once(full, source, approval=agreed(hold.digest))
    assert hold_of(report).removed == 200
    assert len(ids(full)) == 810, "one plan was agreed to, not the next"


async def test_a_page_that_has_changed_is_not_let_in_by_an_old_approval(full: Path) -> None:
    source = Told(pages=[(), gone(range(200))])
    hold = hold_of(await synced_once(full, source))
    source.pages[1] = gone(range(300))
    report = await synced_once(full, source, approval=agreed(hold.digest))
    assert (hold_of(report).removed, report.code) == (300, OTHER_PLAN)
    assert len(ids(full)) == 1000


async def test_deletions_of_increments_cannot_be_forgotten(full: Path) -> None:
    hold = hold_of(await synced_once(full, Told(pages=[(), gone(range(200))])))
    with IndexWriter(full) as writer:
        report = rejected(writer, Told(pages=[]), agreed(hold.digest))
    assert report.code == NOT_FORGOTTEN
    assert held_now(full) == hold


async def test_a_held_run_is_stored_once(full: Path) -> None:
    source = Told(pages=[(), gone(range(200))])
    for _ in range(5):
        await synced_once(full, source)
    with closing(reading(full)) as db:
        assert db.execute("SELECT COUNT(*) FROM report").fetchone()[0] == 2


async def test_a_stop_does_not_hide_what_is_held(full: Path) -> None:
    source = Told(pages=[(), gone(range(200))])
    hold = hold_of(await synced_once(full, source))
    stop = asyncio.Event()
    stop.set()
    report = await synced_once(full, source, stop=stop)
    assert report.outcome is Outcome.STOPPED
    assert held_now(full) == hold
