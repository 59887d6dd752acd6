"""What records lived in: the numbers of the yearly report, split and joined without loss."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

import pytest

from daemon.archive.climate import HistoryClimate
from daemon.archive.lived import Ozone, dose_mg_h_m3
from daemon.configuration.control_settings import control_settings
from daemon.configuration.loading import load_config
from daemon.ports import HistoryUnavailableError
from daemon.reports.asked import ReportKind
from daemon.reports.facts import history
from daemon.reports.rounding import rounded
from daemon.store.history import FILE as HISTORY
from records_sync.holdings.climate import Lived
from records_sync.holdings.exposure import exposed, shelf_stay
from records_sync.holdings.model import Place
from tests.report_kit import (
    document_of,
    forget,
    row_of,
    table_under,
    usual,
    write_history,
    write_ledger,
    write_site,
)
from tests.waiting import until

ZONE = ZoneInfo("Asia/Shanghai")
SINCE, UNTIL = datetime(2025, 1, 1, tzinfo=ZONE), datetime(2026, 1, 1, tzinfo=ZONE)


class Still:
    """A monotonic clock that a test moves."""

    t = 0.0

    def __call__(self) -> float:
        return self.t


def climate_of(folder: Path, clock: Still | None = None) -> HistoryClimate:
    settings = control_settings(load_config(folder / "roomd.toml"))
    return HistoryClimate(folder, settings, clock or Still())


def lived(folder: Path, zone: str = "", since: datetime = SINCE, until: datetime = UNTIL) -> Lived:
    return asyncio.run(climate_of(folder).lived("stack-1", zone, since, until))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("year")
    write_site(folder)
    write_history(folder, SINCE, UNTIL)
    forget(folder, SINCE + timedelta(days=40, minutes=7), SINCE + timedelta(days=52))
    write_ledger(folder, [])
    return folder


def test_a_room_lived_in_what_the_yearly_report_says(year: Path) -> None:
    found = lived(year)
    document = document_of(year, ReportKind.YEARLY, "2025")
    told = row_of(table_under(document, "各月温湿度"), "全年")
    out_h = sum((one.end - one.start).total_seconds() for one in found.excursions) / 3600
    assert found.in_band is not None
    assert found.twpi_y is not None
    assert told["合格率 %"] == rounded(found.in_band * 100)
    assert told["TWPI 年"] == rounded(found.twpi_y, 0)
    assert told["超标次数"] == len(found.excursions) > 10
    assert told["超标小时"] == rounded(out_h)
    assert told["覆盖率 %"] == rounded(found.covered_s / (365 * 86_400) * 100) < 100


def test_stays_add_up_to_the_whole_wherever_they_are_cut(year: Path) -> None:
    whole = asyncio.run(exposed(climate_of(year), shelf_stay(Place(room="stack-1"), SINCE, UNTIL)))
    cut = SINCE + timedelta(days=100, hours=3, minutes=4, seconds=5)
    stays = (
        *shelf_stay(Place(room="stack-1", rack="1"), SINCE, cut),
        *shelf_stay(Place(room="stack-1", rack="2"), cut, UNTIL),
    )
    parts = asyncio.run(exposed(climate_of(year), stays))
    assert parts.lived.covered_s == whole.lived.covered_s
    for name in ("in_band", "twpi_y", "mould_risk"):
        assert getattr(parts.lived, name) == pytest.approx(getattr(whole.lived, name), rel=1e-9)
    assert whole.coverage < 0.98


def test_a_rack_called_as_a_zone_has_the_climate_of_the_zone(tmp_path: Path) -> None:
    write_site(tmp_path)
    until = SINCE + timedelta(days=2)

    def formula(tag: str, start: int) -> float | None:
        damp = 30.0 if tag == "th-1-south.humidity" else 0.0
        return (usual(tag, start) or 0.0) + damp

    write_history(tmp_path, SINCE, until, formula=formula)
    climate = climate_of(tmp_path)
    assert climate.zone_of(Place(room="stack-1", rack="south")) == "south"
    for rack in ("outside", "7", ""):
        assert climate.zone_of(Place(room="stack-1", rack=rack)) == ""
    assert climate.zone_of(Place(room="stack-9", rack="south")) == ""
    wet, dry = lived(tmp_path, "south", SINCE, until), lived(tmp_path, "north", SINCE, until)
    assert (wet.in_band, dry.in_band) == (0.0, 1.0)
    assert wet.excursions[0].zone == "south"
    assert (wet.mould_risk or 0.0) > (dry.mould_risk or 0.0)


def test_nothing_is_told_of_what_nobody_measured(year: Path) -> None:
    climate = climate_of(year)
    after = UNTIL + timedelta(days=5)
    for room, start, end in (
        ("stack-1", UNTIL, after),
        ("no-such-room", SINCE, UNTIL),
        ("stack-1", UNTIL, SINCE),
    ):
        assert asyncio.run(climate.lived(room, "", start, end)) == Lived()
    gap = SINCE + timedelta(days=45), SINCE + timedelta(days=46)
    assert asyncio.run(climate.lived("stack-1", "", *gap)) == Lived()
    for_ever = datetime(1, 1, 2, tzinfo=ZONE), datetime(9998, 1, 1, tzinfo=ZONE)
    assert asyncio.run(climate.lived("stack-1", "", *for_ever)).covered_s > 300 * 86_400


def test_an_answer_is_kept_for_a_while_and_then_looked_up_anew(tmp_path: Path) -> None:
    write_site(tmp_path)
    until = SINCE + timedelta(days=1)
    write_history(tmp_path, SINCE, until)
    clock = Still()
    climate = climate_of(tmp_path, clock)

    async def ask() -> float:
        return (await climate.lived("stack-1", "", SINCE, until)).covered_s

    assert asyncio.run(ask()) == 86_400
    forget(tmp_path, SINCE, SINCE + timedelta(hours=6))
    assert asyncio.run(ask()) == 86_400
    clock.t = 601.0
    assert asyncio.run(ask()) == 64_800


def test_a_history_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    write_site(tmp_path)
    (tmp_path / HISTORY).write_bytes(b"no database" * 1000)
    with pytest.raises(HistoryUnavailableError):
        lived(tmp_path)


def test_the_dose_is_that_of_the_worst_sensor_without_its_own_zero() -> None:
    quarters = [
        Ozone(0, 900.0, 20.0),
        Ozone(0, 900.0, 12.0),
        Ozone(900, 450.0, 8.0),
        Ozone(1800, 900.0, 0.04),
    ]
    assert dose_mg_h_m3(quarters, 0.05) == pytest.approx(6.0)
    assert dose_mg_h_m3([Ozone(0, 900.0, 0.01)], 0.05) == 0.0
    assert dose_mg_h_m3([], 0.05) is None


def test_the_ozone_of_a_room_is_read_from_its_history(tmp_path: Path) -> None:
    write_site(tmp_path)
    until = SINCE + timedelta(hours=2)
    write_history(tmp_path, SINCE, until)
    with closing(sqlite3.connect(tmp_path / HISTORY)) as db, db:
        added = db.execute(
            "INSERT INTO series (tag, unit, step, is_bit) VALUES ('o3.ozone', 'mg/m³', 0.01, 0)"
        )
        other = db.execute(
            "INSERT INTO series (tag, unit, step, is_bit) VALUES ('o3.ozone', 'ppb', 1, 0)"
        )
        of = ((added.lastrowid, 0), (other.lastrowid, 4))  # it told another unit later
        times = [
            (int(SINCE.timestamp()) + (n + first) * 900, id_) for id_, first in of for n in range(4)
        ]
        db.executemany("INSERT INTO quarter VALUES (?, ?, 900000, 900000000, 1000, 1000)", times)
    loaded = load_config(tmp_path / "roomd.toml")
    settings = control_settings(loaded)
    assert lived(tmp_path, until=until).ozone_mg_h_m3 is None, "no sensor is configured"
    room = settings.rooms["stack-1"]
    room = replace(room, safety=replace(room.safety, ozone=("o3.ozone",)))
    sensed = replace(settings, rooms={"stack-1": room})
    found = asyncio.run(
        HistoryClimate(tmp_path, sensed, Still()).lived("stack-1", "", SINCE, until)
    )
    assert found.ozone_mg_h_m3 == pytest.approx(10.0)
    assert found.ozone_s == 3600.0, "two series of one sensor measure no two hours"


async def test_a_question_that_nobody_waits_for_any_more_keeps_its_turn(
    year: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    climate, going, most, may_end = climate_of(year), [0], [0], Event()

    def slow(*_: object) -> object:
        going[0] += 1
        most[0] = max(most[0], going[0])
        may_end.wait(60)
        going[0] -= 1
        return read(*_)  # type: ignore[arg-type]

    read = history.read
    monkeypatch.setattr(history, "read", slow)
    days = [SINCE + timedelta(days=n) for n in range(4)]
    first = asyncio.create_task(climate.lived("stack-1", "", SINCE, days[1]))
    await until(lambda: going[0] == 1, 60)
    first.cancel()
    others = [asyncio.create_task(climate.lived("stack-1", "", day, UNTIL)) for day in days]
    await asyncio.wait(others, timeout=0.2)
    assert going[0] == 1
    may_end.set()
    await asyncio.wait(others)
    assert all(one.result().covered_s for one in others)
    assert most[0] == 1
