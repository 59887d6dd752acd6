"""The month of the demonstration: whole, sound, in the form of what a site has written itself."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon.alarm_log import quality_of
from daemon.calibration.entries import entries
from daemon.calibration.register import State, current, standings
from daemon.commands.demo import lay_out
from daemon.configuration.control_settings import control_settings
from daemon.configuration.loading import Loaded, load_config
from daemon.model import AlarmState
from daemon.model.recorded import recorded_decision, recorded_output
from daemon.model.recorded_words import in_brief
from daemon.preload.filling import is_empty, preload
from daemon.preload.story import DAY_MIN, DAYS, story
from daemon.store.control_memory import from_text
from daemon.store.export import export_rows
from daemon.store.history import FILE as HISTORY
from daemon.store.ledger import FILE as LEDGER
from daemon.store.ledger_anchor import read_anchor
from daemon.store.ledger_read import LedgerRow, head, memory_text, rows
from daemon.store.ledger_verify import verified
from drivers.simulator.scenario import read_scenario

NOW = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
NORTH = "th-1-north.humidity"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return load_config(lay_out(tmp_path_factory.mktemp("demo")))


@pytest.fixture(scope="module")
def folder(loaded: Loaded) -> Path:
    directory = loaded.config.storage.directory
    assert is_empty(directory)
    scenario = read_scenario(Path(str(resources.files("daemon") / "demo" / "simulator.toml")))
    asyncio.run(preload(loaded, scenario, NOW, lambda _: None))
    return directory


@pytest.fixture(name="db")
def _db(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / HISTORY)) as db:
        yield db


def start() -> int:
    return round(datetime(2026, 10, 26, 16, 0, tzinfo=UTC).timestamp())  # midnight in Shanghai


def days(db: sqlite3.Connection, tag: str) -> list[tuple[float, float, float, float]]:
    """Return mean, lowest, highest and coverage of each day."""
    return db.execute(
        "SELECT integral * step / covered_ms, low * step, high * step, covered_ms / 864e5 FROM day"
        " JOIN series ON series.id = series WHERE tag = ? ORDER BY start",
        (tag,),
    ).fetchall()


def test_it_leaves_two_whole_stores_and_nothing_else(folder: Path) -> None:
    assert not is_empty(folder)
    assert sorted(path.name for path in folder.iterdir()) == [HISTORY, LEDGER, "ledger.head"]
    with closing(sqlite3.connect(folder / HISTORY)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_its_ledger_is_a_whole_chain_that_fits_its_anchor(folder: Path) -> None:
    anchor = read_anchor(folder / LEDGER)
    assert anchor == head(folder / LEDGER)
    assert anchor is not None
    assert not verified(folder / LEDGER, {anchor}).flaws
    assert memory_text(folder / LEDGER) is not None


def test_the_rooms_are_measured_on_every_day(db: sqlite3.Connection) -> None:
    for tag in (NORTH, "th-1-south.temperature", "th-2-rack.humidity", "th-outside.temperature"):
        found = days(db, tag)
        assert len(found) == DAYS
        assert all(0.0 < low <= mean <= high <= 100.0 for mean, low, high, _ in found)


def test_the_first_room_was_too_damp_when_nobody_emptied_the_tank(db: sqlite3.Connection) -> None:
    found = days(db, NORTH)
    assert found[10][0] > 60.0
    assert all(mean < 58.0 for mean, *_ in found[:9])


def test_the_dead_sensor_the_cut_cable_and_the_pause_are_gaps(db: sqlite3.Connection) -> None:
    assert days(db, NORTH)[16][3] == pytest.approx(1 - 450 / 1440)
    assert days(db, "th-1-south.humidity")[16][3] == 1.0
    assert days(db, "th-2-rack.humidity")[24][3] == pytest.approx(1 - 120 / 1440)
    assert days(db, NORTH)[5][3] == pytest.approx(1 - 50 / 1440)
    assert db.execute("SELECT COUNT(*) FROM segment").fetchone() == (2,)


def test_the_open_door_is_seen_by_its_contact_and_in_the_air(db: sqlite3.Connection) -> None:
    since = start() + 21 * 86_400 + 910 * 60
    covered, integral = db.execute(
        "SELECT SUM(covered_ms), SUM(integral) FROM quarter JOIN series ON series.id = series"
        " WHERE tag = 'io-1.input_1' AND start >= ? AND start < ?",
        (since // 900 * 900, since + 3600),
    ).fetchone()
    assert (covered - integral) / 60_000 == 55
    assert days(db, NORTH)[21][2] > 70.0


def test_machines_worked_and_their_rows_read_like_those_of_a_scan(folder: Path) -> None:
    found = list(rows(folder / LEDGER, kind="output"))
    assert {row.subject for row in found} >= {"dehumidifier-1", "dehumidifier-2", "cooler-1"}
    for row in found:
        decision = recorded_decision(row.subject, row.body, t=row.t, since=row.t)
        assert decision.allowed is decision.claims[0].on
        assert recorded_output(row.subject, row.body).id == row.subject
    starts = [row for row in found if row.subject == "dehumidifier-1" and row.body["allowed"]]
    assert DAYS < len(starts) < DAYS * 48


def test_every_row_has_its_sentence(folder: Path) -> None:
    for row in rows(folder / LEDGER):
        if row.kind == "degraded" and not row.body["holds"]:
            continue  # the end of a mode has no reason, as in a scan
        told = in_brief(row.kind, row.subject, row.body, "zh", t=row.t)
        assert not told.startswith(("{", "["))
        assert "?" not in told


def test_no_machine_starts_more_often_than_it_may(folder: Path, loaded: Loaded) -> None:
    settings = control_settings(loaded)
    for output in ("dehumidifier-1", "dehumidifier-2", "cooler-1", "cooler-2"):
        starts = [
            row.t
            for row in rows(folder / LEDGER, kind="output", subject=output)
            if row.body["allowed"]
        ]
        most = settings.outputs[output].starts_per_hour
        assert all(b - a >= 3600 for a, b in zip(starts, starts[most:], strict=False))


def test_the_register_has_every_standing(folder: Path, loaded: Loaded) -> None:
    known = entries(folder / LEDGER)
    settings = control_settings(loaded)
    found = standings(settings.site.points, {}, known, NOW, settings.zone)
    assert {each.state for each in found} == set(State)
    assert current(known)["th-1-south.temperature"].certificate.offset == -0.3


def test_the_exported_rows_agree_with_the_days(folder: Path, db: sqlite3.Connection) -> None:
    since = start() + 3 * 86_400
    begin, end = (datetime.fromtimestamp(since + s, UTC) for s in (0, 86_400))
    zone = ZoneInfo("Asia/Shanghai")
    found = [
        row
        for row in export_rows(folder / HISTORY, [NORTH], begin, end, zone)
        if row.value is not None
    ]
    ends = [row.at for row in found[1:]] + [end]
    seconds = [(b - a.at).total_seconds() for a, b in zip(found, ends, strict=True)]
    mean = sum(float(row.value or 0) * s for row, s in zip(found, seconds, strict=True))
    assert mean / sum(seconds) == pytest.approx(days(db, NORTH)[3][0], abs=1e-6)


@pytest.mark.parametrize("minutes", [DAYS * DAY_MIN + 1, DAYS * DAY_MIN + 1439])
def test_the_incidents_lie_within_the_month(minutes: int) -> None:
    known = story(minutes)
    windows = (known.forgotten, known.left_open, known.dead, known.cut, known.away, known.serviced)
    assert all(0 <= window.since < window.until <= minutes for window in windows)


def test_bodies_are_plain_json(folder: Path) -> None:
    with closing(sqlite3.connect(folder / LEDGER)) as db:
        for (body,) in db.execute("SELECT body FROM ledger"):
            assert isinstance(json.loads(body), dict)


def alarms(folder: Path) -> list[LedgerRow]:
    return list(rows(folder / LEDGER, kind="alarm"))


def raised(folder: Path, key: str) -> list[float]:
    """Return on which days of the month an alarm came."""
    return [r.t / 86_400 for r in alarms(folder) if (r.subject, r.body["step"]) == (key, "raise")]


@pytest.mark.parametrize(
    ("key", "day", "minute", "late_min"),
    [
        ("tank_full:dehumidifier-1", 10, 0, DAY_MIN),  # when it fills is a matter of the weather
        ("device_silent:th-1-north", 16, 130, 20),
        ("door_open:stack-1", 21, 910, 30),
        ("bus_down:gateway-2", 24, 1320, 20),
    ],
)
def test_each_incident_of_the_month_has_its_alarm(
    folder: Path, key: str, day: int, minute: int, late_min: int
) -> None:
    (came,) = raised(folder, key)
    assert 0 <= (came - day) * DAY_MIN - minute <= late_min


def test_the_damp_days_are_alarms_of_the_room(folder: Path) -> None:
    came = raised(folder, "humidity_high:stack-1")
    assert any(10 <= day < 11 for day in came)
    assert any(21 <= day < 22 for day in came)


def test_a_certificate_that_ended_in_the_month_is_remarked_from_that_day_on(folder: Path) -> None:
    (came,) = raised(folder, "calibration_expired:th-2-rack")
    assert came == pytest.approx(DAYS - 12 + 1, abs=0.05)
    ends = [r.body["step"] for r in alarms(folder) if r.subject == "calibration_expired:th-2-rack"]
    assert ends == ["raise", "acknowledge"]


def test_what_was_explained_is_not_told_and_nothing_stands_that_is_over(folder: Path) -> None:
    last = {row.subject: row.body for row in alarms(folder)}
    assert last["device_silent:th-2-rack"]["to"] == "normal"
    cut = [r.body["to"] for r in alarms(folder) if r.subject == "device_silent:th-2-rack"]
    assert cut == ["suppressed", "normal"]
    standing = {key for key, body in last.items() if body["active"]}
    assert not {key for key in standing if key.startswith(("sensor_stale", "device_", "bus_"))}


def test_the_quality_of_the_alarms_is_that_of_a_quiet_site(folder: Path) -> None:
    found = quality_of(folder / LEDGER, 30, NOW)
    assert 15 <= found.annunciated <= 60
    assert found.acknowledged >= 0.8 * found.annunciated


def test_the_live_program_goes_on_with_the_alarms_of_the_month(folder: Path) -> None:
    memory = from_text(memory_text(folder / LEDGER) or "")
    kept = memory.state.alarms.kept
    assert kept["calibration_expired:th-2-rack"].alarm.state is AlarmState.ACKNOWLEDGED
    assert memory.state.outputs == {}
    assert (NOW - memory.at).total_seconds() < 3600
