"""What is published of alarms: one retained list of all that stand or were set aside (pure)."""

from dataclasses import dataclass

from .model import SHOWN, Alarm, Reason, Snapshot
from .model.render import sentence
from .mqtt_states import common


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmsState:
    """All alarms of the site, the gravest first."""

    topic: str

    def urgency(self, snapshot: Snapshot) -> object:
        """Return what is published at once when it changes; numbers in a reason drift."""
        return tuple((a.key, a.state, a.number, a.priority) for a in snapshot.result.alarms)

    def state(self, snapshot: Snapshot, t: float) -> dict[str, object]:
        """Return the state at the monotonic time `t`."""
        alarms = snapshot.result.alarms
        return {
            **common(snapshot),
            "shown": sum(alarm.state in SHOWN for alarm in alarms),
            "alarms": [_alarm(alarm, t) for alarm in alarms],
        }


def _alarm(alarm: Alarm, t: float) -> dict[str, object]:
    return {
        "alarm": alarm.key,
        "code": alarm.code,
        "subject": alarm.subject,
        "room": alarm.room,
        "priority": alarm.priority.name.lower(),
        "state": alarm.state.value,
        "active": alarm.active,
        "first_out": alarm.first_out,
        "chattering": alarm.chattering,
        "since_s": round(max(0.0, t - alarm.since), 1),
        "left_s": None if alarm.until is None else round(max(0.0, alarm.until - t), 1),
        "who": alarm.who,
        "why": alarm.why,
        "under": alarm.under,
        "title": _told(alarm.title),
        "sentence": _told(alarm.reason),
        "action": _told(alarm.action),
    }


def _told(reason: Reason) -> dict[str, str]:
    return {"zh": sentence(reason, "zh"), "en": sentence(reason, "en")}
