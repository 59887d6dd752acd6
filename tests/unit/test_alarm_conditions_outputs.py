"""Machines: do they obey, do they work, do they start too often."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from daemon.control.alarms.found import Found
from daemon.control.state import ControlState, OutputMemory
from daemon.model import Priority, Verdict, reason
from tests.control_kit import T
from tests.unit.conditions_kit import decision, is_told, said, seen_at, site, told, words

DISOBEYING = {"output_not_obeying:dry"}
FRUITLESS = {"output_without_effect:dry"}
CYCLING = {"short_cycling:dry"}


@pytest.mark.parametrize(
    ("verdict", "part"),
    [
        (Verdict.REFUSED, "does not take the command"),
        (Verdict.OVERRIDDEN, "changed by something else"),
        (Verdict.NOT_RUNNING, "does not run"),
        (Verdict.WELDED, "still runs"),
    ],
)
def test_a_machine_that_does_not_obey_says_how(verdict: Verdict, part: str) -> None:
    found = seen_at(decisions=[decision("dry", verdict)])
    assert part in words(found, "output_not_obeying", "dry")
    assert said(found, "output_not_obeying", "dry").parents == (
        "device_silent:b",
        "bus_down:gateway",
    )


@pytest.mark.parametrize(
    ("verdict", "held"),
    [(Verdict.CONFIRMED, False), (Verdict.PENDING, None), (Verdict.UNKNOWN, None)],
)
def test_only_its_word_proves_that_a_machine_obeys_again(
    verdict: Verdict, held: bool | None
) -> None:
    found = seen_at(decisions=[decision("dry", verdict)], standing=DISOBEYING)
    assert said(found, "output_not_obeying", "dry").active is held
    assert not is_told(seen_at(decisions=[decision("dry", verdict)]), "output_not_obeying", "dry")


def test_a_hazard_that_can_not_be_stopped_is_of_high_priority() -> None:
    hazard = seen_at(decisions=[decision("uv", Verdict.WELDED)])
    assert said(hazard, "output_not_obeying", "uv").priority is Priority.HIGH
    machine = seen_at(decisions=[decision("dry", Verdict.WELDED)])
    assert said(machine, "output_not_obeying", "dry").priority is None


def drying(
    *,
    on: bool | None = True,
    on_s: float = 600.0,
    start: float | None = 55.0,
    humidity: float | None = 55.0,
    blamed: bool = False,
    standing: Iterable[str] = (),
) -> Found:
    memory = OutputMemory(on=on, on_t=T - on_s, effect_from=start)
    trouble = reason("no_effect_drying", on_s=2400.0, from_pct=55.0, value_pct=55.1)
    return seen_at(
        {"th.rh": humidity, "th-2.rh": humidity},
        state=ControlState(started_t=0.0, outputs={"dry": memory}),
        decisions=[decision("dry", trouble=trouble if blamed else None)],
        standing=standing,
    )


def test_a_machine_without_effect_is_told_with_its_numbers() -> None:
    assert words(drying(blamed=True), "output_without_effect", "dry") == (
        "dry has run for 40 min, humidity went from 55 % to 55.1 %: it does not fall"
    )


def test_a_full_tank_or_a_disobedient_machine_explains_that_it_has_no_effect() -> None:
    assert said(drying(blamed=True), "output_without_effect", "dry").parents[:2] == (
        "tank_full:dry",
        "output_not_obeying:dry",
    )


@pytest.mark.parametrize(
    ("found", "active"),
    [
        pytest.param(drying(humidity=54.4, standing=FRUITLESS), False, id="moved"),
        pytest.param(drying(on_s=2400.0, standing=FRUITLESS), False, id="had its time, no blame"),
        pytest.param(drying(standing=FRUITLESS), None, id="had no time yet"),
        pytest.param(drying(on=False, humidity=50.0, standing=FRUITLESS), None, id="rests"),
        pytest.param(drying(humidity=None, standing=FRUITLESS), None, id="nobody measures"),
        pytest.param(drying(start=None, standing=FRUITLESS), None, id="no value at the start"),
        pytest.param(drying(blamed=True, standing=FRUITLESS), True, id="still blamed"),
    ],
)
def test_only_a_machine_at_work_proves_its_effect(found: Found, active: bool | None) -> None:
    assert said(found, "output_without_effect", "dry").active is active


def test_a_machine_that_nobody_blames_is_not_told() -> None:
    assert not is_told(drying(), "output_without_effect", "dry")
    other = decision("dry", trouble=reason("output_unseen"))
    assert not is_told(seen_at(decisions=[other]), "output_without_effect", "dry")


def started(count: int, *, standing: Iterable[str] = (), ago_s: float = 60.0) -> Found:
    memory = OutputMemory(starts=tuple(T - ago_s - n for n in range(count)))
    state = ControlState(started_t=0.0, outputs={"dry": memory})
    return seen_at(state=state, standing=standing)


@pytest.mark.parametrize(
    ("count", "active", "held"), [(6, True, True), (5, False, True), (4, False, False)]
)
def test_short_cycling_ends_two_starts_below_the_limit(
    count: int, active: bool, held: bool
) -> None:
    assert is_told(started(count), "short_cycling", "dry") is active
    assert said(started(count, standing=CYCLING), "short_cycling", "dry").active is held


def test_starts_of_an_hour_ago_do_not_count() -> None:
    assert not is_told(started(6, ago_s=3600.0), "short_cycling", "dry")
    assert "6 times" in words(started(6, ago_s=3590.0), "short_cycling", "dry")


def test_a_machine_with_one_start_an_hour_does_not_cycle() -> None:
    to = site()
    to = replace(to, outputs={"dry": replace(to.outputs["dry"], starts_per_hour=1)})
    state = ControlState(started_t=0.0, outputs={"dry": OutputMemory(starts=(T - 5.0,))})
    assert told(seen_at(to=to, state=state)) == {}
