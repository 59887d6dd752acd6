"""How long an imported reading holds, and what that adds up to in quarters of an hour (pure).

It holds until the next reading, at most one interval of its logger: a gap stays a gap.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .rollups import QUARTER_S, quarter_start

MOST_HELD_S = 3 * 3600  # a table of two readings a day does not cover the day
LEAST_HELD_S = 60  # a single reading has no interval
SECOND_MS = 1000


class Point(NamedTuple):
    """One imported reading: UTC seconds, steps, the interval of its import in seconds."""

    at: int
    steps: int
    interval_s: int


class Stretch(NamedTuple):
    """A value that holds from `since` to `until`, UTC seconds."""

    since: int
    until: int
    steps: int


class Rolled(NamedTuple):
    """One row of a roll-up, as the tables have it, without its series."""

    start: int
    covered_ms: int
    integral: int
    low: int
    high: int


def stretches(points: Iterable[Point]) -> Iterator[Stretch]:
    """Yield how long each reading holds; the readings come in the order of time."""
    before: Point | None = None
    for point in points:
        if before is not None:
            yield _stretch(before, point.at)
        before = point
    if before is not None:
        yield _stretch(before, before.at + MOST_HELD_S)


def within(found: Iterable[Stretch], since: int, width_s: int) -> Iterator[Rolled]:
    """Yield the sums of buckets `width_s` wide, counted from `since`, in the order of time."""
    row: Rolled | None = None
    for stretch in found:
        at = stretch.since
        while at < stretch.until:
            start = at - (at - since) % width_s
            end = min(stretch.until, start + width_s)
            covered_ms = (end - at) * SECOND_MS
            part = Rolled(
                start, covered_ms, stretch.steps * covered_ms, stretch.steps, stretch.steps
            )
            if row is not None and row.start != start:
                yield row
                row = None
            row = part if row is None else _merged(row, part)
            at = end
    if row is not None:
        yield row


def quarters(found: Iterable[Stretch]) -> Iterator[Rolled]:
    """Yield the sums of the quarters of an hour."""
    return within(found, quarter_start(0), QUARTER_S)


def _stretch(point: Point, following: int) -> Stretch:
    longest_s = min(max(point.interval_s, LEAST_HELD_S), MOST_HELD_S)
    return Stretch(point.at, min(following, point.at + longest_s), point.steps)


def _merged(row: Rolled, part: Rolled) -> Rolled:
    return Rolled(
        row.start,
        row.covered_ms + part.covered_ms,
        row.integral + part.integral,
        min(row.low, part.low),
        max(row.high, part.high),
    )
