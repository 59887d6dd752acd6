"""A machine that is on must show in the room; where nothing can be told, nothing is said."""

from dataclasses import replace

import pytest

from daemon.control.effects import start_value, trouble
from daemon.control.state import OutputMemory, RoomMemory
from daemon.model import Kind, Quality, Reading, Why
from daemon.model.render import sentence
from tests.control_kit import T, output, seen
from tests.rules_kit import FULL, HUMIDITY, SETPOINTS, Values, moment, told

AFTER_S = 2400.0
MACHINES = {
    "dry": (Kind.DEHUMIDIFIER, "th.rh", 60.0, -0.5),
    "damp": (Kind.HUMIDIFIER, "th.rh", 47.0, 0.5),
    "cool": (Kind.COOLER, "th.t", 23.0, -0.2),
    "heat": (Kind.HEATER, "th.t", 16.0, 0.2),
}
CODES = {
    "dry": "no_effect_drying",
    "damp": "no_effect_humidifying",
    "cool": "no_effect_cooling",
    "heat": "no_effect_heating",
}


def code(
    name: str,
    value: float | Reading | None,
    *,
    on_s: float = AFTER_S,
    start: float | None = None,
    on: bool | None = True,
    memory: RoomMemory = SETPOINTS,
) -> str | None:
    kind, tag, begun, _ = MACHINES[name]
    remembered = OutputMemory(on=on, on_t=T - on_s, effect_from=begun if start is None else start)
    found = trouble(moment({tag: value}, memory=memory), output(name, kind), remembered)
    return None if found is None else found.code


@pytest.mark.parametrize("name", MACHINES)
def test_a_machine_without_effect_is_told_after_its_time(name: str) -> None:
    _, _, begun, least = MACHINES[name]
    assert code(name, begun) == CODES[name]
    assert code(name, begun - least) == CODES[name]
    assert code(name, begun + least * 0.9) == CODES[name]
    assert code(name, begun + least * 1.1) is None
    assert code(name, begun, on_s=AFTER_S - 0.1) is None


@pytest.mark.parametrize("name", MACHINES)
def test_a_machine_that_is_off_or_not_known_to_be_on_is_left_in_peace(name: str) -> None:
    begun = MACHINES[name][2]
    assert code(name, begun, on=False) is None
    assert code(name, begun, on=None) is None


@pytest.mark.parametrize("name", MACHINES)
def test_nothing_is_said_where_nothing_can_be_measured(name: str) -> None:
    kind, tag, begun, _ = MACHINES[name]
    odd = seen(begun, quality=Quality.UNCERTAIN, why=Why.SENSOR_NOT_ACCURATE)
    assert code(name, None) is None
    assert code(name, odd) is None
    unknown = OutputMemory(on=True, on_t=T - AFTER_S)
    assert trouble(moment({tag: begun}), output(name, kind), unknown) is None


@pytest.mark.parametrize(
    ("name", "done", "not_done"),
    [("dry", 52.0, 52.1), ("damp", 52.0, 51.9), ("cool", 20.0, 20.1), ("heat", 20.0, 19.9)],
)
def test_a_machine_whose_work_is_done_needs_no_effect(
    name: str, done: float, not_done: float
) -> None:
    assert code(name, done, start=done) is None
    assert code(name, not_done, start=not_done) == CODES[name]
    assert code(name, done, start=done, memory=RoomMemory()) == CODES[name]


def test_a_dehumidifier_alone_is_done_at_the_low_edge_of_the_deadband() -> None:
    alone = told(replace(FULL, humidity=replace(HUMIDITY, raise_=None)))
    memory = OutputMemory(on=True, on_t=T - AFTER_S, effect_from=50.1)
    machine = output("dry", Kind.DEHUMIDIFIER)
    assert trouble(moment({"th.rh": 50.0}, to=alone), machine, memory) is None
    assert trouble(moment({"th.rh": 50.1}, to=alone), machine, memory) is not None


@pytest.mark.parametrize(("value", "expected"), [(True, "tank_full"), (False, None), (None, None)])
def test_a_full_tank_is_told_at_once(value: bool | None, expected: str | None) -> None:
    machine = output("dry", Kind.DEHUMIDIFIER, full="dh.full")
    values: Values = {"dh.full": value}
    found = trouble(moment(values), machine, OutputMemory(on=False))
    assert (None if found is None else found.code) == expected


def test_a_fan_has_no_effect_to_check() -> None:
    fan = output("fan", Kind.EXHAUST_FAN)
    assert start_value(moment(), fan) is None
    assert trouble(moment(), fan, OutputMemory(on=True, on_t=0.0, effect_from=1.0)) is None


@pytest.mark.parametrize("name", MACHINES)
def test_a_start_remembers_the_value_that_must_move(name: str) -> None:
    kind, tag, begun, _ = MACHINES[name]
    assert start_value(moment({tag: begun}), output(name, kind)) == begun
    assert start_value(moment({tag: None}), output(name, kind)) is None


def test_the_sentence_says_what_to_look_at() -> None:
    memory = OutputMemory(on=True, on_t=T - 2400, effect_from=58.0)
    found = trouble(moment({"th.rh": 58.2}), output("dry", Kind.DEHUMIDIFIER), memory)
    assert found is not None
    assert sentence(found, "zh") == "已除湿 40 分钟，湿度从 58 % 到 58.2 %，没有下降，请检查除湿机"


def test_an_effect_once_seen_is_not_asked_for_again_and_again() -> None:
    long = replace(SETPOINTS, setpoint_pct=50.0)
    assert code("dry", 55.0, start=62.0, on_s=10 * AFTER_S, memory=long) is None
