"""Where each room's climate is going: the last minutes against an hour before, from the history."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from daemon.ports import Bucket, HistoryUnavailableError, Live, Trends

from .layout import RoomLayout
from .sparkline import combined

EVERY_S = 60.0
WAIT_S = 0.5  # a slow disk must not hold back the page
STEP_S = 300
STEPS = 15  # an hour and a quarter
ENDS = 3  # buckets of either end that are compared
STILL = {"temperature": 0.2, "relative_humidity": 1.0}  # °C and %RH in an hour: less is no change


class Tendency(StrEnum):
    """What a value did within the last hour."""

    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"
    UNKNOWN = "unknown"


Tendencies = Mapping[tuple[str, str], Tendency]  # by room and quantity
NONE: Tendencies = MappingProxyType({})


def tendency(buckets: Sequence[Bucket], still: float) -> Tendency:
    """Return what a series of an hour does; `still` is the change that is none, in its unit."""
    first = [bucket.mean for bucket in buckets[:ENDS] if bucket.mean is not None]
    last = [bucket.mean for bucket in buckets[-ENDS:] if bucket.mean is not None]
    if not first or not last:
        return Tendency.UNKNOWN
    change = sum(last) / len(last) - sum(first) / len(first)
    if abs(change) < still:
        return Tendency.STEADY
    return Tendency.RISING if change > 0 else Tendency.FALLING


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
                        combined(
                            [await self._trends.trend(tag, since, until, STEP_S) for tag in tags]
                        ),
                        STILL[key[1]],
                    )
                    for key, tags in self._sources.items()
                }
        except (TimeoutError, HistoryUnavailableError):
            self.found = NONE
