"""All that is remembered of alarms from one look to the next: bounded, frozen, storable.

There is at most one entry for each condition that is looked at, so the configuration bounds it.
Times are monotonic seconds of one boot; `carried` moves them over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from daemon.model import SHOWN, Alarm, AlarmState, Call

MOST_RAISES = 100  # times of new alarms that are kept for the flood limit
_URGENCY = {state: place for place, state in enumerate(AlarmState)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is remembered of one alarm; in the state NORMAL while its on-delay runs.

    `turned_t`: since when its condition says the opposite of `alarm.active`, the delay runs from
    there. `absent_t`: since when nothing looks at it any more.
    """

    alarm: Alarm
    turned_t: float | None = None
    absent_t: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """The alarm of a room that came first, and when."""

    first: str
    t: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmMemory:
    """What is remembered of all alarms. `t`: the last look; None before the first of a process.

    `recent` are the times of new alarms within the time of the flood limit, `storms` the first
    alarm of each room within the last minute, `came` the last raises of each alarm within a day,
    `number` is of the last raise or call.
    """

    t: float | None = None
    kept: Mapping[str, Kept] = field(default_factory=dict)
    recent: tuple[float, ...] = ()
    flooding: bool = False
    storms: Mapping[str, Storm] = field(default_factory=dict)
    came: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    number: int = 0


def listed(memory: AlarmMemory) -> tuple[Alarm, ...]:
    """Return every alarm that is not NORMAL.

    Shown ones stand first, then by priority, then unacknowledged ones, then the newest.
    """
    alarms = [entry.alarm for entry in memory.kept.values()]
    return tuple(sorted((a for a in alarms if a.state is not AlarmState.NORMAL), key=_place))


def standing(memory: AlarmMemory) -> frozenset[str]:
    """Return the keys of the alarms whose condition holds, shown or not."""
    return frozenset(key for key, entry in memory.kept.items() if entry.alarm.active)


def carried(memory: AlarmMemory, shift_s: float | None) -> AlarmMemory:
    """Return the memory for a new process; `shift_s` to the clock of another boot, None for none.

    After another boot every delay begins anew. What was raised, acknowledged, shelved or taken out
    of service stays so; a time away of unknown length does not count for a shelf.
    """
    if shift_s is None:
        return replace(memory, t=None)
    return replace(
        memory,
        t=None,
        kept={
            key: Kept(alarm=_moved(entry.alarm, shift_s))
            for key, entry in memory.kept.items()
            if entry.alarm.state is not AlarmState.NORMAL
        },
        recent=tuple(_shifted(memory.recent, shift_s)),
        storms={r: replace(s, t=s.t + shift_s) for r, s in memory.storms.items()},
        came={key: tuple(_shifted(times, shift_s)) for key, times in memory.came.items()},
    )


def _moved(alarm: Alarm, shift_s: float) -> Alarm:
    return replace(
        alarm,
        since=alarm.since + shift_s,
        changed=alarm.changed + shift_s,
        until=None if alarm.until is None else alarm.until + shift_s,
        called=_moved_call(alarm.called, shift_s),
        outdid=_moved_call(alarm.outdid, shift_s),
    )


def _moved_call(call: Call | None, shift_s: float) -> Call | None:
    return None if call is None else replace(call, t=call.t + shift_s)


def _shifted(times: Iterable[float], shift_s: float) -> Iterable[float]:
    return (t + shift_s for t in times)


def _place(alarm: Alarm) -> tuple[bool, int, int, float, str]:
    shown = alarm.state in SHOWN
    return (not shown, -alarm.priority, _URGENCY[alarm.state], -alarm.since, alarm.key)
