"""What Prometheus gets of the panel's alarms, of limits, and of what is measured against them."""

import re
from dataclasses import replace

from daemon.control.alarms.catalogue import CATALOGUE
from daemon.control.alarms.settings import RoomAlarms
from daemon.control.settings import Settings
from daemon.live import LatestSnapshot
from daemon.metric_alarms import Raised, alarm_families
from daemon.metric_limits import limit_families
from daemon.metric_system import FACTS, calibration_families, fact_families
from daemon.metrics import make_metrics
from daemon.model import AlarmState, Band, PointInfo, Quality, Reading, Snapshot, Why
from drivers.vocabulary import Quantity
from tests.browser.control_example import calm
from tests.fakes import StillClock
from tests.test_architecture import ROOT

from .metrics_kit import (
    DOCS,
    alarm,
    controlled,
    documented,
    families,
    point,
    reading,
    rich,
    site,
    snapshot,
    told,
    value,
)

NORTH, SOUTH, OUTSIDE = (
    replace(point(Quantity.TEMPERATURE, f"th-{n}"), of_room=n != "outside")
    for n in ("north", "south", "outside")
)
DAMP = point(Quantity.RELATIVE_HUMIDITY, "th-north")


def limits(values: dict[PointInfo, Reading], settings: Settings | None = None) -> str:
    """Return what is exported of limits for these readings."""
    info = site(*values)
    live, chosen = LatestSnapshot(), settings or told(info)
    live.swap(snapshot(info, {p.tag: r for p, r in values.items()}))
    extra = (limit_families(replace(chosen, site=info), live),)
    return make_metrics(info, live, StillClock(), extra)().decode()


def with_alarms(*alarms: tuple[AlarmState, str]) -> str:
    return controlled(calm(999.0), alarms=tuple(alarm(state, code) for state, code in alarms))


def counted(*scans: Snapshot) -> dict[str, float]:
    """Return how often each kind came, after these scans."""
    raised, info = Raised(CATALOGUE), site()
    for scan in scans:
        raised.see(scan)
    extra = (alarm_families(info, LatestSnapshot(), raised),)
    text = make_metrics(info, LatestSnapshot(), StillClock(), extra)().decode()
    return {
        sample.labels["alarm"]: sample.value
        for sample in families(text)["roomd_alarm_raised"].samples
        if sample.value
    }


def scan(t: float, **numbers: int) -> Snapshot:
    """Return a scan at `t` with an alarm of each code, raised then under that number."""
    shown = snapshot(site(), {})
    listed = tuple(
        alarm(AlarmState.UNACKNOWLEDGED, code, t=t, number=number)
        for code, number in numbers.items()
    )
    result = replace(shown.result, alarms=listed, image=replace(shown.result.image, t=t))
    return replace(shown, result=result)


def test_an_alarm_is_active_while_its_cause_holds() -> None:
    text = with_alarms((AlarmState.ACKNOWLEDGED, "fire"), (AlarmState.RETURNED, "door_open"))
    assert value(text, "roomd_alarm_active", alarm="fire", subject="stack-1", room="stack-1") == 1.0
    assert value(text, "roomd_alarm_active", alarm="door_open", priority="medium") == 0.0
    assert value(text, "roomd_alarm_active", alarm="water_leak") is None


def test_what_a_person_has_set_aside_is_told() -> None:
    text = with_alarms(
        (AlarmState.SHELVED, "door_open"),
        (AlarmState.OUT_OF_SERVICE, "sensor_stale"),
        (AlarmState.SUPPRESSED, "humidity_high"),
    )
    aside = {s.labels["alarm"] for s in families(text)["roomd_alarm_set_aside"].samples}
    assert aside == {"door_open", "sensor_stale"}


def test_every_state_and_priority_is_counted_also_at_none() -> None:
    text = with_alarms((AlarmState.SHELVED, "door_open"), (AlarmState.SHELVED, "fire"))
    assert value(text, "roomd_alarms", state="shelved", priority="medium") == 2.0
    assert value(text, "roomd_alarms", state="latched", priority="high") == 0.0
    assert len(families(text)["roomd_alarms"].samples) == 7 * 3


def test_each_raise_is_counted_once() -> None:
    first = scan(10.0, fire=1)
    assert counted(first, first, scan(20.0, fire=1, door_open=2), scan(30.0, fire=3)) == {
        "fire": 2.0,
        "door_open": 1.0,
    }


def test_alarms_of_before_the_start_are_not_counted_again() -> None:
    old = scan(10.0, fire=7)
    later = replace(old, result=replace(old.result, image=replace(old.result.image, t=20.0)))
    assert counted(later) == {}
    assert counted(later, scan(30.0, fire=8)) == {"fire": 1.0}


def test_every_kind_of_the_catalogue_has_a_counter_from_the_start() -> None:
    samples = families(rich())["roomd_alarm_raised"].samples
    assert {sample.labels["alarm"] for sample in samples} == set(CATALOGUE)


def test_limits_are_those_of_the_media_or_of_the_room() -> None:
    values = {NORTH: reading(20.0, Quality.GOOD)}
    text = limits(values)
    assert value(text, "roomd_room_temperature_limit_celsius", bound="high") == 24.0
    assert value(text, "roomd_room_relative_humidity_limit_ratio", bound="low") == 0.45
    own = told(site(*values))
    room = replace(
        own.rooms["stack-1"],
        alarms=RoomAlarms(band=Band(low_c=15, high_c=22.5, low_pct=40, high_pct=58)),
    )
    text = limits(values, replace(own, rooms={"stack-1": room}))
    assert value(text, "roomd_room_temperature_limit_celsius", bound="high") == 22.5
    assert value(text, "roomd_room_relative_humidity_limit_ratio", bound="high") == 0.58


def test_the_worst_zones_are_of_believed_sensors_inside() -> None:
    text = limits(
        {
            NORTH: reading(21.0, Quality.GOOD),
            SOUTH: reading(23.5, Quality.GOOD),
            OUTSIDE: reading(35.0, Quality.GOOD),
            DAMP: reading(55.0, Quality.GOOD),
        }
    )
    assert value(text, "roomd_room_temperature_highest_celsius") == 23.5
    assert value(text, "roomd_room_temperature_lowest_celsius") == 21.0
    assert value(text, "roomd_room_relative_humidity_highest_ratio") == 0.55
    doubtful = Reading(
        value=30.0, unit="", quality=Quality.UNCERTAIN, why=Why.SENSOR_NOT_ACCURATE, t=1.0, at=None
    )
    text = limits({NORTH: reading(21.0, Quality.GOOD), SOUTH: doubtful})
    assert value(text, "roomd_room_temperature_highest_celsius") == 21.0


def test_sensors_without_a_value_are_counted_by_device() -> None:
    waits = Reading(
        value=None,
        unit="",
        quality=Quality.BAD,
        why=Why.WAITING_FOR_INITIAL_DATA,
        t=None,
        at=None,
    )
    text = limits(
        {
            NORTH: reading(None, Quality.BAD),
            DAMP: reading(None, Quality.BAD),
            SOUTH: reading(20.0, Quality.GOOD),
            OUTSIDE: waits,
        }
    )
    counts = {
        s.labels["device"]: s.value for s in families(text)["roomd_device_sensors_lost"].samples
    }
    assert counts == {"th-north": 2.0, "th-south": 0.0, "th-outside": 0.0}


def test_what_a_site_lacks_or_cannot_tell_is_absent() -> None:
    info = site(NORTH)
    extra = (
        fact_families(info, lambda: {"disk_free_ratio": 0.4, "panel_age_s": float("inf")}),
        calibration_families(info, dict),
    )
    found = families(make_metrics(info, LatestSnapshot(), StillClock(), extra)().decode())
    names = {name for _, (name, _) in FACTS.items()} & set(found)
    assert names == {"roomd_disk_free_ratio"}
    assert "roomd_calibration_left_seconds" not in found


def test_a_certificate_is_told_by_device_and_point() -> None:
    text = rich()
    left = families(text)["roomd_calibration_left_seconds"].samples[0]
    assert left.value == -60.0
    assert left.labels == {
        "site": "yard",
        "room": "stack-1",
        "device": "all-1",
        "point": "temperature",
    }


def test_no_family_is_written_in_the_program_that_the_docs_do_not_name() -> None:
    text = DOCS.read_text(encoding="utf-8")
    named = documented() | set(re.findall(r"`(roomd_[a-z_]+)`", text))
    written = {
        name
        for path in (ROOT / "daemon").glob("*.py")
        for name in re.findall(r'"(roomd_[a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    unknown = {name for name in written if not {name, f"{name}_total"} & named}
    assert len(written) > 60
    assert unknown == set()
