"""The published numbers: psychrometrics, PI, TWPI, lifetime, moisture, days to mould.

`TABLE` is by Magnus for the water, so the ASHRAE formulas of psychrolib may differ by half a
percent; the index is checked against the calculator of the Image Permanence Institute itself.
"""

import math

import psychrolib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.control.climate import (
    SEA_LEVEL_PA,
    absolute_humidity_g_m3,
    dew_point_c,
    humidity_at_pct,
    mixing_ratio_g_kg,
    saturation_pa,
)
from daemon.control.preservation.emc import emc_pct
from daemon.control.preservation.mould_ipi import (
    germination_days,
    germination_per_s,
    lowest_isopleth_pct,
)
from daemon.control.preservation.pi import (
    PAPER_J,
    VARNISH_J,
    Rating,
    lifetime_multiplier,
    pi_y,
    rating,
)
from daemon.control.preservation.span import gathered
from daemon.model import Band

ANY = Band(low_c=-40, high_c=80, low_pct=0, high_pct=100)
# °C, %RH, es hPa, dew point °C, g/m3, g/kg, kJ/kg, PI years, EMC %, lifetime paper, varnish
TABLE = [
    (14, 45, 15.96, 2.25, 5.42, 4.44, 25.3, 109.7, 8.60, 2.70, 2.09),
    (18, 50, 20.60, 7.42, 7.66, 6.39, 34.3, 57.3, 9.32, 1.33, 1.22),
    (20, 45, 23.33, 7.71, 7.76, 6.51, 36.7, 51.1, 8.49, 1.15, 1.15),
    (20, 50, 23.33, 9.26, 8.62, 7.24, 38.5, 44.6, 9.27, 1.00, 1.00),
    (22, 55, 26.39, 12.55, 10.65, 9.04, 45.1, 30.6, 10.04, 0.67, 0.73),
    (24, 60, 29.78, 15.76, 13.03, 11.16, 52.6, 21.1, 10.87, 0.45, 0.54),
    (24, 65, 29.78, 17.02, 14.12, 12.11, 55.0, 18.5, 11.85, 0.41, 0.48),
    (25, 80, 31.62, 21.31, 18.38, 15.92, 65.7, 11.1, 15.81, 0.27, 0.34),
    (30, 80, 42.37, 26.17, 24.23, 21.52, 85.2, 6.3, 15.55, 0.14, 0.21),
    (10, 35, 12.26, -4.78, 3.28, 2.65, 16.7, 248.1, 7.10, 6.77, 4.38),
]
Row = tuple[float, ...]


def whole(value: float) -> int:
    """Return what the institute's calculator looks up: whole degrees and percents, half up."""
    return math.floor(value + 0.5)


@pytest.mark.parametrize("row", TABLE)
def test_water_in_air_is_that_of_the_table(row: Row) -> None:
    c, pct, saturation_hpa, dew_c, g_m3, g_kg, kj_kg = row[:7]
    assert saturation_pa(c) / 100 == pytest.approx(saturation_hpa, rel=0.005)
    dew = dew_point_c(c, pct)
    if dew_c > 0:
        assert dew == pytest.approx(dew_c, abs=0.06)
    else:  # Magnus is over water; ASHRAE gives the frost point, and the vapour is the same
        assert dew is not None
        assert saturation_pa(dew) == pytest.approx(saturation_pa(c) * pct / 100, rel=1e-3)
    assert absolute_humidity_g_m3(c, pct) == pytest.approx(g_m3, rel=0.005)
    assert mixing_ratio_g_kg(c, pct) == pytest.approx(g_kg, rel=0.006)
    ratio = psychrolib.GetHumRatioFromRelHum(c, pct / 100, SEA_LEVEL_PA)
    assert psychrolib.GetMoistAirEnthalpy(c, ratio) / 1000 == pytest.approx(kj_kg, rel=0.005)


@pytest.mark.parametrize(
    ("c", "pct", "dew_c"),
    [
        (14.35, 76.88, 10.3113),
        (13.41, 75.35, 9.0974),
        (19.57, 70.97, 14.1316),
        (12.33, 60.14, 4.7492),
    ],
)
def test_dew_points_of_another_service_agree(c: float, pct: float, dew_c: float) -> None:
    assert dew_point_c(c, pct) == pytest.approx(dew_c, abs=0.08)


@given(c=st.floats(0, 40), pct=st.floats(5, 100))
def test_humidity_comes_back_from_dew_point_and_from_water(c: float, pct: float) -> None:
    dew = dew_point_c(c, pct)
    assert dew is not None
    assert humidity_at_pct(dew, 100, c) == pytest.approx(pct, rel=2e-4)  # it is found by steps
    dry = absolute_humidity_g_m3(c, 1)
    assert absolute_humidity_g_m3(c, pct) / dry == pytest.approx(pct, rel=1e-7)


@pytest.mark.parametrize("row", TABLE)
def test_index_moisture_and_lifetime_are_those_of_the_table(row: Row) -> None:
    c, pct = row[:2]
    years, moisture, paper, varnish = row[7:]
    assert pi_y(c, pct) == pytest.approx(years, abs=0.06)
    assert emc_pct(c, pct) == pytest.approx(moisture, abs=0.006)
    assert lifetime_multiplier(c, pct, PAPER_J) == pytest.approx(paper, abs=0.006)
    assert lifetime_multiplier(c, pct, VARNISH_J) == pytest.approx(varnish, abs=0.006)


@pytest.mark.parametrize(
    ("c", "pct", "years"),
    [
        (20, 45, 50),
        (20, 50, 44),
        (24, 60, 21),
        (14, 45, 108),
        (13, 40, 141),
        (23, 2.5, 102),
        (27.5, 74, 9),
        (32.5, 80, 5),
        (-13, 33, 7840),
        (20, 70, 26),
        (23.5, 52.5, 25),
        (14, 30.5, 161),
    ],
)
def test_index_is_that_of_the_institutes_calculator(c: float, pct: float, years: int) -> None:
    found = pi_y(whole(c), whole(pct))
    assert abs(found - years) <= max(0.06 * years, 0.5)  # it shows whole years


def test_index_stands_still_beyond_its_reach() -> None:
    assert pi_y(90, 50) == pi_y(65, 50)
    assert pi_y(-80, 50) == pi_y(-23, 50)
    assert pi_y(20, 100) == pi_y(20, 95)
    assert pi_y(20, 0) == pi_y(20, 6)


@given(c=st.floats(-20, 60), pct=st.floats(6, 94))
def test_warmer_or_damper_never_lasts_longer(c: float, pct: float) -> None:
    assert pi_y(c + 1, pct) < pi_y(c, pct)
    assert pi_y(c, pct + 1) < pi_y(c, pct)


def test_ratings_change_at_45_and_75_years() -> None:
    assert [rating(years) for years in (44.9, 45, 74.9, 75)] == [
        Rating.RISK,
        Rating.FAIR,
        Rating.FAIR,
        Rating.GOOD,
    ]


def test_the_corner_of_the_rule_is_a_risk_for_records() -> None:
    assert rating(pi_y(24, 60)) is Rating.RISK


@pytest.mark.parametrize(
    ("parts", "years"),
    [
        ([(12, 18, 50), (12, 24, 60)], 30.80),
        ([(8000, 20, 50), (760, 30, 80)], 29.29),
    ],
)
def test_weighted_index_is_that_of_the_vectors(
    parts: list[tuple[int, float, float]], years: float
) -> None:
    samples, start = [], 0
    for hours, c, pct in parts:
        samples += [(start + 900 * n, 900.0, c, pct) for n in range(4 * hours)]
        start += 3600 * hours
    found = gathered(samples, ANY, start)
    assert found.ageing.twpi_y == pytest.approx(years, abs=0.01)


@given(c=st.floats(-60, 90), pct=st.floats(-5, 120))
def test_the_pass_uses_the_same_index_as_everybody(c: float, pct: float) -> None:
    found = gathered([(0, 900.0, c, pct)], ANY, 900)
    assert found.ageing.twpi_y == pytest.approx(pi_y(c, pct), rel=1e-12)


@pytest.mark.parametrize(
    ("c", "pct", "moisture"),
    [
        (23, 2.5, 0.8),
        (27.5, 74, 13.8),
        (32.5, 80, 15.4),
        (-13, 33, 6.6),
        (20, 70, 13.1),
        (23.5, 52.5, 9.6),
        (14, 30.5, 6.4),
        (28.5, 0, 0.0),
        (44, 97, 24.1),
    ],
)
def test_moisture_is_that_of_the_institutes_calculator(
    c: float, pct: float, moisture: float
) -> None:
    assert emc_pct(whole(c), whole(pct)) == pytest.approx(moisture, abs=0.051)


@given(c=st.floats(-1e6, 1e6), pct=st.floats(-1e6, 1e6))
def test_moisture_is_a_share_whatever_comes(c: float, pct: float) -> None:
    assert 0 <= emc_pct(c, pct) < 40


@pytest.mark.parametrize(
    ("c", "pct", "days"),
    [
        (20, 70, 165),
        (25, 70, 156),
        (20, 75, 38),
        (25, 75, 36),
        (30, 80, 13),
        (25, 85, 6),
        (30, 90, 4),
        (27.5, 74, 46),
        (32.5, 80, 13),
    ],
)
def test_days_to_mould_are_those_of_the_institute(c: float, pct: float, days: int) -> None:
    found = germination_days(whole(c), whole(pct))
    assert found is not None
    assert abs(found - days) <= max(0.12 * days, 0.5)
    assert germination_per_s(whole(c), whole(pct)) * found * 86_400 == pytest.approx(1)


@pytest.mark.parametrize(
    ("c", "pct"),
    [(20, 64.9), (1.9, 100), (45.1, 90), (10, 70), (23.5, 52.5), (14, 30.5), (-13, 33)],
)
def test_no_mould_where_it_is_dry_cold_or_hot(c: float, pct: float) -> None:
    assert germination_days(c, pct) is None
    assert germination_per_s(c, pct) == 0


@pytest.mark.parametrize(("c", "pct"), [(15, 77.8), (20, 75.6), (25, 74.5)])
def test_lowest_isopleth_is_that_of_its_authors(c: float, pct: float) -> None:
    assert lowest_isopleth_pct(c) == pytest.approx(pct, abs=0.06)


@given(c=st.floats(2, 44), pct=st.floats(65, 99))
def test_damper_air_never_brings_mould_later(c: float, pct: float) -> None:
    assert germination_per_s(c, pct + 1) >= germination_per_s(c, pct)
