"""Who has to be told of which alarm now: the ladder of channels, and their quiet hours (pure).

Each step of the ladder is a channel with the time that an alarm may stand unacknowledged before it
is told. Quiet hours put off what can wait until morning; an alarm of high priority never waits.
Whoever was told that an alarm came is told that it went. Each call (`Alarm.call`) is told anew:
what comes off its shelf, or out from under another one, or grows graver.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from daemon.model import Alarm, AlarmState, Notice, NoticeKind, Priority

GONE = frozenset({AlarmState.RETURNED, AlarmState.LATCHED, AlarmState.NORMAL})
SET_ASIDE = frozenset({AlarmState.SHELVED, AlarmState.SUPPRESSED, AlarmState.OUT_OF_SERVICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One step of the ladder.

    It is told of alarms from `least` on that nobody acknowledged within `after_s`, in the quiet
    hours from `quiet_from` until `quiet_until` (local time) of high ones only.
    """

    id: str
    least: Priority = Priority.LOW
    after_s: float = 0.0
    quiet_from: time | None = None
    quiet_until: time | None = None

    def rests(self, priority: Priority, local: datetime) -> bool:
        """Return whether an alarm of this priority has to wait until the morning."""
        since, until = self.quiet_from, self.quiet_until
        if since is None or until is None or priority is Priority.HIGH:
            return False
        now = local.time().replace(tzinfo=None)
        if since <= until:
            return since <= now < until
        return now >= since or now < until


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was said of one call of an alarm: `number`, to which channels, and that somebody came.

    `at` is the UTC second of the call, `before` who was told of an earlier call of the same raise.
    `alarm` is what it was when it was told last: its end is told in these words.
    """

    number: int
    alarm: Alarm
    channels: frozenset[str] = field(default_factory=frozenset)
    steps: int = 0
    taken: bool = False
    at: str = ""
    before: frozenset[str] = field(default_factory=frozenset)

    @property
    def heard(self) -> frozenset[str]:
        """Everybody who was told of this raise, and has to hear of its end."""
        return self.channels | self.before


Book = Mapping[str, Told]  # by alarm key


def notices(
    alarms: Iterable[Alarm], told: Book, ladder: Iterable[Channel], t: float, local: datetime
) -> tuple[tuple[Notice, ...], Book]:
    """Return what is due at the monotonic time `t`, and what is told with that."""
    steps = tuple(ladder)
    standing = {alarm.key: alarm for alarm in alarms}
    due: list[Notice] = []
    after: dict[str, Told] = {}
    for key, before in told.items():
        alarm = standing.get(key)
        if alarm is None or alarm.number != before.alarm.number or alarm.state in GONE:
            due += _ended(before, alarm)
        elif alarm.call.number != before.number:
            after[key] = _called(alarm, before, t, local)
        else:
            after[key] = before
    for key, alarm in standing.items():
        if alarm.state in GONE or alarm.state in SET_ASIDE:
            continue
        fresh, now = _told(alarm, after.get(key), steps, t, local)
        due += fresh
        if now is not None:
            after[key] = now
    return tuple(due), after


def _told(
    alarm: Alarm, before: Told | None, ladder: tuple[Channel, ...], t: float, local: datetime
) -> tuple[list[Notice], Told | None]:
    """Return what has to be said of a standing alarm, and what is said of it by then."""
    if alarm.state is AlarmState.ACKNOWLEDGED:
        if before is None or before.taken or not before.steps:
            return [], before
        now = replace(before, alarm=alarm, taken=True)
        return [_notice(NoticeKind.ACKNOWLEDGED, now, before.heard)], now
    said = before or _called(alarm, None, t, local)
    due = [
        channel
        for channel in ladder
        if channel.id not in said.channels
        and alarm.priority >= channel.least
        and t - alarm.call.t >= channel.after_s
        and not channel.rests(alarm.priority, local)
    ]
    found: list[Notice] = []
    first = frozenset(channel.id for channel in due if not channel.after_s)
    later = frozenset(channel.id for channel in due) - first
    for kind, names in ((NoticeKind.RAISED, first), (NoticeKind.ESCALATED, later)):
        if names:
            said = replace(
                said,
                alarm=alarm,
                channels=said.channels | names,
                steps=said.steps + (kind is NoticeKind.ESCALATED),
                taken=False,
            )
            found.append(_notice(kind, said, names))
    return found, said if said.heard else None


def _called(alarm: Alarm, before: Told | None, t: float, local: datetime) -> Told:
    """Return what is said of a new call: nothing yet."""
    at = local.astimezone(UTC) - timedelta(seconds=max(0.0, t - alarm.call.t))
    return Told(
        number=alarm.call.number,
        alarm=alarm,
        steps=0 if before is None else before.steps,
        at=f"{at:%Y%m%dT%H%M%SZ}",
        before=frozenset() if before is None else before.heard,
    )


def _ended(before: Told, now: Alarm | None) -> Iterator[Notice]:
    if before.heard:
        last = now if now is not None and now.number == before.alarm.number else before.alarm
        yield _notice(NoticeKind.CLEARED, replace(before, alarm=last), before.heard)


def _notice(kind: NoticeKind, said: Told, channels: frozenset[str]) -> Notice:
    return Notice(
        id=f"{said.number}-{said.at}-{kind.value}-{said.steps}",
        kind=kind,
        alarm=said.alarm,
        step=said.steps,
        channels=tuple(sorted(channels)),
    )
