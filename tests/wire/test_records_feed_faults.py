"""The record feed whose pages are cut, doubled, late, endless or of another form."""

import json
from typing import Any

import pytest
from aiohttp import web

from records_sync.sources import troubles
from records_sync.sync.report import Outcome
from tests.records_feed_server import (
    Fault,
    MainSystem,
    answers,
    changed,
    cut,
    packed_cut,
    serving,
    short,
)
from tests.wire.records_kit import QUICK, Index, broken, feed, filled, index, puts, read, titles

__all__ = ["index"]


# H4


@pytest.mark.parametrize("fault", [cut, packed_cut, short], ids=lambda f: f.__name__)
async def test_h4_of_a_page_that_is_cut_short_nothing_is_applied(
    fault: Fault, index: Index
) -> None:
    system = filled(3)
    async with serving(system) as server:
        source = feed(server)
        await index.take(source)
        before, cursor = index.ids(), index.writer.cursor("main")
        system.put("r001", remark="一" * 100)
        system.put("r777")
        system.faults = [fault] * QUICK.attempts
        report = await index.take(source)
        assert report.outcome is Outcome.FAILED
        assert report.code in (troubles.CUT, troubles.BAD_JSON)
        assert (index.ids(), index.writer.cursor("main")) == (before, cursor)
        system.faults = []
        await index.take(source)
        assert index.ids() == system.live()


async def test_h4_a_page_that_is_cut_once_is_asked_for_again() -> None:
    system = filled(3)
    async with serving(system) as server:
        system.faults = [cut, packed_cut]
        assert puts(await read(feed(server))) == ["r000", "r001", "r002"]


# H5, H6


async def test_h5_duplicates_come_to_one_record(index: Index) -> None:
    system = filled(2)

    def twice(page: dict[str, Any]) -> None:
        page["items"] *= 2

    async with serving(system) as server:
        system.faults = [changed(twice)]
        report = await index.take(feed(server))
    assert index.ids() == {"r000": 1, "r001": 2}
    assert (report.rows, report.added) == (4, 2)  # both are told


async def test_h6_an_older_version_that_comes_late_is_ignored(index: Index) -> None:
    system = filled(3)

    def late(page: dict[str, Any]) -> None:
        page["items"] += [
            {"op": "put", "id": "r000", "rev": 0, "record": {"title": "旧的"}},
            {"op": "del", "id": "r001", "rev": 1},
            {"op": "put", "id": "r002", "rev": 3, "record": {"title": "旧的"}},
        ]
        page["items"].insert(0, {"op": "del", "id": "r002", "rev": 3})

    async with serving(system) as server:
        system.faults = [changed(late)]
        await index.take(feed(server))
    assert index.ids() == {"r000": 1, "r001": 2}


# H7


@pytest.mark.parametrize("pages", [1, 3])
async def test_h7_a_cursor_that_comes_again_ends_the_walk(pages: int) -> None:
    system = filled(30)
    rounds = iter(range(10_000))

    def again(page: dict[str, Any]) -> None:
        number = next(rounds)
        page["cursor"] = f"{1 + number % pages}.30"
        page["complete"] = False
        page["items"] = [
            {"op": "put", "id": f"n{number}", "rev": number, "record": {"title": "又一个"}}
        ]

    async with serving(system) as server:
        system.faults = [changed(again)] * 100
        told, trouble = await broken(feed(server))
    assert trouble.code == troubles.LOOP
    assert len(told) == pages


async def test_h7_a_page_without_anything_new_ends_the_walk() -> None:
    system = filled(30)
    rounds = iter(range(10_000))

    def same(page: dict[str, Any]) -> None:
        page["cursor"] = f"{100 + next(rounds)}.30"
        page["complete"] = False
        page["items"] = [{"op": "put", "id": "a", "rev": 1, "record": {"title": "同一个"}}]

    async with serving(system) as server:
        system.faults = [changed(same)] * 100
        told, trouble = await broken(feed(server))
    assert trouble.code == troubles.LOOP
    assert len(told) == 1


async def test_h7_empty_pages_without_end_end_the_walk() -> None:
    def empty(page: dict[str, Any]) -> None:
        page["items"], page["complete"] = [], False

    system = filled(3)
    async with serving(system) as server:
        system.faults = [changed(empty)] * 100
        told, trouble = await broken(feed(server))
    assert (told, trouble.code) == ([], troubles.LOOP)


# H8


async def test_h8_a_walk_that_fails_at_page_7_of_20_goes_on_there(index: Index) -> None:
    system = filled(60)
    system.faults = [None] * 6 + [answers("{}", 400)]
    async with serving(system) as server:
        source = feed(server)
        told, trouble = await broken(source)
        assert (len(told), trouble.code) == (6, troubles.REFUSED)
        rest = await read(source, told[-1].cursor)
        assert puts(told) + puts(rest) == [f"r{number:03}" for number in range(60)]

        system.faults = [None] * 6 + [answers("{}", 400)]
        report = await index.take(source)
        assert report.outcome is Outcome.FAILED
        system.asked.clear()
        await index.take(source)
        assert "cursor=18." in system.asked[0][0]
        assert index.ids() == system.live()


async def test_h8_a_failing_whole_sync_takes_nothing_away(index: Index) -> None:
    system = filled(60)
    async with serving(system) as server:
        source = feed(server)
        await index.take(source)
        system.epoch = "2026-b"
        system.faults = [None] * 3 + [answers("{}", 400)]
        report = await index.take(source)
        assert report.outcome is Outcome.FAILED
        assert len(index.ids()) == 60


# H9


def renamed(page: dict[str, Any]) -> None:
    for told in page["items"]:
        told["record"]["titel"] = told["record"].pop("title")


def typed(page: dict[str, Any]) -> None:
    page["items"][1]["record"]["year"] = "二〇一四"


def keyless(page: dict[str, Any]) -> None:
    del page["items"][0]["id"]


def without_rev(page: dict[str, Any]) -> None:
    page["items"][2]["rev"] = None


def moved(page: dict[str, Any]) -> dict[str, Any]:
    return {"data": page}


def nested(page: dict[str, Any]) -> None:
    deep: list[Any] = []
    for _ in range(400):
        deep = [deep]
    page["epoch"] = deep


def listed(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [page]


def with_more(page: dict[str, Any]) -> None:
    page["vendor"] = {"build": [1, 2]}
    for told in page["items"]:
        told["colour"] = None
        told["record"]["shelf_mark"] = 7


async def test_h9_fields_that_nobody_knows_are_passed_over(index: Index) -> None:
    system = filled(3)
    async with serving(system) as server:
        system.faults = [changed(with_more)]
        report = await index.take(feed(server))
    assert (report.outcome, report.rejected_count) == (Outcome.DONE, 0)
    assert index.ids() == system.live()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (renamed, "items[1].record: no title (unknown: titel); items[2]"),
        (typed, "items[2].record.year: not whole number from 0: '二〇一四'"),
        (keyless, "items[1]: no id"),
        (without_rev, "items[3].rev: not whole number from 0: None"),
        (moved, "page: no epoch (unknown: data)"),
        (listed, "page: not an object"),
        (nested, "page.epoch: not text: list"),
    ],
)
async def test_h9_a_page_of_another_form_is_refused_whole_with_what_differs(
    change: Any, words: str, index: Index
) -> None:
    system = filled(3)
    async with serving(system) as server:
        source = feed(server)
        await index.take(source)
        system.put("r000")
        system.put("r001")
        system.put("r002")
        before = index.ids()
        system.faults = [changed(change)]
        report = await index.take(source)
        assert (report.outcome, report.code) == (Outcome.FAILED, troubles.SCHEMA)
        assert words in report.detail
        assert index.ids() == before


# H11


@pytest.mark.parametrize(
    ("encoding", "kind", "good"),
    [
        ("utf-8", "application/json", True),
        ("utf-8-sig", "application/json; charset=utf-8", True),
        ("gb18030", "application/json; charset=GBK", True),
        ("gb18030", "application/json; charset=utf-8", False),
        ("gb18030", "application/json", False),
        ("utf-8", "application/json; charset=latin-1", False),
    ],
)
async def test_h11_text_arrives_as_it_was_written_or_not_at_all(
    encoding: str, kind: str, good: bool
) -> None:
    title = "㐀𠀀龦 当阳市〇号 Ａ"
    system = MainSystem()
    system.put("a", title=title)
    body = json.dumps(system.changes(0, 1, 10), ensure_ascii=False).encode(encoding)
    async with serving(system) as server:
        system.faults = [answers(body, kind=kind)]
        if good:
            assert titles(await read(feed(server))) == {"a": title}
        else:
            _, trouble = await broken(feed(server))
            assert trouble.code in (troubles.ENCODING, troubles.BAD_JSON)


# H18


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('"year": 2014', '"year": NaN'),
        ('"year": 2014', '"year": Infinity'),
        ('"year": 2014', '"year": 1e999'),
        ('"year": 2014', '"year": 2014, "year": 2015'),
        ('"year": 2014', f'"year": {"9" * 5000}'),
        ('"year": 2014', f'"year": {"[" * 50_000}{"]" * 50_000}'),
        ('"rev": 4', '"rev": 9223372036854775808'),
        ('"rev": 4', '"rev": 4.0'),
    ],
    ids=range(8),
)
async def test_h18_json_that_python_would_let_through_changes_nothing(
    good: str, bad: str, index: Index
) -> None:
    system = filled(3)

    async def spoilt(_: web.Request, body: bytes) -> web.Response:
        text = body.decode()
        assert good in text
        return web.Response(text=text.replace(good, bad), content_type="application/json")

    async with serving(system) as server:
        source = feed(server)
        await index.take(source)
        before, cursor = index.ids(), index.writer.cursor("main")
        system.put("r001", year=2014)
        system.faults = [spoilt]
        report = await index.take(source)
        assert report.outcome is Outcome.FAILED
        assert report.code in (troubles.BAD_JSON, troubles.SCHEMA)
        assert (index.ids(), index.writer.cursor("main")) == (before, cursor)
