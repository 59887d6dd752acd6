"""What the climate of a place came to, by the very functions that the yearly report uses (pure).

Whole quarters of an hour count for the time in which they begin, so that stays that follow each
other share none and leave none out.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from math import fsum
from typing import NamedTuple

from daemon.control.preservation.span import gathered
from daemon.model import Band
from daemon.reports.asked import QUARTER_S, Day
from daemon.reports.excursions import excursions
from daemon.reports.series import Climate, is_measured
from daemon.reports.statistics import summary
from records_sync.holdings.climate import Excursion, Lived

HOUR_S = 3600.0


class Ozone(NamedTuple):
    """One quarter of an hour of one sensor: its start, measured seconds, mean in mg/m³."""

    start: int
    covered_s: float
    mean_mg_m3: float


class Place(NamedTuple):
    """A room, or a zone of it, and the band that it should keep."""

    room: str
    zone: str
    band: Band


def quarters_of(start: datetime, end: datetime) -> tuple[int, int]:
    """Return the first quarter that begins in a time, and the first that does not any more."""
    since, until = (-(-at.timestamp() // QUARTER_S) * QUARTER_S for at in (start, end))
    return int(since), int(until)


def lived(
    place: Place,
    climate: Climate,
    walls: Iterable[Climate],
    ozone: Sequence[Ozone],
    zero_mg_m3: float,
) -> Lived:
    """Return what a time's climate came to; mould is that of the coldest wall.

    Ozone below `zero_mg_m3` is its sensors' own zero.
    """
    day = Day(datetime.fromtimestamp(climate.since, UTC).date(), climate.since, climate.until)
    whole = summary(climate, place.band, (day,))
    measured = [q for q in climate.quarters() if _is_known(q.temperature_c, q.humidity_pct)]
    span = gathered(
        ((q.start, float(QUARTER_S), q.temperature_c, q.humidity_pct) for q in measured),
        place.band,
        0.0,
        surfaces=_coldest(walls),
    )
    return Lived(
        covered_s=whole.ageing.covered_s,
        in_band=whole.within,
        twpi_y=whole.ageing.twpi_y,
        mould_risk=span.germination if measured else None,
        ozone_mg_h_m3=dose_mg_h_m3(ozone, zero_mg_m3),
        ozone_s=measured_s(ozone),
        excursions=tuple(
            Excursion(
                room=place.room,
                zone=place.zone,
                start=datetime.fromtimestamp(one.since, UTC),
                end=datetime.fromtimestamp(one.until, UTC),
                kind=one.beyond.value,
            )
            for one in excursions(climate, place.band)
        ),
    )


def dose_mg_h_m3(quarters: Iterable[Ozone], zero_mg_m3: float) -> float | None:
    """Return the dose of what was measured, by the worst sensor of each quarter, None of nothing.

    What is below `zero_mg_m3` is the sensor's own zero, as it is for control (`control/dose.py`).
    """
    worst: dict[int, float] = {}
    for quarter in quarters:
        mean = quarter.mean_mg_m3 if quarter.mean_mg_m3 >= zero_mg_m3 else 0.0
        dose = mean * quarter.covered_s / HOUR_S
        worst[quarter.start] = max(dose, worst.get(quarter.start, 0.0))
    return fsum(worst.values()) if worst else None


def measured_s(quarters: Iterable[Ozone]) -> float:
    """Return for how long any sensor measured ozone."""
    longest: dict[int, float] = {}
    for quarter in quarters:
        longest[quarter.start] = max(quarter.covered_s, longest.get(quarter.start, 0.0))
    return fsum(longest.values())


def _coldest(walls: Iterable[Climate]) -> Mapping[int, float]:
    found: dict[int, float] = {}
    for wall in walls:
        for quarter in wall.quarters():
            if is_measured(quarter.temperature_c):
                c = quarter.temperature_c
                found[quarter.start] = min(c, found.get(quarter.start, c))
    return found


def _is_known(c: float, pct: float) -> bool:
    return is_measured(c) and is_measured(pct)
