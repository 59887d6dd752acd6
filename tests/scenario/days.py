"""Days of a July in two stack rooms: what control made of them.

A scan of two such rooms takes most of a millisecond, so thirty days at one scan a second take more
than half an hour. The rooms change slowly: a scan each 45 s decides alike, and takes two
minutes.
"""

import time
from dataclasses import dataclass, replace

from daemon.control.settings import Settings
from drivers.simulator.physics import Building, Inputs, advance, start
from tests.scenario.machines import Machine
from tests.scenario.plant import Plant
from tests.scenario.points import COMPRESSORS, PAIRS
from tests.scenario.site import BAND, Pace
from tests.scenario.weather_file import outside

DAY_S = 86_400.0
HOUR_S = 3600.0
ROOMS = ("a", "b")
SETTLE_S = 6 * HOUR_S  # the rooms start as damp as they would be without control
STACK = Building(tank_kg=0.0, cooler_w=1800.0, cooler_air_kg_s=0.12)  # 120 m³, drained by a hose
STEP_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The figures. Shares are of the time after the first six hours, for air within the band."""

    days: float
    real_s: float
    in_band: float
    in_band_without: float
    switchings_h: float
    starts: dict[str, int]
    most_starts_h: int
    both_on_s: float
    scans: int


class BothOn:
    """Counts the seconds in which both machines of a locked pair run."""

    def __init__(self, plant: Plant) -> None:
        self.seconds = 0.0
        self._plant, self._t, self._both = plant, plant.t, 0
        plant.after_event.append(self._look)

    def _look(self) -> None:
        self.seconds += (self._plant.t - self._t) * self._both
        self._t = self._plant.t
        self._both = sum(
            all(room.board.relays[name].contact for name in pair)
            for room in self._plant.rooms.values()
            for pair in PAIRS
        )


def days(count: float, scan_s: float) -> Days:
    """Let `count` days of July pass, with a scan each `scan_s` while nothing else asks for one."""
    begun = time.perf_counter()
    plant = Plant(ROOMS, pace=Pace(), building=STACK, outside=outside(1000.0), told=without_hazards)
    plant.coarse_s = scan_s
    both = BothOn(plant)
    watch = Watch(plant)
    inside = looks = 0
    while plant.t < 1000.0 + count * DAY_S:
        plant.advance(60.0)
        if plant.t >= 1000.0 + SETTLE_S:
            for room in plant.rooms.values():
                looks += 1
                inside += in_band(room.state.air.temperature_c, room.state.air.humidity_pct)
    machines = watch.machines
    return Days(
        days=count,
        real_s=time.perf_counter() - begun,
        in_band=inside / looks,
        in_band_without=without_control(count),
        switchings_h=sum(m.edges for m in machines.values()) / len(ROOMS) / count / 24,
        starts={"-".join(key): m.starts_ever for key, m in machines.items() if m.starts_ever},
        most_starts_h=max(machines[r, c].most_starts for r in ROOMS for c in COMPRESSORS),
        both_on_s=both.seconds,
        scans=0 if plant.brain.result is None else plant.brain.result.seq,
    )


class Watch:
    """Counts what the machines of the climate do."""

    def __init__(self, plant: Plant) -> None:
        self.machines = {(room, name): Machine(name) for room in plant.rooms for name in MACHINES}
        self._plant, self._changes = plant, -1
        plant.after_event.append(self._look)

    def _look(self) -> None:
        if self._plant.changes == self._changes:
            return
        self._changes = self._plant.changes
        for (room, _), machine in self.machines.items():
            machine.look(self._plant.rooms[room], self._plant.t, by_itself=False)


def without_hazards(settings: Settings) -> Settings:
    """Return the settings of the same rooms with nothing to sterilise them."""
    outputs = {name: o for name, o in settings.outputs.items() if not o.hazardous}
    return replace(settings, outputs=outputs, programmes={})


MACHINES = ("dehumidifier", "humidifier", "cooler", "heater")


def without_control(count: float) -> float:
    """Return the share of time in band of the same room with everything off."""
    air, state = outside(1000.0), start(STACK, 24.0, 62.0)
    inside = looks = 0
    for step in range(int(count * DAY_S / STEP_S)):
        t = 1000.0 + step * STEP_S
        state = advance(STACK, state, Inputs(outside=air(t)), STEP_S)
        if t >= 1000.0 + SETTLE_S:
            looks += 1
            inside += in_band(state.air.temperature_c, state.air.humidity_pct)
    return inside / looks


def in_band(temperature_c: float, humidity_pct: float) -> bool:
    """Return whether air is within the band of paper records."""
    return (
        BAND.low_c <= temperature_c <= BAND.high_c and BAND.low_pct <= humidity_pct <= BAND.high_pct
    )
