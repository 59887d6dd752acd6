"""The states of an alarm by ISA-18.2 (IEC 62682), as tables; nothing else changes a state.

`TABLE` says where a step leads. Rows of one state and step are looked at in their order, the first
whose `given` holds counts. What is not in it is in `REFUSED`, with the sentence for the person who
asks, or in `NEVER`: a step that the engine does not take there. Every pair of a state and a step
is in exactly one of the three.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

from daemon.model import Alarm
from daemon.model import AlarmState as S


class Step(StrEnum):
    """What can happen to an alarm: to its condition, by a person, by time, by design."""

    RAISE = "raise"
    RETURN = "return"
    WORSEN = "worsen"  # graver than when people were called
    ACKNOWLEDGE = "acknowledge"
    RESET = "reset"
    SHELVE = "shelve"
    UNSHELVE = "unshelve"
    EXPIRE = "expire"
    SUPPRESS = "suppress"
    UNSUPPRESS = "unsuppress"
    OUT_OF_SERVICE = "out_of_service"
    IN_SERVICE = "in_service"
    END = "end"  # what it is about is no longer part of the site


class Row(NamedTuple):
    """One transition."""

    state: S
    step: Step
    to: S
    given: str = ""


GIVEN: Mapping[str, Callable[[Alarm, bool], bool]] = {
    "": lambda _alarm, _latches: True,
    "active": lambda alarm, _latches: alarm.active,
    "latches": lambda alarm, latches: latches and alarm.raises > 0,
}

TABLE = (
    Row(S.NORMAL, Step.RAISE, S.UNACKNOWLEDGED),
    Row(S.NORMAL, Step.SUPPRESS, S.SUPPRESSED),
    Row(S.NORMAL, Step.SHELVE, S.SHELVED),
    Row(S.NORMAL, Step.OUT_OF_SERVICE, S.OUT_OF_SERVICE),
    Row(S.UNACKNOWLEDGED, Step.RETURN, S.RETURNED),
    Row(S.UNACKNOWLEDGED, Step.WORSEN, S.UNACKNOWLEDGED),
    Row(S.UNACKNOWLEDGED, Step.ACKNOWLEDGE, S.ACKNOWLEDGED),
    Row(S.UNACKNOWLEDGED, Step.SHELVE, S.SHELVED),
    Row(S.UNACKNOWLEDGED, Step.SUPPRESS, S.SUPPRESSED),
    Row(S.UNACKNOWLEDGED, Step.OUT_OF_SERVICE, S.OUT_OF_SERVICE),
    Row(S.UNACKNOWLEDGED, Step.END, S.NORMAL),
    Row(S.ACKNOWLEDGED, Step.RETURN, S.LATCHED, given="latches"),
    Row(S.ACKNOWLEDGED, Step.RETURN, S.NORMAL),
    Row(S.ACKNOWLEDGED, Step.WORSEN, S.UNACKNOWLEDGED),
    Row(S.ACKNOWLEDGED, Step.SHELVE, S.SHELVED),
    Row(S.ACKNOWLEDGED, Step.SUPPRESS, S.SUPPRESSED),
    Row(S.ACKNOWLEDGED, Step.OUT_OF_SERVICE, S.OUT_OF_SERVICE),
    Row(S.ACKNOWLEDGED, Step.END, S.NORMAL),
    Row(S.RETURNED, Step.RAISE, S.UNACKNOWLEDGED),
    Row(S.RETURNED, Step.ACKNOWLEDGE, S.LATCHED, given="latches"),
    Row(S.RETURNED, Step.ACKNOWLEDGE, S.NORMAL),
    Row(S.RETURNED, Step.SHELVE, S.SHELVED),
    Row(S.RETURNED, Step.SUPPRESS, S.SUPPRESSED),
    Row(S.RETURNED, Step.OUT_OF_SERVICE, S.OUT_OF_SERVICE),
    Row(S.RETURNED, Step.END, S.NORMAL),
    Row(S.LATCHED, Step.RAISE, S.UNACKNOWLEDGED),
    Row(S.LATCHED, Step.RESET, S.NORMAL),
    Row(S.LATCHED, Step.SHELVE, S.SHELVED),
    Row(S.LATCHED, Step.SUPPRESS, S.SUPPRESSED),
    Row(S.LATCHED, Step.OUT_OF_SERVICE, S.OUT_OF_SERVICE),
    Row(S.LATCHED, Step.END, S.NORMAL),
    Row(S.SHELVED, Step.RAISE, S.SHELVED),
    Row(S.SHELVED, Step.RETURN, S.SHELVED),
    Row(S.SHELVED, Step.SHELVE, S.SHELVED),
    Row(S.SHELVED, Step.UNSHELVE, S.UNACKNOWLEDGED, given="active"),
    Row(S.SHELVED, Step.UNSHELVE, S.RETURNED, given="latches"),
    Row(S.SHELVED, Step.UNSHELVE, S.NORMAL),
    Row(S.SHELVED, Step.EXPIRE, S.UNACKNOWLEDGED, given="active"),
    Row(S.SHELVED, Step.EXPIRE, S.RETURNED, given="latches"),
    Row(S.SHELVED, Step.EXPIRE, S.NORMAL),
    Row(S.SHELVED, Step.OUT_OF_SERVICE, S.OUT_OF_SERVICE),
    Row(S.SHELVED, Step.END, S.NORMAL),
    Row(S.SUPPRESSED, Step.RETURN, S.RETURNED, given="latches"),
    Row(S.SUPPRESSED, Step.RETURN, S.NORMAL),
    Row(S.SUPPRESSED, Step.SUPPRESS, S.SUPPRESSED),  # under another alarm
    Row(S.SUPPRESSED, Step.UNSUPPRESS, S.UNACKNOWLEDGED),
    Row(S.SUPPRESSED, Step.SHELVE, S.SHELVED),
    Row(S.SUPPRESSED, Step.OUT_OF_SERVICE, S.OUT_OF_SERVICE),
    Row(S.SUPPRESSED, Step.END, S.NORMAL),
    Row(S.OUT_OF_SERVICE, Step.RAISE, S.OUT_OF_SERVICE),
    Row(S.OUT_OF_SERVICE, Step.RETURN, S.OUT_OF_SERVICE),
    Row(S.OUT_OF_SERVICE, Step.IN_SERVICE, S.UNACKNOWLEDGED, given="active"),
    Row(S.OUT_OF_SERVICE, Step.IN_SERVICE, S.RETURNED, given="latches"),
    Row(S.OUT_OF_SERVICE, Step.IN_SERVICE, S.NORMAL),
    Row(S.OUT_OF_SERVICE, Step.END, S.NORMAL),
)

_HIDDEN = dict.fromkeys((S.SHELVED, S.SUPPRESSED, S.OUT_OF_SERVICE), "act_alarm_not_shown")
REFUSED: Mapping[Step, Mapping[S, str]] = {
    Step.ACKNOWLEDGE: {
        S.NORMAL: "act_alarm_not_standing",
        S.ACKNOWLEDGED: "act_alarm_is_acknowledged",
        S.LATCHED: "act_alarm_is_acknowledged",
        **_HIDDEN,
    },
    Step.RESET: {
        S.NORMAL: "act_alarm_not_standing",
        S.UNACKNOWLEDGED: "act_alarm_still_holds",
        S.ACKNOWLEDGED: "act_alarm_still_holds",
        S.RETURNED: "act_alarm_acknowledge_first",
        **_HIDDEN,
    },
    Step.SHELVE: {S.OUT_OF_SERVICE: "act_alarm_is_out_of_service"},
    Step.UNSHELVE: dict.fromkeys(set(S) - {S.SHELVED}, "act_alarm_not_shelved"),
    Step.OUT_OF_SERVICE: {S.OUT_OF_SERVICE: "act_alarm_is_out_of_service"},
    Step.IN_SERVICE: dict.fromkeys(set(S) - {S.OUT_OF_SERVICE}, "act_alarm_is_in_service"),
}

NEVER: Mapping[Step, frozenset[S]] = {
    Step.RAISE: frozenset({S.UNACKNOWLEDGED, S.ACKNOWLEDGED, S.SUPPRESSED}),
    Step.RETURN: frozenset({S.NORMAL, S.RETURNED, S.LATCHED}),
    Step.WORSEN: frozenset(S) - {S.UNACKNOWLEDGED, S.ACKNOWLEDGED},
    Step.EXPIRE: frozenset(S) - {S.SHELVED},
    Step.SUPPRESS: frozenset({S.SHELVED, S.OUT_OF_SERVICE}),
    Step.UNSUPPRESS: frozenset(S) - {S.SUPPRESSED},
    Step.END: frozenset({S.NORMAL}),
}

_ROWS: Mapping[tuple[S, Step], tuple[Row, ...]] = {
    (state, step): rows
    for state in S
    for step in Step
    if (rows := tuple(row for row in TABLE if (row.state, row.step) == (state, step)))
}


class IllegalStepError(ValueError):
    """The table has no such step in this state."""


def refusal(state: S, step: Step) -> str | None:
    """Return the code of the sentence why a person can't take a step now, None where they can."""
    return REFUSED.get(step, {}).get(state)


def next_state(alarm: Alarm, step: Step, *, latches: bool) -> S:
    """Return the state after a step; `latches`: alarms of this kind wait for a reset.

    Raises IllegalStepError where the table has no such step.
    """
    for row in _ROWS.get((alarm.state, step), ()):
        if GIVEN[row.given](alarm, latches):
            return row.to
    raise IllegalStepError(f"{step.value} in {alarm.state.value}")
