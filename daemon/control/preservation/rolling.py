"""One room's last 24 hours and 30 days, kept so that a new value costs a day's pass, not a month's.

Samples lie by day (UTC, so that windows have no gaps or doubles). Days that are over keep their
span; days that are too old leave only what they did to the mould index, and how much was measured.
"""

from math import fsum

from daemon.model import Band, RoomMeasures

from .mould_vtt import CLEAN, Mould, grown
from .sample import Sample
from .span import Span, gathered, joined

QUARTER_S = 900
HALF_HOUR_S = 1800
HOUR_S = 3600
DAY_S = 86_400
MONTH_S = 30 * DAY_S
YEAR_S = 365 * DAY_S  # of which the coverage of the mould index is told
LEAST_OF_DAY = 0.5  # of 24 hours must be measured, else nothing is said about them
LEAST_OF_MONTH = 7 / 30

_Quarter = tuple[float, float, float]  # measured seconds and the integrals over them
_Surface = tuple[float, float]  # the same of the coldest surface


class Rolling:
    """The running measures of one room; samples come in the order of time."""

    def __init__(self, room: str, band: Band) -> None:
        self._room = room
        self._band = band
        self._days: dict[int, dict[int, _Quarter]] = {}
        self._surfaces: dict[int, dict[int, _Surface]] = {}
        self._over: dict[int, Span] = {}  # by day, of days that nothing was added to since
        self._mould = CLEAN  # before the oldest day
        self._measured_s: dict[int, float] = {}  # by day, of those before the oldest

    def add(self, sample: Sample, surface_c: float | None = None) -> None:
        """Add a sample, and the coldest surface where it is known, to its quarter of an hour."""
        start, seconds, c, pct = sample
        day, quarter = start // DAY_S * DAY_S, start // QUARTER_S * QUARTER_S
        quarters = self._days.setdefault(day, {})
        covered, warmth, damp = quarters.get(quarter, (0.0, 0.0, 0.0))
        quarters[quarter] = covered + seconds, warmth + seconds * c, damp + seconds * pct
        if surface_c is not None:
            surfaces = self._surfaces.setdefault(day, {})
            known_s, chill = surfaces.get(quarter, (0.0, 0.0))
            surfaces[quarter] = known_s + seconds, chill + seconds * surface_c
        self._over.pop(day, None)

    def measures(self, now_s: float) -> RoomMeasures:
        """Return what the windows that end now come to."""
        self.settle(now_s)
        day = self._window(now_s, DAY_S, HALF_HOUR_S)
        month = self._window(now_s, MONTH_S, HOUR_S)
        mould = grown(self._mould, joined(map(self._span, sorted(self._days))).hours)
        return _told(self._room, day, month, mould, self._year_s(now_s) / YEAR_S)

    def settle(self, now_s: float) -> None:
        """Forget the days before the last 30, but not the mould that grew in them."""
        for day in sorted(self._days):
            if day + DAY_S > now_s - MONTH_S:
                break
            span = self._span(day)
            self._mould = grown(self._mould, span.hours)
            self._measured_s[day] = span.covered_s
            del self._days[day]
            self._surfaces.pop(day, None)
            self._over.pop(day, None)

    def _year_s(self, now_s: float) -> float:
        """Return how long was measured in the last year of days."""
        for day in [day for day in self._measured_s if day + DAY_S <= now_s - YEAR_S]:
            del self._measured_s[day]
        return min(
            fsum((*self._measured_s.values(), *(self._span(d).covered_s for d in self._days))),
            YEAR_S,
        )

    def _window(self, now_s: float, length_s: int, grid_s: int) -> Span:
        """Return the span of the last `length_s`, or a little less: from a whole `grid_s` on."""
        since = -(-int(now_s - length_s) // grid_s) * grid_s
        whole = [
            self._span(day) if day >= since else self._gathered(day, since)
            for day in sorted(self._days)
            if day + DAY_S > since
        ]
        return joined([Span(asked_s=now_s - since), *whole])

    def _span(self, day: int) -> Span:
        found = self._over.get(day)
        if found is None:
            found = self._over[day] = self._gathered(day, day)
        return found

    def _gathered(self, day: int, since: int) -> Span:
        """Return the span of a day from `since` on."""
        quarters = sorted(self._days[day].items())
        samples = [
            (start, s, warmth / s, damp / s)
            for start, (s, warmth, damp) in quarters
            if s and start >= since
        ]
        surfaces = {
            start: chill / s for start, (s, chill) in self._surfaces.get(day, {}).items() if s
        }
        return gathered(samples, self._band, 0.0, surfaces=surfaces)


def _told(room: str, day: Span, month: Span, mould: Mould, of_year: float) -> RoomMeasures:
    of_day = day if day.coverage >= LEAST_OF_DAY else Span()
    of_month = month if month.coverage >= LEAST_OF_MONTH else Span()
    return RoomMeasures(
        room=room,
        swing_24h_c=of_day.temperature.swing,
        swing_24h_pct=of_day.humidity.swing,
        swing_30d_c=of_month.temperature.swing,
        swing_30d_pct=of_month.humidity.swing,
        drift_c=_minus(of_day.mean_c, of_month.mean_c),
        drift_pct=_minus(of_day.mean_pct, of_month.mean_pct),
        emc_pct=of_month.emc_pct,
        twpi_y=of_month.ageing.twpi_y,
        mould_index=mould.index if of_day.covered_s else None,
        mould_risk=of_month.germination if of_month.covered_s else None,
        in_band_24h=of_day.inside,
        in_band_30d=of_month.inside,
        coverage_24h=day.coverage,
        coverage_30d=month.coverage,
        coverage_1y=of_year,
    )


def _minus(value: float | None, other: float | None) -> float | None:
    return None if value is None or other is None else value - other
