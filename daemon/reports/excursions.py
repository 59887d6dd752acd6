"""When a room was outside its band: from when to when, how far, how much in all (pure)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum
from typing import NamedTuple

from daemon.control.preservation.band import depth
from daemon.model import Band

from .asked import QUARTER_S
from .series import Climate, Values, is_measured

JOIN_QUARTERS = 2  # inside for no longer than this does not end an excursion


class Beyond(StrEnum):
    """Which limit was passed."""

    WARM = "temperature_high"
    COLD = "temperature_low"
    DAMP = "humidity_high"
    DRY = "humidity_low"


IN_PERCENT = frozenset({Beyond.DAMP, Beyond.DRY})


class Edge(StrEnum):
    """How an excursion begins or ends."""

    PASSED = "passed"  # the limit was passed
    GAP = "gap"  # nothing was measured beyond
    GOES_ON = "goes_on"  # it goes on beyond the time that was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Excursion:
    """One stay beyond one limit as far as it lies in the time asked for, UTC seconds.

    `began` is its true beginning, as far as the readings reach. `worst` is the value farthest out,
    `dose` the integral of how far it was out, in °C·h or %RH·h.
    """

    beyond: Beyond
    since: int
    until: int
    limit: float
    worst: float
    worst_at: int
    dose: float
    began: int
    beginning: Edge = Edge.PASSED
    ending: Edge = Edge.PASSED

    @property
    def hours(self) -> float:
        """How long it lasted."""
        return (self.until - self.since) / 3600


class _Side(NamedTuple):
    """One side of the band; `sign` is 1 where too much is meant, else -1."""

    beyond: Beyond
    values: Values
    low: float
    high: float
    sign: int

    @property
    def limit(self) -> float:
        """The limit of this side."""
        return self.high if self.sign > 0 else self.low

    def depth(self, number: int) -> float:
        """Return how far a quarter is out on this side; not above 0 where it is not."""
        return self.sign * depth(self.values[number], self.low, self.high)


class _Stay(NamedTuple):
    """Quarters by number, the last one included."""

    first: int
    last: int
    beginning: Edge
    ending: Edge


def excursions(
    climate: Climate, band: Band, since: int | None = None, until: int | None = None
) -> tuple[Excursion, ...]:
    """Return the excursions in `[since, until)` in the order of their beginning.

    What the climate knows of the time before `since` tells whether one began before.
    """
    part = climate.within(
        climate.since if since is None else since, climate.until if until is None else until
    )
    known = climate.within(climate.since, part.until)
    warmth, damp = (band.low_c, band.high_c), (band.low_pct, band.high_pct)
    sides = (
        _Side(Beyond.WARM, known.temperature_c, *warmth, sign=1),
        _Side(Beyond.COLD, known.temperature_c, *warmth, sign=-1),
        _Side(Beyond.DAMP, known.humidity_pct, *damp, sign=1),
        _Side(Beyond.DRY, known.humidity_pct, *damp, sign=-1),
    )
    found = [one for side in sides for one in _beyond(side, known.since, part.since)]
    return tuple(sorted(found, key=lambda one: (one.since, one.beyond.value)))


def _beyond(side: _Side, start: int, since: int) -> Iterator[Excursion]:
    """Yield the stays on one side from `since` on; its first quarter is that of `start`."""
    edge = (since - start) // QUARTER_S
    for stay in _stays(side):
        out = [n for n in range(max(stay.first, edge), stay.last + 1) if side.depth(n) > 0]
        if out:
            yield _one(side, start, stay, out)


def _stays(side: _Side) -> Iterator[_Stay]:
    values = side.values
    first: int | None = None
    last, beginning = 0, Edge.PASSED
    for number, value in enumerate(values):
        gap = not is_measured(value)
        if side.depth(number) > 0:
            if first is None:
                first = number
                unseen = number > 0 and not is_measured(values[number - 1])
                beginning = Edge.GAP if unseen else Edge.PASSED
            last = number
        elif first is not None and (gap or number - last > JOIN_QUARTERS):
            ending = Edge.GAP if gap and number == last + 1 else Edge.PASSED
            yield _Stay(first, last, beginning, ending)
            first = None
    if first is not None:
        goes_on = last == len(values) - 1
        yield _Stay(first, last, beginning, Edge.GOES_ON if goes_on else Edge.PASSED)


def _one(side: _Side, start: int, stay: _Stay, out: Sequence[int]) -> Excursion:
    """Return a stay cut to its part within the time: from the first to the last of `out`."""
    first, last = out[0], out[-1]
    worst = max(out, key=side.depth)
    return Excursion(
        beyond=side.beyond,
        since=start + first * QUARTER_S,
        until=start + (last + 1) * QUARTER_S,
        limit=side.limit,
        worst=side.values[worst],
        worst_at=start + worst * QUARTER_S,
        dose=fsum(map(side.depth, out)) * QUARTER_S / 3600,
        began=start + stay.first * QUARTER_S,
        beginning=Edge.GOES_ON if stay.first < first else stay.beginning,
        ending=stay.ending,
    )
