"""How good the alarms were: rates, worst offenders, chatter, standing ones, shares (pure).

Of the ledger's rows of the kind `alarm`, in their order. What counts is what people were told: an
alarm is annunciated when it becomes unacknowledged, also when it comes off a shelf or out from
under another one, and when it grows graver; what is raised unseen is no load for anybody.
"""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

from daemon.model import AlarmState, Priority
from daemon.model.alarm_quality import AlarmQuality, Offender

from .machine import Step

WORST = 10
CHATTER_S, CHATTER_RAISES = 3600.0, 3
STANDING_S = 86_400.0
BUSY_S = 600.0
DAY_S = 86_400.0
LEAD_S = 30 * DAY_S  # of rows before the stretch, to know what stood at its beginning
_STANDS = frozenset({AlarmState.UNACKNOWLEDGED, AlarmState.ACKNOWLEDGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmStep:
    """One row: what happened to which alarm. `at` is UTC in seconds."""

    at: float
    alarm: Offender
    priority: Priority
    step: Step
    before: AlarmState
    after: AlarmState


@dataclass(slots=True)
class _Run:
    """What the rows so far come to."""

    told: list[AlarmStep] = field(default_factory=list)
    unseen: dict[str, float] = field(default_factory=dict)  # told then, not acknowledged since
    since: dict[str, float] = field(default_factory=dict)  # since when it stands
    ack_s: list[float] = field(default_factory=list)
    stood_s: dict[str, float] = field(default_factory=dict)


def step_of(at: float, subject: str, body: Mapping[str, Any]) -> AlarmStep:
    """Return a row as a step; raises KeyError or ValueError for one of another program."""
    return AlarmStep(
        at=at,
        alarm=Offender(
            key=subject, code=str(body["code"]), subject=str(body["about"]), room=str(body["room"])
        ),
        priority=Priority[str(body["priority"]).upper()],
        step=Step(body["step"]),
        before=AlarmState(body["from"]),
        after=AlarmState(body["to"]),
    )


def quality(steps: Iterable[AlarmStep], since: float, until: float) -> AlarmQuality:
    """Return how good the alarms were in `[since, until)`, UTC in seconds.

    `steps` may begin earlier, by LEAD_S at best: that tells what stood already.
    """
    run, known = _Run(), dict[str, Offender]()
    for step in steps:
        known[step.alarm.key] = step.alarm
        _take(run, step, since)
    for key, began in run.since.items():
        run.stood_s[key] = max(run.stood_s.get(key, 0.0), until - began)
    counted = Counter(step.alarm.key for step in run.told)
    ranked = sorted(counted, key=lambda key: (-counted[key], key))
    chatter = _chattering(run.told)
    standing = {key: s for key, s in run.stood_s.items() if s > STANDING_S}
    return AlarmQuality(
        days=(until - since) / DAY_S,
        annunciated=len(run.told),
        busiest=_busiest(run.told),
        by_priority=Counter(step.priority for step in run.told),
        worst=tuple(replace(known[key], count=counted[key]) for key in ranked[:WORST]),
        chattering=tuple(replace(known[k], count=counted[k]) for k in ranked if k in chatter),
        standing=tuple(
            replace(known[key], stood_s=standing[key])
            for key in sorted(standing, key=lambda key: (-standing[key], key))
        ),
        unseen=len(run.unseen),
        acknowledged=len(run.ack_s),
        usual_ack_s=median(run.ack_s) if run.ack_s else None,
        longest_ack_s=max(run.ack_s, default=None),
    )


def _take(run: _Run, step: AlarmStep, since: float) -> None:
    key, counts = step.alarm.key, step.at >= since
    graver = step.step is Step.WORSEN
    if step.after is AlarmState.UNACKNOWLEDGED and (graver or step.before is not step.after):
        run.since.setdefault(key, step.at)
        run.unseen.setdefault(key, step.at)
        if counts:
            run.told.append(step)
        return
    if step.after not in _STANDS and key in run.since:
        stood_s = step.at - run.since.pop(key)
        if counts:
            run.stood_s[key] = max(run.stood_s.get(key, 0.0), stood_s)
    if key in run.unseen and step.after is not AlarmState.RETURNED:
        waited_s = step.at - run.unseen.pop(key)
        if counts and step.step is Step.ACKNOWLEDGE:
            run.ack_s.append(max(0.0, waited_s))


def _busiest(told: Iterable[AlarmStep]) -> int:
    window, most = deque[float](), 0
    for step in told:
        window.append(step.at)
        while step.at - window[0] > BUSY_S:
            window.popleft()
        most = max(most, len(window))
    return most


def _chattering(told: Iterable[AlarmStep]) -> set[str]:
    times: dict[str, list[float]] = {}
    for step in told:
        times.setdefault(step.alarm.key, []).append(step.at)
    return {
        key
        for key, at in times.items()
        if any(
            last - first <= CHATTER_S
            for first, last in zip(at, at[CHATTER_RAISES - 1 :], strict=False)
        )
    }
