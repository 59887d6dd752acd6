"""What leaves the file as rows: in order, dated, in the units of the points, safe to open."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon.model import Quality, Why
from daemon.model.spreadsheet import csv_text
from daemon.store.export import UnknownTagsError, count_rows, export_rows
from daemon.store.exported import CSV_HEADER, ExportedRow, Source

from .history_kit import (
    NOON,
    HeldClock,
    Scans,
    bad,
    good,
    history_in,
    point,
    running,
    site,
    uncertain,
    written,
)

ZONE = ZoneInfo("Asia/Shanghai")
INFO = site(point("a.temperature"), point("b.door", unit="", is_bit=True, resolution=0.0))
DAY = (NOON - timedelta(hours=1), NOON + timedelta(days=1))


async def filled(directory: Path) -> Path:
    clock = HeldClock()
    history = history_in(directory, clock, INFO)
    scans = Scans(history.offer, clock)
    async with running(history):
        scans.hold(10, {"a.temperature": good(23.5), "b.door": good(value=False, unit="")})
        scans.hold(10, {"a.temperature": uncertain(23.5), "b.door": good(value=True, unit="")})
        scans.hold(50, {"a.temperature": bad(), "b.door": bad(unit="")})
        scans.hold(10, {"a.temperature": good(-1.2), "b.door": good(value=True, unit="")})
        await written(history, clock)
    return history.path


async def test_rows_say_all_that_was_known(tmp_path: Path) -> None:
    path = await filled(tmp_path)
    rows = list(export_rows(path, ["a.temperature"], *DAY, ZONE))
    assert [(row.at - NOON, row.value, row.quality, row.why) for row in rows] == [
        (timedelta(seconds=0), 23.5, Quality.GOOD, Why.NONE),
        (timedelta(seconds=10), 23.5, Quality.UNCERTAIN, Why.LAST_USABLE),
        (timedelta(seconds=20), None, Quality.BAD, Why.COMM_FAILURE),
        (timedelta(seconds=70), -1.2, Quality.GOOD, Why.NONE),
    ]
    assert {(row.unit, row.clock) for row in rows} == {("°C", "trusted")}
    assert rows[0].local.isoformat() == "2026-03-01T12:00:00+08:00"


async def test_rows_come_in_order_of_time(tmp_path: Path) -> None:
    path = await filled(tmp_path)
    rows = [(row.at, row.tag) for row in export_rows(path, (), *DAY, ZONE)]
    assert rows == sorted(rows)
    assert {tag for _, tag in rows} == {"a.temperature", "b.door"}


async def test_only_what_lies_within_the_times_is_exported(tmp_path: Path) -> None:
    path = await filled(tmp_path)
    within = (NOON + timedelta(seconds=10), NOON + timedelta(seconds=20))
    rows = list(export_rows(path, (), *within, ZONE))
    assert [row.at for row in rows] == [within[0]] * 2


async def test_the_count_is_that_of_the_rows(tmp_path: Path) -> None:
    path = await filled(tmp_path)
    for tags in ((), ("b.door",)):
        assert count_rows(path, tags, *DAY) == len(list(export_rows(path, tags, *DAY, ZONE)))
    assert count_rows(path, (), DAY[1], DAY[1] + timedelta(days=1)) == 0


async def test_an_unknown_tag_is_refused_with_those_that_exist(tmp_path: Path) -> None:
    path = await filled(tmp_path)
    with pytest.raises(UnknownTagsError, match=r"nobody\.home") as caught:
        list(export_rows(path, ["nobody.home", "b.door"], *DAY, ZONE))
    assert caught.value.tags == {"nobody.home"}
    assert caught.value.known == {"a.temperature", "b.door"}


async def test_cells_follow_the_header(tmp_path: Path) -> None:
    path = await filled(tmp_path)
    first, *_, last = (row.as_csv() for row in export_rows(path, (), *DAY, ZONE))
    assert dict(zip(CSV_HEADER, first, strict=True)) == {
        "utc": "2026-03-01T04:00:00.000+00:00",
        "local": "2026-03-01T12:00:00.000+08:00",
        "tag": "a.temperature",
        "value": "23.5",
        "unit": "°C",
        "quality": "good",
        "why": "none",
        "clock": "trusted",
        "source": "own",
    }
    assert (last[2], last[3]) == ("b.door", "1")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    assert csv_text(text) == f"'{text}"
    at = datetime(2026, 3, 1, tzinfo=UTC)
    row = ExportedRow(
        at=at,
        local=at,
        tag=text,
        value=-1.5,
        unit=text,
        quality=Quality.GOOD,
        why="none",
        clock="trusted",
        source=Source.OWN,
    )
    cells = row.as_csv()
    assert (cells[2], cells[3], cells[4]) == (f"'{text}", "-1.5", f"'{text}")


async def test_an_export_does_not_disturb_the_writer(tmp_path: Path) -> None:
    clock = HeldClock()
    history = history_in(tmp_path, clock, INFO)
    scans = Scans(history.offer, clock)
    async with running(history):
        scans.hold(61, {"a.temperature": good(23.5)})
        await written(history, clock)
        half = export_rows(history.path, (), *DAY, ZONE)
        assert next(half).value == 23.5
        scans.hold(120, {"a.temperature": good(24.5)})
        await written(history, clock)
        assert history.status == ""
        assert [row.value for row in half] == [None]
    assert len(list(export_rows(history.path, (), *DAY, ZONE))) > 2
