"""One step of one alarm: the state by the table, and what is noted with it."""

from dataclasses import replace

from daemon.model import Alarm, AlarmKind, AlarmState, Call, Condition

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
        was=alarm.was if to is alarm.state or alarm.changed == t else alarm.state,
        until=alarm.until if waits else None,
        under=alarm.under if to is AlarmState.SUPPRESSED else "",
        called=_seen(alarm) if step is Step.ACKNOWLEDGE else alarm.called,
    )


def calls(before: Alarm, after: Alarm, step: Step) -> bool:
    """Return whether a step calls people: to what is new to them, or graver than they know."""
    fresh_call = before.state is not AlarmState.UNACKNOWLEDGED or step is Step.WORSEN
    return after.state is AlarmState.UNACKNOWLEDGED and fresh_call


def called(before: Alarm, after: Alarm, t: float, number: int) -> Alarm:
    """Return the alarm after a step that calls people at `t`."""
    stands = before.state is AlarmState.UNACKNOWLEDGED
    return replace(
        after,
        called=Call(number=number, t=t, priority=after.priority),
        outdid=before.call if stands else None,
    )


def worse(alarm: Alarm) -> bool:
    """Return whether an alarm that is shown has grown graver than people were told."""
    shown = alarm.state in (AlarmState.UNACKNOWLEDGED, AlarmState.ACKNOWLEDGED)
    return shown and alarm.priority > alarm.call.priority


def _seen(alarm: Alarm) -> Call | None:
    """Return the call as a person acknowledges it: they know what it is now, not what it was."""
    return None if alarm.called is None else replace(alarm.called, priority=alarm.priority)


def raised(alarm: Alarm, t: float, number: int, *, chattering: bool = False) -> Alarm:
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
        chattering=chattering,
        who=alarm.who if apart else "",
        why=alarm.why if apart else "",
    )


def calm(alarm: Alarm) -> Alarm:
    """Return what stays of an alarm that is NORMAL again."""
    return replace(
        alarm,
        raises=0,
        first_out=False,
        who="",
        why="",
        until=None,
        under="",
        called=None,
        outdid=None,
        chattering=False,
    )
