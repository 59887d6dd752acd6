"""What people may ask of control: from where, for how long, once."""

from dataclasses import replace

import pytest

from daemon.control.acts import (
    HAND_S,
    LONGEST_S,
    MOST_REMEMBERED,
    REMEMBERED_S,
    SHORTEST_S,
    VERBS,
    acted,
)
from daemon.control.events import act_events
from daemon.control.settings import Settings
from daemon.control.state import ControlState, Cycle, OutputMemory, TripMemory
from daemon.model import Act, Answer, Claim, Origin, Rank, Stage, Verb, reason
from daemon.model.render import sentence
from tests.control_kit import PROGRAMME, ROOM, T, settings, view

EMPTY = ControlState(started_t=0.0)
LOCAL_ONLY = {
    Verb.RELEASE,
    Verb.RESET,
    Verb.REQUEST,
    Verb.CONFIRM,
    Verb.ACKNOWLEDGE,
    Verb.SIGN_OFF,
    Verb.LAMP_CHANGED,
}


def ask(
    verb: Verb,
    subject: str,
    *,
    state: ControlState = EMPTY,
    origin: Origin = Origin.LOCAL,
    number: str = "a-1",
    for_s: float | None = None,
    who: str = "王芳",
    why: str = "检修",
    values: dict[str, object] | None = None,
    to: Settings | None = None,
) -> tuple[ControlState, Answer]:
    act = Act(id=number, verb=verb, subject=subject, who=who, why=why, origin=origin, for_s=for_s)
    now = view(values, state=state, to=to)  # type: ignore[arg-type]
    after, (answer,) = acted(now, (act,))
    assert answer.act is act
    return after, answer


def test_every_verb_has_its_row_and_only_harmless_ones_are_for_everybody() -> None:
    assert set(VERBS) == set(Verb)
    assert {verb for verb, row in VERBS.items() if row.local} == LOCAL_ONLY | {Verb.ALARM_RESET}


@pytest.mark.parametrize("verb", sorted(LOCAL_ONLY))
def test_what_can_hurt_is_refused_from_anywhere_but_the_rooms_own_panel(verb: Verb) -> None:
    subject = {Verb.RELEASE: ROOM, Verb.RESET: ROOM, Verb.LAMP_CHANGED: "uv"}.get(verb, "uv-1")
    after, answer = ask(verb, subject, origin=Origin.REMOTE)
    assert (answer.accepted, answer.reason) == (False, reason("act_needs_local_panel"))
    assert replace(after, acted=()) == EMPTY


def test_hand_holds_two_hours_unless_told_otherwise() -> None:
    after, answer = ask(Verb.HAND, "dry")
    assert answer.accepted
    assert after.hands["dry"] == Claim(
        output="dry",
        on=True,
        rank=Rank.HAND,
        owner="王芳",
        reason=reason("hand_on", who="王芳", why="检修"),
        until=T + HAND_S,
    )
    assert HAND_S == 7200
    assert dict(answer.reason.args) == {"lasts_s": HAND_S}
    assert ask(Verb.HAND, "dry", for_s=600)[0].hands["dry"].until == T + 600


def test_by_hand_without_a_reason_is_told_without_an_empty_one() -> None:
    after, _ = ask(Verb.HAND, "dry", who="本机面板", why="")
    told = after.hands["dry"].reason
    assert sentence(told, "zh") == "本机面板手动开启"
    assert sentence(told, "en") == "switched on by hand by the room's own panel"


@pytest.mark.parametrize(
    ("for_s", "accepted"),
    [
        (SHORTEST_S, True),
        (SHORTEST_S - 1, False),
        (LONGEST_S, True),
        (LONGEST_S + 1, False),
        (float("nan"), False),
        (float("inf"), False),
        (-5.0, False),
    ],
)
def test_a_wish_is_neither_endless_nor_a_blink(for_s: float, accepted: bool) -> None:
    after, answer = ask(Verb.HAND, "dry", for_s=for_s)
    assert answer.accepted is accepted
    assert bool(after.hands) is accepted


def test_off_forces_off_and_auto_gives_back_to_the_rules() -> None:
    off, _ = ask(Verb.OFF, "dry")
    assert (off.hands["dry"].on, off.hands["dry"].reason.code) == (False, "hand_off")
    back, answer = ask(Verb.AUTO, "dry", state=off, number="a-2")
    assert answer.accepted
    assert back.hands == {}


def test_a_whole_room_is_meant_without_its_hazards() -> None:
    off, _ = ask(Verb.OFF, ROOM)
    assert set(off.hands) == {"dry", "damp", "cool", "heat", "exhaust", "sounder"}
    back, _ = ask(Verb.AUTO, ROOM, state=off, number="a-2")
    assert back.hands == {}


def test_auto_for_one_output_leaves_the_others_in_hand() -> None:
    both, _ = ask(Verb.HAND, "cool", state=ask(Verb.HAND, "dry")[0], number="a-2")
    assert set(ask(Verb.AUTO, "dry", state=both, number="a-3")[0].hands) == {"cool"}


@pytest.mark.parametrize("name", ["uv", "contactor"])
@pytest.mark.parametrize("origin", list(Origin))
def test_a_hazard_is_never_switched_on_by_hand(name: str, origin: Origin) -> None:
    after, answer = ask(Verb.HAND, name, origin=origin)
    assert (answer.accepted, answer.reason) == (False, reason("act_hazard_by_hand"))
    assert after.hands == {}


def test_the_wish_of_a_person_ends_by_itself_and_for_good() -> None:
    held, _ = ask(Verb.HAND, "dry", for_s=60)
    assert "dry" in acted(view(t=T + 59.9, state=held), ())[0].hands
    assert acted(view(t=T + 60, state=held), ())[0].hands == {}
    endless = replace(held, hands={"dry": replace(held.hands["dry"], until=None)})
    assert acted(view(state=endless), ())[0].hands == {}


def test_an_act_counts_once() -> None:
    held, _ = ask(Verb.HAND, "dry")
    free, _ = ask(Verb.AUTO, "dry", state=held, number="a-2")
    again, answer = ask(Verb.HAND, "dry", state=free)
    assert (answer.accepted, answer.reason) == (False, reason("act_repeated"))
    assert again == free


def test_a_refused_act_may_be_asked_again_and_pushes_no_other_out() -> None:
    refused, _ = ask(Verb.HAND, "uv")
    assert refused.acted == ()
    assert ask(Verb.HAND, "dry", state=refused)[1].accepted


def test_no_crowd_of_refused_acts_makes_a_done_one_be_done_again() -> None:
    state, _ = ask(Verb.STOP, ROOM, number="stop-1")
    crowd = tuple(
        Act(id=f"n-{n}", verb=Verb.ABORT, subject="x", who="y") for n in range(MOST_REMEMBERED + 1)
    )
    state, _ = acted(view(state=state), crowd)
    assert ask(Verb.STOP, ROOM, state=state, number="stop-1")[1].reason == reason("act_repeated")


def test_an_id_is_remembered_for_a_day() -> None:
    ages = {"old": REMEMBERED_S, "young": REMEMBERED_S - 1.0}
    state = replace(EMPTY, acted=tuple((name, T - age) for name, age in ages.items()))
    after, _ = ask(Verb.HAND, "dry", state=state)
    assert after.acted == (("young", T - REMEMBERED_S + 1.0), ("a-1", T))
    assert REMEMBERED_S == 86_400


def test_only_so_many_ids_are_remembered_and_the_oldest_goes_first() -> None:
    full = replace(EMPTY, acted=tuple((f"n-{n}", T) for n in range(MOST_REMEMBERED)))
    after, _ = ask(Verb.HAND, "dry", state=full)
    assert len(after.acted) == MOST_REMEMBERED
    assert after.acted[-1] == ("a-1", T)
    assert ("n-0", T) not in after.acted


def test_two_acts_of_one_scan_see_each_other() -> None:
    acts = tuple(
        Act(id=f"{n}", verb=verb, subject="dry", who="x")
        for n, verb in enumerate((Verb.HAND, Verb.OFF, Verb.AUTO))
    )
    after, answers = acted(view(state=EMPTY), acts)
    assert after.hands == {}
    assert [answer.accepted for answer in answers] == [True] * 3


@pytest.mark.parametrize(
    ("verb", "subject"),
    [
        (Verb.HAND, "nothing"),
        (Verb.HAND, ROOM),
        (Verb.STOP, "dry"),
        (Verb.REQUEST, "uv"),
        (Verb.OFF, "uv-1"),
        (Verb.LAMP_CHANGED, ROOM),
    ],
)
def test_a_verb_fits_its_subject(verb: Verb, subject: str) -> None:
    answer = ask(verb, subject)[1]
    assert answer.reason == reason("act_unknown_subject", subject=subject)


@pytest.mark.parametrize("who", ["", "  "])
def test_nobody_acts_without_a_name(who: str) -> None:
    assert ask(Verb.HAND, "dry", who=who)[1].reason == reason("act_nameless")


def test_what_was_no_act_of_this_site_leaves_no_row() -> None:
    stopped, done = ask(Verb.STOP, ROOM)
    answers = {
        "act_stopping": done,
        "act_needs_local_panel": ask(Verb.RELEASE, ROOM, origin=Origin.REMOTE)[1],
        "act_repeated": ask(Verb.STOP, ROOM, state=stopped)[1],
        "act_unknown_subject": ask(Verb.STOP, "nothing")[1],
        "act_nameless": ask(Verb.STOP, ROOM, who="")[1],
    }
    assert [answer.reason.code for answer in answers.values()] == list(answers)
    told = [event.body["reason"] for event in act_events(answers.values())]
    assert [why["code"] for why in told if isinstance(why, dict)] == list(answers)[:2]


@pytest.mark.parametrize("origin", list(Origin))
def test_stop_is_always_allowed_and_ends_a_cycle(origin: Origin) -> None:
    burning = replace(EMPTY, cycles={"uv-1": Cycle(stage=Stage.RUN, run_from=T - 60)})
    after, answer = ask(Verb.STOP, ROOM, state=burning, origin=origin)
    assert answer.accepted
    assert after.stops == {ROOM: reason("local_stop", who="王芳")}
    assert after.cycles["uv-1"].stage is not Stage.RUN


OFF = OutputMemory(on=False, feedback=False)


@pytest.mark.parametrize(
    "memory",
    [
        replace(OFF, on=True, feedback=True),
        replace(OFF, on=True, feedback=None),  # told on, then its bus fell silent
        replace(OFF, feedback=None),
        OutputMemory(),
    ],
    ids=["runs", "told on, mute", "told off, mute", "never read"],
)
def test_a_stop_names_what_is_not_seen_to_be_off(memory: OutputMemory) -> None:
    outputs = dict.fromkeys(settings().outputs, OFF)
    assert ask(Verb.STOP, ROOM, state=replace(EMPTY, outputs=outputs))[1].reason == reason(
        "act_stopped"
    )
    some = replace(EMPTY, outputs={**outputs, "dry": memory, "cool": memory})
    assert ask(Verb.STOP, ROOM, state=some)[1].reason == reason("act_stopping", names="dry, cool")


def test_forcing_the_hazard_off_ends_its_cycle() -> None:
    burning = replace(EMPTY, cycles={"uv-1": Cycle(stage=Stage.RUN, run_from=T - 60)})
    after, _ = ask(Verb.OFF, "uv", state=burning, origin=Origin.REMOTE)
    assert after.cycles["uv-1"].stage is not Stage.RUN
    assert not after.hands["uv"].on
    kept, _ = ask(Verb.OFF, "dry", state=burning)
    assert kept.cycles["uv-1"].stage is Stage.RUN


def test_release_gives_the_room_back() -> None:
    stopped, _ = ask(Verb.STOP, ROOM)
    free, answer = ask(Verb.RELEASE, ROOM, state=stopped, number="a-2")
    assert (answer.accepted, free.stops) == (True, {})
    assert ask(Verb.RELEASE, ROOM)[1].reason == reason("act_not_stopped")


def latched(*names: str) -> ControlState:
    memory = TripMemory(since=T - 9, latched=True, reason=reason("trip_door"))
    return replace(EMPTY, trips={f"{ROOM}/{name}": memory for name in names})


def test_reset_clears_only_what_is_well_again() -> None:
    state = latched("door", "water")
    after, answer = ask(Verb.RESET, ROOM, state=state, values={"c.dry": False})
    assert answer.accepted
    assert set(after.trips) == {f"{ROOM}/water"}


def test_who_is_responsible_for_safety_resets_from_elsewhere_and_does_nothing_else_there() -> None:
    after, answer = ask(Verb.RESET, ROOM, state=latched("door"), origin=Origin.SAFETY)
    assert answer.accepted
    assert not after.trips
    assert {verb for verb, row in VERBS.items() if row.local and row.safety} == {
        Verb.RESET,
        Verb.ALARM_RESET,
    }
    for verb in LOCAL_ONLY - {Verb.RESET}:
        subject = {Verb.RELEASE: ROOM, Verb.LAMP_CHANGED: "uv"}.get(verb, "uv-1")
        _, refused = ask(verb, subject, origin=Origin.SAFETY)
        assert refused.reason == reason("act_needs_local_panel")


def test_reset_is_refused_while_the_cause_is_there() -> None:
    after, answer = ask(Verb.RESET, ROOM, state=latched("door"), values={"c.door_1": False})
    assert answer.reason == reason("act_nothing_to_reset")
    assert set(after.trips) == {f"{ROOM}/door"}
    assert ask(Verb.RESET, ROOM)[1].reason == reason("act_nothing_to_reset")


def test_a_new_lamp_starts_its_hours_from_zero() -> None:
    old = replace(EMPTY, cycles={"uv-1": Cycle(lamp_s=1e6), "x": Cycle(lamp_s=5.0)})
    two = settings(programmes=(PROGRAMME, replace(PROGRAMME, id="x", output="contactor")))
    after, answer = ask(Verb.LAMP_CHANGED, "uv", state=old, to=two)
    assert answer.accepted
    assert (after.cycles["uv-1"].lamp_s, after.cycles["x"].lamp_s) == (0.0, 5.0)
    assert ask(Verb.LAMP_CHANGED, "dry", state=old)[1].reason == reason("act_no_lamp")


def test_what_the_cycle_refuses_changes_nothing() -> None:
    after, answer = ask(Verb.CONFIRM, "uv-1")  # nobody requested it
    assert not answer.accepted
    assert after.cycles == {}


def test_a_request_reaches_the_cycle() -> None:
    after, answer = ask(Verb.REQUEST, "uv-1")
    assert answer.reason == reason("act_requested")
    assert after.cycles["uv-1"].stage is Stage.REQUESTED
    assert after.cycles["uv-1"].who == "王芳"
