"""Where a record was, and when (pure): a period split by its places, from its facts.

The order of the facts is the order in which they happened, whatever a clock said: a fact can't be
later than the one after it, nor earlier than the one before. Where times contradict that order,
those of the most facts that agree are right, of as many the closest, of as close the last.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import le
from typing import Generic, TypeVar

from .folding import PLACE, STATUS, place_of, status_of
from .model import NOWHERE, Fact, Key, Place, Status
from .transitions import AWAY

V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A time in one place. Where it was away, `away` says why and there is no place.

    With neither a place nor `away`, nobody had told where it was.
    """

    start: datetime
    end: datetime
    place: Place = NOWHERE
    away: Status | None = None

    @property
    def seconds(self) -> float:
        """How long it was."""
        return (self.end - self.start).total_seconds()


@dataclass(frozen=True, slots=True)
class Trail(Generic[V]):
    """Values with the times from which they held, in order; nothing before the first."""

    times: tuple[datetime, ...] = ()
    values: tuple[V, ...] = ()

    def at(self, t: datetime, default: V) -> V:
        """Return the value that held at `t`."""
        number = bisect_right(self.times, t)
        return self.values[number - 1] if number else default


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """The places and statuses of a record, and the places of the boxes that it was in."""

    places: Trail[Place] = field(default_factory=Trail)
    statuses: Trail[Status | None] = field(default_factory=Trail)
    boxes: Mapping[str, Trail[Place]] = field(default_factory=dict)

    def at(self, t: datetime) -> tuple[Place, Status | None]:
        """Return the place at a time and, where it was not there, the status that says so."""
        status = self.statuses.at(t, None)
        if status in AWAY:
            return NOWHERE, status
        place = self.places.at(t, NOWHERE)
        if not place.box:
            return place, None
        shelf = self.boxes.get(place.box, Trail()).at(t, NOWHERE)
        return replace(shelf, box=place.box), None

    def stays(self, start: datetime, end: datetime) -> tuple[Stay, ...]:
        """Return the stays that fill a period, in order."""
        if end <= start:
            return ()
        trails: list[Sequence[datetime]] = [self.places.times, self.statuses.times]
        trails += [trail.times for trail in self.boxes.values()]
        cuts = sorted({start, *(t for times in trails for t in times if start < t < end)})
        found: list[Stay] = []
        for begin, until in zip(cuts, [*cuts[1:], end], strict=True):
            place, away = self.at(begin)
            if found and (found[-1].place, found[-1].away) == (place, away):
                found[-1] = replace(found[-1], end=until)
            else:
                found.append(Stay(start=begin, end=until, place=place, away=away))
        return tuple(found)


def trail_of(dated: Iterable[tuple[datetime, V]]) -> Trail[V]:
    """Return values in the order in which they happened with the times that they can have had."""
    kept = list(dated)
    return Trail(tuple(_in_order([t for t, _ in kept])), tuple(value for _, value in kept))


def _in_order(told: Sequence[datetime]) -> Sequence[datetime]:
    if all(map(le, told, told[1:])):
        return told
    right = _agreeing(told)
    found: list[datetime] = []
    for n, t in enumerate(told):
        before = found[-1] if found else t
        after = next((told[k] for k in right if k >= n), None)
        found.append(max(before, t) if after is None else min(max(before, t), after))
    return found


def _agreeing(told: Sequence[datetime]) -> Sequence[int]:
    """Return the numbers of the most times that are in order, of as many those that lie closest."""
    best: list[tuple[int, datetime]] = []  # of those that end here: how many, the first of them
    came: list[int | None] = []
    for n, t in enumerate(told):
        earlier = [k for k in range(n) if told[k] <= t]
        last = max(earlier, key=lambda k: best[k], default=None)
        best.append((1, t) if last is None else (best[last][0] + 1, best[last][1]))
        came.append(last)
    at: int | None = max(range(len(told)), key=lambda n: (best[n][0], best[n][1] - told[n], n))
    found: list[int] = []
    while at is not None:
        found.append(at)
        at = came[at]
    return found[::-1]


def whereabouts(facts: Iterable[Fact], boxes: Mapping[str, Trail[Place]]) -> Whereabouts:
    """Return where a record was, from all its facts in order."""
    kept = list(facts)
    places = [(f.at, place_of(f.change.now)) for f in kept if f.change.kind == PLACE]
    statuses = [(f.at, status_of(f.change.now)[0]) for f in kept if f.change.kind == STATUS]
    named = {place.box for _, place in places if place.box}
    return Whereabouts(
        places=trail_of(places),
        statuses=trail_of(statuses),
        boxes={box: boxes[box] for box in named if box in boxes},
    )


def stood_in(
    records: Mapping[Key, Whereabouts],
    inside: Callable[[Place], bool],
    start: datetime,
    end: datetime,
) -> Mapping[Key, tuple[Stay, ...]]:
    """Return the records that stood in places of a kind in a period, and when."""
    found = {
        key: tuple(stay for stay in where.stays(start, end) if not stay.away and inside(stay.place))
        for key, where in records.items()
    }
    return {key: stays for key, stays in found.items() if stays}
