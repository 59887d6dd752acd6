"""The states of an alarm by ISA-18.2: every pair of a state and a step is decided."""

from itertools import product

import pytest

from daemon.control.alarms.acts import STEPS
from daemon.control.alarms.machine import (
    GIVEN,
    NEVER,
    REFUSED,
    TABLE,
    IllegalStepError,
    Step,
    next_state,
    refusal,
)
from daemon.control.alarms.turning import turned
from daemon.model import SHOWN, Alarm, AlarmState, Priority, Verb, reason
from daemon.model import AlarmState as S
from daemon.model.sentences import SENTENCES

PAIRS = tuple(product(AlarmState, Step))
LEGAL = frozenset((row.state, row.step) for row in TABLE)

# The table again, as the standard draws it: state, step, is the condition there, does the kind
# latch, and where that leads. What is not here is not possible.
DRAWN: dict[tuple[AlarmState, Step, bool | None], AlarmState] = {
    (S.NORMAL, Step.RAISE, True): S.UNACKNOWLEDGED,
    (S.NORMAL, Step.SUPPRESS, True): S.SUPPRESSED,
    (S.NORMAL, Step.SHELVE, None): S.SHELVED,
    (S.NORMAL, Step.OUT_OF_SERVICE, None): S.OUT_OF_SERVICE,
    (S.UNACKNOWLEDGED, Step.RETURN, False): S.RETURNED,
    (S.UNACKNOWLEDGED, Step.ACKNOWLEDGE, None): S.ACKNOWLEDGED,
    (S.UNACKNOWLEDGED, Step.WORSEN, True): S.UNACKNOWLEDGED,
    (S.ACKNOWLEDGED, Step.WORSEN, True): S.UNACKNOWLEDGED,
    (S.UNACKNOWLEDGED, Step.SUPPRESS, True): S.SUPPRESSED,
    (S.ACKNOWLEDGED, Step.RETURN, False): S.NORMAL,
    (S.ACKNOWLEDGED, Step.SUPPRESS, True): S.SUPPRESSED,
    (S.RETURNED, Step.RAISE, True): S.UNACKNOWLEDGED,
    (S.RETURNED, Step.ACKNOWLEDGE, False): S.NORMAL,
    (S.RETURNED, Step.SUPPRESS, True): S.SUPPRESSED,
    (S.LATCHED, Step.RAISE, True): S.UNACKNOWLEDGED,
    (S.LATCHED, Step.RESET, False): S.NORMAL,
    (S.LATCHED, Step.SUPPRESS, True): S.SUPPRESSED,
    (S.SHELVED, Step.RAISE, True): S.SHELVED,
    (S.SHELVED, Step.RETURN, False): S.SHELVED,
    (S.SHELVED, Step.UNSHELVE, True): S.UNACKNOWLEDGED,
    (S.SHELVED, Step.UNSHELVE, False): S.NORMAL,
    (S.SHELVED, Step.EXPIRE, True): S.UNACKNOWLEDGED,
    (S.SHELVED, Step.EXPIRE, False): S.NORMAL,
    (S.SUPPRESSED, Step.RETURN, False): S.NORMAL,
    (S.SUPPRESSED, Step.SUPPRESS, True): S.SUPPRESSED,
    (S.SUPPRESSED, Step.UNSUPPRESS, True): S.UNACKNOWLEDGED,
    (S.OUT_OF_SERVICE, Step.RAISE, True): S.OUT_OF_SERVICE,
    (S.OUT_OF_SERVICE, Step.RETURN, False): S.OUT_OF_SERVICE,
    (S.OUT_OF_SERVICE, Step.IN_SERVICE, True): S.UNACKNOWLEDGED,
    (S.OUT_OF_SERVICE, Step.IN_SERVICE, False): S.NORMAL,
    **{(state, Step.SHELVE, None): S.SHELVED for state in (*SHOWN, S.SUPPRESSED, S.SHELVED)},
    **{
        (state, Step.OUT_OF_SERVICE, None): S.OUT_OF_SERVICE
        for state in (*SHOWN, S.SUPPRESSED, S.SHELVED)
    },
    **{(state, Step.END, None): S.NORMAL for state in S if state is not S.NORMAL},
}
LATCHING = {
    (S.ACKNOWLEDGED, Step.RETURN): S.LATCHED,
    (S.RETURNED, Step.ACKNOWLEDGE): S.LATCHED,
    (S.SUPPRESSED, Step.RETURN): S.RETURNED,
    (S.SHELVED, Step.UNSHELVE): S.RETURNED,
    (S.SHELVED, Step.EXPIRE): S.RETURNED,
    (S.OUT_OF_SERVICE, Step.IN_SERVICE): S.RETURNED,
}


def alarm(state: AlarmState, *, active: bool, raises: int = 1) -> Alarm:
    return Alarm(
        key="fire:r",
        code="fire",
        subject="r",
        room="r",
        priority=Priority.HIGH,
        state=state,
        active=active,
        since=1.0,
        changed=1.0,
        reason=reason("x"),
        who="李工",
        until=99.0,
        under="bus_down:b",
        raises=raises,
    )


@pytest.mark.parametrize(("state", "step"), PAIRS)
def test_a_step_leads_somewhere_or_is_refused_or_never_comes(state: S, step: Step) -> None:
    answers = (
        (state, step) in LEGAL,
        refusal(state, step) is not None,
        state in NEVER.get(step, frozenset()),
    )
    assert sum(answers) == 1


@pytest.mark.parametrize("active", [True, False])
@pytest.mark.parametrize(("state", "step"), PAIRS)
def test_a_step_leads_where_the_standard_says(state: S, step: Step, active: bool) -> None:
    wanted = DRAWN.get((state, step, active), DRAWN.get((state, step, None)))
    was = alarm(state, active=active)
    if (state, step) not in LEGAL:
        with pytest.raises(IllegalStepError):
            next_state(was, step, latches=False)
    elif wanted is not None:  # else its condition says the opposite: the engine does not ask
        assert next_state(was, step, latches=False) is wanted


@pytest.mark.parametrize(("state", "step"), sorted(LEGAL))
def test_a_kind_that_latches_waits_for_a_reset(state: S, step: Step) -> None:
    was = alarm(state, active=False)
    plain = next_state(was, step, latches=False)
    assert next_state(was, step, latches=True) is LATCHING.get((state, step), plain)


def test_every_legal_pair_is_drawn() -> None:
    assert {(state, step) for state, step, _ in DRAWN} == LEGAL


@pytest.mark.parametrize("step", [Step.UNSHELVE, Step.EXPIRE, Step.IN_SERVICE])
def test_what_never_came_does_not_latch(step: Step) -> None:
    state = S.OUT_OF_SERVICE if step is Step.IN_SERVICE else S.SHELVED
    assert next_state(alarm(state, active=False, raises=0), step, latches=True) is S.NORMAL


def test_every_row_is_reached() -> None:
    reached = set()
    for row in TABLE:
        for active, latches, raises in product((True, False), (True, False), (0, 1)):
            was = alarm(row.state, active=active, raises=raises)
            first = next(
                other
                for other in TABLE
                if other[:2] == row[:2] and GIVEN[other.given](was, latches)
            )
            reached.add(first)
    assert reached == set(TABLE)


def test_no_step_hides_an_alarm_without_person_time_or_design() -> None:
    hides = {
        (row.state, row.step)
        for row in TABLE
        if row.state in SHOWN and row.to not in SHOWN and row.to is not S.NORMAL
    }
    assert {step for _, step in hides} == {Step.SHELVE, Step.SUPPRESS, Step.OUT_OF_SERVICE}


def test_what_was_not_seen_by_a_person_does_not_become_normal_by_itself() -> None:
    people = set(STEPS.values()) | {Step.END}
    unseen = {S.UNACKNOWLEDGED, S.RETURNED}
    assert all(row.step in people for row in TABLE if row.state in unseen and row.to is S.NORMAL)


def test_every_refusal_has_its_sentence() -> None:
    assert {code for row in REFUSED.values() for code in row.values()} <= set(SENTENCES)
    assert set(REFUSED) == set(STEPS.values())


def test_every_verb_about_an_alarm_is_a_step() -> None:
    assert set(STEPS) == {verb for verb in Verb if verb.value.startswith("alarm_")}


@pytest.mark.parametrize(("state", "step"), sorted(LEGAL))
def test_who_holds_an_alarm_back_is_forgotten_when_nothing_does(state: S, step: Step) -> None:
    after = turned(alarm(state, active=True), step, 5.0, latches=False)
    assert (after.under == "") is (after.state is not S.SUPPRESSED)
    if after.state in SHOWN:
        assert after.until is None
    assert (after.changed == 5.0) is (after.state is not state)
