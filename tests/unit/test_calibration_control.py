"""A sensor whose certificate is over: doubted in plain sight, and still controlled by."""

from daemon.control.fusion import fused
from daemon.control.scan import scan
from daemon.control.state import ControlState
from daemon.control.suspicion import expired, lowered
from daemon.control.view import Inputs
from daemon.model import ACTED_ON, Quality, Reading, Watched, Why
from daemon.store.states import WHY_CODES, quality_of, state_of, why_of
from tests.control_kit import ROOM, T, image, seen
from tests.rules_kit import AIR, SETPOINTS, told

OVER = Watched(calibration_left_s={"th.rh": -1.0, "th.t": 3600.0})
OLD = Why.CALIBRATION_EXPIRED


def test_a_certificate_is_over_below_zero() -> None:
    assert expired(OVER) == {"th.rh"}
    assert expired(Watched(calibration_left_s={"th.rh": 0.0})) == frozenset()


def test_only_a_good_reading_is_lowered() -> None:
    bad = Reading(value=None, unit="", quality=Quality.BAD, why=Why.COMM_FAILURE, t=1.0, at=None)
    before = image({"th.rh": seen(58.0), "th.t": bad})
    after = lowered(before, {"th.rh", "th.t"}, OLD).readings
    assert (after["th.rh"].quality, after["th.rh"].why) == (Quality.UNCERTAIN, OLD)
    assert after["th.rh"].value == 58.0
    assert after["th.t"] is bad


def test_it_leaves_the_vote_where_another_is_valid() -> None:
    old = seen(60.0, quality=Quality.UNCERTAIN, why=OLD)
    found = fused([old, seen(50.0)], "%RH")
    assert (found.value, found.quality) == (50.0, Quality.GOOD)


def test_where_all_are_over_they_speak_and_a_disbelieved_one_does_not() -> None:
    old = [seen(v, quality=Quality.UNCERTAIN, why=OLD) for v in (50.0, 52.0)]
    odd = seen(90.0, quality=Quality.UNCERTAIN, why=Why.SENSOR_NOT_ACCURATE)
    found = fused([odd, *old], "%RH")
    assert (found.value, found.quality, found.why) == (51.0, Quality.UNCERTAIN, OLD)


def test_its_number_may_be_acted_on() -> None:
    assert OLD in ACTED_ON
    assert Why.SENSOR_NOT_ACCURATE not in ACTED_ON


def test_the_history_knows_its_number() -> None:
    state = state_of(Quality.UNCERTAIN, OLD)
    assert WHY_CODES[OLD] == 13
    assert (quality_of(state), why_of(state)) == (Quality.UNCERTAIN, "calibration_expired")


def test_a_room_of_sensors_that_are_over_is_controlled_on_and_says_so() -> None:
    settings = told()
    damp = image({**AIR, "th.rh": 58.0})
    over = Watched(calibration_left_s={"th.rh": -1.0, "th.t": -1.0})
    before = ControlState(t=T - 1, started_t=T - 1000, rooms={ROOM: SETPOINTS})
    result, _ = scan(Inputs(image=damp, watched=over), settings, before)
    usual, _ = scan(Inputs(image=damp), settings, before)
    humidity = result.climates[ROOM].humidity
    assert (humidity.value, humidity.quality, humidity.why) == (58.0, Quality.UNCERTAIN, OLD)
    assert result.outputs["dry"].want is usual.outputs["dry"].want is True
    assert result.outputs["dry"].degraded is usual.outputs["dry"].degraded
    assert [mode.mode for mode in result.degraded] == [mode.mode for mode in usual.degraded]
