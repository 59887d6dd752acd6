"""Spans: days merge to what one pass finds, gaps add nothing, doses and coverage are exact."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.control.preservation.mould_vtt import CLEAN, grown
from daemon.control.preservation.sample import Sample, sample_of
from daemon.control.preservation.span import Span, gathered, joined
from daemon.model import Band

BAND = Band(low_c=14, high_c=24, low_pct=45, high_pct=60)
HOUR_S = 3600


def quarters(values: list[tuple[float, float]], start: int = 0) -> list[Sample]:
    return [(start + 900 * n, 900.0, c, pct) for n, (c, pct) in enumerate(values)]


AIR = st.one_of(
    st.none(),  # a gap
    st.tuples(st.floats(1, 900, allow_subnormal=False), st.floats(-10, 40), st.floats(0, 100)),
)


@st.composite
def stories(draw: st.DrawFn) -> tuple[int, list[Sample], list[int]]:
    """Draw an origin, quarters with gaps, and whole hours after the origin to cut at."""
    origin = draw(st.integers(-4, 4)) * 900 + draw(st.sampled_from([0, 1_790_000_000 // 900 * 900]))
    drawn = draw(st.lists(AIR, max_size=200))
    samples = [(origin + 900 * n, *air) for n, air in enumerate(drawn) if air is not None]
    hours = len(drawn) // 4
    cuts = draw(st.lists(st.integers(0, hours), max_size=8))
    return origin, samples, [origin + HOUR_S * cut for cut in sorted(cuts)]


def numbers(span: Span) -> list[float]:
    return [
        *(span.asked_s, span.covered_s, span.temperature_cs, span.humidity_pcts, span.emc_pcts),
        *(span.germination, span.ageing.covered_s, span.ageing.decay_s),
        *(span.band.inside_s, span.band.warm_ch, span.band.cold_ch),
        *(span.band.damp_pcth, span.band.dry_pcth),
        *(span.temperature.low, span.temperature.high, span.humidity.low, span.humidity.high),
        grown(CLEAN, span.hours).index,
        *(value for run in span.hours for value in (run if isinstance(run, tuple) else (run,))),
    ]


@given(story=stories())
def test_merged_stretches_are_what_one_pass_finds(
    story: tuple[int, list[Sample], list[int]],
) -> None:
    origin, samples, cuts = story
    until = origin + 900 * 400
    whole = gathered(samples, BAND, until - origin, origin)
    edges = [origin, *cuts, until]
    parts = [
        gathered([s for s in samples if a <= s[0] < b], BAND, b - a, origin)
        for a, b in pairwise(edges)
    ]
    left = joined([joined(parts[:2]), *parts[2:]])
    right = joined([*parts[:1], joined(parts[1:])])
    for merged in (joined(parts), left, right):
        assert numbers(merged) == pytest.approx(numbers(whole), rel=1e-9, abs=1e-9)


def test_nothing_measured_is_nothing_said() -> None:
    empty = gathered([], BAND, 3600)
    assert (empty.coverage, empty.mean_c, empty.emc_pct, empty.inside) == (0, None, None, None)
    assert (empty.ageing.twpi_y, empty.temperature.swing, empty.hours) == (None, None, ())
    assert joined([]) == Span()


def test_a_gap_adds_nothing_but_to_what_was_asked() -> None:
    day = gathered(quarters([(20.0, 50.0)] * 96), BAND, 86_400)
    gap = gathered([], BAND, 86_400)
    both = joined([day, gap])
    assert both.coverage == 0.5
    assert (both.mean_c, both.ageing, both.hours) == (day.mean_c, day.ageing, day.hours)


def test_time_in_band_needs_both_values_and_includes_the_ends() -> None:
    found = gathered(quarters([(24.0, 60.0), (14.0, 45.0), (24.1, 50.0), (20.0, 44.0)]), BAND, 3600)
    assert found.inside == 0.5


def test_doses_are_depth_times_hours() -> None:
    values = [(26.0, 65.0)] * 8 + [(13.0, 40.0)] * 4
    found = gathered(quarters(values), BAND, 3 * HOUR_S).band
    assert (found.warm_ch, found.cold_ch) == (4.0, 1.0)
    assert (found.damp_pcth, found.dry_pcth) == (10.0, 5.0)


def test_a_door_that_opens_for_a_quarter_is_half_a_swing() -> None:
    values = [(20.0, 50.0)] * 10 + [(24.0, 58.0)] + [(20.0, 50.0)] * 9
    found = gathered(quarters(values), BAND, 5 * HOUR_S)
    assert found.temperature.swing == pytest.approx(2.0)
    assert found.humidity.swing == pytest.approx(4.0)


def test_a_half_hour_that_was_hardly_measured_makes_no_swing() -> None:
    samples: list[Sample] = [*quarters([(20.0, 50.0)] * 4), (3600, 60.0, 30.0, 90.0)]
    assert gathered(samples, BAND, 7200).temperature.swing == 0


def test_an_hour_that_was_hardly_measured_neither_grows_nor_dries() -> None:
    assert gathered([(0, 900.0, 20.0, 50.0)], BAND, 3600).hours == ()
    assert gathered(quarters([(20.0, 50.0)] * 2), BAND, 3600).hours == (1,)


def test_means_are_weighted_by_time() -> None:
    found = gathered([(0, 900.0, 20.0, 40.0), (900, 300.0, 24.0, 60.0)], BAND, 1800)
    assert (found.mean_c, found.mean_pct) == (21.0, 45.0)
    assert found.coverage == pytest.approx(1200 / 1800)


def test_a_clock_that_shows_a_quarter_twice_covers_no_more_than_all() -> None:
    twice = quarters([(20.0, 50.0)] * 4) + quarters([(20.0, 50.0)] * 4)
    assert gathered(twice, BAND, 3600).coverage == 1


def test_the_risk_of_mould_adds_up_to_a_germination() -> None:
    days = 36  # at 25 °C and 75 %RH
    found = gathered(quarters([(25.0, 75.0)] * 96 * days), BAND, 86_400 * days)
    assert found.germination == pytest.approx(1, abs=0.02)


def test_a_room_speaks_with_the_median_of_its_sensors() -> None:
    assert sample_of(0, 900, [(20, 1), (21, 1), (40, 1)], [(50, 0.5)]) == (0, 450, 21, 50)
    assert sample_of(0, 900, [(20, 1), (40, 0.4)], [(50, 1)]) == (0, 900, 20, 50)
    assert sample_of(0, 900, [(20, 1)], []) is None
    assert sample_of(0, 900, [(0.0, 0.0)], [(50, 1)]) is None
    assert sample_of(0, 900, [(0.0, 0.0), (0.0, 0.0)], [(50, 1)]) is None


@given(c=st.floats(-1e9, 1e9), pct=st.floats(-1e9, 1e9))
def test_whatever_a_sensor_says_the_pass_goes_on(c: float, pct: float) -> None:
    found = gathered([(0, 3600.0, c, pct)], BAND, 3600)
    assert all(map(math.isfinite, numbers(found)))
