"""One true room: its air, its people and contacts, its relay board and what that makes run."""

from collections.abc import Callable
from dataclasses import dataclass

from drivers.simulator.air import Air
from drivers.simulator.physics import (
    Building,
    Inputs,
    advance,
    start,
    tank_full,
    wall_c,
)
from tests.scenario.board import Board
from tests.scenario.points import HAZARDS, MACHINES, Bit

SMALL = Building(
    volume_m3=60.0,
    tank_kg=0.0,
    ozone_mg_h=50_000.0,
    ozone_half_life_min=1.0,
    exhaust_ach=120.0,
)
DRIVEN = {name: machine for name, _, machine in MACHINES if machine is not None}


@dataclass(slots=True)
class People:
    """What people do to a room. `seen` is what the detector knows, which may be late."""

    door_open: bool = False
    inside: int = 0
    seen: bool = False
    e_stop_pressed: bool = False
    leak: bool = False
    fire: bool = False


class TrueRoom:
    """The truth of one room up to `t`."""

    def __init__(self, name: str, t: float, outside: Callable[[float], Air], of: Building) -> None:
        self.name = name
        self.building = of
        self.state = start(of, 24.0, 62.0)
        self.people = People()
        self.board = Board(tuple(name for name, _, _ in MACHINES))
        self.dead: set[str] = set()  # machines that do not run though their relay is closed
        self._outside = outside
        self._t = t

    def settle(self, t: float) -> None:
        """Bring the air to `t` under what has been running until now."""
        if t <= self._t:
            return
        self.state = advance(
            self.building,
            self.state,
            Inputs(
                outside=self._outside(t),
                door_open=self.people.door_open,
                people=self.people.inside,
                running={machine: 1 for name, machine in DRIVEN.items() if self.runs(name)},
            ),
            t - self._t,
        )
        self._t = t

    def runs(self, name: str) -> bool:
        """Return whether a machine truly runs."""
        relays = self.board.relays
        if name in self.dead or not relays[name].contact:
            return False
        return name not in HAZARDS or relays["contactor"].contact

    def burns(self) -> bool:
        """Return whether a hazard is on."""
        return self.runs("uv") or self.runs("ozone")

    def truth(self, unit: str, tag: str) -> float | bool:
        """Return what an honest sensor of this unit shows."""
        if unit == "relay":
            return self.board.relays[tag].coil
        if unit in ("di", "di2"):
            return self._bits(tag)
        if unit == "o3":
            return self.state.ozone_mg_m3
        outside = self._outside(self._t)
        if unit == "cold":
            return wall_c(self.building, self.state, outside)
        air = outside if unit == "out" else self.state.air
        return air.temperature_c if tag == "temperature" else air.humidity_pct

    def _bits(self, tag: str) -> bool:
        if tag in RUNNING:
            return self.runs(RUNNING[Bit(tag)])
        if tag == Bit.TANK_FULL:
            return tank_full(self.building, self.state)
        return not getattr(self.people, UNWELL[Bit(tag)])


RUNNING = {
    Bit.UV_LIGHT: "uv",
    Bit.OZONE_RUNS: "ozone",
    Bit.DEHUMIDIFIER_RUNS: "dehumidifier",
    Bit.COOLER_RUNS: "cooler",
}
UNWELL = {
    Bit.DOOR_A: "door_open",
    Bit.DOOR_B: "door_open",
    Bit.NOBODY: "seen",
    Bit.E_STOP: "e_stop_pressed",
    Bit.DRY: "leak",
    Bit.NO_FIRE: "fire",
}
