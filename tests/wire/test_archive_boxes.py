"""Boxes at the desk: what was noted here, what only the catalogue says, and what may be checked."""

from pathlib import Path

import pytest

from daemon.archive.desk import Desk
from daemon.configuration.loading import load_config
from daemon.record_ports import BoxGroup, BoxSheet
from daemon.records import Records
from records_sync.holdings.acts import (
    CloseCheck,
    Lend,
    Move,
    MoveBox,
    OpenCheck,
    Scan,
    See,
    SetStatus,
)
from records_sync.holdings.codes import box_code, record_code
from records_sync.holdings.model import Done, Outcome, Place, Refused, Status
from records_sync.index import reading
from records_sync.model import Retention
from tests.archive_kit import (
    SHELF,
    SiteClock,
    act_id,
    change_index,
    desk_at,
    index_of,
    key,
    site_with_records,
)
from tests.unit.index_kit import gone, put

WHO = "库管"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return site_with_records(tmp_path)


def catalogue(folder: Path) -> None:
    index_of(
        folder,
        [
            put(str(n), f"题名{n}", ref_code=f"J012-WS-2019-Y-000{n}", box="B1", year=2019)
            for n in range(1, 4)
        ],
    )


async def box_of(desk: Desk, code: str, group: BoxGroup | None = None) -> BoxSheet:
    box = await desk.box(code, group)
    assert box is not None
    return box


async def placed(desk: Desk, code: str, *names: str) -> None:
    await desk.act(MoveBox(id=act_id(), who=WHO, box=code, to=SHELF))
    if names:
        to = Place(box=code)
        done = await desk.act(Move(id=act_id(), who=WHO, keys=tuple(map(key, names)), to=to))
        assert isinstance(done, Done), done


async def checked(desk: Desk, code: str) -> Outcome:
    return await desk.act(OpenCheck(id=act_id(), who=WHO, box=code))


async def test_a_box_tells_what_was_noted_from_what_only_the_catalogue_says(
    config: Path, tmp_path: Path
) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        await placed(desk, "B1", "1")
        box = await box_of(desk, "B1")
        assert [sheet.key for sheet in box.records] == [key("1"), key("2"), key("3")]
        assert box.listed == {key("2"), key("3")}
        assert (box.unplaced, box.waiting) == ((key("2"), key("3")), 2)


async def test_a_check_waits_until_all_that_the_catalogue_lists_has_a_place(
    config: Path, tmp_path: Path
) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        await placed(desk, "B1", "1")
        refused = await checked(desk, "B1")
        assert refused == Refused(code="check_unplaced", values={"box": "B1", "count": 2})
        await placed(desk, "B1", *(each.id for each in (await box_of(desk, "B1")).unplaced))
        opened = await checked(desk, "B1")
        assert isinstance(opened, Done)
        assert opened.values["count"] == len((await box_of(desk, "B1")).records) == 3


async def test_what_left_the_house_is_not_in_its_box_by_the_catalogue_either(
    config: Path, tmp_path: Path
) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        for name, status in (("2", Status.TRANSFERRED), ("3", Status.DESTROYED)):
            for to in (Status.HELD, status):
                act = SetStatus(id=act_id(), who=WHO, why="批准", keys=(key(name),), status=to)
                assert isinstance(await desk.act(act), Done)
        await placed(desk, "B1", "1")
        box = await box_of(desk, "B1")
        assert [sheet.key for sheet in box.records] == [key("1")]
        assert isinstance(await checked(desk, "B1"), Done)


async def test_a_lent_record_of_the_catalogue_holds_up_no_check(
    config: Path, tmp_path: Path
) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        lend = Lend(id=act_id(), who=WHO, keys=(key("3"),), unit="财政局", until=desk.today())
        assert isinstance(await desk.act(lend), Done)
        await placed(desk, "B1", "1", "2")
        box = await box_of(desk, "B1")
        assert (box.listed, len(box.unplaced)) == (frozenset({key("3")}), 0)
        assert isinstance(await checked(desk, "B1"), Done)


async def test_a_check_knows_what_else_was_scanned_in_the_box(config: Path, tmp_path: Path) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        await placed(desk, "B1", "1", "2", "3")
        opened = await checked(desk, "B1")
        assert isinstance(opened, Done)
        change_index(tmp_path, put("5", "题名5", ref_code="J012-5"))
        await placed(desk, "B2", "5")
        lend = Lend(id=act_id(), who=WHO, keys=(key("5"),), unit="财政局", until=desk.today())
        assert isinstance(await desk.act(lend), Done)
        check = str(opened.values["check"])
        for name in ("1", "5"):
            text = record_code(key(name))
            await desk.act(Scan(id=act_id(), who=WHO, check=check, text=text))
        (stray,) = (await box_of(desk, "B1")).strays
        assert stray.entry is not None
        assert stray.standing is not None
        assert (stray.key, stray.standing.status) == (key("5"), Status.LENT)


async def test_a_box_in_which_nothing_should_be_is_never_found_complete(
    config: Path, tmp_path: Path
) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        await placed(desk, "另一盒")
        assert (await checked(desk, "另一盒")) == Refused(
            code="check_empty", values={"box": "另一盒"}
        )
        await placed(desk, "B1", "1", "2", "3")
        opened = await checked(desk, "B1")
        assert isinstance(opened, Done)
        names = tuple(map(key, "123"))
        lend = Lend(id=act_id(), who=WHO, keys=names, unit="财政局", until=desk.today())
        assert isinstance(await desk.act(lend), Done)
        check = str(opened.values["check"])
        await desk.act(Scan(id=act_id(), who=WHO, check=check, text=box_code("B1")))
        closed = await desk.act(CloseCheck(id=act_id(), who=WHO, check=check))
        assert closed == Refused(code="check_empty", values={"box": "B1"})


def years(folder: Path) -> None:
    index_of(
        folder,
        [
            put(
                f"{year}-{n}",
                f"题名{n}",
                ref_code=f"J012-WS-{year}-Y-000{n}",
                box="1",
                year=year,
                fonds="J012",
                retention=Retention.PERMANENT,
            )
            for year in (2018, 2019, 2020)
            for n in (1, 2)
        ],
    )


async def test_one_number_of_several_years_is_told_as_several_boxes(
    config: Path, tmp_path: Path
) -> None:
    years(tmp_path)
    async with desk_at(config) as desk:
        box = await box_of(desk, "1")
        assert [(each.group.year, each.count) for each in box.groups] == [
            (2018, 2),
            (2019, 2),
            (2020, 2),
        ]
        await placed(desk, "1")
        assert await checked(desk, "1") == Refused(
            code="box_is_many", values={"box": "1", "count": 3}
        )
        group = box.groups[1].group
        one = await box_of(desk, "1", group)
        assert (one.group, [each.key.id for each in one.records]) == (group, ["2019-1", "2019-2"])
        await placed(desk, "1", *(each.id for each in one.unplaced))
        opened = await checked(desk, "1")
        assert isinstance(opened, Done)
        assert opened.values["count"] == 2
        stray = Scan(
            id=act_id(),
            who=WHO,
            check=str(opened.values["check"]),
            text=record_code(key("2018-1")),
        )
        told = await desk.act(stray)
        assert isinstance(told, Done)
        assert told.code == "strange_unplaced"


async def test_a_group_that_the_number_does_not_have_chooses_nothing(
    config: Path, tmp_path: Path
) -> None:
    years(tmp_path)
    async with desk_at(config) as desk:
        box = await box_of(desk, "1", BoxGroup("main", "J012", 1999, None))
        assert (box.group, len(box.records)) == (None, 6)


async def test_a_box_of_too_many_records_says_that_not_all_are_looked_at(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        assert not (await box_of(desk, "B1")).is_cut
        monkeypatch.setattr(reading, "MOST_IN_BOX", 2)
        monkeypatch.setattr("daemon.archive.boxes.MOST_IN_BOX", 2)
        box = await box_of(desk, "B1")
        assert (box.is_cut, len(box.records)) == (True, 2)


async def test_a_long_history_says_that_it_is_cut(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue(tmp_path)
    monkeypatch.setattr("daemon.archive.finding.MOST_FACTS", 2)
    async with desk_at(config) as desk:
        for is_cut in (False, False, True):
            await desk.act(See(id=act_id(), who=WHO, keys=(key("1"),)))
            sheet = await desk.record(key("1"))
            assert sheet is not None
            assert (sheet.is_cut, len(sheet.facts) <= 2) == (is_cut, True)


async def test_what_left_the_index_is_counted_apart(config: Path, tmp_path: Path) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        names = tuple(map(key, "123"))
        act = SetStatus(id=act_id(), who=WHO, keys=names, status=Status.HELD)
        assert isinstance(await desk.act(act), Done)
        change_index(tmp_path, gone("1"))
        counted = await desk.counted()
        assert counted.statistics is not None
        assert counted.statistics.total == 2
        assert (counted.statuses[Status.HELD], counted.gone[Status.HELD]) == (2, 1)


async def test_a_number_is_read_exactly_however_many_end_like_it(
    config: Path, tmp_path: Path
) -> None:
    many = [put(f"x{n}", f"题名{n}", temp_no=f"T{n}-0001", year=2020) for n in range(60)]
    index_of(tmp_path, [*many, put("the", "要找的", temp_no="0001", year=1990)])
    async with desk_at(config) as desk:
        assert await desk.read_code("0001") == key("the")
        assert await desk.read_code("T5-0001") == key("x5")
        assert await desk.read_code("the") == key("the")


@pytest.mark.parametrize(("hours", "is_stale"), [(0, False), (23, False), (49, True)])
async def test_a_source_is_stale_once_two_of_its_times_are_over(
    tmp_path: Path, hours: int, *, is_stale: bool
) -> None:
    config = site_with_records(tmp_path, 'sync = "0 3 * * *"\n')
    clock = SiteClock()
    records = Records(load_config(config), clock)
    source = records.sources["main"]
    source.looked_t = clock.monotonic() - hours * 3600.0
    assert records.is_stale(source) == is_stale
    source.as_of, source.age_s = 1, hours * 3600.0
    assert records.is_old(source) == (hours > 24)
    assert not records.is_known
