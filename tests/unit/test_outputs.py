"""All outputs in one scan: whose turn comes when, what is told of each, which order goes first."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from daemon.control.claims import default
from daemon.control.commands import observed
from daemon.control.outputs import Outcome, decided
from daemon.control.settings import Settings
from daemon.control.state import ControlState, OutputMemory
from daemon.model import Claim, Mode, Order, Rank, Verdict, reason
from tests.control_kit import OUTPUTS, T, settings, view
from tests.rules_kit import Values

RESTED = OutputMemory(
    command=False, on=False, off_t=0.0, commanded_t=0.0, echoed_t=0.0, written_t=0.0
)
RUNNING = OutputMemory(
    want=True,
    allowed=True,
    winner="x:rule_on",
    since=T - 700,
    command=True,
    commanded_t=T - 600,
    echoed_t=T - 600,
    written_t=T - 5,
    asked_t=T - 5,
    confirmed=True,
    verdict=Verdict.CONFIRMED,
    feedback=True,
    on=True,
    on_t=T - 600,
    off_t=T - 2000,
    starts=(T - 600,),
    run_s=5000.0,
    switchings=7,
)
TOLD = settings()


def wish(name: str, *, on: bool = True, rank: Rank = Rank.RULE, code: str = "rule_on") -> Claim:
    return Claim(output=name, on=on, rank=rank, owner="x", reason=reason(code))


def look(
    *wishes: Claim,
    known: Mapping[str, OutputMemory] | None = None,
    hands: Mapping[str, Claim] | None = None,
    values: Values | None = None,
    to: Settings = TOLD,
    process_t: float = 0.0,
) -> Outcome:
    """Decide what is wished; an output of which nothing is `known` has rested and reads off."""
    memories = dict.fromkeys(to.outputs, RESTED) | dict(known or {})
    shows = {f"b.{name}": memory.feedback is True for name, memory in memories.items()}
    state = ControlState(started_t=process_t, t=T - 1, outputs=memories, hands=hands or {})
    now = view({**shows, **(values or {})}, state=state, to=to)
    found = {each.id: observed(now, each) for each in to.outputs.values()}
    noted = {name: memory for name, (memory, _) in found.items()}
    seen = {name: shown for name, (_, shown) in found.items()}
    now = replace(now, state=replace(state, outputs=noted))
    return decided(now, seen, [*map(default, to.outputs), *wishes], memories)


def allowed(outcome: Outcome) -> set[str]:
    """Return the outputs that are allowed on."""
    return {name for name, decision in outcome.decisions.items() if decision.allowed}


# Turns: what was decided for one output in this scan holds for the next.


def test_of_a_pair_that_is_wished_in_one_scan_only_the_first_starts() -> None:
    assert allowed(look(wish("dry"), wish("damp"), to=settings(stagger_s=0.0))) == {"dry"}
    assert allowed(look(wish("damp"), to=settings(stagger_s=0.0))) == {"damp"}


def test_of_two_machines_that_are_wished_in_one_scan_the_second_waits_for_the_first() -> None:
    outcome = look(wish("dry"), wish("cool"))
    assert allowed(outcome) == {"dry"}
    winner = outcome.decisions["cool"].winner
    assert (winner.owner, winner.until) == ("stagger", T + TOLD.stagger_s)


def test_the_newest_start_of_any_machine_keeps_the_next_one_waiting() -> None:
    def until(**started_s: float) -> float | None:
        known = {name: replace(RUNNING, starts=(T - s,)) for name, s in started_s.items()}
        return look(wish("cool"), known=known).decisions["cool"].winner.until

    assert until(dry=4.0) == T - 4.0 + TOLD.stagger_s
    assert until(dry=600.0, heat=9.0) is None  # its partner runs: that holds it without an end
    assert until(dry=3.0, damp=9.0) == T - 3.0 + TOLD.stagger_s
    assert allowed(look(wish("cool"), wish("dry"), known={"dry": RUNNING})) == {"dry", "cool"}


@pytest.mark.parametrize("name", ["uv", "contactor", "exhaust", "sounder"])
def test_what_people_are_protected_with_or_from_keeps_no_machine_waiting(name: str) -> None:
    just_now = {name: replace(RUNNING, starts=(T - 1,), on_t=T - 1)}
    assert "cool" in allowed(look(wish("cool"), known=just_now))
    by_name = {each.id: each for each in OUTPUTS}
    two = settings((by_name[name], by_name["cool"]), programmes=(), pairs=())
    together = look(wish(name), wish("cool"), to=two)
    assert allowed(together) == {name, "cool"}


def test_a_guard_that_holds_an_output_is_the_last_word_and_the_wish_stays_seen() -> None:
    rested = replace(RESTED, off_t=T - 10)
    outcome = look(wish("dry"), known={"dry": rested})
    decision = outcome.decisions["dry"]
    assert (decision.want, decision.allowed, decision.winner.owner) == (True, False, "min_off")
    assert outcome.memories["dry"].want
    held = look(known={"dry": replace(RUNNING, on_t=T - 10)}).decisions["dry"]
    assert (held.want, held.allowed, held.winner.owner) == (False, True, "min_on")


def test_a_person_wishes_and_an_interlock_does_not() -> None:
    hand, stop = wish("dry", rank=Rank.HAND), wish("dry", on=False, rank=Rank.LOCAL_STOP)
    assert look(hand, wish("dry", on=False)).decisions["dry"].want
    stopped = look(hand, stop, wish("dry", on=False)).decisions["dry"]
    assert (stopped.want, stopped.allowed) == (True, False)


# A start that still looks on.


@pytest.mark.parametrize("wanted", [True, False])
def test_while_a_start_looks_on_what_was_wanted_of_a_machine_stays(wanted: bool) -> None:
    """Its inputs are not read yet: a rule that wants nothing now says nothing."""
    before = replace(RUNNING, want=wanted)
    claims = () if wanted else (wish("dry"),)
    just_started = look(*claims, known={"dry": before}, process_t=T - 1)
    assert just_started.memories["dry"].want is wanted
    assert look(*claims, known={"dry": before}).memories["dry"].want is not wanted


def test_a_hazard_that_nobody_wants_is_not_wanted_from_the_first_look() -> None:
    burning = {"uv": replace(RUNNING, running=True)}
    outcome = look(known=burning, values={"c.uv_lit": True}, process_t=T - 1)
    assert not outcome.memories["uv"].want
    assert outcome.orders[0] == Order(output="uv", on=False, safety=True)


# What is told.


def test_a_decision_tells_all_that_is_known_of_its_output() -> None:
    lit = replace(RUNNING, running=True)
    decision = look(wish("uv"), known={"uv": lit}, values={"c.uv_lit": True}).decisions["uv"]
    assert (decision.output, decision.mode, decision.want) == ("uv", Mode.AUTO, True)
    assert (decision.command, decision.feedback, decision.running) == (True, True, True)
    assert (decision.verdict, decision.trouble) == (Verdict.CONFIRMED, None)
    assert (decision.run_s, decision.switchings) == (RUNNING.run_s + 1, 7)
    dark = look(wish("uv"), known={"uv": lit}, values={"c.uv_lit": False}).decisions["uv"]
    assert dark.running is False


def test_trouble_with_the_device_is_told_before_trouble_with_its_effect() -> None:
    told = settings(tuple(replace(o, full="c.full") for o in OUTPUTS))
    obeys = look(known={}, values={"c.full": True}, to=told).decisions["dry"]
    assert obeys.trouble == reason("tank_full")
    refusing = {"dry": replace(RESTED, refused=True)}
    refused = look(known=refusing, values={"c.full": True}, to=told).decisions["dry"]
    assert refused.trouble == reason("output_refused")
    assert look(known=refusing).decisions["dry"].trouble == reason("output_refused")


def test_a_wish_without_its_input_is_told_as_degraded() -> None:
    blind = look(wish("dry", code="humidity_fallback_degraded")).decisions["dry"]
    assert (blind.degraded, look(wish("dry")).decisions["dry"].degraded) == (True, False)


@pytest.mark.parametrize(("on", "mode"), [(True, Mode.HAND), (False, Mode.OFF)])
def test_the_mode_is_what_a_person_asked_of_this_output(on: bool, mode: Mode) -> None:
    decisions = look(hands={"dry": wish("dry", on=on, rank=Rank.HAND)}).decisions
    assert (decisions["dry"].mode, decisions["cool"].mode) == (mode, Mode.AUTO)


def test_an_output_is_as_it_should_be_since_it_last_changed() -> None:
    since = {
        name: d.since for name, d in look(wish("dry"), known={"dry": RUNNING}).decisions.items()
    }
    assert (since["dry"], since["heat"]) == (T - 600, 0.0)


def test_what_is_decided_again_for_another_reason_holds_since_it_first_was() -> None:
    other = look(wish("dry", code="humidity_above"), known={"dry": RUNNING}).memories["dry"]
    assert (other.winner, other.since) == ("x:humidity_above", RUNNING.since)
    turned = look(known={"dry": RUNNING}).memories["dry"]
    assert (turned.allowed, turned.since) == (False, T)


# What is ordered.


@pytest.mark.parametrize(
    ("rank", "safety"),
    [(Rank.RULE, False), (Rank.HAND, False), (Rank.LOCAL_STOP, True), (Rank.INTERLOCK, True)],
)
def test_an_off_for_the_safety_of_people_is_ordered_as_such(rank: Rank, safety: bool) -> None:
    outcome = look(wish("dry", on=False, rank=rank), known={"dry": RUNNING})
    assert outcome.orders == (Order(output="dry", on=False, safety=safety),)


def test_orders_for_safety_go_first_whatever_the_order_of_the_configuration() -> None:
    burning = replace(RUNNING, running=True)
    outcome = look(known={"dry": RUNNING, "uv": burning}, values={"c.uv_lit": True})
    assert [order.output for order in outcome.orders] == ["uv", "dry"]
