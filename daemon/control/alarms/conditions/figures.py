"""Single numbers about the program against their limits; one that a site lacks says nothing."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from daemon.control.alarms.found import Found
from daemon.control.alarms.settings import AlarmSettings
from daemon.control.situation import told
from daemon.model import Arg, Condition

from .edges import Beyond, Told, about, stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of `Watched.facts`: its alarm, its limit, and how it is told.

    The alarm ends a `deadband` inside the limit, a share of it.
    """

    fact: str
    code: str
    limit: Callable[[AlarmSettings], float]
    beyond: Beyond
    numbers: Callable[[float, float], dict[str, Arg]]
    deadband: float = 0.0
    parents: tuple[str, ...] = ()


def judged(found: Found, figures: tuple[Figure, ...]) -> Iterator[Condition]:
    """Yield what the figures give cause for."""
    facts = found.view.inputs.watched.facts
    for figure in figures:
        value = facts.get(figure.fact)
        if value is not None:
            yield from _judged(found, figure, value)


def _judged(found: Found, figure: Figure, value: float) -> Told:
    settings = found.view.settings
    limit = figure.limit(settings.alarms)
    standing = stands(found, figure.code, settings.site.id)
    known = value if math.isfinite(value) else None
    return about(
        found,
        figure.code,
        settings.site.id,
        "",
        figure.beyond(known, limit, figure.deadband * limit, standing=standing),
        lambda: told(f"alarm_{figure.code}", **figure.numbers(value, limit)),
        parents=figure.parents,
    )


def aged(age_s: float, limit_s: float) -> dict[str, Arg]:
    """Return the words for an age in seconds."""
    return {"age_s": age_s, "limit_s": limit_s}


def counted(count: float, _limit: float) -> dict[str, Arg]:
    """Return the words for a number of things."""
    return {"n": round(count)}
