"""What people may ask of an alarm: acknowledge, reset, shelve, take out of service, and back.

A shelf ends by itself. An alarm that guards people or records from a disaster can be shelved for
half an hour at most and never be taken out of service: what is broken there is repaired, or taken
out of the configuration where a reviewer sees it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from daemon.control.view import View
from daemon.model import Act, Alarm, Reason, Verb, reason

from .machine import Step, refusal
from .memory import AlarmMemory, Kept
from .turning import called, calls, fresh, turned

SAFETY = frozenset(
    {"fire", "water_leak", "ozone_high", "sterilisation_overrun", "sterilisation_locked_out"}
)
SHELF_S = 2 * 3600.0  # where no time is given
LEAST_SHELF_S = 60.0
MOST_SHELF_S = 7 * 86_400.0
SAFETY_SHELF_S = 1800.0
STEPS: Mapping[Verb, Step] = {
    Verb.ALARM_ACKNOWLEDGE: Step.ACKNOWLEDGE,
    Verb.ALARM_RESET: Step.RESET,
    Verb.ALARM_SHELVE: Step.SHELVE,
    Verb.ALARM_UNSHELVE: Step.UNSHELVE,
    Verb.ALARM_OUT_OF_SERVICE: Step.OUT_OF_SERVICE,
    Verb.ALARM_IN_SERVICE: Step.IN_SERVICE,
}
REASONED = frozenset({Step.SHELVE, Step.OUT_OF_SERVICE})


def asked(view: View, act: Act) -> tuple[AlarmMemory, Reason | None]:
    """Return the memory after an act on a known alarm, or why it can't be done."""
    memory, step = view.state.alarms, STEPS[act.verb]
    alarm = alarm_of(view, act.subject)
    why_not = _refused(alarm, step, act)
    if why_not is not None:
        return memory, why_not
    kind = view.settings.alarms.kinds.get(alarm.code)
    after = turned(alarm, step, view.t, latches=kind is not None and kind.latches)
    after = replace(
        after,
        who=act.who,
        why=act.why,
        until=view.t + _shelf_s(alarm, act) if step is Step.SHELVE else after.until,
    )
    number = memory.number + 1
    if calls(alarm, after, step):
        memory = replace(memory, number=number)
        after = called(alarm, after, view.t, number)
    entry = memory.kept.get(act.subject)
    kept = Kept(alarm=after) if entry is None else replace(entry, alarm=after)
    return replace(memory, kept={**memory.kept, act.subject: kept}), None


def alarm_of(view: View, key: str) -> Alarm:
    """Return a known alarm, also one that did not come yet."""
    entry = view.state.alarms.kept.get(key)
    if entry is not None:
        return entry.alarm
    condition = view.conditions[key]
    return fresh(condition, view.settings.alarms.kinds[condition.code], view.t)


def _refused(alarm: Alarm, step: Step, act: Act) -> Reason | None:
    code = refusal(alarm.state, step)
    if code is not None:
        return reason(code)
    if step in REASONED and not act.why.strip():
        return reason("act_alarm_reasonless")
    check = _CHECKS.get(step)
    return None if check is None else check(alarm, act)


def _refused_shelf(alarm: Alarm, act: Act) -> Reason | None:
    most_s = SAFETY_SHELF_S if alarm.code in SAFETY else MOST_SHELF_S
    if LEAST_SHELF_S <= _shelf_s(alarm, act) <= most_s:
        return None
    return reason("act_duration", least_s=LEAST_SHELF_S, most_s=most_s)


def _refused_service(alarm: Alarm, _act: Act) -> Reason | None:
    return reason("act_alarm_guards_people") if alarm.code in SAFETY else None


_CHECKS: Mapping[Step, Callable[[Alarm, Act], Reason | None]] = {
    Step.SHELVE: _refused_shelf,
    Step.OUT_OF_SERVICE: _refused_service,
}


def _shelf_s(alarm: Alarm, act: Act) -> float:
    if act.for_s is not None:
        return act.for_s
    return SAFETY_SHELF_S if alarm.code in SAFETY else SHELF_S
