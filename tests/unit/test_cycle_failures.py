"""What makes a run a failed one: dark, silent, no ozone or too much, a cap."""

from dataclasses import replace

import pytest

from daemon.control.cycle_conditions import CONDITIONS
from daemon.control.prechecks import CHECKS, broken_in_run
from daemon.control.state import Cycle, OutputMemory, RoomMemory
from daemon.model import Entry, Quality, Reason, Stage, Verb, reason
from tests.control_kit import ROOM, SAFETY, T, seen
from tests.cycle_kit import OZONE, UV, Room, moment, site


def test_a_lamp_that_is_never_seen_to_burn_fails_the_cycle() -> None:
    room = Room()
    room.start()
    room.shows = False
    room.scan(b__uv=True, c__uv_lit=False)
    room.run(9)
    assert room.stage() is Stage.RUN
    room.scan()
    assert room.stage() is Stage.STOPPING
    assert room.cycle.stop == reason("run_dark")
    assert not room.cycle.clean


def test_a_lamp_that_goes_out_fails_the_cycle_after_three_seconds() -> None:
    room = Room()
    room.start()
    room.run(100)
    room.shows = False
    room.scan(b__uv=True, c__uv_lit=None)
    room.run(2)
    assert room.stage() is Stage.RUN
    room.scan(0.1)
    assert room.stage() is Stage.STOPPING
    assert room.cycle.stop == reason("run_dark")


def test_a_flicker_at_the_start_is_forgiven() -> None:
    room = Room()
    room.start()
    room.run(2)
    room.shows = False
    room.scan(b__uv=True, c__uv_lit=False)
    room.run(6)
    room.shows = True
    room.run(60)
    assert room.stage() is Stage.RUN


def test_the_proof_of_a_lamp_counts_from_its_command() -> None:
    late = moment(
        Cycle(stage=Stage.RUN, since=T - 25, decayed=False),
        values={"b.uv": False},
    )
    assert CONDITIONS["dark"](late) is None
    assert CONDITIONS["not_started"](late) is None
    later = replace(late, cycle=replace(late.cycle, since=T - 30))
    assert CONDITIONS["not_started"](later) is None
    later = replace(late, cycle=replace(late.cycle, since=T - 30.1))
    assert CONDITIONS["not_started"](later) == reason("run_not_started")


@pytest.mark.parametrize(
    ("memory", "expected"),
    [
        (OutputMemory(command=True, echoed_t=T - 5), None),
        (OutputMemory(command=True), reason("run_not_started")),
        (OutputMemory(command=False, echoed_t=T - 5), reason("run_not_started")),
    ],
)
def test_a_command_counts_once_the_device_has_echoed_it(
    memory: OutputMemory, expected: Reason | None
) -> None:
    cycle = Cycle(stage=Stage.RUN, since=T - 31, decayed=False)
    assert CONDITIONS["not_started"](moment(cycle, outputs={"uv": memory})) == expected


@pytest.mark.parametrize(
    ("told_t", "expected"),
    [(T - 10, None), (T - 10.1, reason("run_dark")), (T - 90, reason("run_dark")), (None, None)],
)
def test_a_lamp_has_ten_seconds_from_its_command(
    told_t: float | None, expected: Reason | None
) -> None:
    since = T - (10 if told_t is None else 25)
    cycle = Cycle(stage=Stage.RUN, since=since, decayed=False)
    told = {"uv": OutputMemory(command=True, commanded_t=told_t)}
    assert CONDITIONS["dark"](moment(cycle, outputs=told)) == expected


def test_a_run_ends_when_the_relay_is_silent_for_three_seconds() -> None:
    room = Room()
    room.start()
    room.run(50)
    room.shows = False
    last = room.t
    room.values |= {"c.uv_lit": True, "b.uv": seen(None, t=last)}
    room.run(3)
    assert room.stage() is Stage.RUN
    room.scan(0.1)
    assert room.stage() is Stage.STOPPING
    assert room.cycle.stop == reason("run_feedback_lost")


def test_an_old_but_usable_feedback_is_lost_after_three_seconds_too() -> None:
    def lost(age_s: float, quality: Quality) -> Reason | None:
        old = seen(True, t=T - age_s, quality=quality)
        cycle = Cycle(stage=Stage.RUN, since=T - 60, decayed=False)
        return CONDITIONS["feedback_lost"](moment(cycle, values={"b.uv": old}))

    assert lost(3.0, Quality.UNCERTAIN) is None
    assert lost(3.1, Quality.UNCERTAIN) == reason("run_feedback_lost")
    assert lost(4.0, Quality.GOOD) is None


def test_too_much_ozone_ends_the_run() -> None:
    room = Room(OZONE)
    room.start()
    room.scan(o3__ozone=30.0)
    assert room.stage() is Stage.RUN
    room.scan(o3__ozone=30.1)
    assert room.stage() is Stage.STOPPING
    assert room.cycle.stop == reason("run_ozone_high", ozone_mg_m3=30.1, most_mg_m3=30.0)


def test_too_much_ozone_ends_the_run_though_another_sensor_is_dead() -> None:
    bare = site(OZONE)
    safety = replace(SAFETY, ozone=("o3.ozone", "o3.dead"))
    two = replace(bare, rooms={ROOM: replace(bare.rooms[ROOM], safety=safety)})
    running = Cycle(stage=Stage.RUN, since=T - 60, decayed=False)
    now = moment(running, programme=OZONE, to=two, values={"o3.ozone": 30.1, "o3.dead": None})
    assert CONDITIONS["ozone_high"](now) is not None


def test_a_run_that_raised_no_ozone_is_no_cycle_and_its_sensor_not_believed() -> None:
    room = Room(OZONE)
    room.start()
    room.scan(o3__ozone=0.159)
    room.until(Stage.STOPPING)
    assert room.cycle.stop == reason("run_no_ozone", ozone_mg_m3=0.159)
    room.until(Stage.DECAY)
    room.run(OZONE.worst_case_s + 60, dt=10.0)
    assert room.stage() is Stage.DECAY
    assert room.last.status.reason == reason("decay_sign_off")
    assert room.ask(Verb.SIGN_OFF, who="赵六", why="便携仪 0.02") is None
    room.scan()
    assert room.stage() is Stage.LOCKED_OUT
    assert room.cycle.checker == "赵六"


def test_a_run_at_the_limit_of_entry_has_raised_ozone() -> None:
    room = Room(OZONE)
    room.start()
    room.scan(o3__ozone=0.16)
    room.until(Stage.STOPPING)
    assert room.cycle.clean


def test_a_run_without_an_ozone_sensor_can_be_clean() -> None:
    room = Room(OZONE, sensor=False)
    room.start()
    room.until(Stage.DECAY)
    assert room.until(Stage.READY) == OZONE.worst_case_s


def test_a_lamp_without_an_ozone_sensor_waits_the_short_time() -> None:
    room = Room(sensor=False)
    room.start()
    room.until(Stage.DECAY)
    assert room.until(Stage.READY) == UV.decay_s


def test_the_cap_of_the_day_ends_a_run() -> None:
    room = Room(replace(UV, daily_run_s=1800.0))
    room.start()
    cycle = replace(room.cycle, day="2026-07-01", day_run_s=1790.0)
    room.state = replace(room.state, cycles={UV.id: cycle})
    room.run(9)
    assert room.stage() is Stage.RUN
    room.scan()
    assert room.stage() is Stage.STOPPING
    assert room.cycle.stop == reason("run_day_spent", cap_s=1800.0)
    assert not room.cycle.clean


def test_the_cap_of_the_year_ends_an_ozone_run() -> None:
    room = Room(OZONE)
    room.start()
    room.state = replace(
        room.state, rooms={ROOM: replace(room.memory, dose_mg_h_m3=99.999, dose_year=2026)}
    )
    room.scan(o3__ozone=20.0)
    assert room.stage() is Stage.STOPPING
    assert room.cycle.stop is not None
    assert room.cycle.stop.code == "check_dose"


IN_RUN = {
    "door",
    "person",
    "e_stop",
    "trips",
    "local_stop",
    "mode",
    "bus",
    "monitor_only",
    "alone",
    "dose",
    "ledger",
}


def test_what_ends_a_run_is_written_in_the_table() -> None:
    assert {name for name, check in CHECKS.items() if check.in_run} == IN_RUN


def test_a_run_ends_by_the_first_row_that_breaks() -> None:
    assert broken_in_run(moment()) is None
    both = moment(values={"c.e_stop": None, "c.nobody": False})
    assert broken_in_run(both) == reason("check_person")


def test_what_only_a_start_needs_ends_no_run() -> None:
    started = moment(
        values={"b.uv": True, "c.uv_lit": True, "th.rh": 70.0, "th.t": None, "o3.ozone": 0.1},
        room=RoomMemory(),
    )
    assert broken_in_run(started) is None


def test_a_run_ends_when_its_record_can_not_be_kept() -> None:
    assert broken_in_run(moment(ledger_sound=False)) == reason("check_ledger")


@pytest.mark.parametrize("ran_s", [5, 1790])
def test_an_ozone_run_that_was_stopped_early_does_not_make_its_blind_sensor_believed(
    ran_s: int,
) -> None:
    room = Room(OZONE)
    room.start()
    room.scan(o3__ozone=0.0)
    room.run(ran_s)
    room.ask(Verb.ABORT)
    room.until(Stage.DECAY)
    room.run(OZONE.worst_case_s - 1, dt=1.0)
    assert room.stage() is Stage.DECAY
    assert room.last.status.reason == reason("decay_blind", left_s=1.0)
    exhaust = room.claim("exhaust")
    assert exhaust is not None
    assert exhaust.on
    room.run(2)
    assert room.last.status.reason == reason("decay_sign_off")
    assert room.entry() is Entry.FORBIDDEN
