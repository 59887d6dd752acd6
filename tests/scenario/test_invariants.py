"""Any order of faults, people and time: the truth stays as it must be (`judge.py` says how).

500 runs of 200 steps, always the same ones. `CAMPAIGN=n` makes n times as many, new for each n, and
shrinks what it finds. A failing story goes to `test_regressions.py`.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from daemon.model import Origin, Verb
from tests.scenario.points import CLIMATE, HAZARDS, MACHINES, SAFETY, Bit
from tests.scenario.senses import Lie
from tests.scenario.story import Story
from tests.scenario.wire import WireFault

CAMPAIGN = int(os.environ.get("CAMPAIGN", "0"))
RUNS = 500 * (CAMPAIGN or 1)
STEPS, PARTS = 200, 5

short = st.sampled_from((0.05, 0.1, 0.17, 0.2, 0.33, 0.5, 0.71, 1.0))
some = st.sampled_from((1.0, 1.3, 2.0, 3.0, 3.2, 5.0, 7.0, 10.0))
long = st.sampled_from((13.0, 20.0, 40.0, 120.0))
either = st.booleans()
origins = st.sampled_from(Origin)
hazards = st.sampled_from(HAZARDS)
outputs = st.sampled_from([name for name, _, _ in MACHINES])
units = st.sampled_from(("di", "di2", "relay", "o3", "th1", "th2", "cold", "out"))
climate_tags = st.sampled_from(
    ("th1.temperature", "th1.humidity", "th2.temperature", "th2.humidity", "cold.temperature")
)
climate_lies = st.sampled_from(
    (
        (Lie.STUCK, 52.0),
        (Lie.SENTINEL, 0.0),
        (Lie.NAN, 0.0),
        (Lie.ABSURD, 0.0),
        (Lie.DRIFT, 0.05),
        (Lie.NOISE, 3.0),
        (Lie.JUMP, 8.0),
        (Lie.JUMP, -8.0),
    )
)


class AnyStory(RuleBasedStateMachine):
    """Words of a story in any order."""

    story: Story

    @initialize(seed=st.integers(0, 2**16))
    def begin(self, seed: int) -> None:
        self.story = Story.begin(seed)

    @rule(seconds=short)
    def wait_a_moment(self, seconds: float) -> None:
        self.story.wait(seconds)

    @rule(seconds=some)
    def wait(self, seconds: float) -> None:
        self.story.wait(seconds)

    @rule(seconds=long)
    def wait_long(self, seconds: float) -> None:
        self.story.wait(seconds)

    @rule()
    def open_door(self) -> None:
        self.story.open_door()

    @rule()
    def close_door(self) -> None:
        self.story.close_door()

    @rule(late_s=short)
    def enter_by_the_door(self, late_s: float) -> None:
        self.story.open_door().wait(0.3).enter(late_s)

    @rule(late_s=some)
    def leave(self, late_s: float) -> None:
        self.story.leave(late_s)

    @rule(pressed=either)
    def e_stop(self, pressed: bool) -> None:
        self.story.press(pressed)

    @rule(leak=either)
    def leak(self, leak: bool) -> None:
        self.story.leak(leak)

    @rule(hazard=hazards)
    def run(self, hazard: str) -> None:
        self.story.run(hazard)

    @rule(hazard=hazards)
    def start_again(self, hazard: str) -> None:
        self.story.start(hazard)

    @rule(
        verb=st.sampled_from((Verb.REQUEST, Verb.CONFIRM, Verb.ABORT, Verb.ACKNOWLEDGE)),
        hazard=hazards,
        origin=origins,
    )
    def ask_cycle(self, verb: Verb, hazard: str, origin: Origin) -> None:
        self.story.ask(verb, f"a-{hazard}-cycle", origin)

    @rule(
        verb=st.sampled_from((Verb.AUTO, Verb.HAND, Verb.HAND, Verb.OFF)),
        output=outputs,
        origin=origins,
        for_s=st.sampled_from((None, 60.0, 600.0)),
    )
    def ask_output(self, verb: Verb, output: str, origin: Origin, for_s: float | None) -> None:
        self.story.ask(verb, f"a-{output}", origin, for_s)

    @rule(verb=st.sampled_from((Verb.STOP, Verb.RELEASE, Verb.RESET, Verb.AUTO)), origin=origins)
    def ask_room(self, verb: Verb, origin: Origin) -> None:
        self.story.ask(verb, "a", origin)

    @rule(
        verb=st.sampled_from(
            (Verb.SET_TEMPERATURE, Verb.SET_HUMIDITY, Verb.UNDO_SETPOINT, Verb.CLEAR_SETPOINT)
        ),
        origin=origins,
        for_s=st.sampled_from((None, 60.0, 600.0)),
        value=st.sampled_from((16.0, 20.0, 50.0, 54.0, 99.0, None)),
    )
    def ask_setpoint(
        self, verb: Verb, origin: Origin, for_s: float | None, value: float | None
    ) -> None:
        self.story.ask(verb, "a", origin, for_s, value)

    @rule()
    def ask_again(self) -> None:
        self.story.ask_again()

    @rule(
        contact=st.sampled_from((Bit.DOOR_A, Bit.DOOR_B)),
        lie=st.sampled_from((Lie.STUCK, Lie.BOUNCE)),
        closed=either,
        lasts_s=some,
    )
    def door_lies(self, contact: Bit, lie: Lie, closed: bool, lasts_s: float) -> None:
        self.story.door_lies(contact, lie, closed, lasts_s)

    @rule(lie=st.sampled_from((Lie.STUCK, Lie.BOUNCE)), lasts_s=some)
    def detector_lies(self, lie: Lie, lasts_s: float) -> None:
        self.story.lie(f"di.{Bit.NOBODY}", lie, 0.0, lasts_s)

    @rule(tag=climate_tags, lie=climate_lies, lasts_s=long)
    def climate_lies(self, tag: str, lie: tuple[Lie, float], lasts_s: float) -> None:
        self.story.lie(tag, lie[0], lie[1], lasts_s)

    @rule(lie=st.sampled_from((Lie.SENTINEL, Lie.NAN, Lie.ABSURD)), lasts_s=long)
    def ozone_sensor_fails(self, lie: Lie, lasts_s: float) -> None:
        self.story.lie("o3.ozone", lie, 0.0, lasts_s)

    @rule(unit=units, lasts_s=some)
    def silence(self, unit: str, lasts_s: float) -> None:
        self.story.silence(unit, lasts_s)

    @rule(bus=st.sampled_from((CLIMATE, SAFETY)), lasts_s=some)
    def cut(self, bus: str, lasts_s: float) -> None:
        self.story.cut(lasts_s, bus)

    @rule(fault=st.sampled_from(WireFault), writes=st.integers(1, 4))
    def spoil_writes(self, fault: WireFault, writes: int) -> None:
        self.story.spoil(fault, writes)

    @rule(latency_s=st.sampled_from((0.01, 0.03, 0.03, 0.2, 0.4)))
    def wire(self, latency_s: float) -> None:
        self.story.slow(latency_s)

    @rule(name=outputs, contact=st.sampled_from((None, None, True, False)))
    def relay_sticks(self, name: str, contact: bool | None) -> None:
        self.story.stick(name, contact)

    @rule(name=outputs, on=either)
    def others_write(self, name: str, on: bool) -> None:
        self.story.others_write(name, on)

    @rule(off_s=st.sampled_from((0.1, 0.5, 1.0, 2.0, 5.0)))
    def board_loses_power(self, off_s: float) -> None:
        self.story.power_cycle(off_s)

    @rule(name=outputs, dead=either)
    def machine_dies(self, name: str, dead: bool) -> None:
        self.story.machine(name, dead)

    @rule(away_s=some, other_boot=either, memory=st.sampled_from(("stored", "stale", "lost")))
    def kill(self, away_s: float, other_boot: bool, memory: str) -> None:
        self.story.kill(away_s, other_boot, memory)

    @rule(away_s=some)
    def stop(self, away_s: float) -> None:
        self.story.stop(away_s)

    @rule(seconds=st.sampled_from((0.1, 0.5, 1.0)), lasts_s=some)
    def lag(self, seconds: float, lasts_s: float) -> None:
        self.story.lag(seconds, lasts_s)

    @rule(seconds=st.sampled_from((-90_000.0, -3600.0, 1.0, 86_400.0)), trusted=either)
    def jump(self, seconds: float, trusted: bool) -> None:
        self.story.jump(seconds, trusted)

    @rule(sound=either)
    def ledger(self, sound: bool) -> None:
        self.story.ledger(sound)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.timeout(1500 * max(1, CAMPAIGN))
def test_the_truth_stays_as_it_must_be(part: int) -> None:
    run_state_machine_as_test(
        seed(part + PARTS * CAMPAIGN)(AnyStory),
        settings=settings(
            max_examples=RUNS // PARTS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink) if CAMPAIGN else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
