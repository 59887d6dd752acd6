"""Where each room's climate is going: the last minutes against an hour before, from the history."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from statistics import fmean, median
from types import MappingProxyType

from daemon.ports import Bucket, HistoryUnavailableError, Live, Trends

from .layout import RoomLayout

EVERY_S = 60.0
WAIT_S = 0.5  # a slow disk must not hold back the page
STEP_S = 300
STEPS = 15  # an hour and a quarter
ENDS = 3  # buckets of either end that are compared
KNOWN = 2  # of them that must be measured well enough to stand for an end
LEAST_COVERAGE = 0.5  # of a bucket
STILL = {"temperature": 0.2, "relative_humidity": 1.0}  # °C and %RH in an hour: less is no change


class Tendency(StrEnum):
    """What a value did within the last hour."""

    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"
    UNKNOWN = "unknown"


Tendencies = Mapping[tuple[str, str], Tendency]  # by room and quantity
NONE: Tendencies = MappingProxyType({})


def tendency(sensors: Iterable[Sequence[Bucket]], still: float) -> Tendency:
    """Return what sensors of one quantity do in an hour: the median of their changes.

    Each is compared with itself, so one that falls silent moves nothing. `still` is the change that
    is none, in their unit.
    """
    changes = [moved for buckets in sensors if (moved := _change(buckets)) is not None]
    if not changes:
        return Tendency.UNKNOWN
    change = median(changes)
    if abs(change) < still:
        return Tendency.STEADY
    return Tendency.RISING if change > 0 else Tendency.FALLING


def _change(buckets: Sequence[Bucket]) -> float | None:
    """Return what one sensor moved, None where an end is not known or it is silent by now."""
    if len(buckets) < 2 * ENDS or not _means(buckets[-1:]):
        return None
    first, last = _means(buckets[:ENDS]), _means(buckets[-ENDS:])
    return fmean(last) - fmean(first) if min(len(first), len(last)) >= KNOWN else None


def _means(buckets: Sequence[Bucket]) -> list[float]:
    return [b.mean for b in buckets if b.mean is not None and b.coverage >= LEAST_COVERAGE]


class Watch:
    """Asks the history again once a minute; in between, what it said last."""

    def __init__(
        self,
        cards: Iterable[RoomLayout],
        live: Live,
        trends: Trends,
        monotonic: Callable[[], float],
    ) -> None:
        self._sources = {
            (card.room.id, quantity): tags
            for card in cards
            for quantity, tags in card.sources.items()
            if tags
        }
        self._live = live
        self._trends = trends
        self._monotonic = monotonic
        self._asked_t = -EVERY_S
        self.found: Tendencies = NONE

    async def refresh(self) -> None:
        """Ask the history if it is time to; where it does not answer, nothing is known."""
        t, snapshot = self._monotonic(), self._live.snapshot
        if snapshot is None or t - self._asked_t < EVERY_S:
            return
        self._asked_t = t
        at = snapshot.result.image.at
        until = at - timedelta(seconds=at.timestamp() % STEP_S)
        since = until - timedelta(seconds=STEPS * STEP_S)
        try:
            async with asyncio.timeout(WAIT_S):
                self.found = {
                    key: tendency(
                        [await self._trends.trend(tag, since, until, STEP_S) for tag in tags],
                        STILL[key[1]],
                    )
                    for key, tags in self._sources.items()
                }
        except (TimeoutError, HistoryUnavailableError):
            self.found = NONE
