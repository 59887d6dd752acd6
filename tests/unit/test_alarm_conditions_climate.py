"""The climate of a room: when its alarms begin, where they end, and when nobody can tell."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from daemon.control.alarms.found import Found
from daemon.control.alarms.settings import RoomAlarms
from daemon.control.settings import RoomSettings, Settings
from daemon.model import Band, Priority, Quality, Why, alarm_key
from tests.control_kit import ROOM, seen
from tests.unit.conditions_kit import is_told, measured, said, seen_at, site, told, words

Make = Callable[..., Found]
DRIFTS = ("drift_temperature", "drift_humidity")


def temperature(value: float | None, **more: object) -> Found:
    return seen_at({"th.t": value, "th-2.t": value}, **more)  # type: ignore[arg-type]


def humidity(value: float | None, **more: object) -> Found:
    return seen_at({"th.rh": value, "th-2.rh": value}, **more)  # type: ignore[arg-type]


def wall(value: float | None, **more: object) -> Found:
    """Return a room at 19 °C and 52 %RH, dew point 8.9 °C, with a wall of this temperature."""
    values = {"th-2.t": 19.0, "th-2.rh": 52.0, "wall.t": value}
    return seen_at(values, **more)  # type: ignore[arg-type]


def measure(name: str) -> Make:
    def make(value: float | None, **more: object) -> Found:
        return seen_at(watched=measured(**{name: value}), **more)  # type: ignore[arg-type]

    return make


# code, how to make a look, the value that raises, one inside the deadband, one that ends it
EDGES = [
    pytest.param("temperature_high", temperature, 24.1, 23.6, 23.4, id="warm"),
    pytest.param("temperature_low", temperature, 13.9, 14.4, 14.6, id="cold"),
    pytest.param("humidity_high", humidity, 60.1, 59.1, 58.9, id="damp"),
    pytest.param("humidity_low", humidity, 44.9, 45.9, 46.1, id="dry"),
    pytest.param("dew_point_near_surface", wall, 11.7, 12.1, 12.6, id="wet wall"),
    pytest.param("swing_temperature", measure("swing_24h_c"), 2.1, 1.6, 1.4, id="swing °C"),
    pytest.param("swing_humidity", measure("swing_24h_pct"), 5.1, 4.1, 3.9, id="swing %RH"),
    pytest.param("drift_temperature", measure("drift_c"), 4.1, 3.6, 3.4, id="warmer"),
    pytest.param("drift_temperature", measure("drift_c"), -4.1, -3.6, -3.4, id="colder"),
    pytest.param("drift_humidity", measure("drift_pct"), 5.1, 4.1, 3.9, id="damper"),
    pytest.param("drift_humidity", measure("drift_pct"), -5.1, -4.1, -3.9, id="drier"),
]


@pytest.mark.parametrize(("code", "make", "on", "inside", "off"), EDGES)
def test_an_alarm_begins_at_its_limit_and_ends_a_deadband_inside(
    code: str, make: Make, on: float, inside: float, off: float
) -> None:
    standing = {alarm_key(code, ROOM)}
    assert said(make(on), code).active is True
    assert not is_told(make(inside), code)
    assert said(make(inside, standing=standing), code).active is True
    assert said(make(off, standing=standing), code).active is False
    assert not is_told(make(off), code)


@pytest.mark.parametrize(("code", "make", "on", "inside", "off"), EDGES)
def test_what_is_not_measured_changes_nothing(
    code: str, make: Make, on: float, inside: float, off: float
) -> None:
    del on, inside, off
    unknown = make(None, standing={alarm_key(code, ROOM)})
    assert said(unknown, code).active is None
    assert not is_told(make(None), code)


@pytest.mark.parametrize(("code", "make", "on", "inside", "off"), EDGES[:4])
def test_the_limit_itself_is_allowed(
    code: str, make: Make, on: float, inside: float, off: float
) -> None:
    del inside, off
    limit = round(on)
    assert not is_told(make(float(limit)), code)


def test_the_worst_zone_alarms_and_is_named() -> None:
    found = seen_at({"th.rh": 52.0, "th-2.rh": 61.0})
    assert words(found, "humidity_high") == "61 % at th-2, above the limit of 60 %"
    assert words(seen_at({"th.t": 13.0}), "temperature_low") == (
        "13 °C at th, below the limit of 14 °C"
    )


EASING = {
    "temperature_high": "it was above the limit of 24 °C; now 23.6 °C at th, well again at 23.5 °C",
    "humidity_low": "it was below the limit of 45 %; now 45.9 % at th-2, well again at 46 %",
    "swing_humidity": (
        "humidity had moved by more than 5 % within 24 h; now 4.1 %, well again at 4 %"
    ),
}


@pytest.mark.parametrize(("code", "make", "on", "inside", "off"), EDGES)
def test_inside_its_deadband_an_alarm_says_that_it_was_beyond_and_where_it_ends(
    code: str, make: Make, on: float, inside: float, off: float
) -> None:
    del off
    standing = {alarm_key(code, ROOM)}
    assert not said(make(on, standing=standing), code).reason.code.endswith("_easing")
    found = make(inside, standing=standing)
    assert said(found, code).reason.code.endswith("_easing")
    assert EASING.get(code, "") in words(found, code)


@pytest.mark.parametrize(
    ("value", "shown"), [(60.1, "60.1 %"), (60.04, "60.04 %"), (60.0004, "60.0004 %")]
)
def test_a_value_is_told_apart_from_its_limit(value: float, shown: str) -> None:
    assert words(humidity(value), "humidity_high") == f"{shown} at th, above the limit of 60 %"
    held = humidity(59.0 + value - 60.0, standing={alarm_key("humidity_high", ROOM)})
    assert f"now {shown.replace('60', '59')} at th" in words(held, "humidity_high")


def test_a_sensor_that_is_not_believed_does_not_alarm_beside_one_that_is() -> None:
    doubtful = seen(70.0, quality=Quality.UNCERTAIN, why=Why.SENSOR_NOT_ACCURATE)
    assert not is_told(seen_at({"th.rh": doubtful}), "humidity_high")


def test_where_all_sensors_are_doubted_their_median_alarms_for_the_room() -> None:
    doubtful = [
        seen(value, quality=Quality.UNCERTAIN, why=Why.SENSOR_NOT_ACCURATE)
        for value in (70.0, 78.0)
    ]
    found = seen_at({"th.rh": doubtful[0], "th-2.rh": doubtful[1]})
    assert words(found, "humidity_high") == "74 % at 一号库房, above the limit of 60 %"


def test_a_value_that_has_just_been_missed_counts() -> None:
    late = seen(61.0, quality=Quality.UNCERTAIN, why=Why.LAST_USABLE)
    assert said(seen_at({"th.rh": late}), "humidity_high").active is True


def test_the_coldest_wall_is_no_zone_of_the_rooms_air() -> None:
    assert not is_told(seen_at({"wall.t": 12.5}), "temperature_low")


def test_a_room_may_have_limits_of_its_own() -> None:
    own = RoomAlarms(band=Band(low_c=16, high_c=20, low_pct=48, high_pct=55), deadband_pct=3.0)
    to = of_room(alarms=own)
    assert said(humidity(55.1, to=to), "humidity_high").active is True
    held = humidity(52.1, to=to, standing={alarm_key("humidity_high", ROOM)})
    assert said(held, "humidity_high").active is True
    assert said(temperature(20.1, to=to), "temperature_high").active is True


def test_twice_the_swing_is_graver() -> None:
    small = seen_at(watched=measured(swing_24h_c=3.9, swing_24h_pct=9.9))
    large = seen_at(watched=measured(swing_24h_c=4.1, swing_24h_pct=10.1))
    for code in ("swing_temperature", "swing_humidity"):
        assert said(small, code).priority is None
        assert said(large, code).priority is Priority.MEDIUM


def test_a_drift_says_which_way() -> None:
    assert "warmer" in words(seen_at(watched=measured(drift_c=6.0)), "drift_temperature")
    assert "colder" in words(seen_at(watched=measured(drift_c=-6.0)), "drift_temperature")
    assert "damper" in words(seen_at(watched=measured(drift_pct=6.0)), "drift_humidity")
    assert "drier" in words(seen_at(watched=measured(drift_pct=-6.0)), "drift_humidity")


@pytest.mark.parametrize(
    ("index", "risk", "active", "held"),
    [
        (1.0, 0.0, True, True),
        (0.0, 0.51, True, True),
        (0.92, 0.0, False, True),
        (0.0, 0.46, False, True),
        (0.8, 0.4, False, False),
        (None, 0.6, True, True),
        (None, 0.1, None, None),
        (None, None, None, None),
    ],
)
def test_mould_is_told_by_index_or_by_germination(
    index: float | None, risk: float | None, active: bool | None, held: bool | None
) -> None:
    watched = measured(mould_index=index, mould_risk=risk)
    standing = {alarm_key("mould_risk", ROOM)}
    assert is_told(seen_at(watched=watched), "mould_risk") is (active is True)
    assert said(seen_at(watched=watched, standing=standing), "mould_risk").active is held


def test_a_room_without_measures_says_nothing_of_them() -> None:
    codes = {condition.code for condition in told(seen_at(whole=True)).values()}
    assert not codes & {"swing_temperature", "swing_humidity", *DRIFTS, "mould_risk"}


def of_room(**more: object) -> Settings:
    to = site()
    room: RoomSettings = replace(to.rooms[ROOM], **more)  # type: ignore[arg-type]
    return replace(to, rooms={ROOM: room})


def test_more_than_a_germination_is_no_progress_of_one() -> None:
    nearly = seen_at(watched=measured(mould_index=0.4, mould_risk=0.98))
    over = seen_at(watched=measured(mould_index=1.4, mould_risk=3.27))
    assert "98 %" in words(nearly, "mould_risk")
    assert "%" not in words(over, "mould_risk")
    assert "enough for spores to germinate" in words(over, "mould_risk")
