"""Mould grows where it is coldest: the same air is damper at a cold wall."""

import psychrolib
import pytest

from daemon.control.preservation.mould_vtt import CLEAN, Run, grown
from daemon.control.preservation.rolling import Rolling
from daemon.control.preservation.sample import Sample
from daemon.control.preservation.span import gathered, joined
from daemon.control.preservation.surface import surface_pct
from daemon.model import Band

BAND = Band(low_c=14, high_c=24, low_pct=45, high_pct=60)
QUARTER_S, DAY_S = 900, 86_400
MONTH: list[Sample] = [(n * QUARTER_S, QUARTER_S, 20.0, 58.0) for n in range(30 * 96)]


def walls(c: float) -> dict[int, float]:
    return {start: c for start, *_ in MONTH}


@pytest.mark.parametrize(
    ("c", "pct", "surface_c"), [(20, 58, 14), (24, 60, 18), (14, 45, 5), (20, 50, 20), (18, 50, 21)]
)
def test_the_humidity_at_a_surface_is_that_of_the_same_water(
    c: float, pct: float, surface_c: float
) -> None:
    psychrolib.SetUnitSystem(psychrolib.SI)
    here, there = psychrolib.GetSatVapPres(c), psychrolib.GetSatVapPres(surface_c)
    assert surface_pct(c, pct, surface_c) == pytest.approx(pct * here / there, rel=0.004)


def test_a_wet_surface_is_at_a_hundred() -> None:
    assert surface_pct(24, 60, 10) == 100.0


def test_a_cold_wall_grows_mould_in_a_room_whose_air_would_not() -> None:
    even, cold = (gathered(MONTH, BAND, 30 * DAY_S, surfaces=known) for known in ({}, walls(12.5)))
    assert even.germination == 0.0
    assert cold.germination > 1.0
    assert grown_index(even.hours) == 0.0
    assert grown_index(cold.hours) > 0.2


def grown_index(hours: tuple[Run, ...]) -> float:
    return grown(CLEAN, hours).index


def test_all_else_is_that_of_the_air() -> None:
    even, cold = (gathered(MONTH, BAND, 30 * DAY_S, surfaces=known) for known in ({}, walls(12.5)))
    for name in ("covered_s", "mean_c", "mean_pct", "emc_pct", "inside", "ageing", "humidity"):
        assert getattr(cold, name) == getattr(even, name)


def test_a_warm_wall_hides_no_mould_in_the_air() -> None:
    damp = [(start, s, c, 85.0) for start, s, c, _ in MONTH]
    even, warm = (gathered(damp, BAND, 0.0, surfaces=known) for known in ({}, walls(26.0)))
    assert even.germination > 1.0
    assert (warm.germination, warm.hours) == (even.germination, even.hours)


def test_days_merge_to_the_month_with_walls_too() -> None:
    known = {start: 12.0 + start % 7 * 0.1 for start, *_ in MONTH[::2]}
    days = [
        gathered([s for s in MONTH if s[0] // DAY_S == day], BAND, DAY_S, surfaces=known)
        for day in range(30)
    ]
    whole = gathered(MONTH, BAND, 30 * DAY_S, surfaces=known)
    assert joined(days).germination == pytest.approx(whole.germination, rel=1e-9)
    assert joined(days).hours == whole.hours


def test_the_running_measures_keep_the_wall_of_each_quarter() -> None:
    air, wall = Rolling("r", BAND), Rolling("r", BAND)
    for sample in MONTH:
        air.add(sample)
        wall.add(sample, 12.5)
    now = 30 * DAY_S
    expected = gathered(MONTH, BAND, 0.0, surfaces=walls(12.5)).germination
    assert air.measures(now).mould_risk == 0.0
    assert wall.measures(now).mould_risk == pytest.approx(expected)
    later = now + 60 * DAY_S
    for start, seconds, c, _ in MONTH[:96]:
        wall.add((later + start, seconds, c, 50.0), 18.0)
    remembered = wall.measures(later + DAY_S).mould_index
    assert remembered is not None
    assert remembered > 0.0
