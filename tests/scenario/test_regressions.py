"""Stories in which control once went wrong; each one as short as it could be made."""

from daemon.model import Entry, Origin, Stage, Verb
from tests.scenario.story import Story
from tests.scenario.wire import WireFault


def entry(story: Story) -> Entry:
    result = story.plant.brain.result
    assert result is not None
    return result.rooms["a"].entry


def starts(story: Story, name: str) -> int:
    return story.judge.machines["a", name].starts_ever


def test_a_compressor_whose_board_lost_its_power_rests_before_it_starts_again() -> None:
    story = Story.begin().wait(60)
    room, min_off_s = story.plant.rooms["a"], 30.0
    assert room.runs("dehumidifier")
    story.power_cycle(5.0).wait(min_off_s - 8.0)
    assert not room.runs("dehumidifier")
    story.wait(60)
    assert room.runs("dehumidifier")
    assert starts(story, "dehumidifier") == 2


def test_a_machine_that_went_out_while_the_daemon_was_away_is_not_told_on_unread() -> None:
    story = Story.begin().wait(60).power_cycle(0.0).stop(7.0).wait(12.0)
    assert not story.plant.rooms["a"].runs("dehumidifier")


def test_a_machine_behind_a_silent_board_is_not_told_on_after_a_restart() -> None:
    story = Story.begin().wait(60).stop(1.0).power_cycle(8.0).wait(25.0)
    assert not story.plant.rooms["a"].runs("dehumidifier")


def test_inputs_that_were_not_read_yet_switch_nothing_off_at_a_start() -> None:
    story = Story.begin().wait(60).kill(1.0).wait(1.0).ask(Verb.AUTO, "a").wait(10)
    assert story.plant.rooms["a"].runs("dehumidifier")
    assert story.judge.machines["a", "dehumidifier"].edges == 1


def test_a_machine_is_not_renewed_blind() -> None:
    for seed in range(20):
        story = Story.begin(seed).wait(60 + seed).power_cycle(5.0).wait(25.0)
        assert not story.plant.rooms["a"].runs("dehumidifier")


def test_refused_renewals_do_not_light_a_lamp_that_dropped() -> None:
    story = Story.begin(740).run("ozone").spoil(WireFault.REFUSED, 3).wait(12)
    assert story.judge.lamps_lit == 1


def test_a_lost_memory_does_not_make_ozone_breathable() -> None:
    story = Story.begin().run("ozone").wait(4)
    assert story.plant.rooms["a"].state.ozone_mg_m3 > 0.3
    story.kill(1.0, other_boot=True, memory="lost").wait(4)
    assert entry(story) is Entry.FORBIDDEN


def test_an_emergency_stop_before_the_countdown_ends_the_request() -> None:
    story = Story.begin().wait(5).clear().ask(Verb.REQUEST).wait(0.2).ask(Verb.CONFIRM).wait(0.2)
    assert story.stage() is Stage.PRECHECK
    story.press().wait(1).press(False).wait(1).ask(Verb.RESET, "a").wait(30)
    assert story.judge.lamps_lit == 0
    assert story.stage() is Stage.IDLE


def test_a_stop_before_the_countdown_ends_the_request() -> None:
    story = Story.begin().wait(5).clear().ask(Verb.REQUEST).wait(0.2).ask(Verb.CONFIRM).wait(0.2)
    story.ask(Verb.STOP, "a", Origin.REMOTE).wait(1).ask(Verb.RELEASE, "a").wait(30)
    assert story.judge.lamps_lit == 0


def test_another_master_who_lights_a_lamp_is_stopped_by_the_contactor() -> None:
    story = Story.begin().wait(10).others_write("contactor", True).wait(20)
    story.others_write("uv", True).wait(10)
    assert not story.burns("uv")


def test_a_door_that_was_open_while_a_scan_was_late_trips() -> None:
    for seed in range(5):
        story = Story.begin(seed).run("uv").lag(1.0, 3.0).wait(0.2)
        story.open_door().wait(0.3).close_door().wait(1.6)
        assert not story.burns()
        assert story.judge.lamps_lit == 1
