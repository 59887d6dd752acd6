"""Fire, water, doors and ozone; hazards that burn too long, programmes that wait, worn lamps."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from daemon.control.alarms.found import Found
from daemon.control.settings import SafetyInputs
from daemon.model import Entry, Stage, Verdict, alarm_key
from tests.control_kit import PROGRAMME, ROOM, T
from tests.unit.conditions_kit import (
    Value,
    cycle,
    decision,
    is_told,
    said,
    seen_at,
    site,
    told,
    words,
)

CONTACTS = [("fire", "c.no_fire"), ("water_leak", "c.dry"), ("door_open", "c.door_1")]


@pytest.mark.parametrize(("code", "tag"), CONTACTS)
@pytest.mark.parametrize(("value", "held"), [(False, True), (True, False), (None, None)])
def test_a_contact_alarms_when_it_opens(
    code: str, tag: str, value: Value, held: bool | None
) -> None:
    assert is_told(seen_at({tag: value}), code) is (value is False)
    standing = {alarm_key(code, ROOM)}
    assert said(seen_at({tag: value}, standing=standing), code).active is held


@pytest.mark.parametrize(("code", "tag"), CONTACTS)
def test_a_room_without_a_contact_has_no_alarm_of_it(code: str, tag: str) -> None:
    to = site()
    room = replace(to.rooms[ROOM], safety=SafetyInputs())
    bare = replace(to, rooms={ROOM: room})
    assert not is_told(seen_at({tag: False}, to=bare, whole=True), code)


def test_a_fire_explains_an_open_door() -> None:
    assert said(seen_at({"c.door_1": False}), "door_open").parents == (alarm_key("fire", ROOM),)


def ozone(
    value: float | None,
    *,
    stage: Stage | None = None,
    door: bool = True,
    nobody: bool | None = True,
    standing: Iterable[str] = (),
) -> Found:
    values: dict[str, Value] = {"o3.ozone": value, "c.door_1": door, "c.nobody": nobody}
    cycles = [] if stage is None else [cycle(stage)]
    return seen_at(values, cycles=cycles, standing=standing)


@pytest.mark.parametrize(
    ("value", "active", "held"),
    [
        (0.17, True, True),
        (0.16, False, True),
        (0.13, False, True),
        (0.12, False, False),
        (None, False, None),
    ],
)
def test_ozone_alarms_at_its_limit_and_ends_below(
    value: float | None, active: bool, held: bool | None
) -> None:
    assert is_told(ozone(value), "ozone_high") is active
    standing = ozone(value, standing={alarm_key("ozone_high", ROOM)})
    assert said(standing, "ozone_high").active is held


@pytest.mark.parametrize("stage", Stage)
def test_ozone_is_meant_only_where_a_programme_keeps_the_room_closed(stage: Stage) -> None:
    meant = stage in (Stage.RUN, Stage.STOPPING, Stage.DECAY, Stage.LOCKED_OUT)
    assert is_told(ozone(5.0, stage=stage), "ozone_high") is not meant


def test_ozone_beside_an_open_door_or_a_person_is_never_meant() -> None:
    assert said(ozone(5.0, stage=Stage.RUN, door=False), "ozone_high").active is True
    assert said(ozone(5.0, stage=Stage.DECAY, nobody=False), "ozone_high").active is True


def burning(
    *,
    stage: Stage,
    since: float = T,
    feedback: bool | None = True,
    running: bool | None = True,
    standing: Iterable[str] = (),
) -> Found:
    shown = decision("uv", Verdict.CONFIRMED, feedback=feedback, running=running)
    return seen_at(decisions=[shown], cycles=[cycle(stage, since=since)], standing=standing)


OVER = {"sterilisation_overrun:uv"}


@pytest.mark.parametrize(
    ("stage", "lasts_s", "active"),
    [
        (Stage.RUN, 1800.0, False),
        (Stage.RUN, 1809.0, False),
        (Stage.RUN, 1811.0, True),
        (Stage.STOPPING, 4.0, False),
        (Stage.STOPPING, 6.0, True),
        (Stage.IDLE, 0.0, True),
        (Stage.DECAY, 0.0, True),
        (Stage.LOCKED_OUT, 0.0, True),
    ],
)
def test_a_hazard_burns_no_longer_than_its_programme_lets_it(
    stage: Stage, lasts_s: float, active: bool
) -> None:
    found = burning(stage=stage, since=T - lasts_s)
    assert is_told(found, "sterilisation_overrun", "uv") is active


@pytest.mark.parametrize(
    ("feedback", "running", "held"),
    [
        (True, False, True),
        (False, True, True),
        (None, True, True),
        (False, None, False),
        (False, False, False),
        (None, None, None),
    ],
)
def test_one_sign_of_a_burning_hazard_is_enough(
    feedback: bool | None, running: bool | None, held: bool | None
) -> None:
    found = burning(stage=Stage.IDLE, feedback=feedback, running=running, standing=OVER)
    assert said(found, "sterilisation_overrun", "uv").active is held


def test_an_overrun_says_for_how_long_or_that_nobody_asked() -> None:
    late = burning(stage=Stage.RUN, since=T - 1870.0)
    assert words(late, "sterilisation_overrun", "uv").startswith("uv is still on, 1 min")
    assert "no cycle runs" in words(burning(stage=Stage.IDLE), "sterilisation_overrun", "uv")


def test_a_hazard_without_a_decision_is_unknown() -> None:
    found = seen_at(cycles=[cycle(Stage.IDLE)], standing=OVER)
    assert said(found, "sterilisation_overrun", "uv").active is None


def test_a_programme_that_is_locked_out_waits_for_a_person() -> None:
    key = {alarm_key("sterilisation_locked_out", PROGRAMME.id)}
    free = seen_at(cycles=[cycle(Stage.LOCKED_OUT)])
    closed = seen_at(cycles=[cycle(Stage.LOCKED_OUT, entry=Entry.FORBIDDEN)])
    assert "do not enter" not in words(free, "sterilisation_locked_out", PROGRAMME.id)
    assert "do not enter" in words(closed, "sterilisation_locked_out", PROGRAMME.id)
    idle = seen_at(cycles=[cycle(Stage.IDLE)], standing=key)
    assert said(idle, "sterilisation_locked_out", PROGRAMME.id).active is False
    assert said(seen_at(standing=key), "sterilisation_locked_out", PROGRAMME.id).active is None


@pytest.mark.parametrize(("hours", "active"), [(899.0, False), (900.0, True), (1000.0, True)])
def test_a_lamp_is_due_before_its_life_is_over(hours: float, active: bool) -> None:
    found = seen_at(cycles=[cycle(Stage.IDLE, lamp_h=hours)])
    assert is_told(found, "lamp_due", "uv") is active
    held = seen_at(cycles=[cycle(Stage.IDLE, lamp_h=hours)], standing={"lamp_due:uv"})
    assert said(held, "lamp_due", "uv").active is active


def test_a_lamp_of_unknown_hours_stays_as_it_is() -> None:
    assert said(seen_at(standing={"lamp_due:uv"}), "lamp_due", "uv").active is None


def test_a_generator_has_no_lamp() -> None:
    to = site()
    generator = replace(to.outputs["uv"], kind=to.outputs["dry"].kind)
    bare = replace(to, outputs={**to.outputs, "uv": generator})
    found = seen_at(to=bare, cycles=[cycle(Stage.IDLE, lamp_h=5000.0)])
    assert "lamp_due:uv" not in told(found)
