"""Alarms to build tests of."""

from daemon.model import Alarm, AlarmState, Priority, reason


def alarm(
    code: str = "bus_down",
    subject: str = "gateway-1",
    *,
    state: AlarmState = AlarmState.UNACKNOWLEDGED,
    priority: Priority = Priority.MEDIUM,
    since: float = 1000.0,
    number: int = 1,
    who: str = "",
) -> Alarm:
    """Return an alarm that was raised at `since`."""
    return Alarm(
        key=f"{code}:{subject}",
        code=code,
        subject=subject,
        room="stack-1",
        priority=priority,
        state=state,
        active=state is not AlarmState.RETURNED,
        since=since,
        changed=since,
        reason=reason("degraded_bus_down", buses=subject),
        number=number,
        who=who,
    )
