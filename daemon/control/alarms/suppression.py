"""Suppression by design: which graver alarm explains this one.

An alarm explains what names it in `Condition.parents`, and what that explains in turn. It does so
while its condition holds, shown or shelved; out of service it explains nothing.
"""

from collections.abc import Mapping

from daemon.model import AlarmKind, AlarmState, Condition

from .memory import Kept

SOON_S = 60.0  # so long an alarm that is not shown yet waits for a parent that is about to come


def ancestors(key: str, conditions: Mapping[str, Condition]) -> tuple[str, ...]:
    """Return the keys of all alarms above one, the nearest first."""
    found: dict[str, None] = {}
    ring = [key]
    while ring:
        above = [
            parent for child in ring if child in conditions for parent in conditions[child].parents
        ]
        ring = [parent for parent in dict.fromkeys(above) if parent not in found and parent != key]
        found |= dict.fromkeys(ring)
    return tuple(found)


def explaining(key: str, conditions: Mapping[str, Condition], kept: Mapping[str, Kept]) -> str:
    """Return the farthest alarm above this one that stands, "" where none does."""
    return _farthest(key, conditions, [k for k in _above(key, conditions) if stands(kept.get(k))])


def about_to_explain(
    key: str,
    conditions: Mapping[str, Condition],
    kept: Mapping[str, Kept],
    kinds: Mapping[str, AlarmKind],
    t: float,
) -> str:
    """Return the farthest alarm above this one that comes within a minute unless it goes again."""
    return _farthest(
        key,
        conditions,
        [k for k in _above(key, conditions) if _comes(conditions.get(k), kept.get(k), kinds, t)],
    )


def stands(entry: Kept | None) -> bool:
    """Return whether an alarm explains others now."""
    return (
        entry is not None
        and entry.alarm.active
        and entry.alarm.state is not AlarmState.OUT_OF_SERVICE
    )


def _comes(
    condition: Condition | None, entry: Kept | None, kinds: Mapping[str, AlarmKind], t: float
) -> bool:
    if condition is None or condition.active is not True or entry is None:
        return False
    if entry.alarm.active or entry.turned_t is None:
        return False
    if entry.alarm.state is AlarmState.OUT_OF_SERVICE:
        return False
    return entry.turned_t + kinds[condition.code].on_delay_s - t <= SOON_S


def _above(key: str, conditions: Mapping[str, Condition]) -> tuple[str, ...]:
    condition = conditions.get(key)
    return () if condition is None or not condition.parents else ancestors(key, conditions)


def _farthest(key: str, conditions: Mapping[str, Condition], found: list[str]) -> str:
    """Return the last of them that is not itself below this one: two can't hide each other."""
    return next((k for k in reversed(found) if key not in ancestors(k, conditions)), "")
