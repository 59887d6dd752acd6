"""A day of a July, and that leaving out idle scans changes nothing.

`python -m tests.bench days` lets thirty days pass.
"""

import random
from functools import partial

import pytest

from daemon.control.state import ControlState, RoomMemory
from tests.scenario.days import days, july
from tests.scenario.leaps import LeapingPlant
from tests.scenario.senses import Lie

HOUR_S = 3600.0
Command = tuple[float, str, bool]


def test_a_july_day_is_kept_without_hurting_a_machine() -> None:
    found = days(1.0)
    assert found.most_starts_h <= 6
    assert found.both_on_s == 0
    assert found.in_band > found.in_band_without
    assert found.in_band > 0.5
    assert found.scans < found.seconds / 5


@pytest.mark.parametrize(("timers", "glides"), [(False, True), (False, False), (True, False)])
def test_leaps_command_the_same_at_the_same_seconds_as_each_scan(
    timers: bool, glides: bool
) -> None:
    leaping, whole = july(timers=timers), july(timers=timers)
    whole.leaps = False
    if not glides:
        settle(leaping)
        settle(whole)
    told, rows = commands(leaping, 1.5 * HOUR_S)
    assert (told, rows) == commands(whole, 1.5 * HOUR_S)
    assert len(told) > 20
    assert leaping.scans < whole.scans / 2
    assert [r.state for r in leaping.rooms.values()] == [r.state for r in whole.rooms.values()]


@pytest.mark.parametrize("seed", range(2))
def test_leaps_between_faults_command_the_same_at_the_same_seconds(seed: int) -> None:
    leaping, whole = july(seed=seed, timers=seed % 2 == 1), july(seed=seed, timers=seed % 2 == 1)
    whole.leaps = False
    for plant in (leaping, whole):
        settle(plant)
        spoil(plant, random.Random(seed))
    assert commands(leaping, 1.5 * HOUR_S) == commands(whole, 1.5 * HOUR_S)
    assert leaping.scans < whole.scans


def settle(plant: LeapingPlant) -> None:
    """Let the setpoints be where they are to be, as after some days."""
    there = RoomMemory(setpoint_c=22.0, setpoint_pct=52.0)
    plant.brain.state = ControlState(rooms=dict.fromkeys(plant.rooms, there))


def commands(plant: LeapingPlant, lasts_s: float) -> tuple[list[Command], list[tuple[float, str]]]:
    """Return every order, and every row of the ledger on an output, with its second."""
    told: list[Command] = []
    rows: list[tuple[float, str]] = []
    plant.after_scan.append(lambda r: told.extend((r.image.t, o.output, o.on) for o in r.orders))
    plant.after_scan.append(
        lambda r: rows.extend((r.image.t, e.subject) for e in r.events if e.kind == "output")
    )
    plant.advance(lasts_s)
    plant.changing()  # brings the air up to now
    return told, rows


def spoil(plant: LeapingPlant, chance: random.Random) -> None:
    """Let something go wrong each ten minutes or so, and be mended a few minutes later."""
    t = 600.0
    while t < 1.4 * HOUR_S:
        fault = chance.choice(
            (
                partial(plant.lie, "a-th1.humidity", Lie.STUCK, 80.0, 120.0),
                partial(plant.lie, "b-th2.temperature", Lie.NOISE, 1.0, 120.0),
                partial(plant.lie, "a-di2.cooler_runs", Lie.STUCK, 0.0, 90.0),
                partial(plant.silence, "a-relay", 40.0),
                partial(plant.silence, "b-th1", 150.0),
                partial(plant.power_off, "b", 20.0),
                partial(plant.cut, "climate", 100.0),
                partial(plant.cut, "safety", 15.0),
            )
        )
        plant.later(t, fault)
        t += chance.uniform(400.0, 700.0)
