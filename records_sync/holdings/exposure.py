"""The climate that a record, a box or a shelf lived in: a period split by places, then merged.

Only measured time counts, and how much that is stands beside every figure. Time away (lent,
transferred ...) or in no known place has no climate: it is told, never filled in.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, takewhile

from .climate import Climate, Excursion, Lived
from .model import Place
from .stays import Stay

ZoneOf = Callable[[Place], str]
LEAST_SHARE = 0.01  # of the time: a dose of nothing is no dose where ozone was measured less
PARTS = ("room", "rack", "column", "section", "shelf", "box")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One stay and the climate in it, None where it was in no place of ours.

    Stays that follow each other under one climate are one, in the place that they share.
    """

    stay: Stay
    lived: Lived | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """A whole period: its parts, and the merged figures over all that was measured."""

    parts: tuple[Part, ...]
    asked_s: float
    away_s: float
    unplaced_s: float
    lived: Lived

    @property
    def coverage(self) -> float:
        """The measured share of the whole period, 0..1."""
        return min(1.0, self.lived.covered_s / self.asked_s) if self.asked_s > 0 else 0.0

    @property
    def ozone_coverage(self) -> float:
        """The share of the whole period in which ozone was measured, 0..1."""
        return min(1.0, self.lived.ozone_s / self.asked_s) if self.asked_s > 0 else 0.0

    @property
    def ozone_mg_h_m3(self) -> float | None:
        """The dose; None where none was found and next to no time was measured."""
        dose = self.lived.ozone_mg_h_m3
        return dose if dose or self.ozone_coverage >= LEAST_SHARE else None


def whole_room(_: Place) -> str:
    """Return no zone: the climate of a place is that of its room."""
    return ""


async def exposed(
    climate: Climate, stays: Iterable[Stay], zone_of: ZoneOf = whole_room
) -> Exposure:
    """Ask the climate of each run of stays and return what they come to."""
    parts = []
    for stay in _runs(stays, zone_of):
        lived = None
        if stay.place.room:
            lived = await climate.lived(stay.place.room, zone_of(stay.place), stay.start, stay.end)
        parts.append(Part(stay=stay, lived=lived))
    return merged(parts)


def shelf_stay(place: Place, start: datetime, end: datetime) -> tuple[Stay, ...]:
    """Return the stay of a shelf, a rack or a room: it stands where it is."""
    return (Stay(start=start, end=end, place=place),) if end > start else ()


def merged(parts: Sequence[Part]) -> Exposure:
    """Return the exposure that parts in the order of time come to.

    TWPI is the harmonic mean by measured time, time in band the mean by measured time; mould risk
    and ozone dose are sums.
    """
    known = [_bounded(part.stay, part.lived) for part in parts if part.lived]
    bands = [(p.covered_s, p.in_band) for p in known if p.in_band is not None]
    ageing = [(p.covered_s, p.twpi_y) for p in known if p.twpi_y]
    excursions = _joined(chain.from_iterable(p.excursions for p in known))
    lived = Lived(
        covered_s=sum(p.covered_s for p in known),
        in_band=_mean(bands),
        twpi_y=_harmonic_mean(ageing),
        mould_risk=_sum(p.mould_risk for p in known),
        ozone_mg_h_m3=_sum(p.ozone_mg_h_m3 for p in known),
        ozone_s=sum(p.ozone_s for p in known),
        excursions=excursions,
    )
    stays = [part.stay for part in parts]
    return Exposure(
        parts=tuple(parts),
        asked_s=sum(stay.seconds for stay in stays),
        away_s=sum(stay.seconds for stay in stays if stay.away),
        unplaced_s=sum(s.seconds for s in stays if not s.away and not s.place.room),
        lived=lived,
    )


def _runs(stays: Iterable[Stay], zone_of: ZoneOf) -> Iterable[Stay]:
    """Yield stays, those as one that follow each other in one room and zone."""
    run: Stay | None = None
    for stay in stays:
        if run is None or not _is_one_climate(run, stay, zone_of):
            if run is not None:
                yield run
            run = stay
        else:
            run = replace(run, end=stay.end, place=_shared(run.place, stay.place))
    if run is not None:
        yield run


def _is_one_climate(run: Stay, stay: Stay, zone_of: ZoneOf) -> bool:
    both = (run, stay)
    if run.end != stay.start or not all(one.place.room and not one.away for one in both):
        return False
    return run.place.room == stay.place.room and zone_of(run.place) == zone_of(stay.place)


def _shared(one: Place, other: Place) -> Place:
    """Return the parts of a place, from the room down, that two have in common."""
    pairs = zip(PARTS, one.parts, other.parts, strict=True)
    return Place(**{name: ours for name, ours, _ in takewhile(lambda p: p[1] == p[2], pairs)})


def _joined(excursions: Iterable[Excursion]) -> tuple[Excursion, ...]:
    """Return excursions, those as one that a move within the room has cut."""
    found: list[Excursion] = []
    newest: dict[tuple[str, str, str], int] = {}
    for one in excursions:
        of = (one.room, one.zone, one.kind)
        last = newest.get(of)
        if last is not None and found[last].end == one.start:
            found[last] = replace(found[last], end=one.end)
        else:
            newest[of] = len(found)
            found.append(one)
    return tuple(found)


def _bounded(stay: Stay, lived: Lived) -> Lived:
    inside = (_cut(excursion, stay) for excursion in lived.excursions)
    return replace(
        lived,
        covered_s=max(0.0, min(lived.covered_s, stay.seconds)),
        ozone_s=max(0.0, min(lived.ozone_s, stay.seconds)),
        excursions=tuple(e for e in inside if e.end > e.start),
    )


def _cut(excursion: Excursion, stay: Stay) -> Excursion:
    start, end = max(excursion.start, stay.start), min(excursion.end, stay.end)
    return replace(excursion, start=start, end=end)


def _mean(weighted: Sequence[tuple[float, float]]) -> float | None:
    total = sum(weight for weight, _ in weighted)
    return sum(weight * value for weight, value in weighted) / total if total else None


def _harmonic_mean(weighted: Sequence[tuple[float, float]]) -> float | None:
    total = sum(weight / value for weight, value in weighted)
    return sum(weight for weight, _ in weighted) / total if total else None


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
