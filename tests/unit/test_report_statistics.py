"""The figures of reports are those of a room's running measures: one number has one source."""

from array import array
from datetime import date, timedelta
from math import fsum, isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.control.preservation.span import Span, gathered, joined
from daemon.control.preservation.swing import extremes, half_hours
from daemon.model import Band
from daemon.reports.asked import QUARTER_S, Day
from daemon.reports.excursions import Beyond, excursions
from daemon.reports.series import Climate
from daemon.reports.statistics import summary

PAPER = Band(low_c=14, high_c=24, low_pct=45, high_pct=60)
DAY_S = 86_400
START = 1_790_000_000 // DAY_S * DAY_S

# Both at once or none: what a room's running measures are made of.
AIR = st.one_of(st.just((nan, nan)), st.tuples(st.floats(5, 35), st.floats(20, 90)))
STRETCHES = st.lists(st.tuples(AIR, st.integers(1, 60)), min_size=1, max_size=12)


def climate(air: list[tuple[float, float]]) -> Climate:
    return Climate(
        since=START,
        temperature_c=array("d", (c for c, _ in air)),
        humidity_pct=array("d", (pct for _, pct in air)),
    )


def days(count: int) -> list[Day]:
    first = date(2026, 9, 21)
    return [
        Day(first + timedelta(n), START + n * DAY_S, START + (n + 1) * DAY_S) for n in range(count)
    ]


def span_of(part: Climate, day: Day) -> Span:
    """Return what the running measures make of a day."""
    samples = [
        (start, float(QUARTER_S), c, pct)
        for start, c, pct in part.within(day.since, day.until).quarters()
        if not isnan(c)
    ]
    return gathered(samples, PAPER, day.until - day.since, day.since)


@given(stretches=STRETCHES)
def test_days_of_running_measures_come_to_the_figures_of_a_report(
    stretches: list[tuple[tuple[float, float], int]],
) -> None:
    air = [one for one, quarters in stretches for _ in range(quarters)]
    whole_days = days(-(-len(air) * QUARTER_S // DAY_S))
    air += [(nan, nan)] * (len(whole_days) * DAY_S // QUARTER_S - len(air))
    whole = climate(air)
    spans = [span_of(whole, day) for day in whole_days]
    month, found = joined(spans), summary(whole, PAPER, whole_days)
    assert found.coverage == month.coverage
    assert found.within == month.inside
    assert found.ageing.decay_s == pytest.approx(month.ageing.decay_s, rel=1e-12)
    for figures, swings in (
        (found.temperature, [span.temperature.swing for span in spans]),
        (found.humidity, [span.humidity.swing for span in spans]),
    ):
        assert [swing.value for swing in figures.swings] == pytest.approx(
            [swing for swing in swings if swing is not None], abs=1e-9
        )
    out = excursions(whole, PAPER)
    dose = {side: fsum(one.dose for one in out if one.beyond is side) for side in Beyond}
    assert dose == pytest.approx(
        {
            Beyond.WARM: month.band.warm_ch,
            Beyond.COLD: month.band.cold_ch,
            Beyond.DAMP: month.band.damp_pcth,
            Beyond.DRY: month.band.dry_pcth,
        },
        abs=1e-9,
    )


def test_a_quantity_that_was_measured_alone_has_its_own_figures() -> None:
    alone = climate([(20.0 + n % 4, nan) for n in range(96)])
    found = summary(alone, PAPER, days(1))
    assert (found.coverage, found.within) == (0.0, None)
    assert found.temperature.coverage == 1.0
    assert [swing.value for swing in found.temperature.swings] == [2.0]  # of half-hour means
    assert found.humidity.swings == ()


def test_half_a_half_hour_is_enough_for_its_mean_and_none_gives_none() -> None:
    assert list(half_hours([20.0, 22.0, nan, 25.0, nan, nan, 19.0])) == [21.0, 25.0, 19.0]
    assert extremes(list(half_hours([nan, nan]))).swing is None


def test_a_place_without_a_band_is_never_outside() -> None:
    found = summary(climate([(-20.0, 99.0)] * 96), None, days(1))
    assert found.within == found.temperature.within == 1.0
    assert found.days_out == ()
