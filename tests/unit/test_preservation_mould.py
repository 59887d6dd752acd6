"""The mould index of VTT: the vectors, its decline, and hours that join without a loss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.control.preservation.mould_vtt import (
    CLEAN,
    Class,
    Mould,
    Run,
    critical_pct,
    grown,
    hour,
    joined,
)


def index(days: int, c: float, pct: float, of: Class, after: Mould = CLEAN) -> Mould:
    return grown(after, [hour(c, pct)] * (24 * days), of)


@pytest.mark.parametrize(
    ("of", "c", "pct", "days", "reached"),
    [
        (Class.VERY_SENSITIVE, 22, 90, 28, 1.030),
        (Class.VERY_SENSITIVE, 22, 90, 84, 3.966),
        (Class.SENSITIVE, 22, 90, 28, 0.586),
        (Class.SENSITIVE, 22, 90, 84, 1.498),
        (Class.SENSITIVE, 20, 97, 84, 3.430),
        (Class.MEDIUM_RESISTANT, 22, 90, 84, 0.210),
    ],
)
def test_growth_in_an_even_climate_is_that_of_the_vectors(
    of: Class, c: float, pct: float, days: int, reached: float
) -> None:
    assert index(days, c, pct, of).index == pytest.approx(reached, abs=0.002)


@pytest.mark.parametrize("of", Class)
def test_nothing_grows_in_a_year_at_75_percent(of: Class) -> None:
    assert index(365, 24, 75, of).index == 0


def test_dry_weeks_take_back_a_part() -> None:
    wet = index(56, 22, 95, Class.SENSITIVE)
    assert wet.index == pytest.approx(1.993, abs=0.002)
    assert index(30, 20, 50, Class.SENSITIVE, wet).index == pytest.approx(1.521, abs=0.002)


def test_decline_rests_between_the_sixth_and_the_twenty_fourth_hour() -> None:
    wet = Mould(index=2.0)
    lost = [2.0 - grown(wet, [hours]).index for hours in (3, 6, 24, 25)]
    assert lost == pytest.approx([0.004, 0.008, 0.008, 0.008 + 0.016 / 24])


def test_a_wet_hour_starts_the_decline_anew() -> None:
    dried = grown(Mould(index=2.0), [30])
    assert grown(dried, [hour(22, 95)]).dry_h == 0


def test_a_resistant_material_dries_where_a_sensitive_one_grows() -> None:
    old = Mould(index=0.5)
    assert grown(old, [hour(22, 84)] * 5, Class.SENSITIVE).index > 0.5
    assert grown(old, [hour(22, 84)] * 5, Class.RESISTANT).index < 0.5


@pytest.mark.parametrize(("c", "pct"), [(0, 100), (-5, 100), (50, 100), (1e-300, 100), (60, 120)])
def test_frost_and_heat_grow_nothing(c: float, pct: float) -> None:
    assert grown(CLEAN, [hour(c, pct)] * 100).index == pytest.approx(0, abs=1e-6)


def test_cool_air_must_be_damper_to_grow_anything() -> None:
    assert critical_pct(5) > critical_pct(10) > critical_pct(15) > critical_pct(22) == 80


HOURS = st.lists(
    st.tuples(st.floats(-10, 55), st.floats(0, 110)).map(lambda air: hour(*air)), max_size=60
)


@given(runs=HOURS, of=st.sampled_from(Class), cut=st.integers(0, 60))
def test_hours_join_without_a_loss(runs: list[Run], of: Class, cut: int) -> None:
    whole = joined(runs)
    assert joined([*joined(runs[:cut]), *joined(runs[cut:])]) == whole
    step = grown(Mould(index=1.5), runs, of)
    assert grown(Mould(index=1.5), whole, of).index == pytest.approx(step.index, abs=1e-12)
    assert grown(grown(Mould(index=1.5), runs[:cut], of), runs[cut:], of) == step


@given(runs=HOURS, of=st.sampled_from(Class))
def test_the_index_stays_between_nothing_and_six(runs: list[Run], of: Class) -> None:
    assert 0 <= grown(Mould(index=3.0), runs * 20, of).index <= 6
