"""The psychrometric chart: physics against known vectors, shapes, what machines would do."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from daemon.model import Band, Kind
from panel.charts.air import (
    SEA_LEVEL_PA,
    dew_c,
    enthalpy_kj_kg,
    humidity_pct,
    pressure_pa,
    quick_dew_c,
    ratio_g_kg,
    saturated_g_kg,
)
from panel.charts.air_axes import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    Axes,
    arrow_head,
    box,
    dew_line,
    near,
    paper,
    surface_line,
)
from panel.charts.air_chart import AirFacts, Machine, drawing
from panel.charts.air_effects import Air, way
from panel.charts.air_words import air_view

PA = SEA_LEVEL_PA
AXES = Axes(pa=PA)
BAND = Band(low_c=14, high_c=24, low_pct=45, high_pct=60)
HERE = Air(c=20.0, g_kg=ratio_g_kg(20.0, 50.0, PA))
NAMES = {
    "dry": "除湿机",
    "wet": "加湿器",
    "cool": "空调",
    "heat": "加热",
    "fan": "排风",
    "mix": "循环",
}


def points(d: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", d)]


def same(text: str) -> str:
    return text


@pytest.mark.parametrize(
    ("c", "pct", "g_kg"),
    [(20, 50, 7.26), (25, 50, 9.88), (20, 100, 14.70), (0, 100, 3.77), (30, 60, 16.03)],
)
def test_a_humidity_ratio_is_that_of_the_tables(c: float, pct: float, g_kg: float) -> None:
    assert ratio_g_kg(c, pct, PA) == pytest.approx(g_kg, abs=0.04)


def test_the_way_back_from_a_ratio_is_the_same_humidity() -> None:
    assert humidity_pct(20, ratio_g_kg(20, 50, PA), PA) == pytest.approx(50, abs=1e-6)


@pytest.mark.parametrize(("c", "pct", "dew"), [(20, 50, 9.3), (25, 60, 16.7), (18, 45, 5.9)])
def test_a_dew_point_is_that_of_the_tables(c: float, pct: float, dew: float) -> None:
    assert dew_c(ratio_g_kg(c, pct, PA), PA) == pytest.approx(dew, abs=0.1)
    assert quick_dew_c(c, pct) == pytest.approx(dew, abs=0.1)


def test_thin_air_holds_more_water_for_its_mass() -> None:
    high = pressure_pa(1900)
    assert high == pytest.approx(80_500, abs=500)
    assert pressure_pa(None) == SEA_LEVEL_PA
    assert ratio_g_kg(20, 50, high) > ratio_g_kg(20, 50, PA) * 1.2


def test_the_curves_stay_on_the_paper_and_never_cross() -> None:
    curves = paper(AXES).curves
    assert [curve.pct for curve in curves] == list(range(10, 101, 10))
    for curve in curves:
        for x, y in points(curve.d):
            assert LEFT <= x <= RIGHT
            assert TOP <= y <= BOTTOM
    at_20 = [next(y for x, y in points(c.d) if x >= AXES.x(20)) for c in curves]
    assert at_20 == sorted(at_20, reverse=True)


def test_the_saturation_line_is_saturated_air() -> None:
    full = paper(AXES).curves[-1]
    for x, y in points(full.d)[:-1]:
        c = (x - LEFT) / (RIGHT - LEFT) * 40
        g_kg = (BOTTOM - y) / (BOTTOM - TOP) * AXES.top_g
        assert g_kg == pytest.approx(saturated_g_kg(c, PA), abs=0.02)


def test_the_corners_of_the_band_are_those_of_the_limits() -> None:
    found = points(box(AXES, (BAND.low_c, BAND.high_c), (BAND.low_pct, BAND.high_pct)))
    for c in (14, 24):
        for pct in (45, 60):
            assert AXES.point(c, ratio_g_kg(c, pct, PA)) in found
    assert min(x for x, _ in found) == pytest.approx(AXES.x(14), abs=0.1)
    assert max(x for x, _ in found) == pytest.approx(AXES.x(24), abs=0.1)


def test_the_closer_view_holds_the_whole_band() -> None:
    axes = near(BAND, PA)
    for x, y in points(box(axes, (14, 24), (45, 60))):
        assert LEFT < x < RIGHT
        assert TOP < y < BOTTOM


def test_the_dew_line_is_level_and_ends_on_the_scale_at_the_dew_point() -> None:
    start, turn, end = points(dew_line(AXES, HERE.c, HERE.g_kg))
    assert start == AXES.point(HERE.c, HERE.g_kg)
    assert turn[1] == start[1]
    assert end == (turn[0], BOTTOM)
    assert turn[0] == pytest.approx(AXES.x(9.3), abs=2)


def test_the_line_of_the_coldest_surface_begins_where_it_is_saturated() -> None:
    _, corner, end = points(surface_line(AXES, 12.0))
    assert corner == AXES.point(12.0, saturated_g_kg(12.0, PA))
    assert end == (RIGHT, corner[1])
    assert surface_line(AXES, -5.0) == ""


def test_an_arrow_head_points_along_its_way() -> None:
    tip, left, right = points(arrow_head([(0.0, 0.0), (100.0, 0.0)]))
    assert tip == (100.0, 0.0)
    assert left[0] == right[0] == 91.0
    assert left[1] == -right[1]


# What machines do


def test_a_dehumidifier_takes_water_and_keeps_the_heat() -> None:
    led = way(Kind.DEHUMIDIFIER, HERE, None, PA)
    assert led is not None
    end = led[-1]
    assert end.g_kg == pytest.approx(HERE.g_kg - 1.5)
    assert end.c > HERE.c
    assert enthalpy_kj_kg(end.c, end.g_kg) == pytest.approx(
        enthalpy_kj_kg(HERE.c, HERE.g_kg), abs=0.01
    )


def test_a_heater_keeps_the_water_and_lowers_the_humidity() -> None:
    led = way(Kind.HEATER, HERE, None, PA)
    assert led is not None
    assert led[-1].g_kg == HERE.g_kg
    assert led[-1].pct(PA) < HERE.pct(PA)


def test_a_cooler_never_leads_past_saturation() -> None:
    damp = Air(c=15.0, g_kg=ratio_g_kg(15.0, 92.0, PA))
    led = way(Kind.COOLER, damp, None, PA)
    assert led is not None
    assert all(state.pct(PA) <= 100.0001 for state in led)
    assert led[-1].g_kg < damp.g_kg
    assert all(a.c > b.c for a, b in pairwise(led))


def test_a_humidifier_stops_at_saturation() -> None:
    wet = Air(c=10.0, g_kg=saturated_g_kg(10.0, PA))
    assert way(Kind.HUMIDIFIER, wet, None, PA) is None
    nearly = Air(c=10.0, g_kg=wet.g_kg - 0.5)
    led = way(Kind.HUMIDIFIER, nearly, None, PA)
    assert led is not None
    assert led[-1].g_kg == pytest.approx(wet.g_kg)


def test_ventilation_leads_towards_the_air_outside_and_nowhere_without_it() -> None:
    outside = Air(c=5.0, g_kg=4.0)
    led = way(Kind.EXHAUST_FAN, HERE, outside, PA)
    assert led is not None
    assert led[-1].c == pytest.approx(12.5)
    assert led[-1].g_kg == pytest.approx((HERE.g_kg + 4) / 2)
    assert way(Kind.EXHAUST_FAN, HERE, None, PA) is None
    assert way(Kind.CIRCULATION_FAN, HERE, outside, PA) is None


# The whole chart


def machines() -> Iterator[Machine]:
    kinds = {
        "dry": Kind.DEHUMIDIFIER,
        "wet": Kind.HUMIDIFIER,
        "cool": Kind.COOLER,
        "heat": Kind.HEATER,
        "fan": Kind.EXHAUST_FAN,
        "mix": Kind.CIRCULATION_FAN,
    }
    for name, kind in kinds.items():
        yield Machine(id=name, kind=kind, is_on=True if name == "dry" else None)


def whole(**changes: object) -> AirFacts:
    usual: dict[str, object] = {
        "pa": PA,
        "now": HERE,
        "band": BAND,
        "setpoint_c": 20.0,
        "setpoint_pct": 52.0,
        "deadband_c": 1.0,
        "deadband_pct": 4.0,
        "surface_c": 12.0,
        "outside": Air(c=5.0, g_kg=4.0),
        "trail": (HERE, HERE, None, HERE, Air(c=21.0, g_kg=7.5)) * 8,
        "machines": tuple(machines()),
    }
    return AirFacts(**{**usual, **changes})  # type: ignore[arg-type]


def test_every_machine_that_moves_the_air_has_a_numbered_arrow_and_words() -> None:
    drawn = drawing(whole(), AXES)
    assert [arrow.machine.id for arrow in drawn.arrows] == ["dry", "wet", "cool", "heat", "fan"]
    assert [arrow.number for arrow in drawn.arrows] == [1, 2, 3, 4, 5]
    words = air_view(whole(), drawn, NAMES, same)
    assert [arrow["name"] for arrow in words["arrows"]] == [
        *("除湿机", "加湿器", "空调", "加热", "排风")
    ]
    assert words["arrows"][0]["state"] == "on"
    assert words["arrows"][1]["state"] == "unknown"
    assert "循环" in words["still"]


def test_a_gap_breaks_the_trail_and_the_oldest_piece_is_the_palest() -> None:
    drawn = drawing(whole(), AXES)
    opacities = [opacity for _, opacity in drawn.trail]
    assert opacities == sorted(opacities)
    assert len(opacities) == 8
    assert all(d.count("M") >= 2 for d, _ in drawn.trail)
    assert drawing(whole(trail=(None,) * 96), AXES).trail == ()


def test_without_a_present_value_there_are_no_arrows_and_the_words_say_so() -> None:
    facts = whole(now=None)
    drawn = drawing(facts, AXES)
    assert (drawn.now, drawn.dew, drawn.arrows) == (None, "", ())
    words = air_view(facts, drawn, NAMES, same)
    assert words["now"].startswith("Not known now")
    assert words["rows"][0]["c"] == "—"


@pytest.mark.parametrize(
    ("air", "said"),
    [
        (HERE, "inside the allowed climate"),
        (Air(c=26.0, g_kg=ratio_g_kg(26.0, 70.0, PA)), "too warm, too damp"),
        (Air(c=12.0, g_kg=ratio_g_kg(12.0, 30.0, PA)), "too cold, too dry"),
        (Air(c=20.0, g_kg=ratio_g_kg(20.0, 60.0, PA)), "inside the allowed climate"),
    ],
)
def test_the_words_say_where_the_air_lies(air: Air, said: str) -> None:
    facts = whole(now=air)
    assert said in air_view(facts, drawing(facts, AXES), NAMES, same)["place"]


def test_the_words_say_when_water_condenses_on_the_coldest_surface() -> None:
    facts = whole(surface_c=8.0)
    assert "water condenses" in air_view(facts, drawing(facts, AXES), NAMES, same)["place"]
    facts = whole(surface_c=None)
    assert "not measured" in air_view(facts, drawing(facts, AXES), NAMES, same)["place"]


def test_air_off_the_paper_is_not_drawn() -> None:
    facts = whole(now=Air(c=55.0, g_kg=10.0), outside=Air(c=-12.0, g_kg=1.0))
    drawn = drawing(facts, AXES)
    assert (drawn.now, drawn.outside, drawn.arrows) == (None, None, ())
