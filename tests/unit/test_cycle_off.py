"""The hazard must be proven off by readings after the stop, or the room is locked."""

from dataclasses import replace

import pytest

from daemon.control.cycle_conditions import is_proven_off
from daemon.control.state import Cycle
from daemon.model import Entry, Reading, Stage, Verb, reason
from tests.control_kit import T, seen
from tests.cycle_kit import OZONE, UV, Room, moment


def test_a_stop_must_be_proven_within_five_seconds() -> None:
    room = Room()
    room.start()
    room.run(20)
    room.works = False  # welded
    room.ask(Verb.ABORT)
    room.run(5)
    assert room.stage() is Stage.STOPPING
    assert room.entry() is Entry.FORBIDDEN
    room.scan(0.1)
    assert room.stage() is Stage.LOCKED_OUT
    assert (room.cycle.clean, room.cycle.decayed) == (False, False)
    assert room.cycle.reason == reason("cycle_not_off")
    assert room.cycle.stop == reason("cycle_aborted", who="张三")
    assert room.entry() is Entry.FORBIDDEN
    assert room.ask(Verb.ACKNOWLEDGE, why="已断电") == reason("refused_not_off")
    room.works = True
    room.run(2)
    assert room.ask(Verb.ACKNOWLEDGE, why="已断电") is None
    assert room.stage() is Stage.DECAY
    assert room.until(Stage.LOCKED_OUT) == UV.decay_s
    assert room.entry() is Entry.FREE


def test_a_clean_run_that_can_not_be_proven_off_is_not_clean() -> None:
    room = Room()
    room.start()
    room.until(Stage.STOPPING)
    room.lamp, room.works = True, False
    room.until(Stage.LOCKED_OUT)
    assert room.cycle.clean is False
    assert room.cycle.stop == reason("cycle_not_off")
    assert room.last.status.checks == (reason("cycle_not_off"),)


def test_off_is_proven_by_readings_after_the_stop() -> None:
    room = Room()
    room.start()
    room.run(20)
    room.shows = False
    stop_t = room.t
    stale = seen(False, t=stop_t)
    room.values |= {"b.uv": stale, "c.uv_lit": stale}
    room.ask(Verb.ABORT)
    room.scan()
    room.run(4)
    assert room.stage() is Stage.STOPPING
    fresh = seen(False, t=room.t + 0.5)
    room.scan(0.5, c__uv_lit=fresh)
    assert room.stage() is Stage.DECAY


def test_the_light_sensor_proves_off_though_the_relay_is_silent() -> None:
    room = Room()
    room.start()
    room.run(20)
    room.shows = False
    room.ask(Verb.ABORT)
    room.scan(0.4, b__uv=None, c__uv_lit=False)
    assert room.stage() is Stage.STOPPING
    room.scan(0.1)
    assert room.stage() is Stage.DECAY


def test_a_relay_that_says_on_is_never_proven_off() -> None:
    room = Room()
    room.start()
    room.run(20)
    room.shows = False
    room.ask(Verb.ABORT)
    room.scan(b__uv=True, c__uv_lit=False)
    room.run(5)
    assert room.stage() is Stage.LOCKED_OUT


def test_a_silent_light_sensor_proves_nothing() -> None:
    room = Room()
    room.start()
    room.run(20)
    room.shows = False
    room.ask(Verb.ABORT)
    room.scan(b__uv=False, c__uv_lit=None)
    room.run(5)
    assert room.stage() is Stage.LOCKED_OUT


@pytest.mark.parametrize(
    ("read", "proven"),
    [
        (seen(False, t=T - 1), True),
        (seen(False, t=T - 2), False),
        (seen(False, t=T - 3), False),
        (seen(True, t=T - 1), False),
        (replace(seen(None), t=None), False),
    ],
)
def test_the_relay_alone_proves_off_by_a_reading_after_the_stop(
    read: Reading, *, proven: bool
) -> None:
    stopping = Cycle(stage=Stage.STOPPING, since=T - 2, decayed=False)
    assert is_proven_off(moment(stopping, programme=OZONE, values={"b.ozone": read})) is proven


@pytest.mark.parametrize(
    ("lit", "relay", "proven"),
    [
        (seen(False, t=T - 1), seen(True, t=T - 2), True),
        (seen(False, t=T - 1), seen(True, t=T - 1), False),
        (seen(False, t=T - 2), seen(False, t=T - 1), False),
        (replace(seen(None), t=None), seen(False, t=T - 1), False),
        (seen(True, t=T - 1), seen(False, t=T - 1), False),
    ],
)
def test_the_light_sensor_proves_off_by_a_reading_after_the_stop(
    lit: Reading, relay: Reading, *, proven: bool
) -> None:
    stopping = Cycle(stage=Stage.STOPPING, since=T - 2, decayed=False)
    now = moment(stopping, values={"c.uv_lit": lit, "b.uv": relay})
    assert is_proven_off(now) is proven


def test_off_takes_half_a_second_to_prove() -> None:
    def proven(after_s: float) -> bool:
        cycle = Cycle(stage=Stage.STOPPING, since=T - after_s, decayed=False)
        return is_proven_off(moment(cycle))

    assert proven(0.5)
    assert not proven(0.25)


def test_a_lock_out_after_a_failed_cycle_tells_its_own_cause() -> None:
    failed = Cycle(stop=reason("run_dark"), clean=False, run_from=T - 900, lamp_s=7.0, cycles=2)
    room = Room()
    room.works = False
    room.lamp = True
    room.state = replace(room.state, cycles={UV.id: failed})
    room.scan()
    assert room.stage() is Stage.LOCKED_OUT
    assert room.cycle.stop == reason("cycle_burning")
    assert (room.cycle.clean, room.cycle.decayed) == (False, False)
    assert (room.cycle.lamp_s, room.cycle.cycles, room.cycle.run_from) == (7.0, 2, None)


def test_without_a_light_sensor_the_relay_proves_off() -> None:
    room = Room(OZONE)
    room.start()
    room.run(20)
    room.shows = False
    room.ask(Verb.ABORT)
    room.scan(b__ozone=None)
    assert room.stage() is Stage.STOPPING
    room.scan(b__ozone=False)
    assert room.stage() is Stage.DECAY
