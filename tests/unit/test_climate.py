"""Psychrometrics against the table of `domain.md` 2.1 (Magnus) and against themselves."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.control.climate import absolute_humidity_g_m3, dew_point_c, humidity_at_pct


@pytest.mark.parametrize(
    ("temperature_c", "humidity_pct", "dew_c", "water_g_m3"),
    [
        (14, 45, 2.25, 5.42),
        (18, 50, 7.42, 7.66),
        (20, 50, 9.26, 8.62),
        (24, 60, 15.76, 13.03),
        (25, 80, 21.31, 18.38),
        (30, 80, 26.17, 24.23),
    ],
)
def test_water_and_dew_point_are_those_of_the_table(
    temperature_c: float, humidity_pct: float, dew_c: float, water_g_m3: float
) -> None:
    assert absolute_humidity_g_m3(temperature_c, humidity_pct) == pytest.approx(
        water_g_m3, rel=0.005
    )
    assert dew_point_c(temperature_c, humidity_pct) == pytest.approx(dew_c, abs=0.06)


WARMTH = st.floats(-20, 40)


@settings(deadline=None)
@given(here=WARMTH, there=WARMTH, humidity=st.floats(1, 100))
def test_air_that_is_warmed_and_cooled_again_is_as_it_was(
    here: float, there: float, humidity: float
) -> None:
    arrived = humidity_at_pct(here, humidity, there)
    assert humidity_at_pct(there, arrived, here) == pytest.approx(humidity)
    assert (arrived > humidity) == (there < here) or here == pytest.approx(there)


@settings(deadline=None)
@given(temperature=st.floats(1, 40), humidity=st.floats(20, 100))
def test_air_at_its_dew_point_can_take_no_more_water(temperature: float, humidity: float) -> None:
    dew = dew_point_c(temperature, humidity)
    assert dew is not None
    assert humidity_at_pct(temperature, humidity, dew) == pytest.approx(100, rel=0.001)
