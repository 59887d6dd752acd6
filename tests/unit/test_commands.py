"""From what is allowed to the wire: adoption, renewal, retries, and the account of starts."""

from dataclasses import replace

import pytest

from daemon.control.claims import default
from daemon.control.commands import commanded, observed, ordered
from daemon.control.outputs import decided
from daemon.control.settings import OutputSettings
from daemon.control.state import ControlState, OutputMemory
from daemon.model import Claim, Order, Rank, Verdict, Written, reason
from tests.control_kit import OUTPUTS, T, settings, view

DRY = next(o for o in OUTPUTS if o.id == "dry")
UV = next(o for o in OUTPUTS if o.id == "uv")
PLAIN = replace(DRY, dead_man_s=None, daily_writes=10)
STEADY = OutputMemory(
    command=True,
    on=True,
    on_t=T - 600,
    commanded_t=T - 600,
    echoed_t=T - 600,
    written_t=T - 5,
    asked_t=T - 5,
    confirmed=True,
    verdict=Verdict.CONFIRMED,
)


def look(
    memory: OutputMemory,
    what: OutputSettings = DRY,
    *,
    feedback: bool | None = None,
    running: bool | None = None,
    written: tuple[Written, ...] = (),
    process_t: float = 0.0,
) -> OutputMemory:
    values = {what.feedback: feedback, what.running or "c.none": running}
    state = ControlState(started_t=process_t, t=T - 1, outputs={what.id: memory})
    others = [o for o in OUTPUTS if o.id != what.id]
    now = view(values, state=state, written=written, to=settings([what, *others]))
    return observed(now, what)[0]


def tell(
    memory: OutputMemory,
    what: OutputSettings = DRY,
    *,
    allowed: bool,
    t: float = T,
    process_t: float = 0.0,
    urgent: bool = False,
) -> tuple[OutputMemory, Order | None]:
    now = view(t=t, state=ControlState(started_t=process_t))
    return ordered(now, what, commanded(now, what, memory, allowed=allowed), urgent=urgent)


def test_a_change_is_written_once() -> None:
    off = OutputMemory(command=False, on=False, written_t=T - 9, echoed_t=T - 9)
    memory, order = tell(off, allowed=True)
    assert order == Order(output="dry", on=True, safety=False)
    assert (memory.command, memory.commanded_t, memory.flying) == (True, T, True)
    assert (memory.verdict, memory.confirmed, memory.written_t) == (Verdict.PENDING, False, None)
    assert tell(memory, allowed=True) == (memory, None)


def test_what_is_as_it_should_be_is_left_alone() -> None:
    off = OutputMemory(command=False, on=False, written_t=0.0, echoed_t=0.0)
    assert tell(replace(off, verdict=Verdict.CONFIRMED), allowed=False)[1] is None


def test_a_newer_command_overtakes_one_on_its_way() -> None:
    flying, _ = tell(OutputMemory(command=False, on=False), allowed=True)
    memory, order = tell(flying, allowed=False, t=T + 0.1)
    assert order == Order(output="dry", on=False, safety=False)
    assert memory.command is False


@pytest.mark.parametrize(
    ("what", "urgent", "safety"), [(DRY, False, False), (DRY, True, True), (UV, False, True)]
)
def test_an_off_for_safety_goes_first(what: OutputSettings, urgent: bool, safety: bool) -> None:
    order = tell(replace(STEADY), what, allowed=False, urgent=urgent)[1]
    assert order == Order(output=what.id, on=False, safety=safety)


def test_an_on_is_never_a_safety_write() -> None:
    order = tell(OutputMemory(command=False, on=False), UV, allowed=True, urgent=True)[1]
    assert order == Order(output="uv", on=True, safety=False)


def test_a_right_echo_ends_the_order() -> None:
    flying = replace(STEADY, flying=True, tries=2, error="x", echoed_t=None, written_t=None)
    done = Written(output="dry", on=True, t=T - 0.5)
    memory = look(flying, feedback=True, written=(done,))
    assert (memory.flying, memory.tries, memory.error) == (False, 0, "")
    assert (memory.written_t, memory.echoed_t) == (T - 0.5, T - 0.5)
    again = look(memory, feedback=True, written=(replace(done, t=T),))
    assert (again.written_t, again.echoed_t) == (T, T - 0.5)


def test_the_end_of_an_overtaken_order_says_nothing_of_the_new_one() -> None:
    flying = replace(STEADY, command=False, flying=True, echoed_t=None, written_t=None)
    for stray in (Written(output="dry", on=True, t=T), Written(output="uv", on=False, t=T)):
        memory = look(flying, feedback=True, written=(stray,))
        assert (memory.flying, memory.echoed_t) == (True, None)


def test_a_failed_order_is_tried_again_each_second_then_each_ten() -> None:
    failed = Written(output="dry", on=True, t=T, error="no reply")
    flying = replace(STEADY, flying=True, asked_t=T - 1, written_t=None, echoed_t=None)
    memory = look(flying, written=(failed,))
    assert (memory.flying, memory.tries, memory.error) == (False, 1, "no reply")
    assert tell(replace(memory, asked_t=T - 0.9), allowed=True)[1] is None
    assert tell(replace(memory, asked_t=T - 1.0), allowed=True)[1] is not None
    assert tell(replace(memory, tries=3, asked_t=T - 1.0), allowed=True)[1] is not None
    assert tell(replace(memory, tries=4, asked_t=T - 9.9), allowed=True)[1] is None
    assert tell(replace(memory, tries=4, asked_t=T - 10), allowed=True)[1] is not None


LOST = replace(STEADY, command=False, written_t=None, echoed_t=None, tries=50, asked_t=T - 0.31)


def test_a_hazards_off_is_tried_without_pause_until_its_timer_must_have_put_it_out() -> None:
    told = replace(LOST, commanded_t=T - 3, tries=5)
    assert tell(told, UV, allowed=False)[1] == Order(output="uv", on=False, safety=True)
    assert tell(replace(told, asked_t=T - 0.2), UV, allowed=False)[1] is None


def test_a_mute_board_is_then_told_each_half_minute_after_everything_else() -> None:
    mute = replace(LOST, commanded_t=T - 3.1)
    assert tell(mute, UV, allowed=False)[1] is None
    late = tell(replace(mute, asked_t=T - 30), UV, allowed=False)[1]
    assert late == Order(output="uv", on=False, safety=False)
    assert tell(replace(mute, tries=5), UV, allowed=False)[1] is not None
    seen = tell(replace(mute, feedback=True), UV, allowed=False)[1]
    assert seen is not None  # it speaks again


def test_a_machine_of_which_nothing_is_seen_is_started_after_timer_and_rest() -> None:
    def told(process_t: float, what: OutputSettings = DRY) -> bool:
        memory = look(OutputMemory(), what, feedback=None, process_t=process_t)
        return tell(memory, what, allowed=True, process_t=process_t)[1] is not None

    assert not told(T - 299)
    assert told(T - 300)  # its least rest; its timer of 60 s is over too
    quick = replace(DRY, min_off_s=0.0)
    assert not told(T - 59, quick)
    assert told(T - 60, quick)


def test_a_refusal_is_remembered() -> None:
    refused = Written(output="dry", on=True, t=T, error="code 2", refused=True)
    memory = look(replace(STEADY, flying=True, echoed_t=None), written=(refused,))
    assert (memory.refused, memory.verdict) == (True, Verdict.REFUSED)


def test_an_order_that_never_ends_is_taken_for_lost_after_three_seconds() -> None:
    flying = replace(STEADY, flying=True, written_t=None, echoed_t=None)
    assert tell(replace(flying, asked_t=T - 3), allowed=True)[1] is None
    assert tell(replace(flying, asked_t=T - 3.1), allowed=True)[1] is not None


def test_a_dead_man_is_renewed_a_little_early_and_only_while_on() -> None:
    fresh = replace(STEADY, written_t=T - 17.9, asked_t=T - 17.9)
    due = replace(STEADY, written_t=T - 18, asked_t=T - 18)
    assert tell(fresh, allowed=True)[1] is None
    assert tell(due, allowed=True)[1] == Order(output="dry", on=True, safety=False)
    assert tell(replace(due, asked_t=T - 1), allowed=True)[1] is None
    off = replace(due, command=False)
    assert tell(off, allowed=False)[1] is None
    assert tell(due, PLAIN, allowed=True)[1] is None


def test_a_hazard_that_went_out_by_itself_is_not_renewed() -> None:
    dropped = replace(STEADY, verdict=Verdict.OVERRIDDEN, written_t=T - 1, asked_t=T - 1)
    assert tell(dropped, UV, allowed=True)[1] is None
    assert tell(replace(dropped, verdict=Verdict.CONFIRMED), UV, allowed=True)[1] is not None
    late = replace(STEADY, written_t=T - 5, asked_t=T - 5)  # its timer has run out
    assert tell(late, UV, allowed=True)[1] is None
    assert tell(replace(dropped, written_t=T - 20, asked_t=T - 20), allowed=True)[1] is not None


@pytest.mark.parametrize("word", list(Verdict))
def test_a_disobeying_machine_is_told_again_each_half_minute_within_its_budget(
    word: Verdict,
) -> None:
    wrong = word in (Verdict.OVERRIDDEN, Verdict.REFUSED, Verdict.WELDED)
    state = replace(STEADY, verdict=word, asked_t=T - 30, writes=3)
    memory, order = tell(state, PLAIN, allowed=True)
    assert (order is not None) is wrong
    assert memory.writes == 3 + wrong
    assert tell(replace(state, asked_t=T - 29), PLAIN, allowed=True)[1] is None
    assert tell(replace(state, writes=10), PLAIN, allowed=True)[1] is None


def test_a_hazard_that_disobeys_its_off_is_told_each_second_for_ever() -> None:
    lit = replace(STEADY, command=False, verdict=Verdict.WELDED, asked_t=T - 1, writes=10**6)
    assert tell(lit, UV, allowed=False)[1] == Order(output="uv", on=False, safety=True)
    assert tell(replace(lit, asked_t=T - 0.9), UV, allowed=False)[1] is None


def test_a_first_look_adopts_what_runs() -> None:
    memory = look(OutputMemory(), feedback=True, process_t=T)
    assert (memory.command, memory.on, memory.want, memory.allowed) == (True, True, True, True)
    assert (memory.on_t, memory.starts, memory.switchings) == (T, (), 0)
    assert tell(memory, allowed=True, process_t=T)[1] is None  # nothing is written at first
    later = tell(memory, allowed=True, t=T + 5, process_t=T)[1]
    assert later == Order(output="dry", on=True, safety=False)  # its timer runs


def test_a_first_look_at_a_stopped_machine_starts_no_clock_of_its_own() -> None:
    memory = look(OutputMemory(), feedback=False, process_t=T)
    assert (memory.command, memory.on, memory.off_t) == (False, False, None)
    remembered = look(OutputMemory(on=False, off_t=T - 50), feedback=False, process_t=T)
    assert remembered.off_t == T - 50


def test_while_nothing_is_known_nothing_is_written() -> None:
    memory = look(OutputMemory(), feedback=None, process_t=T)
    assert memory.command is None
    assert tell(memory, allowed=False, process_t=T) == (memory, None)
    assert tell(memory, allowed=False, t=T + 5, process_t=T)[1] is not None
    assert tell(memory, allowed=True, t=T + 5, process_t=T) == (memory, None)


def test_a_machine_that_was_on_before_the_restart_is_stopped_at_once_when_it_must_be() -> None:
    memory = look(OutputMemory(on=True, on_t=T - 9), feedback=None, process_t=T)
    order = tell(memory, allowed=False, process_t=T, urgent=True)[1]
    assert order == Order(output="dry", on=False, safety=True)


def test_a_hazard_is_told_off_before_anything_is_known_of_it() -> None:
    memory = look(OutputMemory(), UV, feedback=None, process_t=T)
    assert memory.command is None
    assert tell(memory, UV, allowed=False, process_t=T)[1] == Order(
        output="uv", on=False, safety=True
    )
    assert look(OutputMemory(), UV, feedback=True, process_t=T).command is None


def test_a_start_is_counted_once_when_it_is_told() -> None:
    off = OutputMemory(command=False, on=False, starts=(T - 3601, T - 60))
    memory, _ = tell(off, allowed=True)
    assert (memory.on, memory.on_t, memory.starts) == (True, T, (T - 60, T))
    assert memory.switchings == 1
    seen = look(replace(memory, echoed_t=T - 1, written_t=T - 1), feedback=True)
    assert (seen.starts, seen.switchings) == (memory.starts, 1)


def test_a_start_by_somebody_else_counts_too() -> None:
    off = replace(STEADY, command=False, on=False)
    memory = look(off, feedback=True)
    assert (memory.on, memory.on_t, memory.starts, memory.switchings) == (True, T, (T,), 1)


def test_a_stop_is_timed_when_the_device_shows_it() -> None:
    told, _ = tell(STEADY, allowed=False)
    assert (told.on, told.off_t) == (True, None)
    memory = look(replace(told, echoed_t=T - 1), feedback=False)
    assert (memory.on, memory.off_t, memory.effect_from) == (False, T, None)
    assert look(memory, feedback=False).off_t == T


def test_writes_are_counted_by_the_day() -> None:
    spent = replace(STEADY, writes=7, writes_t=T - 86_399)
    memory, _ = tell(spent, allowed=False)
    assert (memory.writes, memory.writes_t) == (8, T - 86_399)
    fresh, _ = tell(replace(spent, writes_t=T - 86_400), allowed=False)
    assert (fresh.writes, fresh.writes_t) == (1, T)


def test_run_time_counts_while_relay_or_machine_is_seen_on() -> None:
    assert look(STEADY, feedback=True).run_s == 1.0
    assert look(STEADY, feedback=False).run_s == 0.0
    assert look(STEADY, feedback=None).run_s == 0.0


def test_a_confirmed_command_stays_confirmed_until_the_next() -> None:
    assert look(replace(STEADY, confirmed=False), feedback=True).confirmed
    assert look(STEADY, feedback=None).confirmed
    assert not tell(STEADY, allowed=False)[0].confirmed


LIT = replace(STEADY, verdict=Verdict.CONFIRMED, feedback=True)


def renews(what: OutputSettings, *, written_s: float, asked_s: float = 2.0, **more: object) -> bool:
    lit = replace(LIT, written_t=T - written_s, asked_t=T - asked_s, **more)  # type: ignore[arg-type]
    return tell(lit, what, allowed=True)[1] is not None


def test_a_renewal_goes_out_while_the_timer_surely_runs_and_not_later() -> None:
    assert renews(UV, written_s=2.29)
    assert not renews(UV, written_s=2.31)
    assert renews(replace(UV, dead_man_s=3.7), written_s=3.0)
    assert renews(replace(UV, dead_man_s=None, renew_s=0.0), written_s=9, verdict=Verdict.REFUSED)


def test_an_on_without_an_echo_is_repeated_only_while_it_may_still_arrive_in_time() -> None:
    def repeats(told_s: float | None, timer_s: float = 3.0) -> bool:
        told_t = None if told_s is None else T - told_s
        lit = replace(LIT, written_t=None, echoed_t=None, asked_t=T - 1, commanded_t=told_t)
        return tell(lit, replace(UV, dead_man_s=timer_s), allowed=True)[1] is not None

    assert repeats(1.29)
    assert not repeats(1.31)
    assert repeats(2.0, timer_s=3.7)
    assert repeats(None)


def test_a_failed_renewal_of_a_hazard_is_tried_again_at_once_that_of_a_machine_is_not() -> None:
    assert renews(UV, written_s=1.5, asked_s=0.31, tries=1)
    assert not renews(UV, written_s=1.5, asked_s=0.29, tries=1)
    assert not renews(UV, written_s=1.5, asked_s=0.31)
    assert not renews(DRY, written_s=19, asked_s=1, tries=1)
    assert renews(DRY, written_s=19, asked_s=18, tries=1)


def test_a_renewal_counts_from_its_echo_as_well_as_from_its_order() -> None:
    assert renews(UV, written_s=0.91, asked_s=2.0)
    assert not renews(UV, written_s=0.89, asked_s=2.0)


def test_a_look_at_what_did_not_change_leaves_the_memory_as_it_is() -> None:
    stopped = look(replace(STEADY, command=False, on=False), feedback=False)
    assert look(stopped, feedback=False) is stopped


def test_what_is_seen_is_remembered() -> None:
    off = replace(STEADY, command=False, on=True)
    watched = replace(DRY, running="c.turns")
    memory = look(off, watched, feedback=False, running=True)
    assert (memory.feedback, memory.running) == (False, True)
    assert memory.mismatch_t == off.commanded_t
    assert memory.verdict is Verdict.WELDED
    assert look(memory, watched, feedback=False, running=False).mismatch_t is None


def test_the_ends_of_other_orders_hide_none_of_ours() -> None:
    flying = replace(STEADY, flying=True, echoed_t=None, written_t=None)
    ends = (Written(output="uv", on=True, t=T), Written(output="dry", on=True, t=T))
    assert look(flying, feedback=True, written=ends).echoed_t == T


def test_an_echo_ends_a_refusal() -> None:
    done = Written(output="dry", on=True, t=T)
    memory = look(replace(STEADY, refused=True), feedback=True, written=(done,))
    assert (memory.refused, memory.verdict) == (False, Verdict.CONFIRMED)


def test_what_is_adopted_counts_as_told_and_echoed_when_it_was_read() -> None:
    memory = look(OutputMemory(since=1.0), feedback=True, process_t=T)
    assert (memory.since, memory.commanded_t, memory.echoed_t) == (T, T, T)
    assert memory.confirmed
    assert look(replace(memory, echoed_t=T - 1), feedback=False).verdict is Verdict.OVERRIDDEN


def test_a_machine_that_goes_on_as_remembered_goes_on_being_wanted_or_not() -> None:
    held = OutputMemory(on=True, want=False)  # kept on by its least run time
    assert look(held, feedback=True, process_t=T).want is False
    assert look(replace(held, on=False), feedback=True, process_t=T).want is True


def test_a_new_command_forgets_everything_about_the_last_one() -> None:
    spoilt = replace(
        STEADY,
        flying=True,
        tries=9,
        error="x",
        refused=True,
        mismatch_t=T - 1,
        verdict=Verdict.REFUSED,
    )
    view_of = view(state=ControlState(started_t=0.0))
    memory = commanded(view_of, DRY, spoilt, allowed=False)
    assert (memory.flying, memory.asked_t, memory.echoed_t, memory.written_t) == (
        False,
        None,
        None,
        None,
    )
    assert (memory.tries, memory.error, memory.refused) == (0, "", False)
    assert (memory.mismatch_t, memory.confirmed, memory.verdict) == (None, False, Verdict.PENDING)
    assert (memory.on, memory.on_t) == (STEADY.on, STEADY.on_t)  # off is when the device says so


def test_an_off_starts_nothing_and_an_on_of_the_unknown_counts_as_a_start() -> None:
    unknown = OutputMemory(command=False, on=None)
    on, _ = tell(unknown, allowed=True)
    assert (on.starts, on.switchings) == ((T,), 1)
    off, _ = tell(replace(unknown, command=True), allowed=False)
    assert (off.starts, off.switchings, off.on) == ((), 0, None)


def test_a_first_try_spends_no_write_of_the_budget_but_its_command() -> None:
    told, _ = tell(replace(STEADY, command=False, on=False, writes=3, writes_t=T), allowed=True)
    assert told.writes == 4
    due = replace(STEADY, written_t=T - 20, asked_t=T - 20, writes=3)
    assert tell(due, allowed=True)[0].writes == 3  # a renewal is no wear


def test_an_hour_old_start_is_forgotten_and_the_effect_counts_from_the_start() -> None:
    off = OutputMemory(command=False, on=False, starts=(T - 3600, T - 3599))
    memory, _ = tell(off, allowed=True)
    assert memory.starts == (T - 3599, T)
    assert memory.effect_from == 52.0  # %RH
    stopped = look(replace(memory, command=False, echoed_t=T - 1), feedback=False)
    assert stopped.effect_from is None


def test_a_hazard_without_a_timer_is_told_off_without_pause_for_ever() -> None:
    latch = replace(UV, dead_man_s=None)
    mute = replace(LOST, commanded_t=T - 1e6)
    assert tell(mute, latch, allowed=False)[1] is not None
    assert tell(replace(mute, commanded_t=None), UV, allowed=False)[1] is not None
    assert tell(replace(mute, commanded_t=T - 3), UV, allowed=False)[1] is not None


def test_a_machine_without_timer_and_rest_is_started_unseen_only_once_the_start_is_known() -> None:
    free = replace(DRY, dead_man_s=None, min_off_s=0.0)
    memory = look(OutputMemory(), free, feedback=None, process_t=T)
    assert tell(memory, free, allowed=True, process_t=T)[1] is not None
    unstarted = view(state=ControlState(started_t=None))
    assert commanded(unstarted, DRY, OutputMemory(), allowed=True).command is None


def test_how_long_a_machine_is_off_counts_from_where_it_was_seen_to_be_off() -> None:
    """Its OFF was lost for 100 s, in which it ran on: its rest begins when that is over."""
    claim = Claim(
        output="dry", on=False, rank=Rank.DEFAULT, owner="x", reason=reason("default_off")
    )
    before = replace(STEADY, allowed=True, winner="x:humidity_above", since=T - 600)
    state = ControlState(started_t=0.0, t=T - 1, outputs={"dry": before})
    told = settings()

    def since(t: float, shows: bool, written: tuple[Written, ...] = ()) -> float:
        nonlocal state
        now = view({"b.dry": shows}, t=t, state=state, written=written, to=told)
        found = {output.id: observed(now, output) for output in told.outputs.values()}
        memories = {name: memory for name, (memory, _) in found.items()}
        seen = {name: each for name, (_, each) in found.items()}
        others = [default(name) for name in told.outputs if name != "dry"]
        now = replace(now, state=replace(state, outputs=memories))
        outcome = decided(now, seen, [claim, *others], state.outputs)
        state = replace(state, outputs=outcome.memories, t=t)
        return outcome.decisions["dry"].since

    assert since(T, True) == T
    assert since(T + 50, True) == T
    arrived = (Written(output="dry", on=False, t=T + 100),)
    assert since(T + 100, False, arrived) == T + 100
    assert since(T + 200, False) == T + 100
