"""What all conditions have in common: limits with a deadband, doubt, and what is worth telling."""

import math
from collections.abc import Callable
from typing import Protocol

from daemon.control.alarms.found import Found
from daemon.control.view import Fact
from daemon.model import Condition, Priority, Reason, alarm_key, reason

Told = tuple[Condition, ...]  # one condition, or none

WELL = reason("alarm_well")
UNKNOWN = reason("alarm_unknown")


class Beyond(Protocol):
    """Says whether a value is beyond its limit."""

    def __call__(
        self, value: float | None, limit: float, deadband: float, *, standing: bool
    ) -> Fact:
        """Return None where there is no value."""


def above(value: float | None, limit: float, deadband: float, *, standing: bool) -> Fact:
    """Return whether a value is above its limit; what stands ends a deadband below it."""
    if value is None or math.isnan(value):
        return None
    return value > (limit - deadband if standing else limit)


def below(value: float | None, limit: float, deadband: float, *, standing: bool) -> Fact:
    """Return whether a value is below its limit; what stands ends a deadband above it."""
    if value is None or math.isnan(value):
        return None
    return value < (limit + deadband if standing else limit)


def end_of(beyond: Beyond, value: float | None, limit: float, deadband: float) -> float | None:
    """Return where an alarm ends whose value is back inside its limit; None beyond it."""
    if beyond(value, limit, 0.0, standing=False) is not False:
        return None
    return limit - deadband if beyond is above else limit + deadband


def stands(found: Found, code: str, subject: str) -> bool:
    """Return whether this condition held at the look before."""
    return bool(found.standing) and alarm_key(code, subject) in found.standing


def is_quiet(found: Found) -> bool:
    """Return whether only what holds is worth telling."""
    return not (found.whole or found.view.state.alarms.kept or found.standing)


def is_told(found: Found, code: str, subject: str) -> bool:
    """Return whether a condition is told whatever it is."""
    if is_quiet(found):
        return False
    key = alarm_key(code, subject)
    return found.whole or key in found.view.state.alarms.kept or key in found.standing


def about(
    found: Found,
    code: str,
    subject: str,
    room: str,
    active: Fact,
    why: Callable[[], Reason],
    parents: tuple[str, ...] = (),
    priority: Priority | None = None,
) -> Told:
    """Return the condition where it is worth telling; `why` is asked where it holds."""
    if not active and not is_told(found, code, subject):
        return ()
    return (
        Condition(
            code=code,
            subject=subject,
            room=room,
            active=active,
            reason=why() if active else UNKNOWN if active is None else WELL,
            parents=parents,
            priority=priority,
        ),
    )


def any_of(*facts: Fact) -> Fact:
    """Return True where one holds, False where none does, None where doubt is left."""
    if True in facts:
        return True
    return None if None in facts else False


def inverted(fact: Fact) -> Fact:
    """Return whether a fact that means "well" is known not to hold."""
    return None if fact is None else not fact
