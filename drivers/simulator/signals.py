"""What a tag can be tied to: quantities and facts that a room shows, machines that it obeys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from drivers.vocabulary import Quantity

from .air import Air
from .physics import Building, Machine, RoomState, tank_full


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomView:
    """The truth about one room at one moment."""

    building: Building
    state: RoomState
    outside: Air
    wall_c: float
    door_open: bool
    people: int
    e_stop_pressed: bool
    leak: bool
    running: Mapping[Machine, int]


QUANTITIES: dict[str, Callable[[Air, RoomView], float]] = {
    "temperature": lambda air, _: air.temperature_c,
    "relative_humidity": lambda air, _: air.humidity_pct,
    "dew_point": lambda air, _: air.dew_point_c,
    "absolute_humidity": lambda air, _: air.absolute_g_m3,
    "mixing_ratio": lambda air, _: air.mixing_g_kg,
    "ozone": lambda _, room: room.state.ozone_mg_m3,
}

FACTS: dict[str, Callable[[RoomView], bool]] = {
    "door_open": lambda room: room.door_open,
    "door_closed": lambda room: not room.door_open,
    "presence": lambda room: room.people > 0,
    "nobody": lambda room: room.people == 0,
    "e_stop_pressed": lambda room: room.e_stop_pressed,
    "e_stop_released": lambda room: not room.e_stop_pressed,
    "leak": lambda room: room.leak,
    "dry": lambda room: not room.leak,
    "tank_full": lambda room: tank_full(room.building, room.state),
} | {
    f"{machine}_running": lambda room, m=machine: room.running.get(m, 0) > 0 for machine in Machine
}

COMMANDS = {machine.value: machine for machine in Machine}


@dataclass(frozen=True, slots=True, kw_only=True)
class Governor:
    """What a machine with a setpoint of its own watches; it runs while `wanted` is positive."""

    machine: Machine
    wanted: Callable[[Air, float], float]
    deadband: float


SETPOINTS: dict[str, Governor] = {
    "dehumidifier_setpoint": Governor(
        machine=Machine.DEHUMIDIFIER,
        wanted=lambda air, setpoint: air.humidity_pct - setpoint,
        deadband=4.0,
    ),
    "humidifier_setpoint": Governor(
        machine=Machine.HUMIDIFIER,
        wanted=lambda air, setpoint: setpoint - air.humidity_pct,
        deadband=4.0,
    ),
    "cooler_setpoint": Governor(
        machine=Machine.COOLER,
        wanted=lambda air, setpoint: air.temperature_c - setpoint,
        deadband=1.0,
    ),
    "heater_setpoint": Governor(
        machine=Machine.HEATER,
        wanted=lambda air, setpoint: setpoint - air.temperature_c,
        deadband=1.0,
    ),
}

SIGNALS = frozenset({*QUANTITIES, *FACTS, *COMMANDS, *SETPOINTS})

BY_QUANTITY: dict[Quantity, str] = {
    Quantity.TEMPERATURE: "temperature",
    Quantity.RELATIVE_HUMIDITY: "relative_humidity",
    Quantity.DEW_POINT: "dew_point",
    Quantity.ABSOLUTE_HUMIDITY: "absolute_humidity",
    Quantity.MIXING_RATIO: "mixing_ratio",
    Quantity.OZONE: "ozone",
}

NOISE: dict[str, float] = {
    "temperature": 0.02,
    "relative_humidity": 0.1,
    "dew_point": 0.03,
    "absolute_humidity": 0.02,
    "mixing_ratio": 0.02,
    "ozone": 0.005,
}


def governed(governor: Governor, air: Air, setpoint: float, running: bool) -> bool:
    """Return whether a machine that is switched on runs; a setpoint of 0 means continuously."""
    if setpoint == 0:
        return True
    half = governor.deadband / 2
    return governor.wanted(air, setpoint) > (-half if running else half)
