"""What loggers read stands in a room's trends and exports: marked, and only where we read nothing.

The file is testo.csv: three hours of one day, at 06:00, 07:00 and 09:00, each held for an hour.
"""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon.model import Quality
from daemon.ports import HistoryUnavailableError
from daemon.reports.facts import history as read_back
from daemon.reports.facts import imported as of_reports
from daemon.reports.facts.history import RoomTags
from daemon.reports.series import is_measured
from daemon.store.export import UnknownTagsError, count_rows, export_rows
from daemon.store.exported import Source
from daemon.store.history import History
from daemon.store.imported_read import FILE, tag_of
from daemon.store.imported_voices import speaks
from panel.charts.csv_text import MARK, csv_of
from panel.charts.joined import Joined, read_joined, rows_imported
from panel.charts.spans import SPANS, Piece, pieces
from panel.charts.subjects import Subject, point_subject
from panel.charts.trend_facts import TrendFacts
from panel.charts.trend_origin import source_of
from panel.charts.trend_view import TrendWords

from .history_kit import HeldClock, Scans, good, history_in, point, running, site, written
from .import_kit import FILES, bring, text_in

SHANGHAI = ZoneInfo("Asia/Shanghai")
SIX = datetime(2024, 1, 31, 22, tzinfo=UTC)  # 06:00 of 1 February in Shanghai
TEN = SIX + timedelta(hours=4)
OWN_SINCE = SIX + timedelta(hours=3, minutes=30)
TEMPERATURE, HUMIDITY = "th.temperature", "th.humidity"
POINTS = (
    point(TEMPERATURE),
    point(HUMIDITY, quantity="relative_humidity", unit="%RH"),
)
LOGGER = tag_of("stack-1", "north", "38901234", "temperature")
ROOM = Subject(
    room="stack-1", quantity="temperature", unit="°C", sources={"temperature": (TEMPERATURE,)}
)
DEW = replace(
    ROOM,
    quantity="dew_point",
    sources={"temperature": (TEMPERATURE,), "relative_humidity": (HUMIDITY,)},
)
HOURS = Piece(SIX - timedelta(hours=1), SIX + timedelta(hours=6), 3600)
WORDS = TrendWords("en", lambda text: text, SHANGHAI, {})


async def past(folder: Path, *, zone: str = "north") -> History:
    """Return a history that began at 09:30 of its own, with 20.0 °C, and a logger before that."""
    bring(folder, FILES / "testo.csv", zone=zone)
    clock = HeldClock(at=OWN_SINCE)
    history = history_in(folder, clock, site(*POINTS))
    scans = Scans(history.offer, clock)
    async with running(history):
        scans.hold(4500, {TEMPERATURE: good(20.0), HUMIDITY: good(50.0, "%RH")})
        await written(history, clock)
    return history


def facts(joined: Joined, span: str = "30d", at: datetime = TEN) -> TrendFacts:
    return TrendFacts(
        subject=ROOM,
        span=SPANS[span],
        at=at,
        now=at + timedelta(days=600),
        steps=joined.steps,
        imported=joined.imported,
        strips=(),
        happenings=(),
    )


async def test_a_rooms_trend_is_filled_from_the_loggers_and_a_gap_of_both_stays_one(
    tmp_path: Path,
) -> None:
    found = await read_joined(await past(tmp_path), ROOM, (HOURS,))
    means = [b.mean for b in found.steps.buckets]
    assert means[:3] == [None, pytest.approx(17.3), pytest.approx(17.4)]
    assert means[3] is None  # 08:00 to 09:00: the logger had stopped, and we had not begun
    assert means[4] == pytest.approx((17.2 + 20.0) / 2)
    assert means[5:] == [pytest.approx(20.0), None]
    assert list(found.imported) == pytest.approx([0, 1, 1, 0, 0.5, 0, 0], abs=0.01)
    assert [round(b.coverage, 2) for b in found.steps.buckets[3:6]] == [0.0, 1.0, 0.75]


async def test_own_readings_win_wherever_they_are(tmp_path: Path) -> None:
    minutes = Piece(OWN_SINCE - timedelta(minutes=2), OWN_SINCE + timedelta(minutes=2), 60)
    found = await read_joined(await past(tmp_path), ROOM, (minutes,))
    assert [b.mean for b in found.steps.buckets] == [17.2, 17.2, 20.0, 20.0]
    assert found.imported == (1, 1, 0, 0)


async def test_a_day_that_both_read_is_joined_by_quarters_and_its_mean_is_that_of_both(
    tmp_path: Path,
) -> None:
    history = await past(tmp_path)
    found = await read_joined(history, ROOM, pieces(SPANS["1y"], TEN, SHANGHAI))
    assert [b.mean for b in found.steps.buckets[:-1]] == [None] * 364
    day, share = found.steps.buckets[-1], found.imported[-1]
    own_h = 4499 / 3600
    assert day.mean == pytest.approx(
        (17.3 + 17.4 + 17.2 / 2 + 20 * own_h) / (2.5 + own_h), abs=0.001
    )
    assert (day.low, day.high) == (17.2, 20.0)
    assert day.coverage * 24 == pytest.approx(2.5 + own_h, abs=0.01)
    assert share == pytest.approx(2.5 / (2.5 + own_h), abs=0.01)


async def test_the_reports_and_the_chart_tell_the_same(tmp_path: Path) -> None:
    history = await past(tmp_path)
    since, until = (round(at.timestamp()) for at in (SIX, SIX + timedelta(hours=4, minutes=30)))
    tags = {"stack-1": RoomTags(temperature=(TEMPERATURE,), humidity=(HUMIDITY,))}
    told = read_back.read(history.path, tags, since, until)
    of_reports.fill(tmp_path, told)
    found = await read_joined(
        history, ROOM, (Piece(SIX, datetime.fromtimestamp(told.until, UTC), 900),)
    )
    inside = told.rooms["stack-1"].inside.temperature_c
    assert len(inside) > 14
    for report, chart in zip(inside, found.steps.buckets, strict=True):
        assert (report if is_measured(report) else None) == (
            None if chart.mean is None else pytest.approx(chart.mean, abs=0.01)
        )
    assert list(told.rooms["stack-1"].imported) == list(found.imported)


async def test_a_dew_point_is_imported_where_its_parts_are(tmp_path: Path) -> None:
    found = await read_joined(await past(tmp_path), DEW, (HOURS,))
    assert [b.mean is None for b in found.steps.buckets] == [1, 0, 0, 1, 0, 0, 1]
    assert found.imported[1] == 1
    assert found.imported[5] == 0


async def test_a_point_is_one_sensor_and_shows_no_logger(tmp_path: Path) -> None:
    history = await past(tmp_path)
    found = await read_joined(history, point_subject(POINTS[0]), (HOURS,))
    assert found.steps.buckets[1].mean is None
    assert set(found.imported) == {0.0}


@pytest.mark.parametrize(("zone", "mean"), [("outside", None), ("coldest", 17.3), ("rack", 17.3)])
async def test_a_logger_speaks_for_the_room_as_a_sensor_at_its_place_does(
    tmp_path: Path, zone: str, mean: float | None
) -> None:
    found = await read_joined(await past(tmp_path, zone=zone), ROOM, (HOURS,))
    assert found.steps.buckets[1].mean == (None if mean is None else pytest.approx(mean))


def test_the_coldest_wall_has_a_voice_only_where_no_other_logger_stood() -> None:
    assert speaks("coldest", {"coldest", "outside"})
    assert not speaks("coldest", {"coldest", "north"})
    assert not speaks("outside", {"outside"})


async def test_a_file_of_imports_that_cant_be_read_is_said(tmp_path: Path) -> None:
    history = await past(tmp_path)
    (tmp_path / FILE).write_bytes(b"no database" * 1000)
    with pytest.raises(HistoryUnavailableError):
        await read_joined(history, ROOM, (HOURS,))


async def test_the_words_rows_and_file_say_what_was_imported(tmp_path: Path) -> None:
    joined = await read_joined(await past(tmp_path), ROOM, (HOURS,))
    view = WORDS.view(facts(joined), "Room")
    assert view["imported"] == [0, 1, 1, 0, 0.5, 0, 0]
    assert view["origin"] == (
        "Dotted: read by loggers from 2024-02-01 06:00 to 2024-02-01 10:00, imported from their "
        "files."
    )
    assert view["when"] == "2024-02-01 05:00 to 2024-02-01 10:00"
    assert [row["source"] for row in view["rows"]] == ["partly imported"]
    rows = list(csv.reader(io.StringIO(csv_of(WORDS.csv(facts(joined), "Room")).decode())))
    assert rows[0][0] == f"{MARK}from"
    assert rows[0][-1] == "source"
    assert [row[-1] for row in rows[1:]] == [
        *("", "imported", "imported", "", "partly imported", "own reading", ""),
    ]


async def test_what_was_imported_is_told_by_days_where_steps_are_days(tmp_path: Path) -> None:
    joined = await read_joined(await past(tmp_path), ROOM, pieces(SPANS["1y"], TEN, SHANGHAI))
    view = WORDS.view(facts(joined, "1y"), "Room")
    assert "from 2024-02-01 to 2024-02-01," in view["origin"]


async def test_own_readings_between_make_two_stretches(tmp_path: Path) -> None:
    joined = await read_joined(await past(tmp_path), ROOM, (HOURS,))
    again = replace(facts(joined), imported=(0, 1, 0, 0, 1, 0, 0))
    assert (
        "in 2 stretches between 2024-02-01 06:00 and 2024-02-01 10:00"
        in (WORDS.view(again, "Room")["origin"])
    )
    none = replace(facts(joined), imported=(0.0,) * 7)
    assert WORDS.view(none, "Room")["origin"] == ""


def test_a_share_is_a_word() -> None:
    assert source_of(0.0, None) == source_of(1.0, None) == ""
    assert source_of(0.3, 20.0) == "partly imported"


async def test_a_row_of_a_table_counts_imported_time(tmp_path: Path) -> None:
    joined = await read_joined(await past(tmp_path), ROOM, (HOURS,))
    assert rows_imported(joined, 7) == [pytest.approx(2.5 / 3.75, abs=0.01)]


async def test_an_export_holds_what_was_imported_marked_and_in_order_of_time(
    tmp_path: Path,
) -> None:
    path = (await past(tmp_path)).path
    day = (SIX, SIX + timedelta(days=1))
    rows = list(export_rows(path, (), *day, SHANGHAI))
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    loggers = [row for row in rows if row.source is Source.IMPORTED]
    assert {row.tag for row in rows} - {TEMPERATURE, HUMIDITY} == {row.tag for row in loggers}
    temperatures = [row for row in loggers if row.tag == LOGGER]
    assert [(row.at - SIX, row.value) for row in temperatures] == [
        (timedelta(hours=hours), value) for hours, value in ((0, 17.3), (1, 17.4), (3, 17.2))
    ]
    assert {(r.unit, r.quality, r.clock) for r in temperatures} == {("°C", Quality.GOOD, "logger")}
    assert temperatures[0].as_csv()[-1] == "imported"
    assert count_rows(path, (), *day) == len(rows)


async def test_an_imported_series_can_be_exported_alone_and_is_named_among_the_known(
    tmp_path: Path,
) -> None:
    path = (await past(tmp_path)).path
    one = (SIX + timedelta(hours=1), SIX + timedelta(hours=3))
    assert [row.value for row in export_rows(path, (LOGGER,), *one, SHANGHAI)] == [17.4]
    assert count_rows(path, (LOGGER,), *one) == 1
    with pytest.raises(UnknownTagsError) as caught:
        list(export_rows(path, ("import/nowhere",), *one, SHANGHAI))
    assert LOGGER in caught.value.known


async def test_a_year_of_a_logger_is_drawn_from_its_roll_ups(tmp_path: Path) -> None:
    """A year of ten-minute readings: steps of days and hours are exact and complete."""
    start = datetime(2022, 1, 1, tzinfo=SHANGHAI)
    rows = (
        f"L1,{start + timedelta(minutes=10 * n):%Y-%m-%d %H:%M},{18 + n // 144 % 5}.0,50"
        for n in range(144 * 365)
    )
    titles = "设备编号,记录时间,温度(℃),相对湿度(%)"
    bring(tmp_path, text_in(tmp_path, "\n".join((titles, *rows))))
    clock = HeldClock()
    history = history_in(tmp_path, clock, site(*POINTS))
    async with running(history):
        Scans(history.offer, clock).hold(61, {TEMPERATURE: good(20.0)})
        await written(history, clock)
        at = datetime(2022, 12, 31, 12, tzinfo=SHANGHAI)
        year = await read_joined(history, ROOM, pieces(SPANS["1y"], at, SHANGHAI))
        month = await read_joined(history, ROOM, pieces(SPANS["30d"], at, SHANGHAI))
    assert [b.mean for b in year.steps.buckets] == [18.0 + n % 5 for n in range(365)]
    assert year.steps.coverage == month.steps.coverage == 1.0
    assert set(year.imported) == set(month.imported) == {1.0}
