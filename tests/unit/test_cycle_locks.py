"""A hazard that burns though nobody wants it locks the room; ready lasts a day."""

from dataclasses import replace

import pytest

from daemon.control.cycle_conditions import CONDITIONS
from daemon.control.state import ControlState, Cycle
from daemon.control.sterilisation import restarted
from daemon.model import Entry, Reason, Stage, Verb, reason
from tests.control_kit import T
from tests.cycle_kit import OZONE, UV, Room, moment, site


def test_a_hazard_that_burns_in_peace_locks_the_room() -> None:
    room = Room()
    room.prove()
    room.works = False
    room.lamp = True
    room.scan()
    assert room.stage() is Stage.LOCKED_OUT
    assert room.entry() is Entry.FORBIDDEN
    assert room.cycle.stop == reason("cycle_burning")
    assert room.last.status.reason == reason("cycle_burning")
    room.lamp = False
    room.run(2)
    assert room.ask(Verb.ACKNOWLEDGE, why="已查") is None
    room.until(Stage.LOCKED_OUT)
    assert room.cycle.decayed
    assert not any("record" in event.body for event in room.events)


def test_a_hazard_that_comes_back_in_the_decay_locks_the_room_after_five_seconds() -> None:
    room = Room()
    room.start()
    room.until(Stage.DECAY)
    room.works = False
    room.lamp = True
    room.run(5)
    assert room.stage() is Stage.DECAY
    room.scan(0.1)
    assert room.stage() is Stage.LOCKED_OUT
    assert not room.cycle.clean
    assert room.cycle.stop == reason("cycle_burning")
    assert room.cycle.run_from is not None


@pytest.mark.parametrize("tag", ["b.uv", "c.uv_lit"])
def test_relay_or_light_alone_is_enough_to_lock_a_ready_room(tag: str) -> None:
    room = Room()
    room.start()
    room.until(Stage.READY)
    room.run(10)
    room.shows = False
    room.scan(**{tag.replace(".", "__"): True})
    assert room.stage() is Stage.LOCKED_OUT
    assert room.entry() is Entry.FORBIDDEN
    assert room.cycle.run_from is None
    assert room.cycle.lamp_s > 0


def test_a_hazard_that_burns_after_a_failed_cycle_closes_its_room_again() -> None:
    room = Room(OZONE, sensor=False)
    failed = Cycle(stage=Stage.LOCKED_OUT, since=T, stop=reason("run_dark"), lamp_s=7.0)
    room.state = replace(room.state, cycles={OZONE.id: failed})
    room.run(10)
    assert room.entry() is Entry.FREE
    room.works, room.lamp = False, True
    room.scan()
    assert (room.stage(), room.cycle.decayed, room.cycle.since) == (
        *(Stage.LOCKED_OUT, False, room.t),
    )
    assert room.cycle.stop == reason("cycle_burning")
    assert len(room.events) == 1
    room.run(600)
    assert len(room.events) == 1
    room.lamp = False
    room.run(100)
    assert room.entry() is Entry.FORBIDDEN
    exhaust = room.claim("exhaust")
    assert exhaust is not None
    assert exhaust.on
    assert room.ask(Verb.ACKNOWLEDGE, why="已断电") is None
    assert room.stage() is Stage.DECAY
    room.run(OZONE.worst_case_s - 1)
    assert room.entry() is Entry.FORBIDDEN
    room.run(1)
    assert room.entry() is Entry.FREE


def test_two_failed_cycles_of_a_lamp_do_not_wait_for_each_other() -> None:
    two = (UV, replace(UV, id="uv-2"))
    failed = Cycle(stage=Stage.LOCKED_OUT, since=T - 60)

    def burning(other: Cycle) -> Reason | None:
        state = ControlState(cycles={"uv-2": other})
        now = moment(failed, values={"b.uv": True}, to=site(*two), state=state)
        return CONDITIONS["burning"](now)

    assert burning(failed) == reason("cycle_burning")
    assert burning(replace(failed, decayed=False)) is None


def test_a_lamp_of_another_cycle_does_not_lock_this_one() -> None:
    two = (UV, replace(UV, id="uv-2"))

    def burning(stage: Stage) -> Reason | None:
        state = ControlState(cycles={"uv-2": Cycle(stage=stage)})
        now = moment(values={"b.uv": True}, to=site(*two), state=state)
        return CONDITIONS["burning"](now)

    assert burning(Stage.RUN) is None
    assert burning(Stage.IDLE) == reason("cycle_burning")
    assert burning(Stage.READY) == reason("cycle_burning")


def test_ready_lasts_a_day() -> None:
    room = Room()
    room.start()
    room.until(Stage.READY)
    room.run(86_400, dt=600.0)
    assert room.stage() is Stage.READY
    room.scan()
    assert room.stage() is Stage.IDLE
    assert room.cycle.reason == reason("cycle_idle")


def test_a_new_run_needs_a_new_proof_of_the_door() -> None:
    room = Room(replace(UV, rest_s=0.0))
    room.start()
    room.until(Stage.READY)
    room.run(86_400, dt=600.0)
    room.run(700, dt=10.0)
    assert room.stage() is Stage.IDLE
    room.ask(Verb.REQUEST)
    room.ask(Verb.CONFIRM)
    room.scan()
    assert room.last.status.checks == (reason("check_door_proof"),)


@pytest.mark.parametrize("after", [Stage.READY, Stage.LOCKED_OUT])
def test_no_wait_opens_a_room_whose_hazard_is_not_proven_off(after: Stage) -> None:
    room = Room()
    room.start()
    if after is Stage.LOCKED_OUT:
        room.state = replace(room.state, cycles={UV.id: restarted(room.cycle, room.t)})
    room.until(Stage.DECAY)
    room.shows = False
    room.values |= {"b.uv": None, "c.uv_lit": None}
    room.run(UV.worst_case_s + 100, dt=10.0)
    assert room.stage() is Stage.DECAY
    assert room.entry() is Entry.FORBIDDEN
    assert room.last.status.reason == reason("decay_not_off")
    assert room.last.status.left_s is None
    room.values |= {"b.uv": None, "c.uv_lit": False}
    room.scan()
    assert room.stage() is after
