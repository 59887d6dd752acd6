"""Sensors that answer but can't be believed: stuck while others move, or far from the others.

A steady room makes steady values, so silence alone is no fault: a value is stuck only when it did
not change for hours in which its neighbours did. Neighbours are the other sensors of the same
quantity in the same room; two that disagree are both doubtful, of three the odd one is.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from statistics import median

from daemon.model import PointInfo, ProcessImage, Quality, Reading, Watched, Why

CHECK_S = 60.0
STUCK_S = 6 * 3600.0
APART_S = 2 * 3600.0
COLDEST = "coldest"  # a zone at the coldest surface: its air differs by nature


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What tells a faulty sensor from its place in the room, in the quantity's unit."""

    moved: float  # neighbours that moved less say nothing about a steady sensor
    apart: float  # further from the neighbours' median is too far


LIMITS: Mapping[str, Limits] = {
    "temperature": Limits(moved=1.0, apart=1.5),
    "relative_humidity": Limits(moved=3.0, apart=5.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What is remembered of one sensor: its value, since when, and where the others were then."""

    value: float
    since: float
    others: float | None
    apart_since: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """The watches by tag, the doubtful tags, and when they were last looked at."""

    watches: Mapping[str, Watch] = field(default_factory=dict)
    doubtful: frozenset[str] = frozenset()
    checked_t: float = float("-inf")


def suspect(image: ProcessImage, points: Iterable[PointInfo], state: Suspicion) -> Suspicion:
    """Return the suspicion after looking at the image; at most one look a minute."""
    if image.t - state.checked_t < CHECK_S:
        return state
    watches: dict[str, Watch] = {}
    doubtful: set[str] = set()
    for group in _neighbourhoods(points):
        numbers = _good_numbers(group, image)
        ordered = sorted(numbers.values())
        voters = [numbers[p.tag] for p in group if p.tag in numbers and p.zone != COLDEST]
        for point in group:
            others = _median_without(ordered, numbers.get(point.tag))
            far = point.zone != COLDEST and _is_far(point, numbers.get(point.tag), voters)
            watch = _watched(point, image, others, far, state.watches.get(point.tag))
            if watch is not None:
                watches[point.tag] = watch
                if _is_doubtful(watch, others, image.t, point):
                    doubtful.add(point.tag)
    return Suspicion(watches=watches, doubtful=frozenset(doubtful), checked_t=image.t)


def lowered(
    image: ProcessImage, doubtful: Collection[str], why: Why = Why.SENSOR_NOT_ACCURATE
) -> ProcessImage:
    """Return the image with the GOOD readings of doubtful sensors made UNCERTAIN."""
    if not doubtful:
        return image
    readings = {
        tag: _lowered(reading, why) if tag in doubtful else reading
        for tag, reading in image.readings.items()
    }
    return replace(image, readings=readings)


def expired(watched: Watched) -> frozenset[str]:
    """Return the tags of sensors whose calibration certificate is over."""
    return frozenset(tag for tag, left_s in watched.calibration_left_s.items() if left_s < 0)


def _lowered(reading: Reading, why: Why) -> Reading:
    if reading.quality is not Quality.GOOD:
        return reading
    return replace(reading, quality=Quality.UNCERTAIN, why=why)


def _neighbourhoods(points: Iterable[PointInfo]) -> Iterable[list[PointInfo]]:
    """Return the points that can be compared with each other: one quantity of one room."""
    groups: dict[tuple[str, str], list[PointInfo]] = {}
    for point in points:
        if point.quantity in LIMITS and point.of_room:
            groups.setdefault((point.room, point.quantity), []).append(point)
    return groups.values()


def _good_numbers(group: Iterable[PointInfo], image: ProcessImage) -> dict[str, float]:
    readings = ((p.tag, image.readings[p.tag]) for p in group)
    return {
        tag: reading.number
        for tag, reading in readings
        if reading.quality is Quality.GOOD and reading.number is not None
    }


def _median_without(ordered: list[float], own: float | None) -> float | None:
    """Return the median of the sorted values, one `own` left out; None where nothing is left."""
    others = ordered.copy()
    if own is not None:
        del others[bisect_left(others, own)]
    return median(others) if others else None


def _is_far(point: PointInfo, value: float | None, voters: list[float]) -> bool:
    """Return whether a sensor stands apart: from the median of three or more, or from the other."""
    if value is None or len(voters) < 2:  # noqa: PLR2004 - alone it can't disagree
        return False
    apart = LIMITS[point.quantity].apart
    if len(voters) == 2:  # noqa: PLR2004 - nobody knows which of two is right
        return max(voters) - min(voters) > apart
    return abs(value - median(voters)) > apart


def _watched(
    point: PointInfo,
    image: ProcessImage,
    others: float | None,
    far: bool,
    before: Watch | None,
) -> Watch | None:
    """Return the watch of one sensor after this look; a sensor without a value keeps its own."""
    value = image.readings[point.tag].number
    if value is None:
        return before
    apart_since = (before.apart_since if before else None) or image.t
    if before is None or value != before.value or before.others is None:
        return Watch(
            value=value, since=image.t, others=others, apart_since=apart_since if far else None
        )
    return replace(before, apart_since=apart_since if far else None)


def _is_doubtful(watch: Watch, others: float | None, t: float, point: PointInfo) -> bool:
    if watch.apart_since is not None and t - watch.apart_since >= APART_S:
        return True
    if others is None or watch.others is None or t - watch.since < STUCK_S:
        return False
    return abs(others - watch.others) >= LIMITS[point.quantity].moved
