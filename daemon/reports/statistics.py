"""What a stretch of climate adds up to: the same numbers for the month and for the year (pure).

Everything is computed from the values of whole quarters of an hour, each counting the same, by the
functions that the running measures of a room come from (`daemon.control.preservation`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import NamedTuple

from daemon.control.preservation.band import depth
from daemon.control.preservation.sample import Sample
from daemon.control.preservation.span import gathered
from daemon.control.preservation.swing import extremes, half_hours
from daemon.control.preservation.twpi import Ageing
from daemon.model import Band

from .asked import QUARTER_S, Day
from .series import Climate, Values, is_measured

SWING_C, SWING_PCT = 2.0, 5.0  # a day's change that the rules of 1987 and DA/T 87-2021 allow
INFINITE = float("inf")
ANY_CLIMATE = Band(low_c=-INFINITE, high_c=INFINITE, low_pct=-INFINITE, high_pct=INFINITE)


class Extreme(NamedTuple):
    """A value and the UTC seconds of its quarter."""

    value: float
    at: int


class Swing(NamedTuple):
    """A day's highest minus lowest half-hour mean."""

    value: float
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One quantity over some days; None where nothing was measured.

    `coverage` and `within` (of what was measured) are shares 0..1; `days_out` are the days on which
    a value lay outside the limits, `swings` the swing of each day that has one.
    """

    mean: float | None
    low: Extreme | None
    high: Extreme | None
    coverage: float | None
    within: float | None
    days_out: tuple[date, ...]
    swings: tuple[Swing, ...]

    @property
    def greatest_swing(self) -> Swing | None:
        """The day that changed most, the first of equals."""
        return max(self.swings, key=lambda swing: swing.value, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Both quantities of a place. `coverage` and `within`: both measured, both inside the band.

    `ageing` merges with that of other stretches to the TWPI of both.
    """

    temperature: Figures
    humidity: Figures
    coverage: float | None
    within: float | None
    ageing: Ageing

    @property
    def days_out(self) -> tuple[date, ...]:
        """The days on which temperature or humidity lay outside the limits."""
        return tuple(sorted({*self.temperature.days_out, *self.humidity.days_out}))


def summary(climate: Climate, band: Band | None, days: Sequence[Day]) -> Summary:
    """Return what a place's climate adds up to over whole days, as far as it reaches."""
    part = climate.within(days[0].since, days[-1].until)
    limits = band or ANY_CLIMATE
    both = gathered(_samples(part), limits, float(len(part) * QUARTER_S), days[0].since)
    return Summary(
        temperature=figures(part.temperature_c, part.since, limits.low_c, limits.high_c, days),
        humidity=figures(part.humidity_pct, part.since, limits.low_pct, limits.high_pct, days),
        coverage=both.coverage if len(part) else None,
        within=both.inside,
        ageing=both.ageing,
    )


def _samples(climate: Climate) -> Iterator[Sample]:
    """Yield the quarters in which both were measured."""
    for start, c, pct in climate.quarters():
        if is_measured(c) and is_measured(pct):
            yield start, float(QUARTER_S), c, pct


def figures(values: Values, since: int, low: float, high: float, days: Iterable[Day]) -> Figures:
    """Return the figures of one quantity whose first quarter starts at `since`."""
    found = [(value, n) for n, value in enumerate(values) if is_measured(value)]
    if not found:
        coverage = 0.0 if values else None
        return Figures(
            mean=None, low=None, high=None, coverage=coverage, within=None, days_out=(), swings=()
        )
    lowest = min(found)
    highest = max(found, key=lambda pair: (pair[0], -pair[1]))
    by_day = list(_by_day(values, since, days))
    return Figures(
        mean=fsum(value for value, _ in found) / len(found),
        low=Extreme(lowest[0], since + lowest[1] * QUARTER_S),
        high=Extreme(highest[0], since + highest[1] * QUARTER_S),
        coverage=len(found) / len(values),
        within=sum(not depth(value, low, high) for value, _ in found) / len(found),
        days_out=tuple(day for day, part in by_day if any(depth(v, low, high) for v in part)),
        swings=tuple(
            Swing(swing, day)
            for day, part in by_day
            if (swing := extremes(list(half_hours(part))).swing) is not None
        ),
    )


def _by_day(values: Values, since: int, days: Iterable[Day]) -> Iterator[tuple[date, Values]]:
    for day in days:
        first, last = (max(0, (at - since) // QUARTER_S) for at in (day.since, day.until))
        yield day.day, values[first:last]
