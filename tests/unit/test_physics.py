"""The simulated room obeys the laws that a real one does: heat, water, ozone."""

import math
from dataclasses import replace

import pytest

from drivers.simulator.air import Air, air
from drivers.simulator.physics import (
    Building,
    Inputs,
    Machine,
    RoomState,
    advance,
    paper_humidity_pct,
    start,
    step,
    tank_full,
    wall_c,
    water_kg,
)
from drivers.simulator.weather import Weather, outside

HOUR = 3600.0
MILD = air(20.0, 50.0)
CLOSED = Building(infiltration_ach=0, outside_w_k=0)
LIGHT = Building(mass_kj_k=200, paper_kg=10, infiltration_ach=2)


def stepped(
    room: Building, state: RoomState, inputs: Inputs, seconds: float, dt_s: float
) -> RoomState:
    for _ in range(round(seconds / dt_s)):
        state = step(room, state, inputs, dt_s)
    return state


@pytest.mark.parametrize(
    ("t", "rh", "dew_point", "absolute", "mixing"),
    [
        (14, 45, 2.25, 5.42, 4.44),
        (18, 50, 7.42, 7.66, 6.39),
        (20, 50, 9.26, 8.62, 7.24),
        (24, 60, 15.76, 13.03, 11.16),
        (25, 80, 21.31, 18.38, 15.92),
        (30, 80, 26.17, 24.23, 21.52),
        (10, 35, -4.78, 3.28, 2.65),
    ],
)
def test_moist_air_agrees_with_the_published_table(
    t: float, rh: float, dew_point: float, absolute: float, mixing: float
) -> None:
    moist = air(t, rh)
    assert moist.dew_point_c == pytest.approx(dew_point, abs=0.01)
    assert moist.absolute_g_m3 == pytest.approx(absolute, abs=0.01)
    assert moist.mixing_g_kg == pytest.approx(mixing, abs=0.01)
    assert moist.humidity_pct == pytest.approx(rh)


def test_humidity_returns_from_the_mixing_ratio_at_another_temperature() -> None:
    warmed = air(20.0, 50.0).at(25.0)
    assert warmed.dew_point_c == pytest.approx(air(20.0, 50.0).dew_point_c)
    assert warmed.humidity_pct == pytest.approx(50 * 23.33 / 31.62, abs=0.02)
    assert air(20.0, 50.0).at(0.0).humidity_pct == 100


@pytest.mark.parametrize("weather", [air(30.0, 80.0), air(5.0, 60.0)])
def test_a_room_with_nothing_running_tends_to_the_outside(weather: Air) -> None:
    state = start(LIGHT, 20.0, 50.0)
    inputs = Inputs(outside=weather)
    later = advance(LIGHT, state, inputs, 10 * HOUR)
    assert later.temperature_c == pytest.approx(weather.temperature_c, abs=0.1)
    assert later.mixing_g_kg == pytest.approx(weather.mixing_g_kg, abs=0.1)
    assert paper_humidity_pct(LIGHT, later) == pytest.approx(weather.humidity_pct, abs=1)


def test_a_room_in_balance_with_the_outside_stays_as_it_is() -> None:
    state = start(Building(), 20.0, 50.0)
    later = advance(Building(), state, Inputs(outside=MILD), 6 * HOUR)
    assert later.temperature_c == pytest.approx(20.0)
    assert later.mixing_g_kg == pytest.approx(state.mixing_g_kg)


def test_a_dehumidifier_dries_and_heats() -> None:
    state = start(Building(), 24.0, 70.0)
    still = Inputs(outside=air(24.0, 70.0))
    dry = advance(Building(), state, replace(still, running={Machine.DEHUMIDIFIER: 1}), 2 * HOUR)
    assert dry.air.absolute_g_m3 < state.air.absolute_g_m3 - 1
    assert dry.temperature_c > state.temperature_c + 0.5
    assert dry.tank_kg > 1


def test_a_full_tank_stops_the_dehumidifier_until_it_is_emptied() -> None:
    room = Building(tank_kg=0.5)
    drying = Inputs(outside=air(24.0, 70.0), running={Machine.DEHUMIDIFIER: 1})
    full = advance(room, start(room, 24.0, 70.0), drying, 2 * HOUR)
    assert tank_full(room, full)
    assert full.tank_kg == pytest.approx(0.5, abs=0.01)
    assert advance(room, full, drying, HOUR).tank_kg == full.tank_kg
    emptied = replace(full, tank_kg=0.0)
    assert advance(room, emptied, drying, HOUR / 4).tank_kg > 0


def test_cooling_raises_relative_humidity_and_heating_lowers_it() -> None:
    state = start(CLOSED, 22.0, 45.0)  # dew point 9.5 °C, below the coil: nothing condenses
    cooled = advance(CLOSED, state, Inputs(outside=MILD, running={Machine.COOLER: 1}), 600)
    heated = advance(CLOSED, state, Inputs(outside=MILD, running={Machine.HEATER: 1}), 600)
    assert cooled.temperature_c < 21.5
    assert cooled.air.humidity_pct > 46
    assert cooled.drained_kg == 0
    assert heated.temperature_c > 22.5
    assert heated.air.humidity_pct < 44


def test_a_cooler_in_damp_air_drains_water() -> None:
    state = start(CLOSED, 26.0, 70.0)
    cooled = advance(CLOSED, state, Inputs(outside=MILD, running={Machine.COOLER: 1}), HOUR)
    assert cooled.drained_kg > 0.1
    assert cooled.mixing_g_kg < state.mixing_g_kg


@pytest.mark.parametrize(
    "running",
    [
        {Machine.DEHUMIDIFIER: 1},
        {Machine.HUMIDIFIER: 2},
        {Machine.COOLER: 1, Machine.DEHUMIDIFIER: 1},
        {Machine.EXHAUST_FAN: 1, Machine.HEATER: 1},
    ],
)
def test_no_water_is_made_or_lost(running: dict[Machine, int]) -> None:
    room = Building()
    state = start(room, 22.0, 60.0)
    inputs = Inputs(outside=air(30.0, 80.0), door_open=True, people=3, running=running)
    later = advance(room, state, inputs, 3 * HOUR)
    held = water_kg(room, later) - water_kg(room, state)
    assert abs(later.entered_kg) > 0.1
    assert held == pytest.approx(later.entered_kg - later.drained_kg, abs=1e-9)


def test_a_closed_room_that_is_dried_only_moves_water_to_the_tank() -> None:
    state = start(CLOSED, 24.0, 60.0)
    dried = advance(CLOSED, state, Inputs(outside=MILD, running={Machine.DEHUMIDIFIER: 1}), HOUR)
    assert dried.entered_kg == dried.drained_kg == 0
    assert water_kg(CLOSED, dried) == pytest.approx(water_kg(CLOSED, state))


def test_the_length_of_the_step_hardly_matters() -> None:
    state = start(Building(), 22.0, 60.0)
    inputs = Inputs(
        outside=air(30.0, 80.0), people=2, running={Machine.COOLER: 1, Machine.DEHUMIDIFIER: 1}
    )
    fine = stepped(Building(), state, inputs, HOUR, 1.0)
    coarse = stepped(Building(), state, inputs, HOUR, 10.0)
    assert coarse.temperature_c == pytest.approx(fine.temperature_c, abs=0.02)
    assert coarse.air.humidity_pct == pytest.approx(fine.air.humidity_pct, abs=0.1)
    assert coarse.tank_kg == pytest.approx(fine.tank_kg, rel=0.01)


def test_ozone_falls_from_20_to_the_indoor_limit_in_139_minutes() -> None:
    room = Building(ozone_half_life_min=20, infiltration_ach=0)
    state = replace(start(room, 20.0, 50.0), ozone_mg_m3=20.0)
    closed = Inputs(outside=MILD)
    assert advance(room, state, closed, 139 * 60).ozone_mg_m3 == pytest.approx(0.16, abs=0.005)
    assert advance(room, state, closed, 20 * 60).ozone_mg_m3 == pytest.approx(10.0)


def test_ventilation_shortens_the_wait_for_ozone() -> None:
    room = Building(ozone_half_life_min=30, infiltration_ach=0, exhaust_ach=4)
    state = replace(start(room, 20.0, 50.0), ozone_mg_m3=20.0)
    inputs = Inputs(outside=MILD, running={Machine.EXHAUST_FAN: 1})
    assert advance(room, state, inputs, 54 * 60).ozone_mg_m3 == pytest.approx(0.16, abs=0.01)


def test_an_ozone_generator_fills_the_room_to_its_balance() -> None:
    room = Building(volume_m3=100, ozone_mg_h=10_000, ozone_half_life_min=25, infiltration_ach=0)
    inputs = Inputs(outside=MILD, running={Machine.OZONE_GENERATOR: 1})
    filled = advance(room, start(room, 20.0, 50.0), inputs, 3 * HOUR)
    balance = 10_000 / 100 / (math.log(2) / (25 / 60))
    assert filled.ozone_mg_m3 == pytest.approx(balance, rel=0.01)


def test_people_and_lamps_heat_the_room() -> None:
    quiet = Inputs(outside=MILD)
    state = start(Building(), 20.0, 50.0)
    alone = advance(Building(), state, quiet, HOUR)
    busy = advance(Building(), state, replace(quiet, people=4), HOUR)
    lit = advance(Building(), state, replace(quiet, running={Machine.UV_LAMP: 1}), HOUR)
    assert busy.temperature_c > alone.temperature_c + 0.1
    assert busy.mixing_g_kg > alone.mixing_g_kg
    assert lit.temperature_c > alone.temperature_c + 0.1


def test_an_open_door_brings_the_weather_in() -> None:
    damp = Inputs(outside=air(30.0, 85.0))
    state = start(Building(), 20.0, 50.0)
    closed = advance(Building(), state, damp, 600)
    opened = advance(Building(), state, replace(damp, door_open=True), 600)
    assert opened.air.humidity_pct > closed.air.humidity_pct + 5


def test_air_is_never_more_than_saturated() -> None:
    state = start(LIGHT, 12.0, 90.0)
    soaked = advance(LIGHT, state, Inputs(outside=air(32.0, 90.0), door_open=True), 900)
    assert soaked.drained_kg > 0
    assert soaked.air.humidity_pct == pytest.approx(100, abs=0.1)


def test_the_coldest_wall_follows_the_frost_in_winter_and_the_ground_in_summer() -> None:
    room = Building(cold_wall_share=0.25, ground_c=16.0)
    state = start(room, 20.0, 50.0)
    assert wall_c(room, state, air(0.0, 80.0)) == pytest.approx(15.0)
    assert wall_c(room, state, air(32.0, 80.0)) == pytest.approx(19.0)


def test_the_day_peaks_in_the_afternoon_and_is_never_over_saturated() -> None:
    weather = Weather(mean_c=25, swing_c=6, mean_g_kg=19, swing_g_kg=1, peak_h=14.5)
    hours = [hour / 4 for hour in range(96)]
    warmest = max(hours, key=lambda hour: outside(weather, hour).temperature_c)
    wettest = max(hours, key=lambda hour: outside(weather, hour).mixing_g_kg)
    assert warmest == wettest == 14.5
    assert outside(weather, 14.5).temperature_c == pytest.approx(31.0)
    assert outside(weather, 2.5 + 48).temperature_c == pytest.approx(19.0)
    assert all(outside(weather, hour).humidity_pct <= 98.01 for hour in hours)
