"""The guards: what keeps a machine from starting or stopping too soon, and what passes them."""

from dataclasses import replace

import pytest

from daemon.control.guards import Turn, holds, is_adopting
from daemon.control.settings import OutputSettings
from daemon.control.state import ControlState, OutputMemory
from daemon.model import Claim, Kind, Rank
from tests.control_kit import OUTPUTS, T, output, settings, view

DRY = next(o for o in OUTPUTS if o.id == "dry")
UV = next(o for o in OUTPUTS if o.id == "uv")
RESTED = OutputMemory(command=False, on=False, off_t=0.0)
PARTNER_OFF = OutputMemory(command=False, on=False, off_t=0.0)


def held(
    memory: OutputMemory,
    *,
    want: bool,
    machine: OutputSettings = DRY,
    partner: OutputMemory = PARTNER_OFF,
    started_t: float | None = None,
    allowed: dict[str, bool] | None = None,
    process_t: float | None = 0.0,
) -> dict[str, Claim]:
    others = [o for o in OUTPUTS if o.id != machine.id]
    state = ControlState(
        started_t=process_t, outputs={machine.id: memory, "damp": partner, "cool": PARTNER_OFF}
    )
    turn = Turn(
        view=view(state=state, to=settings([machine, *others])),
        output=machine,
        memory=memory,
        allowed=allowed or {},
        started_t=started_t,
    )
    claims = list(holds(turn, want=want))
    assert all(claim.rank is Rank.GUARD and claim.output == machine.id for claim in claims)
    return {claim.owner: claim for claim in claims}


def test_a_rested_machine_may_start_and_a_stopped_one_may_stay_off() -> None:
    assert held(RESTED, want=True) == {}
    assert held(RESTED, want=False) == {}


def test_minimum_off_counts_from_the_last_stop() -> None:
    claim = held(replace(RESTED, off_t=T - 299.9), want=True)["min_off"]
    assert (claim.on, claim.until) == (False, T - 299.9 + 300)
    assert claim.reason.code == "guard_min_off"
    assert "min_off" not in held(replace(RESTED, off_t=T - 300), want=True)


def test_where_the_last_stop_is_unknown_the_start_of_the_program_counts() -> None:
    fresh = OutputMemory(command=False, on=False)
    assert held(fresh, want=True, process_t=T - 10)["min_off"].until == T + 290
    assert "min_off" not in held(fresh, want=True, process_t=T - 300)


def test_minimum_on_holds_a_machine_that_nobody_wants_any_more() -> None:
    running = OutputMemory(command=True, on=True, on_t=T - 179.9)
    claim = held(running, want=False)["min_on"]
    assert (claim.on, claim.until) == (True, T - 179.9 + 180)
    assert claim.reason.code == "guard_min_on"
    assert "min_on" not in held(running, want=True)
    assert "min_on" not in held(replace(running, on_t=T - 180), want=False)
    assert "min_on" not in held(replace(running, on_t=None), want=False)


def test_a_hazard_is_never_held_on() -> None:
    lamp = replace(UV, min_on_s=600)
    assert held(OutputMemory(command=True, on=True, on_t=T), want=False, machine=lamp) == {}


def test_six_starts_an_hour_and_the_seventh_waits_for_the_first_to_age() -> None:
    starts = tuple(T - 3599 + n * 100 for n in range(6))
    claim = held(replace(RESTED, starts=starts), want=True)["starts"]
    assert (claim.on, claim.until) == (False, T + 1)
    assert (claim.reason.code, dict(claim.reason.args)) == ("guard_starts", {"n": 6})
    assert "starts" not in held(replace(RESTED, starts=starts[1:]), want=True)
    old = tuple(T - 3600 - n for n in range(5, -1, -1))
    assert "starts" not in held(replace(RESTED, starts=old), want=True)
    one_aged = tuple(start - 1 for start in starts)
    assert "starts" not in held(replace(RESTED, starts=one_aged), want=True)


def test_more_starts_than_allowed_wait_for_the_one_that_makes_room() -> None:
    starts = tuple(T - 1000 + n * 100 for n in range(8))  # a person made two of them
    assert held(replace(RESTED, starts=starts), want=True)["starts"].until == starts[2] + 3600


SEEN_ON = OutputMemory(on=True, command=False, feedback=True)
UNSEEN = OutputMemory(on=None)


@pytest.mark.parametrize(
    "partner",
    [OutputMemory(on=True, command=True), SEEN_ON, OutputMemory(on=True, running=True)],
)
def test_a_pair_never_runs_together(partner: OutputMemory) -> None:
    claim = held(RESTED, want=True, partner=partner)["pair"]
    assert (claim.on, claim.until) == (False, None)
    assert (claim.reason.code, dict(claim.reason.args)) == ("guard_pair", {"other": "damp"})


def test_a_partner_of_which_nothing_is_known_holds_drying_back_for_the_change_over_only() -> None:
    assert "pair" in held(RESTED, want=True, partner=UNSEEN, process_t=T - 299)
    assert "pair" not in held(RESTED, want=True, partner=UNSEEN, process_t=T - 300)
    told = OutputMemory(on=True, command=False, commanded_t=T - 299)
    assert "pair" in held(RESTED, want=True, partner=told)
    assert "pair" not in held(RESTED, want=True, partner=replace(told, commanded_t=T - 300))


@pytest.mark.parametrize("kind", [Kind.HUMIDIFIER, Kind.HEATER])
def test_it_holds_what_dampens_or_heats_back_for_ever(kind: Kind) -> None:
    machine = output("dry", kind, change_over_s=300.0)
    assert "pair" in held(RESTED, want=True, machine=machine, partner=UNSEEN)


def test_a_partner_that_was_let_on_in_this_scan_counts_too() -> None:
    assert "pair" in held(RESTED, want=True, allowed={"damp": True})
    assert "pair" not in held(RESTED, want=True, allowed={"damp": False, "cool": True})


def test_the_change_over_time_runs_from_the_partners_stop() -> None:
    claim = held(RESTED, want=True, partner=replace(PARTNER_OFF, off_t=T - 299))["pair"]
    assert (claim.reason.code, claim.until) == ("guard_change_over", T + 1)
    assert dict(claim.reason.args) == {"other": "damp"}
    assert held(RESTED, want=True, partner=replace(PARTNER_OFF, off_t=T - 300)) == {}
    assert held(RESTED, want=True, partner=replace(PARTNER_OFF, off_t=None)) == {}


def test_of_two_that_are_on_the_later_one_yields() -> None:
    on = OutputMemory(command=True, on=True, on_t=T - 1000)
    later = replace(on, on_t=T - 900)
    claim = held(later, want=True, partner=on)["pair"]
    assert (claim.on, claim.reason.code) == (False, "guard_pair")
    assert dict(claim.reason.args) == {"other": "damp"}
    unknown = replace(on, on_t=None)
    assert held(unknown, want=True, partner=unknown) == {}
    assert "pair" in held(replace(on, on_t=0.5), want=True, partner=unknown)
    assert held(unknown, want=True, partner=replace(on, on_t=0.5)) == {}
    assert held(on, want=True, partner=later) == {}
    assert held(on, want=True, partner=on) == {}
    assert "pair" in held(on, want=True, partner=on, allowed={"damp": True})
    assert "pair" in held(later, want=False, partner=on)


def test_starts_of_machines_are_staggered() -> None:
    claim = held(RESTED, want=True, started_t=T - 9.9)["stagger"]
    assert (claim.on, claim.until, claim.reason.code) == (False, T + 0.1, "guard_stagger")
    assert held(RESTED, want=True, started_t=T - 10) == {}


@pytest.mark.parametrize("kind", [Kind.UV_LAMP, Kind.SOUNDER, Kind.EXHAUST_FAN, Kind.CONTACTOR])
def test_what_protects_people_and_what_a_cycle_times_is_not_staggered(kind: Kind) -> None:
    assert held(RESTED, want=True, machine=output("x", kind), started_t=T) == {}


def test_the_daily_budget_of_writes_leaves_one_for_the_off() -> None:
    spent = replace(RESTED, writes=999, writes_t=T - 100)
    claim = held(spent, want=True)["budget"]
    assert (claim.on, claim.until) == (False, T - 100 + 86_400)
    assert (claim.reason.code, dict(claim.reason.args)) == ("guard_budget", {"n": 1000})
    assert "budget" not in held(replace(spent, writes=998), want=True)
    assert "budget" not in held(replace(spent, writes_t=T - 86_400), want=True)
    running = OutputMemory(command=True, on=True, on_t=0.0, writes=5000, writes_t=T)
    assert held(running, want=False) == {}


def test_all_guards_that_hold_are_told() -> None:
    hot = replace(RESTED, off_t=T - 1, starts=tuple(T - n for n in range(6, 0, -1)))
    found = held(hot, want=True, partner=SEEN_ON, started_t=T - 1)
    assert set(found) == {"min_off", "starts", "pair", "stagger"}


def test_the_first_seconds_only_look_on() -> None:
    running = OutputMemory(command=True, on=True, on_t=0.0)
    claim = held(running, want=False, process_t=T - 4.9)["adopt"]
    assert (claim.on, claim.until, claim.reason.code) == (True, T + 0.1, "guard_adopting")
    still = held(RESTED, want=True, process_t=T - 4.9)
    assert (set(still), still["adopt"].on) == ({"adopt"}, False)
    assert not held(OutputMemory(on=None), want=True, process_t=T)["adopt"].on
    assert held(OutputMemory(command=None, on=True), want=False, process_t=T)["adopt"].on
    turning_off = OutputMemory(command=False, on=True)
    assert not held(turning_off, want=True, process_t=T)["adopt"].on
    assert "adopt" not in held(RESTED, want=True, process_t=T - 5)


def test_a_hazard_is_not_adopted() -> None:
    assert "adopt" not in held(OutputMemory(on=True), want=False, machine=UV, process_t=T)


def test_adoption_lasts_five_seconds_from_the_start_of_the_program() -> None:
    assert is_adopting(view(state=ControlState(started_t=T - 4.9)))
    assert not is_adopting(view(state=ControlState(started_t=T - 5)))
    assert is_adopting(view(state=ControlState(started_t=None)))


def test_each_partner_is_looked_at() -> None:
    on = OutputMemory(command=True, on=True, on_t=T - 100)
    state = ControlState(
        started_t=0.0, outputs={"dry": on, "damp": PARTNER_OFF, "cool": replace(on, on_t=T - 200)}
    )
    told = settings(pairs=(("dry", "damp"), ("dry", "cool")))
    turn = Turn(view=view(state=state, to=told), output=DRY, memory=on, allowed={}, started_t=None)
    assert [claim.owner for claim in holds(turn, want=True)] == ["pair"]


def test_the_end_of_the_adoption_counts_from_the_process() -> None:
    claim = held(OutputMemory(on=True), want=True, process_t=None)["adopt"]
    assert claim.until == T + 5


def test_a_machine_that_is_still_turning_off_has_not_rested() -> None:
    turning = OutputMemory(command=False, on=True, on_t=T - 900, off_t=T - 5000)
    claim = held(turning, want=True)["min_off"]
    assert (claim.on, claim.until) == (False, T + 300)
    assert held(replace(turning, command=True), want=True) == {}
    assert held(turning, want=True, machine=replace(DRY, min_off_s=0)) == {}


def test_a_machine_that_was_switched_off_for_safety_is_not_held_on_afterwards() -> None:
    turning = OutputMemory(command=False, on=True, on_t=T - 10)
    assert held(turning, want=False) == {}


def test_where_nothing_is_told_yet_what_is_seen_decides() -> None:
    running = OutputMemory(command=None, on=True, on_t=T - 10)
    assert set(held(running, want=False)) == {"min_on"}
    assert held(running, want=True) == {}
    stopped = OutputMemory(command=None, on=False, off_t=T - 10)
    assert set(held(stopped, want=True)) == {"min_off"}
