"""One room in motion: its physics, its door and people, and the machines that run in it."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from .air import Air
from .physics import Inputs, Machine, advance, start, wall_c, water_kg
from .scenario import RoomSpec
from .signals import RoomView


@dataclass(slots=True)
class Occupancy:
    """What people do to a room."""

    door_open: bool = False
    people: int = 0
    e_stop_pressed: bool = False
    leak: bool = False


@dataclass
class Room:
    """The physics of one room up to `hour` (hours since midnight of the first day)."""

    spec: RoomSpec
    hour: float
    outside: Air
    occupancy: Occupancy = field(default_factory=Occupancy)
    running: Counter[Machine] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.state = start(self.spec.building, self.spec.temperature_c, self.spec.humidity_pct)
        self.occupancy = Occupancy(door_open=self.spec.door_open, people=self.spec.people)

    def advance(self, hour: float, outside: Air) -> None:
        """Bring the physics to `hour` with what has been running until now."""
        seconds = (hour - self.hour) * 3600
        self.outside = outside
        if seconds <= 0:
            return
        inputs = Inputs(
            outside=outside,
            door_open=self.occupancy.door_open,
            people=self.occupancy.people,
            running=self.running,
        )
        self.state = advance(self.spec.building, self.state, inputs, seconds)
        self.hour = hour

    def empty_tank(self) -> None:
        """Pour the dehumidifier's water away."""
        poured = self.state.tank_kg
        self.state = replace(self.state, tank_kg=0.0, drained_kg=self.state.drained_kg + poured)

    def view(self) -> RoomView:
        """Return the truth of this moment."""
        return RoomView(
            building=self.spec.building,
            state=self.state,
            outside=self.outside,
            wall_c=wall_c(self.spec.building, self.state, self.outside),
            door_open=self.occupancy.door_open,
            people=self.occupancy.people,
            e_stop_pressed=self.occupancy.e_stop_pressed,
            leak=self.occupancy.leak,
            running=dict(self.running),
        )

    def facts(self) -> dict[str, Any]:
        """Return the truth of this moment as plain JSON values."""
        state, inside = self.state, self.state.air
        numbers = {
            "hour": self.hour,
            "temperature_c": state.temperature_c,
            "humidity_pct": inside.humidity_pct,
            "absolute_g_m3": inside.absolute_g_m3,
            "dew_point_c": inside.dew_point_c,
            "ozone_mg_m3": state.ozone_mg_m3,
            "tank_kg": state.tank_kg,
            "water_kg": water_kg(self.spec.building, state),
            "wall_c": wall_c(self.spec.building, state, self.outside),
            "outside_c": self.outside.temperature_c,
            "outside_pct": self.outside.humidity_pct,
        }
        return {
            "room": self.spec.id,
            **{name: round(value, 4) for name, value in numbers.items()},
            "door_open": self.occupancy.door_open,
            "people": self.occupancy.people,
            "e_stop_pressed": self.occupancy.e_stop_pressed,
            "leak": self.occupancy.leak,
            "running": {machine: count for machine, count in self.running.items() if count},
        }
