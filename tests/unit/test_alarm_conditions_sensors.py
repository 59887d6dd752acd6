"""Sensors: silent, out of calibration, stuck, far from each other."""

from collections.abc import Iterable, Mapping

import pytest

from daemon.control.alarms.found import Found
from daemon.control.state import ControlState
from daemon.control.suspicion import Suspicion, Watch
from daemon.model import Priority, Quality, Reading, Watched, Why, alarm_key, waiting
from tests.control_kit import ROOM, T
from tests.unit.conditions_kit import Value, is_told, mode, said, seen_at, told, words

HOUR_S = 3600.0
STALE, EXPIRED = {"sensor_stale:th"}, {"calibration_expired:th"}


def bad(why: Why, *, t: float | None = T - 65.0) -> Reading:
    return Reading(value=None, unit="°C", quality=Quality.BAD, why=why, t=t, at=None)


@pytest.mark.parametrize(
    ("reading", "part"),
    [
        (bad(Why.COMM_FAILURE), "no usable reading from th for 1 min 5 s (points: 1)"),
        (bad(Why.SENSOR_FAILURE), "reports a fault of its own"),
        (bad(Why.OUT_OF_RANGE), "beyond its range"),
        (bad(Why.COMM_FAILURE, t=None), "since the start"),
    ],
)
def test_a_sensor_without_a_value_says_why(reading: Reading, part: str) -> None:
    assert part in words(seen_at({"th.t": reading}), "sensor_stale", "th")


def test_a_device_with_many_dead_points_is_one_alarm() -> None:
    values: Mapping[str, Value] = {"th.t": bad(Why.COMM_FAILURE), "th.rh": bad(Why.COMM_FAILURE)}
    keys = [key for key in told(seen_at(values)) if key.startswith("sensor_stale")]
    assert keys == ["sensor_stale:th"]
    assert "points: 2" in words(seen_at(values), "sensor_stale", "th")


def test_a_silent_device_or_bus_explains_its_sensors() -> None:
    condition = said(seen_at({"th.t": None}), "sensor_stale", "th")
    assert condition.parents == ("device_silent:th", "bus_down:rs485-1")


def test_a_sensor_that_answers_again_ends_it() -> None:
    assert said(seen_at(standing=STALE), "sensor_stale", "th").active is False
    assert not is_told(seen_at(), "sensor_stale", "th")


def test_a_sensor_that_was_not_asked_yet_is_neither() -> None:
    unasked: Mapping[str, Value] = {"th.t": waiting("°C")}
    assert said(seen_at(unasked, standing=STALE), "sensor_stale", "th").active is None
    assert not is_told(seen_at(unasked), "sensor_stale", "th")


def test_the_last_sensor_of_a_room_counts_for_more() -> None:
    values: Mapping[str, Value] = {"th.t": None, "th-2.t": None}
    blind = seen_at(values, modes=(mode("no_sensor", ROOM),))
    assert said(blind, "sensor_stale", "th").priority is Priority.MEDIUM
    assert said(seen_at(values), "sensor_stale", "th").priority is None
    other = seen_at({"c.tank": None}, modes=(mode("no_sensor", ROOM),))
    assert said(other, "sensor_stale", "c").priority is None


def test_what_a_machine_says_of_itself_is_no_sensor() -> None:
    assert not is_told(seen_at({"dh.fan_hours": None}), "sensor_stale", "dh")


@pytest.mark.parametrize(("left_s", "active"), [(-1.0, True), (0.0, False), (60.0, False)])
def test_a_certificate_counts_until_its_end(left_s: float, active: bool) -> None:
    watched = Watched(calibration_left_s={"th.t": left_s, "th.rh": 1e6})
    assert is_told(seen_at(watched=watched), "calibration_expired", "th") is active
    held = seen_at(watched=watched, standing=EXPIRED)
    assert said(held, "calibration_expired", "th").active is active


def test_the_oldest_certificate_of_a_device_is_told() -> None:
    watched = Watched(
        calibration_left_s={"th.t": -86_400.0, "th.rh": -3 * 86_400.0, "gone.t": -1.0}
    )
    assert words(seen_at(watched=watched), "calibration_expired", "th").endswith("3 d ago")


def suspicious(
    watches: Mapping[str, Watch],
    doubtful: Iterable[str] = (),
    *,
    values: Mapping[str, Value] | None = None,
    standing: Iterable[str] = (),
    started_t: float = -1e6,
) -> Found:
    suspicion = Suspicion(watches=watches, doubtful=frozenset(doubtful), checked_t=T)
    state = ControlState(started_t=started_t, suspicion=suspicion)
    return seen_at(values, state=state, standing=standing)


def watch(*, still_h: float, apart_h: float | None = None) -> Watch:
    apart = None if apart_h is None else T - apart_h * HOUR_S
    return Watch(value=19.0, since=T - still_h * HOUR_S, others=19.0, apart_since=apart)


STUCK, APART = {"sensor_stuck:th"}, {alarm_key("sensors_disagree", ROOM)}


def test_a_stuck_sensor_is_told_with_its_time() -> None:
    found = suspicious({"th.t": watch(still_h=7.0)}, ["th.t"])
    assert "th has not moved for 7 h" in words(found, "sensor_stuck", "th")
    assert not is_told(found, "sensors_disagree")


def test_a_stuck_sensor_is_well_once_it_moves() -> None:
    moved = suspicious({"th.t": watch(still_h=0.1)}, standing=STUCK)
    assert said(moved, "sensor_stuck", "th").active is False


def test_that_the_others_came_back_does_not_prove_a_sensor_well() -> None:
    still = suspicious({"th.t": watch(still_h=8.0)}, standing=STUCK)
    assert said(still, "sensor_stuck", "th").active is None


def test_after_a_restart_nobody_knows_whether_a_sensor_moved() -> None:
    state_began = suspicious({"th.t": watch(still_h=0.01)}, standing=STUCK, started_t=T - 60.0)
    assert said(state_began, "sensor_stuck", "th").active is None
    assert said(suspicious({}, standing=STUCK), "sensor_stuck", "th").active is None


def test_sensors_apart_are_one_alarm_of_the_room() -> None:
    far = {"th.rh": watch(still_h=0.1, apart_h=2.1), "th-2.rh": watch(still_h=0.1, apart_h=2.1)}
    found = suspicious(far, far, values={"th.rh": 50.0, "th-2.rh": 57.5})
    assert words(found, "sensors_disagree") == (
        "th, th-2: humidities of the room differ too much, by up to 7.5 %"
    )
    assert said(found, "sensors_disagree").parents == ("sensor_stuck:th", "sensor_stuck:th-2")
    assert not is_told(found, "sensor_stuck", "th")


def test_temperatures_apart_are_told_in_degrees() -> None:
    far = {"th.t": watch(still_h=0.1, apart_h=3.0)}
    found = suspicious(far, far, values={"th.t": 23.0})
    assert "3.8 °C" in words(found, "sensors_disagree")


def test_sensors_that_are_still_apart_after_a_restart_keep_their_alarm() -> None:
    apart = {"th.rh": watch(still_h=0.1, apart_h=0.1), "th-2.rh": watch(still_h=0.1)}
    assert said(suspicious(apart, standing=APART), "sensors_disagree").active is True
    assert not is_told(suspicious(apart), "sensors_disagree")


def test_sensors_that_agree_end_it() -> None:
    close = {tag: watch(still_h=0.1) for tag in ("th.t", "th-2.t", "th.rh", "th-2.rh")}
    assert said(suspicious(close, standing=APART), "sensors_disagree").active is False


def test_sensors_that_can_not_be_compared_neither_agree_nor_disagree() -> None:
    close = {tag: watch(still_h=0.1) for tag in ("th.t", "th-2.t", "th.rh", "th-2.rh")}
    one_gone = suspicious(close, standing=APART, values={"th-2.rh": None})
    assert said(one_gone, "sensors_disagree").active is None
    assert said(suspicious({}, standing=APART), "sensors_disagree").active is None


def test_a_doubt_of_the_past_is_not_told() -> None:
    assert not is_told(suspicious({"th.t": watch(still_h=7.0)}), "sensor_stuck", "th")
