"""One look at all conditions: what is raised, what returns, what is set aside (pure).

Nothing is lost: a condition that holds for longer than its on-delay has an alarm in a listed state,
and an alarm that is not shown says who or what keeps it back. A second look at the same time
changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from daemon.model import Alarm, AlarmKind, AlarmState, Condition, Event, alarm_key

from .flood import CODE, flood_condition
from .machine import Step
from .memory import AlarmMemory, Kept, listed
from .sheet import PATIENT, Due, Sheet, sheet_of
from .turning import calm, fresh, worse

ABSENT_S = 600.0  # so long an alarm waits for a condition that nobody looks at any more
_SUPPRESSIBLE = frozenset({AlarmState.UNACKNOWLEDGED, AlarmState.ACKNOWLEDGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """What one look made: the alarms in their order, the new memory, the rows for the ledger."""

    alarms: tuple[Alarm, ...]
    memory: AlarmMemory
    events: tuple[Event, ...]


def stepped(
    conditions: Mapping[str, Condition],
    memory: AlarmMemory,
    kinds: Mapping[str, AlarmKind],
    t: float,
    *,
    site: str,
    at_ms: int = 0,
) -> Stepped:
    """Return what the conditions, by their keys, mean at `t`; `site` is what a flood is about.

    `at_ms` is the same moment in UTC: numbers go by it, so a memory that was lost or set back does
    not use one twice.
    """
    flood_key = alarm_key(CODE, site)
    sheet = sheet_of(memory, conditions, kinds, t, flood_key, at_ms)
    comes, goes = _settled(sheet)
    for key in goes:
        sheet.turn(key, Step.RETURN)
    _expire(sheet)
    for due in sorted(comes, key=lambda due: _urgency(sheet, due)):
        sheet.come(due)
    for key in _sorted(sheet, _SUPPRESSIBLE):
        if worse(sheet.alarm(key)):
            sheet.worsen(key)
    _suppress(sheet)
    _release(sheet)
    _flood(sheet)
    after = AlarmMemory(
        t=t,
        kept={key: entry for key, entry in sheet.kept.items() if _is_worth_keeping(entry)},
        recent=sheet.recent,
        flooding=sheet.flooding,
        storms=sheet.storms,
        came=sheet.came_t,
        number=sheet.number,
    )
    return Stepped(alarms=listed(after), memory=after, events=tuple(sheet.events))


def _settled(sheet: Sheet) -> tuple[list[Due], list[str]]:
    """Look at every condition; return the alarms whose delay is over, to come and to go."""
    comes: list[Due] = []
    goes: list[str] = []
    for key, condition in sheet.conditions.items():
        entry = sheet.kept.get(key)
        if entry is None:
            if not condition.active:
                continue
            entry = Kept(alarm=fresh(condition, sheet.kinds[condition.code], sheet.t))
        entry = sheet.kept[key] = _seen(entry, condition, sheet)
        if entry.turned_t is None or condition.active is None:
            continue
        on_s = sheet.kinds[condition.code].on_delay_s
        delay_s = on_s if condition.active else sheet.off_delay_s(key)
        if sheet.t - entry.turned_t < delay_s:
            continue
        if condition.active:
            comes.append((entry.turned_t, key))
        else:
            goes.append(key)
            sheet.kept[key] = Kept(alarm=replace(entry.alarm, active=False, chattering=False))
    for key in [key for key in sheet.kept if key not in sheet.conditions]:
        if key != sheet.flood_key:
            _miss(sheet, key)
    return comes, goes


def _seen(entry: Kept, condition: Condition, sheet: Sheet) -> Kept:
    """Return the entry with what its condition says; what can't be known stops no delay."""
    alarm, says = entry.alarm, condition.active
    if says is None or says is alarm.active:
        turned_t = entry.turned_t if says is None else None
    else:
        turned_t = sheet.t if entry.turned_t is None else entry.turned_t
    if alarm.state is AlarmState.NORMAL:
        alarm = calm(alarm)
    if says:
        own = condition.priority
        priority = sheet.kinds[condition.code].priority if own is None else own
        if (alarm.reason, alarm.priority) != (condition.reason, priority):
            alarm = replace(alarm, reason=condition.reason, priority=priority)
    if alarm.known is not (says is not None):
        alarm = replace(alarm, known=says is not None)
    if alarm is entry.alarm and turned_t == entry.turned_t and entry.absent_t is None:
        return entry
    return Kept(alarm=alarm, turned_t=turned_t)


def _miss(sheet: Sheet, key: str) -> None:
    """Keep an alarm that nothing looks at any more for a while, then end it."""
    entry = sheet.kept[key]
    since = sheet.t if entry.absent_t is None else entry.absent_t
    if entry.alarm.state is AlarmState.NORMAL:
        del sheet.kept[key]
    elif sheet.t - since < ABSENT_S:
        alarm = replace(entry.alarm, known=False)
        sheet.kept[key] = Kept(alarm=alarm, absent_t=since)
    else:
        sheet.note(key, replace(entry.alarm, active=False, known=False))
        sheet.turn(key, Step.END)
        del sheet.kept[key]


def _expire(sheet: Sheet) -> None:
    for key, entry in sorted(sheet.kept.items()):
        until = entry.alarm.until
        if entry.alarm.state is AlarmState.SHELVED and (until is None or until <= sheet.t):
            sheet.turn(key, Step.EXPIRE)


def _urgency(sheet: Sheet, due: Due) -> tuple[int, float, str]:
    """Order what comes at once: the graver first, then what was there first."""
    turned_t, key = due
    return (-sheet.alarm(key).priority, turned_t, key)


def _suppress(sheet: Sheet) -> None:
    """Put what is shown under what has come to explain it."""
    for key in _sorted(sheet, _SUPPRESSIBLE):
        alarm = sheet.alarm(key)
        if alarm.active and key in sheet.conditions and (under := sheet.explained(key)):
            sheet.put_under(key, under)


def _release(sheet: Sheet) -> None:
    """Show what nothing explains any more, once it has held for a new on-delay without a break."""
    for key in _sorted(sheet, {AlarmState.SUPPRESSED}):
        alarm = sheet.alarm(key)
        if key not in sheet.conditions:
            continue
        if under := sheet.explained(key):
            if under != alarm.under:
                sheet.put_under(key, under)
            else:
                _wait(sheet, key, None)
        elif alarm.under == sheet.flood_key:
            buries = sheet.flooding and sheet.flood_counts and alarm.priority in PATIENT
            if not buries:
                sheet.turn(key, Step.UNSUPPRESS)
        elif sheet.conditions[key].active is False:
            _wait(sheet, key, None)
        elif not sheet.soon_explained(key):
            _wait_anew(sheet, key)


def _wait_anew(sheet: Sheet, key: str) -> None:
    """Show an alarm once its new delay is over."""
    alarm = sheet.alarm(key)
    until = alarm.until
    if until is None:
        until = sheet.t + sheet.kinds[alarm.code].on_delay_s
        _wait(sheet, key, until)
    if until <= sheet.t:
        sheet.show(key, Step.UNSUPPRESS)


def _wait(sheet: Sheet, key: str, until: float | None) -> None:
    if sheet.alarm(key).until != until:
        sheet.note(key, replace(sheet.alarm(key), until=until))


def _flood(sheet: Sheet) -> None:
    """Raise and end the alarm about the flood itself."""
    if not sheet.limited:
        return
    condition = flood_condition(
        sheet.flood_key.partition(":")[2], sheet.recent, flooding=sheet.flooding
    )
    entry = sheet.kept.get(sheet.flood_key)
    if entry is None:
        if not sheet.flooding:
            return
        alarm = fresh(condition, sheet.kinds[CODE], sheet.t)
        sheet.kept[sheet.flood_key] = Kept(alarm=alarm)
    elif sheet.flooding:
        sheet.note(sheet.flood_key, replace(entry.alarm, reason=condition.reason))
    alarm = sheet.alarm(sheet.flood_key)
    if sheet.flooding and not alarm.active:
        sheet.came(sheet.flood_key)
        sheet.turn(sheet.flood_key, Step.RAISE)
    elif alarm.active and not sheet.flooding:
        sheet.note(sheet.flood_key, replace(alarm, active=False, chattering=False))
        sheet.turn(sheet.flood_key, Step.RETURN)


def _sorted(sheet: Sheet, states: Iterable[AlarmState]) -> list[str]:
    wanted = frozenset(states)
    return sorted(key for key, entry in sheet.kept.items() if entry.alarm.state in wanted)


def _is_worth_keeping(entry: Kept) -> bool:
    return entry.alarm.state is not AlarmState.NORMAL or entry.turned_t is not None
