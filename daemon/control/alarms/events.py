"""What goes into the ledger: one row for each step of an alarm, with who, why and until when."""

from daemon.model import Alarm, Event, Reason

from .machine import Step


def alarm_event(
    step: Step,
    before: Alarm,
    after: Alarm,
    t: float,
    *,
    who: str = "",
    why: str = "",
    first_out: str = "",
) -> Event:
    """Return the row of one step at `t`.

    `who` and `why` are of the person whose step it is. `first_out` is the alarm of the room that
    came first in this storm.
    """
    return Event(
        kind="alarm",
        subject=after.key,
        body={
            "step": step.value,
            "code": after.code,
            "about": after.subject,
            "room": after.room,
            "priority": after.priority.name.lower(),
            "from": before.state.value,
            "to": after.state.value,
            "active": after.active,
            "known": after.known,
            "reason": _plain(after.reason),
            "who": who,
            "why": why,
            "left_s": None if after.until is None else round(max(0.0, after.until - t), 1),
            "under": after.under,
            "raises": after.raises,
            "number": after.number,
            "call": None if after.called is None else after.called.number,
            "chattering": after.chattering,
            "first_out": first_out,
        },
    )


def _plain(why: Reason) -> dict[str, object]:
    return {"code": why.code, "args": dict(why.args)}
