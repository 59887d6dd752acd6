"""Swings: how far a value went up and down, seen by half-hour means.

Half hours, so that an opened door is no swing: what counts is what reaches the paper.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan

HALF_HOUR_S = 1800
LEAST_S = HALF_HOUR_S / 2  # of a half hour must be measured, else it has no mean
QUARTERS = 2  # of a half hour; one of them is LEAST_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Extremes:
    """The lowest and the highest half-hour mean; they are crossed where there is none."""

    low: float = float("inf")
    high: float = float("-inf")

    @property
    def swing(self) -> float | None:
        """Highest minus lowest, None where no half hour was measured."""
        return self.high - self.low if self.low <= self.high else None


def half_hours(quarters: Sequence[float]) -> Iterator[float]:
    """Yield the mean of each half hour that was measured, of quarters from a half hour on.

    A quarter that was not measured is NaN. `Gathering` finds the same in its one pass over both
    quantities.
    """
    for n in range(0, len(quarters), QUARTERS):
        found = [value for value in quarters[n : n + QUARTERS] if not isnan(value)]
        if found:
            yield sum(found) / len(found)


def extremes(means: Sequence[float]) -> Extremes:
    """Return the extremes of half-hour means."""
    return Extremes(low=min(means), high=max(means)) if means else Extremes()


def joined(parts: Sequence[Extremes]) -> Extremes:
    """Return the extremes of all parts."""
    return Extremes(
        low=min((part.low for part in parts), default=float("inf")),
        high=max((part.high for part in parts), default=float("-inf")),
    )
