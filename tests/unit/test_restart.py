"""What a new process takes over: guards and latches always, a command or a running cycle never."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta

import pytest

from daemon.control.alarms.memory import AlarmMemory
from daemon.control.events import plain
from daemon.control.hands import TOLD_S
from daemon.control.restart import adopted, forgotten, restored
from daemon.control.scan import scan
from daemon.control.state import ControlState, Cycle, OutputMemory, RoomMemory, TripMemory
from daemon.control.suspicion import Suspicion, Watch
from daemon.control.view import Inputs
from daemon.model import (
    Act,
    Claim,
    Entry,
    Event,
    Origin,
    Rank,
    Reason,
    Stage,
    Verb,
    Verdict,
    reason,
)
from daemon.store.control_memory import ControlMemory, as_text, from_text, recalled
from tests.control_kit import PROGRAMME, ROOM, image, settings

from .history_kit import NOON

SAVED_T = 50_000.0
T = 90.0  # on the clock of the next boot
DOOR = TripMemory(since=SAVED_T - 100, latched=True, reason=reason("trip_door"))
DAMP = TripMemory(since=SAVED_T - 100, latched=False, reason=reason("trip_tank"))
MACHINE = OutputMemory(
    want=True,
    allowed=True,
    winner="humidity:humidity_above",
    since=SAVED_T - 500,
    command=True,
    commanded_t=SAVED_T - 500,
    flying=True,
    asked_t=SAVED_T - 1,
    echoed_t=SAVED_T - 499,
    written_t=SAVED_T - 20,
    tries=2,
    error="x",
    refused=True,
    confirmed=True,
    verdict=Verdict.CONFIRMED,
    feedback=True,
    running=True,
    on=True,
    on_t=SAVED_T - 499,
    off_t=SAVED_T - 1500,
    mismatch_t=SAVED_T - 3,
    starts=(SAVED_T - 3500, SAVED_T - 499),
    writes=17,
    writes_t=SAVED_T - 7200,
    run_s=123.0,
    switchings=9,
    effect_from=61.0,
    flickers=(SAVED_T - 9,),
    unsteady_t=SAVED_T - 9,
)
HAND = Claim(
    output="dry",
    on=True,
    rank=Rank.HAND,
    owner="李工",
    reason=reason("hand_on", who="李工", why=""),
    until=SAVED_T + 3600,
)
STATE = ControlState(
    seq=77,
    t=SAVED_T,
    started_t=SAVED_T - 9000,
    booted=False,
    suspicion=Suspicion(
        watches={"a.t": Watch(value=1.0, since=1.0, others=None, apart_since=None)},
        doubtful=frozenset({"a.t"}),
        checked_t=SAVED_T - 10,
    ),
    outputs={"dry": MACHINE},
    rooms={
        "r": RoomMemory(
            setpoint_c=19.0,
            ventilating=True,
            loss_t={"humidity": SAVED_T - 5},
            opened=("c.door_1",),
            proof_t=SAVED_T - 50,
            quiet_t=SAVED_T - 700,
            clear_t=SAVED_T - 700,
            dose_mg_h_m3=3.5,
            dose_year=2026,
        )
    },
    cycles={"uv": Cycle(stage=Stage.RUN, since=SAVED_T - 60, run_from=SAVED_T - 60, lamp_s=99.0)},
    hands={"dry": HAND},
    stops={"r": reason("local_stop", who="李工")},
    trips={"r/door": DOOR, "r/tank": DAMP},
    acted=(("id-1", SAVED_T - 30),),
    alarms=AlarmMemory(t=SAVED_T, recent=(SAVED_T - 10,), came={"flood": (SAVED_T - 10,)}),
)


def same_boot(away_s: float = 40.0) -> ControlState:
    return restored(STATE, SAVED_T + away_s, same_boot=True, away_s=away_s)


def next_boot(away_s: float | None = 120.0) -> ControlState:
    return restored(STATE, T, same_boot=False, away_s=away_s)


def nobody_knows_when() -> ControlState:
    return next_boot(None)


EVERY_START = pytest.mark.parametrize("start", [same_boot, next_boot, nobody_knows_when])
Start = Callable[[], ControlState]


@EVERY_START
def test_nothing_is_taken_as_commanded_before_the_device_was_read(start: Start) -> None:
    state = start()
    output = state.outputs["dry"]
    kept = {
        *("want", "allowed", "winner", "since", "on", "on_t", "off_t", "starts", "writes"),
        *("writes_t", "run_s", "switchings", "effect_from", "feedback", "running"),
    }
    fresh = OutputMemory()
    for field in fields(OutputMemory):
        assert getattr(MACHINE, field.name) != getattr(fresh, field.name), field.name
        if field.name not in kept:
            assert getattr(output, field.name) == getattr(fresh, field.name), field.name
    assert (state.seq, state.t, state.started_t) == (0, None, None)


@EVERY_START
def test_latches_stops_and_counts_stay(start: Start) -> None:
    state = start()
    assert state.trips["r/door"].latched
    assert state.stops == STATE.stops
    assert [act for act, _ in state.acted] == ["id-1"]
    output, room = state.outputs["dry"], state.rooms["r"]
    assert (output.run_s, output.switchings, output.writes) == (123.0, 9, 17)
    assert (room.setpoint_c, room.dose_mg_h_m3, room.dose_year) == (19.0, 3.5, 2026)
    assert state.cycles["uv"].lamp_s >= 99.0


@EVERY_START
def test_a_cycle_never_goes_on(start: Start) -> None:
    cycle = start().cycles["uv"]
    assert cycle.stage in (Stage.DECAY, Stage.STOPPING, Stage.LOCKED_OUT)


@EVERY_START
def test_what_needs_an_unbroken_watch_begins_anew(start: Start) -> None:
    room = start().rooms["r"]
    assert (room.quiet_t, room.clear_t) == (None, None)


def test_in_the_same_boot_times_hold() -> None:
    state = same_boot()
    output = state.outputs["dry"]
    assert (output.on, output.on_t, output.off_t) == (True, MACHINE.on_t, MACHINE.off_t)
    assert (output.starts, output.writes_t, output.since) == (
        MACHINE.starts,
        MACHINE.writes_t,
        MACHINE.since,
    )
    assert state.suspicion == STATE.suspicion
    assert state.trips == STATE.trips
    assert state.acted == STATE.acted
    assert state.alarms == replace(STATE.alarms, t=None)
    assert state.rooms["r"].proof_t == SAVED_T - 50
    assert not state.booted


def test_a_wish_of_a_person_ends_when_it_would_have() -> None:
    assert same_boot(3599.0).hands == STATE.hands
    assert same_boot(3600.0).hands == {}
    until = next_boot(600.0).hands["dry"].until
    assert until == T + 3000
    assert next_boot(3600.0).hands == {}
    assert next_boot(3600.0).lost == {}  # it is over: nothing was given up
    assert next_boot(None).hands == {}
    endless = replace(STATE, hands={"dry": replace(HAND, until=None)})
    assert restored(endless, T, same_boot=False, away_s=1.0).hands == {}


def test_where_the_time_away_is_unknown_off_holds_on_and_on_is_given_up() -> None:
    off = replace(HAND, output="cool", on=False, reason=reason("hand_off", who="王芳", why=""))
    state = restored(
        replace(STATE, hands={"dry": HAND, "cool": off}), T, same_boot=False, away_s=None
    )
    assert state.hands == {"cool": replace(off, until=T + 3600)}
    assert state.lost == {"dry": replace(HAND, until=None)}
    again = restored(replace(state, t=T + 10), 5.0, same_boot=False, away_s=None)
    assert again.lost == state.lost


def test_a_wish_that_was_given_up_has_one_row_and_a_note_until_a_person_acts() -> None:
    lost = reason("hand_lost", who="李工", name="dry")
    state = ControlState(lost={"dry": replace(HAND, until=None), "gone": HAND})

    def looked(
        state: ControlState, t: float, *acts: Act
    ) -> tuple[list[Event], tuple[Reason, ...], ControlState]:
        result, after = scan(Inputs(image=image(t=t), acts=acts), settings(), state)
        assert not result.outputs["dry"].want
        rows = [event for event in result.events if event.kind == "hand"]
        return rows, result.rooms[ROOM].notes, after

    rows, notes, state = looked(state, T)
    told: dict[str, object] = {"who": "李工", "reason": plain(lost)}
    assert (rows, notes) == ([Event(kind="hand", subject="dry", body=told)], (lost,))
    rows, notes, state = looked(state, T + 1)
    assert (rows, notes) == ([], (lost,))
    assert looked(state, T + TOLD_S)[1] == ()
    rows, notes, _ = looked(restored(state, T + 9, same_boot=True, away_s=8.0), T + 9)
    assert (rows, notes) == ([], (lost,))
    for verb in (Verb.AUTO, Verb.OFF):
        act = Act(id="a-1", verb=verb, subject="dry", who="王芳")
        assert looked(looked(state, T + 2, act)[2], T + 3)[1] == ()


def test_after_a_boot_every_machine_has_just_stopped() -> None:
    state = next_boot()
    output = state.outputs["dry"]
    assert (output.on, output.on_t, output.off_t, output.since) == (None, None, T, T)
    assert (output.want, output.allowed, output.effect_from) == (False, False, None)
    assert state.booted


def test_after_a_boot_starts_count_by_their_true_age() -> None:
    assert next_boot(50.0).outputs["dry"].starts == (T - 3550, T - 549)
    assert next_boot(100.0).outputs["dry"].starts == (T - 599,)
    assert next_boot(3200.0).outputs["dry"].starts == ()


def test_where_the_time_away_is_unknown_it_did_not_pass() -> None:
    output = next_boot(None).outputs["dry"]
    assert output.starts == (T - 3500, T - 499)
    assert output.writes_t == T - 7200


def test_after_a_boot_what_was_seen_before_proves_nothing() -> None:
    state = next_boot()
    room = state.rooms["r"]
    assert (room.proof_t, room.opened, room.ventilating, room.loss_t) == (
        None,
        (),
        False,
        {},
    )
    assert state.suspicion == Suspicion()
    assert set(state.trips) == {"r/door"}
    assert state.trips["r/door"].since == T - 220
    assert state.acted == (("id-1", T - 150),)


def test_after_a_boot_alarms_count_by_their_true_age() -> None:
    alarms = next_boot(120.0).alarms
    assert (alarms.t, alarms.recent, alarms.came) == (None, (T - 130,), {"flood": (T - 130,)})


def test_every_time_of_a_cycle_moves_to_the_new_clock() -> None:
    times = {
        field.name: SAVED_T - 10.0
        for field in fields(Cycle)
        if field.name.endswith("_t") or field.name in ("since", "run_from", "run_to", "last_end")
    }
    idle = replace(Cycle(), **times)  # type: ignore[arg-type]
    state = replace(STATE, cycles={"uv": idle})
    moved = restored(state, T, same_boot=False, away_s=0.0).cycles["uv"]
    assert {name: getattr(moved, name) for name in times} == dict.fromkeys(times, T - 10.0)


def test_the_memory_comes_back_from_its_text_as_it_was() -> None:
    memory = ControlMemory(boot="b", at=NOON, clock_trusted=True, state=STATE)
    assert from_text(as_text(memory)) == memory
    empty = replace(memory, state=ControlState())
    assert from_text(as_text(empty)) == empty  # minus infinity too


def test_a_memory_of_an_older_program_fills_with_defaults() -> None:
    text = '{"boot":"b","at":"2026-03-01T04:00:00Z","clock_trusted":true,"state":{"seq":3,"new":1}}'
    assert from_text(text).state == ControlState(seq=3)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"boot":"b","state":{"seq":"x"}}'])
def test_a_text_that_is_no_memory_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="validation error"):
        from_text(text)


@pytest.mark.parametrize(
    ("then_trusted", "now_trusted", "passed_s", "hands"),
    [
        (True, True, 600.0, {"dry"}),
        (False, True, 600.0, set[str]()),
        (True, False, 600.0, set[str]()),
        (True, True, -5.0, set[str]()),
        (True, True, 9999.0, set[str]()),
    ],
)
def test_only_two_trusted_clocks_tell_how_long_we_were_away(
    then_trusted: bool, now_trusted: bool, passed_s: float, hands: set[str]
) -> None:
    memory = ControlMemory(boot="old", at=NOON, clock_trusted=then_trusted, state=STATE)
    state = recalled(
        memory,
        boot="new",
        t=T,
        at=NOON + timedelta(seconds=passed_s),
        clock_trusted=now_trusted,
    )
    assert set(state.hands) == hands
    assert state.booted


def test_the_boot_decides_whether_times_hold() -> None:
    memory = ControlMemory(boot="same", at=NOON, clock_trusted=False, state=STATE)
    state = recalled(memory, boot="same", t=SAVED_T + 1, at=NOON, clock_trusted=False)
    assert not state.booted
    assert set(state.hands) == {"dry"}


def test_where_the_memory_is_lost_every_programme_is_locked_and_its_room_closed() -> None:
    two = settings(programmes=(PROGRAMME, replace(PROGRAMME, id="o3-1")))
    state = forgotten(two, T)
    assert set(state.cycles) == {"uv-1", "o3-1"}
    for cycle in state.cycles.values():
        assert (cycle.stage, cycle.since, cycle.decayed) == (Stage.LOCKED_OUT, T, False)
        assert (cycle.unmeasured, cycle.reason.code) == (True, "cycle_memory_lost")


@pytest.mark.parametrize("same_boot", [True, False])
def test_a_lost_memory_that_no_scan_has_seen_stays_lost(*, same_boot: bool) -> None:
    state = restored(forgotten(settings(), T), T + 1, same_boot=same_boot, away_s=1.0)
    assert state.stops == {ROOM: reason("stop_memory_lost")}
    cycle = state.cycles[PROGRAMME.id]
    assert (cycle.stage, cycle.decayed) == (Stage.LOCKED_OUT, False)


def test_where_the_memory_is_lost_every_room_is_stopped_until_a_person_releases_it() -> None:
    state = forgotten(settings(), T)
    assert state.stops == {ROOM: reason("stop_memory_lost")}
    result, after = scan(Inputs(image=image(t=T)), settings(), state)
    assert result.rooms[ROOM].stopped
    release = Act(id="r-1", verb=Verb.RELEASE, subject=ROOM, who="李工", origin=Origin.LOCAL)
    later = Inputs(image=image(t=T + 1), acts=(release,))
    result, _ = scan(later, settings(), after)
    assert not result.rooms[ROOM].stopped


@pytest.mark.parametrize(
    "state",
    [
        ControlState(stops={"old": reason("local_stop", who="李工")}),
        ControlState(trips={"old/door": DOOR}),
    ],
)
def test_a_stop_or_a_latch_of_a_room_that_is_gone_stops_every_room(state: ControlState) -> None:
    after = adopted(state, [], settings().rooms, T)
    assert after.stops == {ROOM: reason("stop_orphaned", room="old")}
    result, later = scan(Inputs(image=image(t=T)), settings(), after)
    assert result.rooms[ROOM].stopped
    release = Act(id="r-1", verb=Verb.RELEASE, subject=ROOM, who="李工", origin=Origin.LOCAL)
    result, later = scan(Inputs(image=image(t=T + 1), acts=(release,)), settings(), later)
    assert not result.rooms[ROOM].stopped
    assert adopted(later, [], settings().rooms, T) is later  # it is told once


def test_the_stop_of_a_room_that_stays_keeps_its_own_reason() -> None:
    ours = reason("local_stop", who="王芳")
    state = ControlState(stops={"old": reason("local_stop", who="李工"), ROOM: ours})
    assert adopted(state, [], [ROOM], T).stops == {ROOM: ours}
    without = adopted(state, [], [], T)
    assert adopted(without, [], ["new"], T).stops.keys() == {"new"}  # no way around


def test_what_ends_by_itself_in_a_room_that_is_gone_stops_nothing() -> None:
    state = ControlState(trips={"old/tank": DAMP})
    assert adopted(state, [], [ROOM], T) is state


DECAYING = Cycle(stage=Stage.DECAY, since=T - 60, run_to=T - 60, decayed=False, lamp_s=9.0)


def test_a_programme_that_is_renamed_or_removed_does_not_open_the_room_it_closed() -> None:
    kept = Cycle(stage=Stage.READY, day="2026-07-01", day_run_s=7.0, lamp_s=5.0, run_from=T - 99)
    state = ControlState(cycles={"old": DECAYING, "kept": kept}, trips={"r/door": DOOR})
    after = adopted(state, ["new", "kept"], ["r"], T)
    assert set(after.cycles) == {"new", "kept"}
    for cycle in after.cycles.values():
        assert (cycle.stage, cycle.since, cycle.decayed) == (Stage.LOCKED_OUT, T, False)
        assert cycle.reason == cycle.stop == reason("cycle_orphaned", programme="old")
        assert (cycle.unmeasured, cycle.run_from, cycle.last_end) == (True, None, T)
    assert (after.cycles["kept"].lamp_s, after.cycles["kept"].day_run_s) == (5.0, 7.0)
    assert after.trips == state.trips


def test_a_cycle_under_way_keeps_its_own_record_when_an_orphan_locks_it() -> None:
    ours = replace(DECAYING, run_from=T - 99, stop=reason("run_dark"), peak_ozone_mg_m3=3.0)
    state = ControlState(cycles={"old": DECAYING, "kept": ours})
    cycle = adopted(state, ["kept"], [], T).cycles["kept"]
    assert (cycle.run_from, cycle.run_to, cycle.peak_ozone_mg_m3) == (T - 99, T - 60, 3.0)
    assert (cycle.stop, cycle.reason.code) == (reason("run_dark"), "cycle_orphaned")


def test_a_programme_that_is_gone_and_closed_nothing_changes_nothing() -> None:
    state = ControlState(cycles={"old": Cycle(stage=Stage.READY), "kept": DECAYING})
    assert adopted(state, ["kept"], [], T) is state


def test_the_room_of_a_renamed_programme_stays_closed() -> None:
    new = settings(programmes=(replace(PROGRAMME, id="renamed"),))
    state = adopted(ControlState(cycles={"uv-1": DECAYING}), new.programmes, new.rooms, T)
    result, _ = scan(Inputs(image=image(t=T + 1)), new, state)
    assert result.cycles["renamed"].entry is Entry.FORBIDDEN
    assert result.rooms[ROOM].entry is Entry.FORBIDDEN
