"""The table of the sterilisation cycle, and what a restart makes of it."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain, combinations

import pytest

from daemon.control.cycle_conditions import CONDITIONS
from daemon.control.settings import Programme
from daemon.control.state import Cycle
from daemon.control.sterilisation import TABLE, locked, restarted, row_for
from daemon.model import Entry, Stage, Verb, reason
from tests.control_kit import T
from tests.cycle_kit import OZONE, UV, Room, moment

DRIVEN = {verb.value for verb in Verb} | {"restart"}


def subsets(names: Iterable[str]) -> Iterable[tuple[str, ...]]:
    kept = sorted(names)
    return chain.from_iterable(combinations(kept, n) for n in range(len(kept) + 1))


def test_every_stage_and_every_set_of_conditions_has_one_answer() -> None:
    for stage in Stage:
        names = {row.when for row in TABLE if row.stage is stage}
        for holding in subsets(names):
            causes = {name: reason(name) for name in holding}
            found = row_for(stage, causes.get, given=moment())
            unguarded = [
                row for row in TABLE if row.stage is stage and row.when in holding and not row.given
            ]
            if unguarded:
                assert found is not None
                assert found[1] == reason(found[0].when)


def test_every_name_in_the_table_is_a_condition_a_verb_or_a_restart() -> None:
    assert {row.when for row in TABLE} <= set(CONDITIONS) | DRIVEN
    assert {row.given for row in TABLE if row.given} <= set(CONDITIONS)
    assert set(CONDITIONS) <= {name for row in TABLE for name in (row.when, row.given)}
    assert not set(CONDITIONS) & DRIVEN


def test_run_is_reached_only_through_the_countdown() -> None:
    assert [row for row in TABLE if row.to is Stage.RUN] == [
        (Stage.WARNING, "counted_down", Stage.RUN, "")
    ]
    assert {row.stage for row in TABLE if row.to is Stage.WARNING} == {Stage.PRECHECK}
    assert {row.stage for row in TABLE if row.to is Stage.PRECHECK} == {Stage.REQUESTED}
    assert {row.when for row in TABLE if row.to is Stage.REQUESTED} == {"request"}
    assert {row.when for row in TABLE if row.to is Stage.PRECHECK} == {"confirm"}


def test_a_run_ends_in_a_stop_or_in_the_longest_wait() -> None:
    ways = {(row.when, row.to) for row in TABLE if row.stage is Stage.RUN}
    assert {to for when, to in ways if when != "restart"} == {Stage.STOPPING}
    assert ("restart", Stage.DECAY) in ways


def test_every_live_stage_looks_at_trips_before_anything_that_goes_on() -> None:
    for stage in (Stage.WARNING, Stage.RUN):
        order = [row.when for row in TABLE if row.stage is stage and row.when not in DRIVEN]
        assert order[0] == "tripped"
    assert [row.to for row in TABLE if row.stage is Stage.WARNING][-1] is Stage.RUN


def test_no_stage_goes_round_in_circles_by_itself() -> None:
    steps = {(row.stage, row.to) for row in TABLE if row.when in CONDITIONS}
    again = {row for row in TABLE if row.when in CONDITIONS and row.stage is row.to}
    # Its own guard ends it: whoever is locked out by a burning hazard is not decayed any more.
    assert again == {(Stage.LOCKED_OUT, "burning", Stage.LOCKED_OUT, "decayed")}
    steps -= {(Stage.LOCKED_OUT, Stage.LOCKED_OUT)}
    reached = {stage: {to for start, to in steps if start is stage} for stage in Stage}
    for _ in Stage:
        reached = {s: to.union(*(reached[t] for t in to)) for s, to in reached.items()}
    assert not any(stage in to for stage, to in reached.items())


def test_a_person_is_needed_to_leave_a_lock_out() -> None:
    ways = [row for row in TABLE if row.stage is Stage.LOCKED_OUT and row.to is not row.stage]
    assert {row.when for row in ways} == {"acknowledge"}


def test_ready_is_reached_only_after_a_clean_run_in_clean_air() -> None:
    assert [row for row in TABLE if row.to is Stage.READY] == [
        (Stage.DECAY, "air_clean", Stage.READY, "ran_clean")
    ]


RUNNING = Cycle(
    stage=Stage.RUN,
    since=T - 60,
    who="张三",
    run_from=T - 60,
    decayed=False,
    lamp_s=60.0,
    day="2026-07-01",
    day_run_s=60.0,
    cycles=3,
)


@pytest.mark.parametrize("stage", [Stage.REQUESTED, Stage.PRECHECK])
def test_a_start_that_was_under_way_is_dropped_by_a_restart(stage: Stage) -> None:
    cycle = restarted(Cycle(stage=stage, since=5.0, who="张三"), T)
    assert (cycle.stage, cycle.since, cycle.who) == (Stage.IDLE, T, "张三")
    assert cycle.reason == reason("cycle_restarted")
    assert cycle.run_to is None
    assert cycle.last_end is None


@pytest.mark.parametrize("programme", [UV, OZONE])
def test_a_countdown_that_was_stored_may_have_become_a_run_so_the_whole_wait_counts(
    programme: Programme,
) -> None:
    cycle = restarted(Cycle(stage=Stage.WARNING, since=T - 80, who="张三"), T)
    assert (cycle.stage, cycle.decayed, cycle.clean, cycle.unmeasured) == (
        *(Stage.DECAY, False, False, True),
    )
    assert (cycle.run_from, cycle.run_to, cycle.last_end) == (None, T, T)
    room = Room(programme, sensor=False)
    room.state = replace(room.state, cycles={programme.id: cycle})
    assert room.scan(10.0).status.entry is Entry.FORBIDDEN
    assert room.until(Stage.LOCKED_OUT) == programme.worst_case_s - 10
    assert room.entry() is Entry.FREE
    assert not any("record" in event.body for event in room.events)


def test_a_run_is_never_resumed() -> None:
    cycle = restarted(RUNNING, T)
    assert cycle == replace(
        RUNNING,
        stage=Stage.DECAY,
        since=T,
        reason=reason("cycle_restarted"),
        run_to=T,
        last_end=T,
        stop=reason("cycle_restarted"),
        unmeasured=True,
    )


def test_a_restart_in_the_decay_counts_the_wait_anew() -> None:
    done = replace(
        RUNNING,
        stage=Stage.DECAY,
        since=T - 1000,
        run_to=T - 1000,
        stop=reason("run_done", ran_s=60.0),
        clean=True,
        signed_off=True,
        checker="赵六",
    )
    cycle = restarted(done, T)
    assert (cycle.since, cycle.run_to, cycle.clean) == (T, T - 1000, False)
    assert (cycle.stop, cycle.unmeasured) == (reason("cycle_restarted"), True)
    assert (cycle.signed_off, cycle.checker) == (False, "")


def test_a_restart_keeps_why_a_run_had_ended() -> None:
    ended = replace(RUNNING, stage=Stage.STOPPING, run_to=T - 1, stop=reason("run_dark"))
    assert restarted(ended, T).stop == reason("run_dark")


@pytest.mark.parametrize("stage", [Stage.IDLE, Stage.READY, Stage.LOCKED_OUT])
def test_a_restart_leaves_the_other_stages_alone(stage: Stage) -> None:
    cycle = replace(RUNNING, stage=stage)
    assert restarted(cycle, T) is cycle


def test_a_room_is_locked_with_the_record_of_the_cycle_that_was_under_way() -> None:
    why = reason("cycle_orphaned", programme="old")
    signed = replace(RUNNING, stage=Stage.DECAY, signed_off=True, checker="赵六")
    cycle = locked(signed, T, why)
    assert cycle == replace(
        RUNNING,
        stage=Stage.LOCKED_OUT,
        since=T,
        reason=why,
        run_to=T,
        last_end=T,
        stop=why,
        unmeasured=True,
    )


def test_a_room_is_locked_without_the_record_of_a_cycle_that_is_over() -> None:
    why = reason("cycle_memory_lost")
    over = replace(RUNNING, stage=Stage.READY, run_to=T - 9, stop=reason("run_dark"), decayed=True)
    cycle = locked(over, T, why)
    assert (cycle.run_from, cycle.run_to, cycle.stop, cycle.who) == (None, T, why, "")
    assert (cycle.lamp_s, cycle.day_run_s, cycle.cycles) == (60.0, 60.0, 3)
    assert not cycle.decayed


@pytest.mark.parametrize("sensor", [True, False])
def test_after_a_restart_only_a_measurement_shortens_the_wait(*, sensor: bool) -> None:
    room = Room(sensor=sensor)
    room.state = replace(room.state, cycles={UV.id: restarted(RUNNING, T)})
    waited = room.until(Stage.LOCKED_OUT)
    assert waited == (UV.decay_s if sensor else UV.worst_case_s)
    assert room.cycle.decayed
    assert room.entry() is Entry.FREE
    assert room.last.status.checks == (reason("cycle_restarted"),)


def test_a_relay_that_its_dead_man_still_holds_does_not_lock_the_room() -> None:
    room = Room()
    room.state = replace(room.state, cycles={UV.id: restarted(RUNNING, T)})
    room.works = False
    room.lamp = True
    room.run(3)
    room.lamp = False
    room.run(3)
    assert room.stage() is Stage.DECAY
