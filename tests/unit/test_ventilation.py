"""May the window be opened: each condition, its words, and the fan that follows."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.control.climate import absolute_humidity_g_m3, dew_point_c, humidity_at_pct
from daemon.control.settings import RoomSettings
from daemon.control.ventilation import AWAITED
from daemon.model import waiting
from daemon.model.render import sentence
from tests.control_kit import BAND
from tests.rules_kit import (
    FULL,
    INSIDE,
    SETPOINTS,
    VENTILATION,
    WALL,
    Values,
    claims,
    moment,
    rules,
    said,
    told,
)

WALLED = told(points=(*INSIDE, WALL))
DAMP: Values = {"th.t": 20.0, "th.rh": 58.0, "wall.t": 18.0}  # 10.0 g/m3, dew point 11.5 °C
GOOD: Values = {**DAMP, "out.t": 18.0, "out.rh": 58.0}  # 8.9 g/m3, 51 % at 20 °C


def answer(values: Values) -> str:
    found = rules(moment(values, to=WALLED)).ventilation
    assert found is not None
    return found.code


def test_drier_air_of_the_right_kind_may_come_in() -> None:
    assert answer(GOOD) == "ventilation_helps"
    assert said(moment(GOOD, to=WALLED), "fan") == (True, "ventilation_runs")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"out.rh": 64.0}, "ventilation_wet_outside"),
        ({"out.t": 32.0, "out.rh": 80.0}, "ventilation_wet_outside"),
        ({"out.t": 10.0, "out.rh": 60.0}, "ventilation_arrives_dry"),
        ({"th.rh": 75.0, "out.t": 19.0, "out.rh": 68.0}, "ventilation_arrives_damp"),
        ({"wall.t": 11.5}, "ventilation_wets_surface"),
        ({"th.t": 23.7, "th.rh": 60.0, "out.t": 26.0, "out.rh": 50.0}, "ventilation_warms"),
        ({"th.t": 14.3, "th.rh": 62.0, "out.t": 12.0, "out.rh": 60.0}, "ventilation_cools"),
        ({"th.rh": None}, "ventilation_blind_inside_degraded"),
        ({"out.t": None}, "ventilation_blind_outside_degraded"),
        ({"out.rh": None}, "ventilation_blind_outside_degraded"),
        ({"wall.t": None}, "ventilation_blind_surface_degraded"),
    ],
)
def test_each_condition_forbids_in_its_own_words(changed: Values, code: str) -> None:
    values = {**GOOD, **changed}
    assert answer(values) == code
    assert not claims(moment(values, to=WALLED))["fan"].on
    assert not claims(moment(values, to=WALLED, running=("fan",)))["fan"].on


@pytest.mark.parametrize(
    "tags", [("th.t", "th.rh", "out.t", "out.rh", "wall.t"), ("out.rh",), ("wall.t",), ("th.rh",)]
)
def test_before_the_first_readings_nothing_is_said_of_the_window(tags: tuple[str, ...]) -> None:
    values = {**GOOD, **dict.fromkeys(tags, waiting(""))}
    assert answer(values) == AWAITED
    assert not claims(moment(values, to=WALLED))["fan"].on


def test_the_answer_is_a_sentence_with_its_numbers() -> None:
    why = rules(moment({**GOOD, "out.rh": 64.0}, to=WALLED)).ventilation
    assert why is not None
    assert (
        sentence(why, "zh")
        == "不宜通风：室外空气含水 9.8 g/m³，室内 10 g/m³，室外须低 0.5 g/m³ 以上"
    )


def test_a_wet_surface_is_told_with_both_temperatures() -> None:
    why = rules(moment({**GOOD, "wall.t": 11.5}, to=WALLED)).ventilation
    assert why is not None
    assert dict(why.args) == {"surface_c": 11.5, "dew_c": pytest.approx(9.6, abs=0.1)}


def test_a_room_that_is_not_damp_is_only_advised() -> None:
    dry = {**GOOD, "th.rh": 53.9, "out.rh": 52.0}
    assert answer(dry) == "ventilation_helps"
    assert said(moment(dry, to=WALLED), "fan") == (False, "ventilation_not_needed")
    assert said(moment(dry, to=WALLED, running=("fan",)), "fan")[0]
    low = {**GOOD, "th.rh": 50.0, "out.t": 17.0, "out.rh": 55.0}
    assert answer(low) == "ventilation_helps"
    assert not said(moment(low, to=WALLED, running=("fan",)), "fan")[0]


def test_what_is_allowed_stays_so_until_half_the_advantage_is_lost() -> None:
    going = replace(SETPOINTS, ventilating=True)
    for humidity, fresh, kept in ((61.5, True, True), (63.0, False, True), (64.5, False, False)):
        values = {**GOOD, "out.rh": humidity}
        assert rules(moment(values, to=WALLED)).memory.ventilating is fresh
        assert rules(moment(values, to=WALLED, memory=going)).memory.ventilating is kept


def test_without_a_humidity_rule_the_middle_of_the_band_is_aimed_at() -> None:
    bare: RoomSettings = replace(FULL, humidity=None)
    to = told(bare, points=(*INSIDE, WALL))
    memory = replace(SETPOINTS, setpoint_pct=None)
    assert claims(moment({**GOOD, "th.rh": 58.0}, to=to, memory=memory))["fan"].on
    values = {**GOOD, "th.rh": 54.0, "out.rh": 52.0}
    assert not claims(moment(values, to=to, memory=memory))["fan"].on


def test_a_room_without_the_rule_has_no_answer() -> None:
    assert rules(moment(to=told(replace(FULL, ventilation=None)))).ventilation is None


def test_the_wall_in_a_room_without_a_wall_sensor_is_as_warm_as_the_air() -> None:
    assert rules(moment(GOOD)).memory.ventilating


@settings(deadline=None)
@given(
    inside_c=st.floats(5, 35),
    inside_pct=st.floats(5, 100),
    outside_c=st.floats(-20, 45),
    outside_pct=st.floats(5, 100),
    wall_c=st.floats(-5, 35),
    going=st.booleans(),
)
def test_outside_air_is_only_let_in_where_it_dries_and_harms_nothing(
    inside_c: float,
    inside_pct: float,
    outside_c: float,
    outside_pct: float,
    wall_c: float,
    going: bool,
) -> None:
    values = {
        "th.t": inside_c,
        "th.rh": inside_pct,
        "out.t": outside_c,
        "out.rh": outside_pct,
        "wall.t": wall_c,
    }
    now = moment(values, to=WALLED, memory=replace(SETPOINTS, ventilating=going))
    found = rules(now)
    if not found.memory.ventilating:
        assert not claims(now)["fan"].on
        return
    # the room's values are rounded to two digits before they are judged
    least = VENTILATION.margin_g_m3 / 2
    inside = absolute_humidity_g_m3(inside_c, inside_pct)
    assert absolute_humidity_g_m3(outside_c, outside_pct) < inside - least + 0.02
    arriving = humidity_at_pct(outside_c, outside_pct, inside_c)
    assert BAND.low_pct - 0.1 <= arriving <= BAND.high_pct + 0.1
    assert inside_c <= BAND.high_c + 0.01 or outside_c < inside_c + 0.01
    assert inside_c >= BAND.low_c - 0.01 or outside_c > inside_c - 0.01
    dew = dew_point_c(outside_c, outside_pct)
    assert dew is not None
    assert dew < wall_c - 2 + 0.05
