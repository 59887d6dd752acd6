"""One step of one alarm: the state by the table, and what is noted with it."""

from dataclasses import replace

from daemon.model import Alarm, AlarmKind, AlarmState, Condition

from .machine import Step, next_state

# A wait ends with these: nothing holds the alarm back any more.
_ENDS_A_WAIT = frozenset(
    {
        Step.UNSHELVE,
        Step.EXPIRE,
        Step.UNSUPPRESS,
        Step.OUT_OF_SERVICE,
        Step.IN_SERVICE,
    }
)
_APART = frozenset({AlarmState.SHELVED, AlarmState.OUT_OF_SERVICE})


def fresh(condition: Condition, kind: AlarmKind, t: float) -> Alarm:
    """Return an alarm that has not come yet."""
    return Alarm(
        key=condition.key,
        code=condition.code,
        subject=condition.subject,
        room=condition.room,
        priority=kind.priority if condition.priority is None else condition.priority,
        state=AlarmState.NORMAL,
        active=False,
        since=t,
        changed=t,
        reason=condition.reason,
        raises=0,
    )


def turned(alarm: Alarm, step: Step, t: float, *, latches: bool) -> Alarm:
    """Return the alarm after a step at `t`; raises IllegalStepError where there is none."""
    to = next_state(alarm, step, latches=latches)
    waits = to in _APART | {AlarmState.SUPPRESSED} and step not in _ENDS_A_WAIT
    return replace(
        alarm,
        state=to,
        changed=alarm.changed if to is alarm.state else t,
        until=alarm.until if waits else None,
        under=alarm.under if to is AlarmState.SUPPRESSED else "",
    )


def raised(alarm: Alarm, t: float, number: int) -> Alarm:
    """Return the alarm as its condition comes at `t`, before its step.

    Whoever acknowledged the last raise did not acknowledge this one.
    """
    apart = alarm.state in _APART
    return replace(
        alarm,
        active=True,
        since=t,
        raises=alarm.raises + 1,
        number=number,
        first_out=False,
        who=alarm.who if apart else "",
        why=alarm.why if apart else "",
    )


def calm(alarm: Alarm) -> Alarm:
    """Return what stays of an alarm that is NORMAL again."""
    return replace(alarm, raises=0, first_out=False, who="", why="", until=None, under="")
