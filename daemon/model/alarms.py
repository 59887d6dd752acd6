"""The vocabulary of alarms, in the words of ISA-18.2 (IEC 62682)."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from .reasons import Reason


class Priority(IntEnum):
    """How soon somebody has to do something: today, within the hour, now."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3


class AlarmState(StrEnum):
    """The states of an alarm.

    The last three are not shown among the standing alarms, and never forgotten: shelved by a person
    until a time, suppressed by design under a graver alarm, taken out of service.
    """

    NORMAL = "normal"
    UNACKNOWLEDGED = "unacknowledged"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"  # well again, but nobody has seen it
    LATCHED = "latched"  # well again and seen; waits for a reset
    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out_of_service"


SHOWN = frozenset(
    {
        AlarmState.UNACKNOWLEDGED,
        AlarmState.ACKNOWLEDGED,
        AlarmState.RETURNED,
        AlarmState.LATCHED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmKind:
    """One row of the alarm catalogue: what kind of trouble, how grave, how patient.

    `code` names its sentences: `alarm_<code>_title`, `alarm_<code>_cause` and
    `alarm_<code>_action`. `off_delay_s` is the time that the condition must be gone. `latches`:
    stays after the condition is gone until a person resets it. `hazard` is the word of the archive
    profession for what threatens (fire, damp, insects ...), for grouping.
    """

    code: str
    priority: Priority
    on_delay_s: float
    off_delay_s: float
    latches: bool = False
    hazard: str = "equipment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What one look found about one possible alarm.

    `subject` is what it is about: the id of a site, room, tag, device, bus, output or programme.
    `active` is None where that can't be known now: the alarm stays as it is. `reason` is the
    sentence with its numbers. `parents` are the keys of alarms under which this one is suppressed
    by design. `priority` is None where that of its kind holds.
    """

    code: str
    subject: str
    room: str
    active: bool | None
    reason: Reason
    parents: tuple[str, ...] = ()
    priority: Priority | None = None

    @property
    def key(self) -> str:
        """The name of the alarm: one kind of trouble of one thing."""
        return alarm_key(self.code, self.subject)


def alarm_key(code: str, subject: str) -> str:
    """Return the name under which an alarm is known everywhere: `code:subject`."""
    return f"{code}:{subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One time that people were called: monotonic, and with which priority.

    `number` is that of the call; no two raises or calls of a site share one.
    """

    number: int
    t: float
    priority: Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm that is not in the state NORMAL, or was shelved or taken out of service.

    `active`: the condition holds; where it is not `known` it did when it last was. `since` is the
    monotonic time of the last raise, `changed` of the last change of state, `was` the state
    before that moment. `first_out`: the first of its room's storm. `who` and `why` are of the last
    step of a person, `until` the monotonic end of a shelf or a suppression, `under` the alarm that
    suppresses it. `raises` counts how often it came since it last was NORMAL; `number` is of the
    last raise, and no two raises of a site share one. `called`: the last time that it became
    unacknowledged, or graver (None: not yet), `outdid`: the call before that where nobody had
    acknowledged it. `chattering`: it came so often that it is held up until its condition was gone
    for long.
    """

    key: str
    code: str
    subject: str
    room: str
    priority: Priority
    state: AlarmState
    active: bool
    since: float
    changed: float
    reason: Reason
    first_out: bool = False
    who: str = ""
    why: str = ""
    until: float | None = None
    under: str = ""
    raises: int = 1
    number: int = 0
    known: bool = True
    called: Call | None = None
    outdid: Call | None = None
    chattering: bool = False
    was: AlarmState = AlarmState.NORMAL

    @property
    def call(self) -> Call:
        """The last call; the raise where none is known."""
        return self.called or Call(number=self.number, t=self.since, priority=self.priority)

    @property
    def title(self) -> Reason:
        """What kind of trouble it is."""
        return Reason(f"alarm_{self.code}_title")

    @property
    def cause(self) -> Reason:
        """What usually is behind it."""
        return Reason(f"alarm_{self.code}_cause")

    @property
    def action(self) -> Reason:
        """What to do now."""
        return Reason(f"alarm_{self.code}_action")


class NoticeKind(StrEnum):
    """Why somebody is told."""

    RAISED = "raised"
    ESCALATED = "escalated"  # nobody has acknowledged it in time
    ACKNOWLEDGED = "acknowledged"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message that is due: about which alarm, on which step of the ladder, to whom.

    `id` is unique for ever (a receiver drops a second one); `channels` name `[[notify.*]]` tables.
    """

    id: str
    kind: NoticeKind
    alarm: Alarm
    step: int
    channels: tuple[str, ...]
