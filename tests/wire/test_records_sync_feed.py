"""The engine with the feed of a main system: nothing new is one 304, silent losses are found."""

from pathlib import Path

from records_sync.index.writing import IndexWriter
from records_sync.sources.feed import Feed
from records_sync.sources.http import Endpoint
from records_sync.sync.origin import Means, reconciled, synced
from records_sync.sync.report import Outcome, Report, Task
from tests.records_feed_server import MainSystem, serving
from tests.unit.records_sync_kit import QUICK, ids


async def runs(path: Path, url: str, *, whole: bool = False) -> list[Report]:
    feed = Feed(name="main", endpoint=Endpoint(url=url))
    with IndexWriter(path) as writer:
        means = Means(writer=writer, limits=QUICK)
        go = reconciled if whole else synced
        return [report async for report in go(feed, means)]


def system_of(count: int) -> MainSystem:
    system = MainSystem(page_items=50)
    for number in range(count):
        system.put(f"r-{number:04}")
    return system


async def test_nothing_new_is_one_question_and_one_304(tmp_path: Path) -> None:
    path, system = tmp_path / "records.db", system_of(120)
    async with serving(system) as server:
        assert [r.outcome for r in await runs(path, server.url)] == [Outcome.DONE]
        await runs(path, server.url)
        system.asked.clear()
        assert [r.outcome for r in await runs(path, server.url)] == [Outcome.UNCHANGED]
        assert len(system.asked) == 1
        system.put("r-0003", year=2020)
        system.delete("r-0004")
        (report,) = await runs(path, server.url)
        assert (report.changed, report.removed) == (1, 1)
    assert len(ids(path)) == 119


async def test_what_was_lost_without_a_word_is_found_by_its_digest(tmp_path: Path) -> None:
    path, system = tmp_path / "records.db", system_of(120)
    async with serving(system) as server:
        await runs(path, server.url)
        system.log.pop("r-0007")
        system.asked.clear()
        report = (await runs(path, server.url, whole=True))[-1]
        assert (report.task, report.outcome, report.removed) == (Task.RECONCILE, Outcome.DONE, 1)
        paths = [asked.partition("?")[0].rpartition("/")[2] for asked, _ in system.asked]
        assert "digests" in paths
        assert len([p for p in paths if p.isdigit()]) == 1
        again = (await runs(path, server.url, whole=True))[-1]
        assert again.outcome is Outcome.UNCHANGED
    assert "r-0007" not in ids(path)


async def test_where_much_differs_everything_is_read_again(tmp_path: Path) -> None:
    path, system = tmp_path / "records.db", system_of(120)
    async with serving(system) as server:
        await runs(path, server.url)
        for number in range(40):
            system.log.pop(f"r-{number:04}")
        report = (await runs(path, server.url, whole=True))[-1]
        assert (report.outcome, report.removed) == (Outcome.DONE, 40)
    assert len(ids(path)) == 80


async def test_h10_another_tenant_is_held(tmp_path: Path) -> None:
    path, system = tmp_path / "records.db", system_of(120)
    async with serving(system) as server:
        await runs(path, server.url)
        system.log.clear()
        for number in range(5000, 5120):
            system.put(f"r-{number:04}")
        system.epoch = "another"
        report = (await runs(path, server.url))[-1]
        assert report.outcome is Outcome.HELD
    assert ids(path)[0] == "r-0000"
