"""What can be read and switched in a room of the plant: its devices, their points, its machines.

Each room has two climate sensors, one at the coldest wall and one outside, a fast contact module
(two door contacts, a people detector, emergency stop, floor, fire, lamp light), a slow one for
running machines and the tank, an ozone sensor and a relay board.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from daemon.image import Source
from daemon.model import Kind, PointInfo
from drivers.profile import Point
from drivers.simulator.physics import Machine

CLIMATE, SAFETY = "climate", "safety"  # the two buses


class Bit(StrEnum):
    """The contacts; True is well, or runs, or is full."""

    DOOR_A = "door_a"
    DOOR_B = "door_b"
    NOBODY = "nobody"
    E_STOP = "e_stop"
    DRY = "dry"
    NO_FIRE = "no_fire"
    UV_LIGHT = "uv_light"
    OZONE_RUNS = "ozone_runs"
    TANK_FULL = "tank_full"
    DEHUMIDIFIER_RUNS = "dehumidifier_runs"
    COOLER_RUNS = "cooler_runs"


@dataclass(frozen=True, slots=True)
class Unit:
    """One device of a room: its bus, its poll period, its points by quantity."""

    name: str
    bus: str
    poll_s: float
    points: tuple[tuple[str, str], ...]
    zone: str = ""
    interlock: bool = False


AIR = (("temperature", "temperature"), ("humidity", "relative_humidity"))
FAST = (Bit.DOOR_A, Bit.DOOR_B, Bit.NOBODY, Bit.E_STOP, Bit.DRY, Bit.NO_FIRE, Bit.UV_LIGHT)
SLOW = (Bit.OZONE_RUNS, Bit.TANK_FULL, Bit.DEHUMIDIFIER_RUNS, Bit.COOLER_RUNS)
MACHINES: tuple[tuple[str, Kind, Machine | None], ...] = (
    ("dehumidifier", Kind.DEHUMIDIFIER, Machine.DEHUMIDIFIER),
    ("humidifier", Kind.HUMIDIFIER, Machine.HUMIDIFIER),
    ("cooler", Kind.COOLER, Machine.COOLER),
    ("heater", Kind.HEATER, Machine.HEATER),
    ("exhaust", Kind.EXHAUST_FAN, Machine.EXHAUST_FAN),
    ("sounder", Kind.SOUNDER, None),
    ("uv", Kind.UV_LAMP, Machine.UV_LAMP),
    ("ozone", Kind.OZONE_GENERATOR, Machine.OZONE_GENERATOR),
    ("contactor", Kind.CONTACTOR, None),
)
HAZARDS = ("uv", "ozone")
PAIRS = (("dehumidifier", "humidifier"), ("cooler", "heater"))
COMPRESSORS = ("dehumidifier", "cooler")
UNITS = (
    Unit("th1", CLIMATE, 2.0, AIR),
    Unit("th2", CLIMATE, 2.0, AIR),
    Unit("cold", CLIMATE, 5.0, (("temperature", "temperature"),), zone="coldest"),
    Unit("out", CLIMATE, 5.0, AIR, zone="outside"),
    Unit("o3", CLIMATE, 1.0, (("ozone", "ozone"),)),
    Unit("di", SAFETY, 0.15, tuple((bit, "contact") for bit in FAST), interlock=True),
    Unit("di2", SAFETY, 1.0, tuple((bit, "contact") for bit in SLOW)),
    Unit("relay", SAFETY, 1.0, tuple((name, "relay") for name, _, _ in MACHINES)),
)
RANGES = {"temperature": (-40.0, 80.0), "relative_humidity": (0.0, 100.0), "ozone": (0.0, 100.0)}
UNITS_OF = {"temperature": "°C", "relative_humidity": "%RH", "ozone": "mg/m³"}
SCALES = {"temperature": 0.1, "relative_humidity": 0.1, "ozone": 0.01}


def units(least_s: float = 0.0) -> tuple[Unit, ...]:
    """Return the devices of a room; each sensor of the air is asked every `least_s` at most."""
    return tuple(
        replace(unit, poll_s=max(unit.poll_s, least_s)) if unit.bus == CLIMATE else unit
        for unit in UNITS
    )


def profile_point(tag: str, quantity: str) -> Point:
    """Return how the device shows a point: a bit, or tenths or hundredths in a signed word."""
    common = {
        "tag": tag,
        "quantity": quantity,
        "title": {"zh": tag, "en": tag},
        "address": 0,
    }
    if quantity in ("contact", "relay"):
        return Point.model_validate({**common, "space": "discrete", "encoding": "bit"})
    low, high = RANGES[quantity]
    return Point.model_validate(
        {
            **common,
            "space": "input",
            "encoding": "int16",
            "scale": SCALES[quantity],
            "low": low,
            "high": high,
            "sentinels": [0x8000],
            "max_rate_per_min": 3 if quantity == "temperature" else None,
        }
    )


def sources(rooms: tuple[str, ...], units: tuple[Unit, ...] = UNITS) -> tuple[Source, ...]:
    """Return how every point of the site is read."""
    return tuple(
        Source(
            info=PointInfo(
                tag=f"{room}-{unit.name}.{tag}",
                device=f"{room}-{unit.name}",
                room=room,
                zone=unit.zone,
                quantity=quantity,
                unit=UNITS_OF.get(quantity, ""),
                title_zh=tag,
                title_en=tag,
                resolution=SCALES.get(quantity, 0.0),
                is_bit=quantity in ("contact", "relay"),
                of_room=unit.zone != "outside",
            ),
            point=profile_point(tag, quantity),
            poll_s=unit.poll_s,
            offset=0.0,
        )
        for room in rooms
        for unit in units
        for tag, quantity in unit.points
    )
