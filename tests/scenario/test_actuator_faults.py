"""Every row of the actuator and interlock faults, each one a story judged on the truth."""

import random
from dataclasses import replace

import pytest

from daemon.model import Entry, Origin, Stage, Verb, Verdict
from tests.scenario.points import HAZARDS, PAIRS, Bit
from tests.scenario.senses import Lie
from tests.scenario.site import QUICK
from tests.scenario.story import Story
from tests.scenario.wire import WireFault

LONG = replace(QUICK, run_s=60.0)


def verdict(story: Story, name: str) -> Verdict:
    result = story.plant.brain.result
    assert result is not None
    return result.outputs[f"a-{name}"].verdict


def tripped(story: Story) -> set[str]:
    result = story.plant.brain.result
    assert result is not None
    return {trip.interlock for trip in result.rooms["a"].trips}


def entry(story: Story) -> Entry:
    result = story.plant.brain.result
    assert result is not None
    return result.rooms["a"].entry


def goes_out_within(story: Story, seconds: float, name: str = "uv") -> float:
    """Return after how long the hazard is truly off; fails where it takes longer."""
    begun = story.plant.t
    while story.burns(name):
        story.wait(0.01)
        assert story.plant.t - begun <= seconds + 0.01
    return story.plant.t - begun


def test_c1_a_welded_relay_opens_the_contactor_upstream() -> None:
    story = Story.begin(pace=LONG).run("uv").stick("uv", True)
    story.ask(Verb.ABORT, "a-uv-cycle")
    goes_out_within(story, 4.2)
    story.wait(0.5)
    relays = story.plant.rooms["a"].board.relays
    assert relays["uv"].contact
    assert not relays["contactor"].contact
    assert relays["sounder"].contact
    assert "welded" in tripped(story)
    story.wait(120)
    assert not relays["contactor"].contact


def test_c2_a_dead_lamp_is_a_failed_run() -> None:
    story = Story.begin(pace=LONG).machine("uv", True)
    story.wait(5).clear().start("uv").until(Stage.RUN)
    story.wait(30)
    assert story.judge.lamps_lit == 0
    status = story.until(Stage.LOCKED_OUT).status()
    assert [why.code for why in status.checks] == ["run_dark"]


def test_c3_a_lost_write_is_repeated() -> None:
    story = Story.begin().wait(5).spoil(WireFault.LOST, 2)
    story.ask(Verb.HAND, "a-exhaust").wait(0.5)
    assert verdict(story, "exhaust") is not Verdict.CONFIRMED
    story.wait(6)
    assert story.plant.rooms["a"].runs("exhaust")
    assert verdict(story, "exhaust") is Verdict.CONFIRMED


def test_c4_a_lost_echo_does_no_harm() -> None:
    story = Story.begin().wait(5).spoil(WireFault.ECHO_LOST, 1)
    story.ask(Verb.HAND, "a-exhaust").wait(8)
    assert verdict(story, "exhaust") is Verdict.CONFIRMED
    assert story.judge.machines["a", "exhaust"].edges == 1


@pytest.mark.parametrize("hazard", HAZARDS)
def test_c5_an_open_door_puts_the_hazard_out_and_it_stays_out(hazard: str) -> None:
    chance = random.Random(5)
    slowest_s = 0.0
    for seed in range(25):
        story = Story.begin(seed, LONG).run(hazard).wait(chance.uniform(0, 2)).open_door()
        slowest_s = max(slowest_s, goes_out_within(story, 0.5, hazard))
        story.wait(1.0).close_door().wait(20)
        assert not story.burns(hazard)
    print(f"door to {hazard} off: at most {slowest_s:.2f} s")


@pytest.mark.parametrize("seed", range(10))
def test_c6_a_silent_door_contact_counts_as_open(seed: int) -> None:
    story = Story.begin(seed, LONG).run("uv").silence("di", 60)
    goes_out_within(story, 1.2)
    assert "door" in tripped(story)


def test_c7_a_door_that_never_opened_proves_nothing() -> None:
    story = Story.begin().wait(10).start("uv").wait(20)
    assert story.stage() is Stage.PRECHECK
    assert story.judge.lamps_lit == 0


@pytest.mark.parametrize("contact", [Bit.DOOR_A, Bit.DOOR_B])
def test_c7_a_door_contact_that_sticks_at_closed_is_found_before_the_start(contact: Bit) -> None:
    story = Story.begin().wait(10).clear()
    story.door_lies(contact, Lie.STUCK, closed=True, lasts_s=30).clear().start("uv").wait(5)
    assert [why.code for why in story.status().checks] == ["check_door_stuck"]
    assert story.judge.lamps_lit == 0


@pytest.mark.parametrize("contact", [Bit.DOOR_A, Bit.DOOR_B])
def test_c7_two_door_contacts_that_disagree_trip(contact: Bit) -> None:
    story = Story.begin(pace=LONG).run("uv").door_lies(contact, Lie.STUCK, closed=True, lasts_s=60)
    story.wait(0.5).open_door()
    goes_out_within(story, 0.5)
    assert "door" in tripped(story)


@pytest.mark.parametrize("contact", [Bit.DOOR_A, Bit.DOOR_B, Bit.NOBODY, Bit.E_STOP])
def test_c8_a_broken_wire_is_like_an_open_contact(contact: Bit) -> None:
    story = Story.begin(pace=LONG).run("uv").lie(f"di.{contact}", Lie.STUCK, 0.0)
    goes_out_within(story, 0.5)
    story.wait(60)
    assert not story.burns()


def test_c9_somebody_in_the_countdown_ends_it() -> None:
    story = Story.begin().wait(5).clear().wait(4)
    story.ask(Verb.REQUEST).wait(0.3).ask(Verb.CONFIRM).until(Stage.WARNING)
    story.lie(f"di.{Bit.NOBODY}", Lie.STUCK, 0.0, lasts_s=1.0).wait(30)
    assert story.judge.lamps_lit == 0
    assert story.stage() is Stage.IDLE


def test_c9_somebody_in_the_run_ends_it_with_the_siren() -> None:
    story = Story.begin(pace=LONG).run("uv").lie(f"di.{Bit.NOBODY}", Lie.STUCK, 0.0, lasts_s=1.0)
    goes_out_within(story, 0.5)
    story.wait(0.5)
    assert story.plant.rooms["a"].board.relays["sounder"].contact
    story.wait(30)
    assert story.judge.lamps_lit == 1


@pytest.mark.parametrize("hazard", HAZARDS)
def test_c10_nothing_from_afar_starts_a_hazard(hazard: str) -> None:
    cycle, far = f"a-{hazard}-cycle", Origin.REMOTE
    story = Story.begin().wait(5).clear().wait(4)
    story.ask(Verb.HAND, f"a-{hazard}", far, 600).ask(Verb.HAND, "a-contactor", far, 600)
    story.ask(Verb.REQUEST, cycle, far).wait(1).ask(Verb.CONFIRM, cycle, far).wait(10)
    story.ask(Verb.REQUEST, cycle).wait(1).ask(Verb.CONFIRM, cycle, far).wait(10)
    assert story.judge.lamps_lit == 0
    story.ask(Verb.CONFIRM, cycle).wait(4)
    assert story.burns(hazard)
    story.ask(Verb.ABORT, cycle, far)
    goes_out_within(story, 0.5, hazard)


@pytest.mark.parametrize("origin", list(Origin))
def test_c11_a_stop_goes_before_what_the_bus_carries(origin: Origin) -> None:
    for seed in range(10):
        story = Story.begin(seed, LONG).run("uv")
        for name, _ in PAIRS:
            story.ask(Verb.HAND, f"a-{name}", for_s=600)
        story.wait(0.05).ask(Verb.STOP, "a", origin)
        assert goes_out_within(story, 0.3) <= 0.3


def test_c12_a_board_that_lost_its_power_is_not_restored() -> None:
    story = Story.begin(pace=LONG).run("uv").power_cycle(3.5).wait(60)
    assert not story.burns()
    assert story.judge.lamps_lit == 1
    story.wait(300)
    assert story.judge.lamps_lit == 1


@pytest.mark.parametrize("hazard", HAZARDS)
@pytest.mark.parametrize("off_s", [0.05, 0.2, 0.7, 1.5])
def test_c12_a_board_that_was_gone_for_less_than_a_poll_is_not_restored(
    hazard: str, off_s: float
) -> None:
    for seed in range(12):
        story = (
            Story.begin(seed, LONG).run(hazard).wait(1.0 + seed / 12).power_cycle(off_s).wait(30)
        )
        assert not story.burns(hazard)
        assert story.judge.lamps_lit == 1


def test_c13_a_late_renewal_drops_the_lamp_for_good() -> None:
    story = Story.begin(pace=LONG).run("uv").lag(3.5, 8.0).wait(60)
    assert not story.burns()
    assert story.judge.lamps_lit == 1


def test_c13_a_lag_of_a_second_is_no_nuisance() -> None:
    story = Story.begin(pace=LONG).run("uv").lag(0.9, 3.0).wait(20.0)
    assert story.burns()
    assert story.judge.lamps_lit == 1


@pytest.mark.parametrize("seed", range(10))
def test_c14_the_first_edge_of_a_bouncing_door_trips(seed: int) -> None:
    story = Story.begin(seed, LONG).run("uv")
    story.door_lies(Bit.DOOR_A, Lie.BOUNCE, closed=False, lasts_s=2.0)
    goes_out_within(story, 0.5)
    story.wait(30)
    assert story.judge.lamps_lit == 1


def test_c15_what_excludes_each_other_never_runs_together() -> None:
    story = Story.begin().wait(5)
    for pair in (*PAIRS, *(tuple(reversed(pair)) for pair in PAIRS)):
        for name in pair:
            story.ask(Verb.HAND, f"a-{name}", for_s=600)
        story.wait(120)
    edges = {name: story.judge.machines["a", name].edges for pair in PAIRS for name in pair}
    assert any(edges.values())


def test_c16_after_an_outage_machines_rest_and_start_one_by_one() -> None:
    story = Story.begin().wait(60)
    room = story.plant.rooms["a"]
    assert room.runs("dehumidifier")
    story.power_cycle(0.0).kill(3.0, other_boot=True)
    back_t = story.plant.t + 3.0
    first: dict[str, float] = {}
    for _ in range(600):
        story.wait(0.2)
        for name in ("dehumidifier", "cooler"):
            if room.runs(name):
                first.setdefault(name, story.plant.t - back_t)
    pace_s = story.plant.settings.outputs["a-dehumidifier"].min_off_s
    assert len(first) == 2
    assert min(first.values()) >= pace_s
    starts = sorted(first.values())
    assert starts[1] - starts[0] >= story.plant.settings.stagger_s - 0.2
