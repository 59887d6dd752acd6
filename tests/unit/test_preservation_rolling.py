"""The running windows of a room equal one pass over the samples that lie in them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.control.preservation.mould_vtt import CLEAN, grown
from daemon.control.preservation.rolling import DAY_S, HOUR_S, MONTH_S, Rolling
from daemon.control.preservation.sample import Sample
from daemon.control.preservation.span import gathered
from daemon.model import Band

BAND = Band(low_c=14, high_c=24, low_pct=45, high_pct=60)
START = 20_000 * DAY_S


def followed(samples: list[Sample], now_s: float) -> Rolling:
    room = Rolling("stack-1", BAND)
    for sample in samples:
        room.add(sample)
        room.settle(sample[0])
    room.settle(now_s)
    return room


def even(days: float, c: float = 20.0, pct: float = 50.0, start: int = START) -> list[Sample]:
    return [(start + 900 * n, 900.0, c, pct) for n in range(int(96 * days))]


def test_a_room_that_was_just_begun_has_nothing_to_say() -> None:
    told = followed(even(0.25), START + 6 * HOUR_S).measures(START + 6 * HOUR_S)
    assert told.coverage_24h == pytest.approx(0.25)
    assert (told.swing_24h_c, told.in_band_24h, told.twpi_y, told.mould_index) == (None,) * 4


def test_a_day_tells_of_the_day_and_not_of_the_month() -> None:
    told = followed(even(1), START + DAY_S).measures(START + DAY_S)
    assert (told.swing_24h_c, told.in_band_24h, told.coverage_24h) == (0, 1, 1)
    assert (told.swing_30d_c, told.drift_c, told.twpi_y, told.mould_risk) == (None,) * 4
    assert told.coverage_30d == pytest.approx(1 / 30)


def test_a_step_is_a_swing_of_the_day_and_then_a_drift() -> None:
    samples = even(28) + even(2, c=23.0, pct=58.0, start=START + 28 * DAY_S)
    soon = followed(samples, START + 28 * DAY_S + 6 * HOUR_S).measures(START + 28 * DAY_S + 21_600)
    later = followed(samples, START + 30 * DAY_S).measures(START + 30 * DAY_S)
    assert (soon.swing_24h_c, soon.swing_24h_pct) == (3.0, 8.0)
    assert (later.swing_24h_c, later.swing_30d_c, later.swing_30d_pct) == (0.0, 3.0, 8.0)
    assert later.drift_c == pytest.approx(3.0 * 28 / 30)
    assert later.drift_pct == pytest.approx(8.0 * 28 / 30)


def test_what_is_a_month_old_is_forgotten_but_its_mould_is_not() -> None:
    samples = even(56, 22, 95) + even(30, 20, 50, START + 56 * DAY_S)
    now = START + 86 * DAY_S
    told = followed(samples, now).measures(now)
    assert told.mould_index == pytest.approx(1.521, abs=0.002)
    assert (told.mould_risk, told.swing_30d_pct) == (0, 0)
    assert told.coverage_1y == pytest.approx(86 / 365)


def test_the_coverage_of_the_year_is_that_of_the_last_365_days() -> None:
    room = followed(even(40), START + 40 * DAY_S)
    assert room.measures(START + 40 * DAY_S).coverage_1y == pytest.approx(40 / 365)
    assert room.measures(START + 385 * DAY_S).coverage_1y == pytest.approx(20 / 365)
    assert room.measures(START + 405 * DAY_S).coverage_1y == 0
    full = followed(even(370), START + 370 * DAY_S)
    assert full.measures(START + 370 * DAY_S).coverage_1y == 1


def test_samples_of_a_few_seconds_make_up_their_quarter() -> None:
    looks: list[Sample] = [(START + 5 * n, 5.0, 20.0 + n % 2, 50.0) for n in range(17_280)]
    told = followed(looks, START + DAY_S).measures(START + DAY_S)
    assert told.coverage_24h == pytest.approx(1)
    assert told.swing_24h_c == pytest.approx(0)


@settings(max_examples=30, deadline=None)
@given(
    drawn=st.lists(
        st.one_of(st.none(), st.tuples(st.floats(10, 30), st.floats(30, 95))),
        min_size=1,
        max_size=60,
    ),
    beyond_s=st.integers(0, 35 * DAY_S),
)
def test_windows_equal_one_pass(drawn: list[tuple[float, float] | None], beyond_s: int) -> None:
    airs = [drawn[n * n % len(drawn)] for n in range(96 * 25)]
    samples = [(START + 900 * n, 900.0, *air) for n, air in enumerate(airs) if air is not None]
    now = START + 900 * len(airs) + beyond_s
    told = followed(samples, now).measures(now)
    since = -(-(now - MONTH_S) // HOUR_S) * HOUR_S
    month = gathered([s for s in samples if s[0] >= since], BAND, now - since)
    assert told.coverage_30d == pytest.approx(month.coverage, rel=1e-9)
    if told.twpi_y is not None:
        assert told.twpi_y == pytest.approx(month.ageing.twpi_y, rel=1e-9)
        assert told.mould_risk == pytest.approx(month.germination, rel=1e-9)
        assert told.swing_30d_pct == pytest.approx(month.humidity.swing, rel=1e-9)
        assert told.in_band_30d == pytest.approx(month.inside, rel=1e-9)
    if told.mould_index is not None:
        whole = gathered(samples, BAND, 0)
        assert told.mould_index == pytest.approx(grown(CLEAN, whole.hours).index, abs=1e-9)
