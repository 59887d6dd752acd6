"""A room's heat, water and ozone balance: pure, one explicit Euler step at a time.

Air exchanges heat with the walls and paper (one lumped mass), and water with the paper near the
surface. What enters by doors, leaks, people and machines is a list of flows that add up.
Steps up to `LONGEST_STEP_S` are stable for a room of ordinary size.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from pydantic import Field

from drivers.profile import Strict

from .air import Air, air, mixing_g_kg, saturation_hpa, vapour_hpa

LONGEST_STEP_S = 10.0
AIR_KG_M3 = 1.2
AIR_J_KG_K = 1006.0
LATENT_J_KG = 2.5e6  # heat of evaporation
PERSON_W = 75.0  # sensible, light work
PERSON_KG_H = 0.05
HOUR_S = 3600.0
PAPER_DRY = 0.02  # water per kg of paper at 0 %RH, straight line through the usual range
PAPER_SLOPE = 0.10  # more water per kg of paper from 0 to 100 %RH
COIL_CONTACT = 0.6  # share of the air that touches the cooling coil


class Machine(StrEnum):
    """What can run in a room."""

    DEHUMIDIFIER = "dehumidifier"
    HUMIDIFIER = "humidifier"
    COOLER = "cooler"
    HEATER = "heater"
    OZONE_GENERATOR = "ozone_generator"
    UV_LAMP = "uv_lamp"
    EXHAUST_FAN = "exhaust_fan"


class Building(Strict):
    """What stays the same about one room and its machines."""

    volume_m3: float = Field(default=120.0, gt=0)
    mass_kj_k: float = Field(default=35_000.0, gt=0)  # walls and paper
    mass_w_k: float = Field(default=1500.0, ge=0)  # air to mass
    outside_w_k: float = Field(default=80.0, ge=0)  # mass to outside
    ground_c: float = Field(default=18.0, ge=-20, le=40)  # behind the floor and the lowest wall
    cold_wall_share: float = Field(default=0.2, ge=0, le=1)  # of the way to ground or outside
    lights_w: float = Field(default=0.0, ge=0)
    infiltration_ach: float = Field(default=0.3, ge=0)  # air changes an hour, everything closed
    door_ach: float = Field(default=10.0, ge=0)
    exhaust_ach: float = Field(default=6.0, ge=0)
    paper_kg: float = Field(default=300.0, ge=0)  # the part that follows within hours
    paper_kg_h_hpa: float = Field(default=0.18, ge=0)
    dehumidifier_kg_h: float = Field(default=1.2, ge=0)  # at 27 °C, 60 %RH
    dehumidifier_w: float = Field(default=500.0, ge=0)
    tank_kg: float = Field(default=6.0, ge=0)  # 0: drained by a hose
    humidifier_kg_h: float = Field(default=1.0, ge=0)
    cooler_w: float = Field(default=3500.0, ge=0)
    cooler_air_kg_s: float = Field(default=0.2, ge=0)
    coil_c: float = 10.0
    heater_w: float = Field(default=2000.0, ge=0)
    uv_lamp_w: float = Field(default=240.0, ge=0)
    ozone_mg_h: float = Field(default=10_000.0, ge=0)
    ozone_half_life_min: float = Field(default=25.0, gt=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomState:
    """The room at one moment. `entered_kg` and `drained_kg` close the water balance."""

    temperature_c: float
    mass_c: float
    mixing_g_kg: float
    paper_water_kg: float
    tank_kg: float = 0.0
    ozone_mg_m3: float = 0.0
    entered_kg: float = 0.0  # net, through leaks, doors, people and humidifiers
    drained_kg: float = 0.0  # condensate that left

    @property
    def air(self) -> Air:
        """The room's air."""
        return Air(self.temperature_c, self.mixing_g_kg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What acts on the room during a step; `running` counts machines."""

    outside: Air
    door_open: bool = False
    people: int = 0
    running: Mapping[Machine, int] = field(default_factory=dict)


class Flow(NamedTuple):
    """Heat to the air in W, water in kg/s."""

    heat_w: float = 0.0
    air_kg_s: float = 0.0
    entered_kg_s: float = 0.0
    tank_kg_s: float = 0.0
    drained_kg_s: float = 0.0


NOTHING = Flow()


def start(room: Building, temperature_c: float, humidity_pct: float) -> RoomState:
    """Return a room whose air, walls and paper agree with each other."""
    return RoomState(
        temperature_c=temperature_c,
        mass_c=temperature_c,
        mixing_g_kg=air(temperature_c, humidity_pct).mixing_g_kg,
        paper_water_kg=room.paper_kg * (PAPER_DRY + PAPER_SLOPE * humidity_pct / 100),
    )


def advance(room: Building, state: RoomState, inputs: Inputs, seconds: float) -> RoomState:
    """Return the room `seconds` later under constant inputs, in stable steps."""
    steps = max(1, math.ceil(seconds / LONGEST_STEP_S))
    for _ in range(steps):
        state = step(room, state, inputs, seconds / steps)
    return state


def step(room: Building, state: RoomState, inputs: Inputs, dt_s: float) -> RoomState:
    """Return the room one step of `dt_s` seconds later."""
    ach = air_changes_h(room, inputs)
    air_kg = room.volume_m3 * AIR_KG_M3
    flows = [
        _outside(state, inputs, air_kg * ach / HOUR_S),
        _people(inputs.people),
        Flow(heat_w=room.lights_w + room.uv_lamp_w * _count(inputs, Machine.UV_LAMP)),
        _dehumidifier(room, state, _count(inputs, Machine.DEHUMIDIFIER)),
        _humidifier(room, state, _count(inputs, Machine.HUMIDIFIER)),
        _cooler(room, state, _count(inputs, Machine.COOLER)),
        Flow(heat_w=room.heater_w * _count(inputs, Machine.HEATER)),
        _paper(room, state),
    ]
    from_mass_w = room.mass_w_k * (state.mass_c - state.temperature_c)
    from_outside_w = room.outside_w_k * (inputs.outside.temperature_c - state.mass_c)
    heat_w = from_mass_w + sum(flow.heat_w for flow in flows)
    temperature_c = state.temperature_c + heat_w * dt_s / (air_kg * AIR_J_KG_K)
    to_air_kg = sum(flow.air_kg_s for flow in flows) * dt_s
    wet_g_kg = max(0.0, state.mixing_g_kg + to_air_kg / air_kg * 1000)
    mixing = min(wet_g_kg, mixing_g_kg(saturation_hpa(temperature_c)))
    condensed_kg = (wet_g_kg - mixing) / 1000 * air_kg
    return RoomState(
        temperature_c=temperature_c,
        mass_c=state.mass_c + (from_outside_w - from_mass_w) * dt_s / (room.mass_kj_k * 1000),
        mixing_g_kg=mixing,
        paper_water_kg=state.paper_water_kg - flows[-1].air_kg_s * dt_s,
        tank_kg=state.tank_kg + sum(flow.tank_kg_s for flow in flows) * dt_s,
        ozone_mg_m3=_ozone(room, state, inputs, ach, dt_s),
        entered_kg=state.entered_kg + sum(flow.entered_kg_s for flow in flows) * dt_s,
        drained_kg=state.drained_kg
        + sum(flow.drained_kg_s for flow in flows) * dt_s
        + condensed_kg,
    )


def air_changes_h(room: Building, inputs: Inputs) -> float:
    """Return the air changes an hour with the outside."""
    return (
        room.infiltration_ach
        + room.door_ach * inputs.door_open
        + room.exhaust_ach * _count(inputs, Machine.EXHAUST_FAN)
    )


def wall_c(room: Building, state: RoomState, outside: Air) -> float:
    """Return the temperature of the coldest surface: towards the ground, or outside in winter."""
    behind_c = min(room.ground_c, outside.temperature_c)
    return state.temperature_c + room.cold_wall_share * (behind_c - state.temperature_c)


def tank_full(room: Building, state: RoomState) -> bool:
    """Return whether the dehumidifier's tank can take no more."""
    return room.tank_kg > 0 and state.tank_kg >= room.tank_kg


def paper_humidity_pct(room: Building, state: RoomState) -> float:
    """Return the relative humidity that the paper is in balance with."""
    if not room.paper_kg:
        return state.air.humidity_pct
    return 100 * (state.paper_water_kg / room.paper_kg - PAPER_DRY) / PAPER_SLOPE


def water_kg(room: Building, state: RoomState) -> float:
    """Return all water in the room: air, paper and tank."""
    air_kg = room.volume_m3 * AIR_KG_M3 * state.mixing_g_kg / 1000
    return air_kg + state.paper_water_kg + state.tank_kg


def _count(inputs: Inputs, machine: Machine) -> int:
    return inputs.running.get(machine, 0)


def _outside(state: RoomState, inputs: Inputs, kg_s: float) -> Flow:
    water = kg_s * (inputs.outside.mixing_g_kg - state.mixing_g_kg) / 1000
    heat_w = kg_s * AIR_J_KG_K * (inputs.outside.temperature_c - state.temperature_c)
    return Flow(heat_w=heat_w, air_kg_s=water, entered_kg_s=water)


def _people(people: int) -> Flow:
    water = people * PERSON_KG_H / HOUR_S
    return Flow(heat_w=people * PERSON_W, air_kg_s=water, entered_kg_s=water)


def _dehumidifier(room: Building, state: RoomState, count: int) -> Flow:
    if not count or tank_full(room, state):
        return NOTHING
    rated = air(27.0, 60.0).mixing_g_kg  # the usual rating point
    floor = mixing_g_kg(0.25 * saturation_hpa(state.temperature_c))  # nothing condenses below 25 %
    share = max(0.0, state.mixing_g_kg - floor) / rated
    water = count * room.dehumidifier_kg_h * share / HOUR_S
    return Flow(
        heat_w=count * room.dehumidifier_w + water * LATENT_J_KG,
        air_kg_s=-water,
        tank_kg_s=water if room.tank_kg else 0.0,
        drained_kg_s=0.0 if room.tank_kg else water,
    )


def _humidifier(room: Building, state: RoomState, count: int) -> Flow:
    if not count:
        return NOTHING
    dryness = max(0.0, 1 - state.air.humidity_pct / 100)
    water = count * room.humidifier_kg_h * min(1.0, dryness / 0.2) / HOUR_S
    return Flow(heat_w=-water * LATENT_J_KG, air_kg_s=water, entered_kg_s=water)


def _cooler(room: Building, state: RoomState, count: int) -> Flow:
    if not count:
        return NOTHING
    touched = count * room.cooler_air_kg_s * COIL_CONTACT
    sensible_w = touched * AIR_J_KG_K * max(0.0, state.temperature_c - room.coil_c)
    coil_g_kg = mixing_g_kg(saturation_hpa(room.coil_c))
    water = touched * max(0.0, state.mixing_g_kg - coil_g_kg) / 1000
    whole_w = sensible_w + water * LATENT_J_KG
    share = min(1.0, count * room.cooler_w / whole_w) if whole_w else 0.0  # at most its rating
    return Flow(heat_w=-sensible_w * share, air_kg_s=-water * share, drained_kg_s=water * share)


def _paper(room: Building, state: RoomState) -> Flow:
    paper_hpa = saturation_hpa(state.mass_c) * paper_humidity_pct(room, state) / 100
    water = room.paper_kg_h_hpa * (paper_hpa - vapour_hpa(state.mixing_g_kg)) / HOUR_S
    return Flow(air_kg_s=water if room.paper_kg else 0.0)


def _ozone(room: Building, state: RoomState, inputs: Inputs, ach: float, dt_s: float) -> float:
    """Decay and ventilation are solved exactly, so that the half-life holds for any step."""
    lost_s = math.log(2) / (room.ozone_half_life_min * 60) + ach / HOUR_S
    made = room.ozone_mg_h / HOUR_S / room.volume_m3 * _count(inputs, Machine.OZONE_GENERATOR)
    level = made / lost_s
    return level + (state.ozone_mg_m3 - level) * math.exp(-lost_s * dt_s)
