"""Two hundred restarts at random times: no relay moves for them, and nothing is forgotten."""

import random

import pytest

from daemon.model import Stage, Verb
from drivers.simulator.physics import Building
from tests.scenario.judge import LIVE
from tests.scenario.points import COMPRESSORS
from tests.scenario.site import QUICK, Pace
from tests.scenario.story import Story

RESTARTS = 200
AFTER_S = 8.0  # a restart shows what it does by then
CLIMATE = ("dehumidifier", "humidifier", "cooler", "heater", "exhaust")
ROOM = Building(tank_kg=0.0)


def climate_edges(story: Story) -> dict[str, int]:
    return {name: story.judge.machines["a", name].edges for name in CLIMATE}


def starts(story: Story, name: str) -> tuple[float, ...]:
    memory = story.plant.brain.state.outputs[f"a-{name}"]
    shift_s = story.plant.brain.shift_s
    return tuple(start - shift_s for start in memory.starts)


def test_no_relay_moves_for_a_restart_and_the_guards_remember() -> None:
    chance = random.Random(7)
    story = Story.begin(pace=Pace(), building=ROOM)
    story.wait(1200)
    ran = 0
    for number in range(RESTARTS):
        story.wait(chance.uniform(20, 90))
        twin = story.twin()
        away_s = chance.choice((0.5, 2.0, 5.0))
        known = {name: starts(story, name) for name in COMPRESSORS}
        ran += any(story.plant.rooms["a"].runs(name) for name in CLIMATE)
        (story.kill if number % 2 else story.stop)(away_s)
        story.wait(away_s + AFTER_S)
        twin.wait(away_s + AFTER_S)
        for name, edges in climate_edges(story).items():
            assert edges <= climate_edges(twin)[name], f"restart {number}: {name}"
        for name in COMPRESSORS:
            remembered = {round(start, 6) for start in starts(story, name)}
            recent = {round(s, 6) for s in known[name] if story.plant.t - s < 3600 - AFTER_S}
            assert recent <= remembered
    print(f"{RESTARTS} restarts, a machine ran at {ran} of them")
    assert ran > RESTARTS / 4


def decaying() -> Story:
    """Return a story in which ozone was made and is vented, its room closed still."""
    story = Story.begin(pace=Pace()).run("ozone").wait(60)
    return story.ask(Verb.ABORT, "a-ozone-cycle").until(Stage.DECAY, "ozone").wait(10)


@pytest.mark.parametrize("vents", [True, False], ids=["vents", "vented"])
def test_no_exhaust_moves_for_a_restart_while_the_ozone_is_not_read_yet(vents: bool) -> None:
    story = decaying()
    while not vents and story.plant.rooms["a"].runs("exhaust"):
        story.wait(10)
    before = climate_edges(story)["exhaust"]
    story.kill(2.0).silence("o3", 2.0 + Pace().adopt_s - 1.0).wait(2.0 + Pace().adopt_s + AFTER_S)
    assert story.stage("ozone") is Stage.DECAY
    assert story.plant.rooms["a"].runs("exhaust") is vents
    assert climate_edges(story)["exhaust"] == before


def test_a_restart_vents_air_that_stays_unknown() -> None:
    story = decaying()
    while story.plant.rooms["a"].runs("exhaust"):
        story.wait(10)
    story.kill(2.0).silence("o3", 60.0).wait(2.0 + Pace().adopt_s + AFTER_S)
    assert story.plant.rooms["a"].runs("exhaust")


@pytest.mark.parametrize("hazard", ["uv", "ozone"])
@pytest.mark.parametrize("other_boot", [False, True])
@pytest.mark.parametrize("memory", ["stored", "stale", "lost"])
def test_sterilisation_is_never_resumed(hazard: str, other_boot: bool, memory: str) -> None:
    chance = random.Random(11)
    for seed in range(9):
        story = Story.begin(seed, QUICK).run(hazard)
        story.wait(chance.uniform(0, 2))
        lit = story.judge.lamps_lit
        story.kill(chance.choice((0.2, 1.0, 2.5, 4.0)), other_boot, memory)
        story.wait(chance.uniform(6, 12))
        assert story.stage(hazard) not in LIVE
        story.wait(60)
        assert story.judge.lamps_lit == lit
        assert not story.burns(hazard)


def test_a_latched_trip_survives_a_restart() -> None:
    story = Story.begin().run("uv").open_door().wait(2).close_door().wait(2)
    story.kill(2.0).wait(8)
    story.ask(Verb.ACKNOWLEDGE).wait(60).start("uv").wait(10)
    result = story.plant.brain.result
    assert result is not None
    assert {(t.interlock, t.latched) for t in result.rooms["a"].trips} >= {("door", True)}
    assert story.judge.lamps_lit == 1
    assert story.stage("uv") is not Stage.RUN
