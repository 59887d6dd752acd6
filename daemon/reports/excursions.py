"""When a room was outside its band: from when to when, how far, how much in all (pure)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum
from typing import NamedTuple

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
    found = [
        *_beyond(Beyond.WARM, known.temperature_c, known.since, part.since, band.high_c, 1),
        *_beyond(Beyond.COLD, known.temperature_c, known.since, part.since, band.low_c, -1),
        *_beyond(Beyond.DAMP, known.humidity_pct, known.since, part.since, band.high_pct, 1),
        *_beyond(Beyond.DRY, known.humidity_pct, known.since, part.since, band.low_pct, -1),
    ]
    return tuple(sorted(found, key=lambda one: (one.since, one.beyond.value)))


def _beyond(
    beyond: Beyond, values: Values, start: int, since: int, limit: float, sign: int
) -> Iterator[Excursion]:
    """Yield the stays on one side from `since` on; `sign` is 1 where too much is meant, else -1."""
    edge = (since - start) // QUARTER_S
    for stay in _stays(values, limit, sign):
        out = [
            n
            for n in range(max(stay.first, edge), stay.last + 1)
            if _is_out(values[n], limit, sign)
        ]
        if out:
            yield _one(beyond, values, start, limit, sign, stay, out)


def _stays(values: Values, limit: float, sign: int) -> Iterator[_Stay]:
    first: int | None = None
    last, beginning = 0, Edge.PASSED
    for number, value in enumerate(values):
        gap = not is_measured(value)
        if _is_out(value, limit, sign):
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


def _is_out(value: float, limit: float, sign: int) -> bool:
    return sign * (value - limit) > 0  # NaN is nowhere


def _one(
    beyond: Beyond,
    values: Values,
    start: int,
    limit: float,
    sign: int,
    stay: _Stay,
    out: Sequence[int],
) -> Excursion:
    """Return a stay cut to its part within the time: from the first to the last of `out`."""
    first, last = out[0], out[-1]
    worst = max(out, key=lambda n: sign * values[n])
    return Excursion(
        beyond=beyond,
        since=start + first * QUARTER_S,
        until=start + (last + 1) * QUARTER_S,
        limit=limit,
        worst=values[worst],
        worst_at=start + worst * QUARTER_S,
        dose=fsum(sign * (values[n] - limit) for n in out) * QUARTER_S / 3600,
        began=start + stay.first * QUARTER_S,
        beginning=Edge.GOES_ON if stay.first < first else stay.beginning,
        ending=stay.ending,
    )
