"""Swings: how far a value went up and down, seen by half-hour means.

Half hours, so that an opened door is no swing: what counts is what reaches the paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass

HALF_HOUR_S = 1800
LEAST_S = HALF_HOUR_S / 2  # of a half hour must be measured, else it has no mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Extremes:
    """The lowest and the highest half-hour mean; they are crossed where there is none."""

    low: float = float("inf")
    high: float = float("-inf")

    @property
    def swing(self) -> float | None:
        """Highest minus lowest, None where no half hour was measured."""
        return self.high - self.low if self.low <= self.high else None


def extremes(means: Sequence[float]) -> Extremes:
    """Return the extremes of half-hour means."""
    return Extremes(low=min(means), high=max(means)) if means else Extremes()


def joined(parts: Sequence[Extremes]) -> Extremes:
    """Return the extremes of all parts."""
    return Extremes(
        low=min((part.low for part in parts), default=float("inf")),
        high=max((part.high for part in parts), default=float("-inf")),
    )
