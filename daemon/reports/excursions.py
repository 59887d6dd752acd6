"""When a room was outside its band: from when to when, how far, how much in all (pure)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import fsum

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Excursion:
    """One stay beyond one limit, UTC seconds. `cut`: it ended with the readings.

    `worst` is the value farthest out, `dose` the integral of how far it was out, in °C·h or %RH·h.
    """

    beyond: Beyond
    since: int
    until: int
    limit: float
    worst: float
    worst_at: int
    dose: float
    cut: bool = False

    @property
    def hours(self) -> float:
        """How long it lasted."""
        return (self.until - self.since) / 3600


def excursions(climate: Climate, band: Band) -> tuple[Excursion, ...]:
    """Return all excursions in the order of their beginning."""
    found = [
        *_beyond(Beyond.WARM, climate.temperature_c, climate.since, band.high_c, 1),
        *_beyond(Beyond.COLD, climate.temperature_c, climate.since, band.low_c, -1),
        *_beyond(Beyond.DAMP, climate.humidity_pct, climate.since, band.high_pct, 1),
        *_beyond(Beyond.DRY, climate.humidity_pct, climate.since, band.low_pct, -1),
    ]
    return tuple(sorted(found, key=lambda one: (one.since, one.beyond.value)))


def _beyond(
    beyond: Beyond, values: Values, since: int, limit: float, sign: int
) -> Iterator[Excursion]:
    """Yield the stays on one side; `sign` is 1 where too much, -1 where too little is meant."""
    first: int | None = None
    last = 0
    for number, value in enumerate(values):
        gap = not is_measured(value)
        if not gap and sign * (value - limit) > 0:
            first, last = number if first is None else first, number
        elif first is not None and (gap or number - last > JOIN_QUARTERS):
            yield _one(beyond, values, since, limit, sign, first, last, cut=gap)
            first = None
    if first is not None:
        yield _one(beyond, values, since, limit, sign, first, last, cut=last == len(values) - 1)


def _one(
    beyond: Beyond,
    values: Values,
    since: int,
    limit: float,
    sign: int,
    first: int,
    last: int,
    *,
    cut: bool,
) -> Excursion:
    stay = values[first : last + 1]
    worst = max(range(len(stay)), key=lambda n: sign * stay[n])
    return Excursion(
        beyond=beyond,
        since=since + first * QUARTER_S,
        until=since + (last + 1) * QUARTER_S,
        limit=limit,
        worst=stay[worst],
        worst_at=since + (first + worst) * QUARTER_S,
        dose=fsum(max(0.0, sign * (value - limit)) for value in stay) * QUARTER_S / 3600,
        cut=cut,
    )
