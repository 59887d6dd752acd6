"""The climate of a place as one value each quarter of an hour (pure).

A value is the median, over the sensors that speak for the place, of the mean of their GOOD readings
in that quarter; a sensor with less than five minutes of them has none. NaN where nobody had one: a
gap stays a gap.
"""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isnan
from typing import NamedTuple, TypeAlias

from .asked import QUARTER_S

Values: TypeAlias = "array[float]"  # NaN where not measured
Marks: TypeAlias = "array[int]"  # 0 or 1

LEAST_MS = 300_000  # of GOOD readings in a quarter
DIGITS = 9  # what is finer is dust of the division; what is printed is rounded only once


class Quarter(NamedTuple):
    """One quarter of an hour: its start in UTC seconds, °C, %RH; NaN where not measured."""

    start: int
    temperature_c: float
    humidity_pct: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Climate:
    """Temperature and humidity of a place, quarter by quarter from `since` on."""

    since: int
    temperature_c: Values
    humidity_pct: Values

    def __len__(self) -> int:
        return len(self.temperature_c)

    @property
    def until(self) -> int:
        """The end of the last quarter."""
        return self.since + len(self) * QUARTER_S

    def within(self, since: int, until: int) -> "Climate":
        """Return the part that begins in `[since, until)`."""
        first = min(max(0, -(-(since - self.since) // QUARTER_S)), len(self))
        last = min(max(first, -(-(until - self.since) // QUARTER_S)), len(self))
        return Climate(
            since=self.since + first * QUARTER_S,
            temperature_c=self.temperature_c[first:last],
            humidity_pct=self.humidity_pct[first:last],
        )

    def at(self, moment: int) -> Quarter | None:
        """Return the quarter that holds a moment, None where it is not in here."""
        number = (moment - self.since) // QUARTER_S
        if not 0 <= number < len(self):
            return None
        start = self.since + number * QUARTER_S
        return Quarter(start, self.temperature_c[number], self.humidity_pct[number])

    def quarters(self) -> Iterator[Quarter]:
        """Yield every quarter."""
        for n, (c, pct) in enumerate(zip(self.temperature_c, self.humidity_pct, strict=True)):
            yield Quarter(self.since + n * QUARTER_S, c, pct)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomReadings:
    """What was measured in and around one room, quarter by quarter.

    `open_s` are the seconds with an open door; `imported` marks values of a logger's file.
    """

    inside: Climate
    outside: Climate
    open_s: Values
    imported: Marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What the history holds of a time: rooms by id, and the quarters in which nothing was read.

    `until` is the end of what is complete.
    """

    since: int
    until: int
    rooms: Mapping[str, RoomReadings]
    alive: Marks = field(default_factory=lambda: array("b"))

    def is_alive(self, since: int, until: int) -> bool:
        """Return whether anything was read within `[since, until)`."""
        first, last = (max(0, (at - self.since) // QUARTER_S) for at in (since, until))
        return any(self.alive[first:last])


def is_measured(value: float) -> bool:
    """Return whether a value was measured."""
    return not isnan(value)
