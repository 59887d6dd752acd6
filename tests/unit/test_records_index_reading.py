"""Browsing, statistics, freshness and single records, as the panel and the command line ask."""

from collections import Counter
from pathlib import Path

import pytest

from records_sync.index.browse import Axis
from records_sync.index.guard import HeldError
from records_sync.index.query import Query
from records_sync.index.reading import Index
from records_sync.index.writing import IndexWriter
from records_sync.model import UnitSummary
from tests.records_site import INSTITUTIONS, puts, records, units

from .index_kit import (
    DAY,
    FILE,
    NOW,
    SOURCE,
    Clock,
    filled,
    found,
    gone,
    increment,
    page,
    put,
    snapshot,
)

COUNT = 1500


def wipe(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = filled(tmp_path_factory.mktemp("catalogue"), puts(COUNT))
    with IndexWriter(path, Clock()) as writer:
        writer.put_units(SOURCE, units())
    return path


@pytest.mark.parametrize("axis", [Axis.TIME, Axis.OFFICE, Axis.UNIT])
async def test_the_nodes_of_a_tree_hold_every_record_once(catalogue: Path, axis: Axis) -> None:
    async with Index(catalogue) as index:
        nodes = await index.browse(axis)
        assert sum(node.count for node in nodes) == COUNT
        for node in nodes[:5]:
            assert (await index.search(node.query)).count == node.count
            below = await index.browse(axis, node.key)
            assert sum(one.count for one in below) == node.count
            for one in below[:3]:
                assert (await index.search(one.query)).count == one.count


async def test_the_tree_of_institutions_has_institutions_only(catalogue: Path) -> None:
    want = Counter(one.unit for one in records(COUNT) if one.unit[3:] in INSTITUTIONS)
    async with Index(catalogue) as index:
        assert {node.name: node.count for node in await index.browse(Axis.INSTITUTION)} == want


@pytest.mark.parametrize("under", ["9999", "x", "-1", "1" * 99, "\ud800", "٣"])
async def test_an_unknown_node_is_empty(catalogue: Path, under: str) -> None:
    async with Index(catalogue) as index:
        for axis in Axis:
            assert await index.browse(axis, under) == ()


async def test_a_unit_is_one_under_all_its_names(tmp_path: Path) -> None:
    told = [put("a", unit="当阳县档案局"), put("b", unit="当阳市档案馆"), put("c", unit="U1")]
    path = filled(tmp_path, told)
    unit = UnitSummary(
        code="U1", name="当阳市档案馆", former_names=("当阳县档案局",), kind="事业单位", posts=12
    )
    with IndexWriter(path, Clock()) as writer:
        writer.put_units(SOURCE, [unit])
    async with Index(path) as index:
        (node,) = await index.browse(Axis.INSTITUTION)
        assert (node.name, node.count, node.former_names) == ("当阳市档案馆", 3, ("当阳县档案局",))
        assert (await index.search(node.query)).count == 3
        counts = await index.statistics()
    assert counts is not None
    assert counts.by_unit == (("当阳市档案馆", 3),)
    assert counts.units == (unit,)


async def test_statistics_are_those_of_a_plain_count(catalogue: Path) -> None:
    told = list(records(COUNT))
    async with Index(catalogue) as index:
        counts = await index.statistics()
        assert await index.statistics("no such source") is not None
    assert counts is not None
    assert counts.total == COUNT
    assert dict(counts.by_year) == Counter(one.year for one in told)
    assert dict(counts.by_retention) == Counter(one.retention for one in told)
    assert dict(counts.by_carrier) == Counter(one.carrier for one in told)
    assert dict(counts.by_unit) == Counter(one.unit for one in told)


async def test_growth_is_by_month(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / FILE
    with IndexWriter(path, clock) as writer:
        increment(writer, put("a"), put("b"))
        clock.now += 31 * DAY
        increment(writer, put("c"), put("a", "改"), gone("b"))
    async with Index(path) as index:
        counts = await index.statistics()
    assert counts is not None
    assert [(one.month, one.added, one.removed) for one in counts.growth] == [
        (202609, 2, 0),
        (202610, 1, 1),
    ]


async def test_freshness_is_the_time_of_the_last_whole_run(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / FILE
    async with Index(path) as index:
        assert await index.freshness() == ()
        with IndexWriter(path, clock) as writer:
            run = writer.begin(SOURCE, snapshot=True)
            run.take(page(*puts(100), cursor="100"))
            (half,) = await index.freshness()
            assert (half.as_of, half.is_loading) == (None, True)
            clock.now += 60
            run.apply()
            (whole,) = await index.freshness()
            assert (whole.as_of, whole.is_loading, whole.total) == (NOW, False, 100)
            writer.confirm(SOURCE)
            assert (await index.freshness())[0].as_of == NOW + 60
            with pytest.raises(HeldError):
                snapshot(writer, puts(10))
            (held,) = await index.freshness()
            assert held.held is not None
            assert (held.held.removed, held.as_of, held.is_loading) == (90, NOW + 60, False)


async def test_where_there_is_no_index_nothing_is_found(tmp_path: Path) -> None:
    async with Index(tmp_path / FILE) as index:
        assert (await index.search(Query(text="档案"))).count == 0
        assert await index.browse(Axis.TIME) == ()
        assert await index.statistics() is None
        assert await index.by_key(SOURCE, "a") is None
        filled(tmp_path, [put("a")])
        assert await index.by_key(SOURCE, "a") is not None


async def test_a_file_that_took_its_place_is_read(tmp_path: Path) -> None:
    path = filled(tmp_path, [put("a", "旧的")])
    async with Index(path) as index:
        assert (await index.search(Query(text="旧的"))).count == 1
        wipe(tmp_path)
        filled(tmp_path, [put("b", "新的")])
        assert (await index.search(Query(text="新的"))).count == 1


async def test_single_records_by_number_key_former_id_and_box(tmp_path: Path) -> None:
    path = filled(tmp_path, [put("LS1", temp_no="LS1", box="3"), put("b", box="3"), put("c")])
    with IndexWriter(path, Clock()) as writer:
        increment(writer, put("J1-1-1-2", temp_no="LS1", ref_code="J1-1-1-2", box="3"))
        increment(writer, gone("b"))
    async with Index(path) as index:
        entry = await index.by_key(SOURCE, "LS1")
        assert entry is not None
        assert (entry.record.id, entry.former_ids, entry.added_at) == ("J1-1-1-2", ("LS1",), NOW)
        assert await index.record(entry.number) == entry
        assert await index.in_box("3") == (entry,)
        assert await index.in_box("") == ()
        assert await index.by_key(SOURCE, "b") is None
        assert await index.record(10**9) is None
        keys = [(SOURCE, "LS1"), (SOURCE, "c"), ("other", "c"), (SOURCE, "\ud800")]
        assert len(await index.numbers(keys)) == 2


async def test_the_last_reports_are_kept(tmp_path: Path) -> None:
    path = filled(tmp_path, [put("a")])
    with IndexWriter(path, Clock()) as writer:
        for at in range(120):
            writer.save_report(SOURCE, {"run": at})
        writer.save_report("feed", {"run": "其他"})
    async with Index(path) as index:
        assert len(await index.reports(last=1000)) == 101
        newest = await index.reports(SOURCE, last=2)
    assert [one.body["run"] for one in newest] == [119, 118]


def test_readers_see_the_last_whole_state_while_a_run_writes(tmp_path: Path) -> None:
    path = filled(tmp_path, puts(50))
    with IndexWriter(path, Clock()) as writer:
        writer._db.execute("BEGIN IMMEDIATE")
        writer._db.execute("DELETE FROM record")
        assert found(path, "").count == 50
        writer._db.execute("ROLLBACK")


async def test_records_are_told_by_the_keys_they_are_asked_for_by(tmp_path: Path) -> None:
    path = filled(tmp_path, [put("LS1", temp_no="LS1"), put("b"), put("c")])
    with IndexWriter(path, Clock()) as writer:
        increment(writer, put("J1-1-1-2", temp_no="LS1", ref_code="J1-1-1-2"), gone("b"))
    async with Index(path) as index:
        asked = [(SOURCE, name) for name in ("LS1", "J1-1-1-2", "b", "c", "d")]
        found = await index.entries([*asked, ("other", "c")])
        assert {key: entry.record.id for key, entry in found.items()} == {
            (SOURCE, "LS1"): "J1-1-1-2",
            (SOURCE, "J1-1-1-2"): "J1-1-1-2",
            (SOURCE, "c"): "c",
        }
        assert await index.renamed(asked) == {(SOURCE, "LS1"): (SOURCE, "J1-1-1-2")}


async def test_records_without_a_number_are_listed_with_their_age(tmp_path: Path) -> None:
    filed = put("a", temp_no="LS2", ref_code="J1-1-1-1")
    path = filled(tmp_path, [put("LS1", temp_no="LS1"), filed, put("b"), put("x", temp_no="LS3")])
    with IndexWriter(path, Clock()) as writer:
        increment(writer, gone("x"))
    async with Index(path) as index:
        assert await index.unfiled() == [(SOURCE, "LS1", "LS1", NOW)]


async def test_one_report_is_found_by_its_number(tmp_path: Path) -> None:
    path = filled(tmp_path, [put("a")])
    with IndexWriter(path, Clock()) as writer:
        for count in range(3):
            writer.save_report(SOURCE, {"rows": count})
    async with Index(path) as index:
        newest, *_ = await index.reports()
        assert await index.report(newest.number) == newest
        assert newest.body == {"rows": 2}
        assert await index.report(10**9) is None
