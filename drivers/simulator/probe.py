"""What one point of a device sees of its room: place, lag, error, noise."""

import math
import random

from drivers.profile import Point, Profile

from .air import Air
from .device import ProfileDevice
from .scenario import DeviceSpec
from .signals import BY_QUANTITY, FACTS, NOISE, QUANTITIES, RoomView


def shown_signals(spec: DeviceSpec, profile: Profile) -> dict[str, str]:
    """Return which signal each point shows: as bound, else by its quantity; none without a room."""
    if spec.room is None:
        return {}
    by_quantity = {
        point.tag: BY_QUANTITY[point.quantity]
        for point in profile.point
        if point.quantity in BY_QUANTITY and not point.is_bit
    }
    shown = QUANTITIES.keys() | FACTS.keys()
    return by_quantity | {
        tag: signal
        for tag, signal in spec.bind.items()
        if signal in shown and tag in profile.points
    }


class Probe:
    """The sensing element behind one point."""

    def __init__(self, spec: DeviceSpec, point: Point, signal: str, seed: int) -> None:
        self._spec = spec
        self._point = point
        self._signal = signal
        self._rng = random.Random(f"{seed} {spec.id} {point.tag}")
        self._seen: float | None = None

    def refresh(self, device: ProfileDevice, room: RoomView, seconds: float) -> None:
        """Put in the registers what the probe sees `seconds` of the physics after the last time."""
        fact = FACTS.get(self._signal)
        if fact is not None:
            device.show(self._point, float(fact(room)))
            return
        true = QUANTITIES[self._signal](air_at(self._spec, room), room)
        if self._seen is None or not self._spec.lag_s:
            self._seen = true
        else:
            self._seen += (true - self._seen) * (1 - math.exp(-seconds / self._spec.lag_s))
        device.show(self._point, self._limited(self._seen + self._error()))

    def _error(self) -> float:
        offset = {
            "temperature": self._spec.offset_c,
            "relative_humidity": self._spec.offset_pct,
        }.get(self._signal, 0.0)
        return offset + self._rng.gauss(0, NOISE[self._signal]) * self._spec.noise

    def _limited(self, value: float) -> float:
        """Return what can exist: no humidity or concentration below nothing or above saturation."""
        if self._signal in ("temperature", "dew_point"):
            return value
        return min(max(0.0, value), 100.0 if self._signal == "relative_humidity" else math.inf)


def air_at(spec: DeviceSpec, room: RoomView) -> Air:
    """Return the air around a device: its zone's, at the coldest wall, or outside."""
    inside = room.state.air
    if spec.place == "outside":
        return room.outside.at(room.outside.temperature_c + spec.zone_offset_c)
    if spec.place == "wall":
        return inside.at(room.wall_c + spec.zone_offset_c)
    return inside.at(inside.temperature_c + spec.zone_offset_c)
