"""The record feed against a real server: what it tells arrives once, whatever happens to it."""

import pytest

from records_sync.model import Gone, Page, Put, Rejected, Retention, SourceError
from records_sync.sources import troubles
from records_sync.sources.digests import bucket_of, digests_of
from records_sync.sources.feed import Feed
from records_sync.sync.report import Outcome
from tests.records_feed_server import (
    Fault,
    MainSystem,
    changed,
    serving,
)
from tests.wire.records_kit import Index, broken, feed, filled, gone, index, puts, read, titles

__all__ = ["index"]


def graded(word: str) -> dict[str, str]:
    return {"secret": word}


async def test_everything_is_told_from_none_and_then_only_what_changed() -> None:
    system = filled(7)
    async with serving(system) as server:
        source = feed(server)
        first = await read(source)
        assert puts(first) == [f"r{number:03}" for number in range(7)]
        assert first[0].total == 7
        assert {page.epoch for page in first} == {"2026-a"}
        system.put("r002", title="改过的题名")
        system.delete("r005")
        then = await read(source, first[-1].cursor)
        assert titles(then) == {"r002": "改过的题名"}
        assert [item for page in then for item in page.items if isinstance(item, Gone)] == [
            Gone(id="r005", rev=9)
        ]


async def test_nothing_new_costs_one_request_and_one_304() -> None:
    system = filled(4)
    async with serving(system) as server:
        source = feed(server)
        first = await read(source)
        system.asked.clear()
        assert await read(source, first[-1].cursor) == []
        assert len(system.asked) == 1
        assert system.asked[0][1]["If-None-Match"]
        system.put("r001")
        assert puts(await read(source, first[-1].cursor)) == ["r001"]


async def test_a_server_without_etags_is_asked_again_and_yields_nothing() -> None:
    system = filled(2)

    def bare() -> Fault:
        return changed(lambda _: None)

    async with serving(system) as server:
        source = feed(server)
        system.faults = [bare(), bare()]
        first = await read(source)
        system.faults = [bare()]
        assert await read(source, first[-1].cursor) == []


async def test_the_columns_of_a_catalogue_arrive() -> None:
    system = MainSystem()
    system.put(
        "a",
        title="关于当阳市编办“三定”规定的批复 𠮷",
        temp_no="LS-1",
        doc_no="当编发〔2014〕12号",
        year=2014,
        retention="30年",
        carrier="照片",
        item_no="1",
        pages=3,
        date="20140318",
        box=None,
        colour="red",
        姓名="张三",
    )
    async with serving(system) as server:
        (page, _) = await read(feed(server))
    (put,) = page.items
    assert isinstance(put, Put)
    record = put.record
    assert record.title == "关于当阳市编办“三定”规定的批复 𠮷"
    assert (record.temp_no, record.item_no, record.box) == ("LS-1", "1", "")
    assert (record.year, record.pages, record.retention) == (2014, 3, Retention.YEARS_30)
    assert "张三" not in repr(page)


async def test_a_record_graded_secret_is_counted_and_taken_away(index: Index) -> None:
    system = filled(2)
    async with serving(system) as server:
        source = feed(server)
        await index.take(source)
        system.put("r001", **graded("机密★10年"))
        system.put("r009", **graded("秘密"))
        pages = await read(source, index.writer.cursor("main")[0])
        assert sum(page.secret for page in pages) == 2
        assert puts(pages) == []
        await index.take(source)
    assert list(index.ids()) == ["r000"]


async def test_a_bad_row_is_rejected_alone() -> None:
    system = filled(1)
    system.put("r001", title="")
    system.put(" r002\u202e")
    system.put("r003", title="证件 11010519491231002X 的材料")
    system.put("r004", title="半个字 \ud800")
    async with serving(system) as server:
        pages = await read(feed(server))
    assert puts(pages) == ["r000"]
    rejected = [i for page in pages for i in page.items if isinstance(i, Rejected)]
    assert [i.code for i in rejected] == [
        "row_no_title",
        "row_bad_id",
        "row_identity_number",
        "row_lost_characters",
    ]
    assert rejected[0].detail == "r001 title"
    assert "1101" not in repr(rejected)


async def test_a_cursor_that_is_too_old_asks_for_everything_anew(index: Index) -> None:
    system = filled(5)
    async with serving(system) as server:
        source = feed(server)
        await index.take(source)
        system.put("r000")
        system.purged = 6
        _, trouble = await broken(source, index.writer.cursor("main")[0])
        assert trouble.code == troubles.RESTART
        report = await index.take(source)
        assert report.outcome is Outcome.DONE
        assert index.ids() == system.live()


async def test_another_epoch_is_never_mixed_with_the_one_before(index: Index) -> None:
    system = filled(5)
    async with serving(system) as server:
        source = feed(server)
        await index.take(source)
        system.epoch, system.rev = "2026-b", 0
        for number in range(1, 5):
            system.put(f"r{number:03}")
        system.log.pop("r000")
        _, trouble = await broken(source, index.writer.cursor("main")[0])
        assert trouble.code == troubles.RESTART
        report = await index.take(source)
        assert report.outcome is Outcome.DONE
        assert sorted(index.ids()) == sorted(system.live())


@pytest.mark.parametrize("cursor", ["", "17", "[]", '{"cursor": 1}', '{"cursor":"1","epoch":"e"}'])
async def test_a_cursor_of_another_source_asks_for_everything_anew(cursor: str) -> None:
    async with serving(filled(1)) as server:
        _, trouble = await broken(feed(server), cursor)
    assert trouble.code == troubles.RESTART


async def reconciled(source: Feed, index: Index) -> list[Page]:
    rows = list(index.writer.revisions("main"))

    async def ids_of(bucket: int) -> list[str]:
        return [name for name, _ in rows if bucket_of(name) == bucket]

    cursor = index.writer.cursor("main")[0]
    assert cursor is not None
    return [page async for page in source.reconcile(cursor, digests_of(rows), ids_of)]


async def test_only_buckets_that_differ_are_fetched(index: Index) -> None:
    system = filled(40, page_items=100)
    async with serving(system) as server:
        source = feed(server)
        await index.take(source)
        system.asked.clear()
        assert await reconciled(source, index) == []
        assert len(system.asked) == 1
        # What the log never told: a record lost there, and one that nobody logged.
        lost = next(iter(system.live()))
        del system.log[lost]
        system.log["silent"] = (41, {"title": "没有记入日志的一件"})
        system.asked.clear()
        pages = await reconciled(source, index)
        assert len(system.asked) == 1 + len({bucket_of(lost), bucket_of("silent")})
        assert gone(pages) == [lost]
        assert "silent" in puts(pages)
        assert {page.cursor for page in pages} == {index.writer.cursor("main")[0]}


async def test_a_walk_that_nobody_finishes_asks_for_no_more() -> None:
    system = filled(9)
    async with serving(system) as server:
        pages = feed(server).changes(None)
        await anext(pages)
        await pages.aclose()  # type: ignore[attr-defined]
        assert len(system.asked) == 1


async def test_digests_of_another_epoch_are_not_compared(index: Index) -> None:
    system = filled(5)
    async with serving(system) as server:
        source = feed(server)
        await index.take(source)
        system.epoch = "2026-b"
        with pytest.raises(SourceError) as caught:
            await reconciled(source, index)
    assert caught.value.code == troubles.RESTART
    assert [path for path, _ in system.asked if "buckets" in path] == []
