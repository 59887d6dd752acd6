"""Days of a July in two stack rooms: what control made of them, scanned each second.

The scans that would decide nothing anew are left out (`leaps.py`), and a month is two halves on two
cores, each begun as damp as rooms without control are. The climate sensors are asked each 30 s, and
the relays latch: a timer in the board would be started anew each 18 s, which decides nothing.
"""

import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from daemon.control.settings import Settings
from drivers.simulator.physics import Building, Inputs, advance, start
from tests.scenario.leaps import STEP_S, LeapingPlant
from tests.scenario.machines import Machine
from tests.scenario.plant import SCAN_S, Plant
from tests.scenario.points import COMPRESSORS, PAIRS
from tests.scenario.site import BAND, Pace
from tests.scenario.weather_file import JULY, outside

BEGIN_T = 1000.0
DAY_S = 86_400.0
HOUR_S = 3600.0
ROOMS = ("a", "b")
SENSORS_S = 30.0
SETTLE_S = 6 * HOUR_S  # the rooms start as damp as they would be without control
STACK = Building(tank_kg=0.0, cooler_w=1800.0, cooler_air_kg_s=0.12)  # 120 m³, drained by a hose
MACHINES = ("dehumidifier", "humidifier", "cooler", "heater")


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The figures. Shares are of the time after the first six hours, for air within the band.

    `seconds` were scanned or left out, `scans` were made.
    """

    days: float
    cpu_s: float
    in_band: float
    in_band_without: float
    switchings_h: float
    starts: dict[str, int]
    most_starts_h: int
    both_on_s: float
    seconds: int
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


class Inside:
    """Counts the steps of the air that lie within the band, after the first hours."""

    def __init__(self, plant: LeapingPlant) -> None:
        self.steps = self.inside = 0
        self._plant, self._from_t = plant, plant.t + SETTLE_S
        plant.after_step = self._look

    def _look(self) -> None:
        if self._plant.t >= self._from_t:
            airs = [room.state.air for room in self._plant.rooms.values()]
            self.steps += len(airs)
            self.inside += sum(in_band(air.temperature_c, air.humidity_pct) for air in airs)


def month(count: float) -> Days:
    """Let `count` days of July pass, the first half of them on one core, the other on another."""
    half = count / 2
    with ProcessPoolExecutor(max_workers=2) as cores:
        return _together(list(cores.map(partial(days, half), (0, int(half)))))


def days(count: float, first: int = 0) -> Days:
    """Let `count` days pass from the `first` of July on (0 is the 1st)."""
    begun = time.process_time()
    plant = july(first=first)
    both, watch, inside = BothOn(plant), Watch(plant), Inside(plant)
    plant.advance(count * DAY_S)
    machines = watch.machines
    in_band_without = without_control(count, first)
    return Days(
        days=count,
        cpu_s=time.process_time() - begun,
        in_band=inside.inside / inside.steps,
        in_band_without=in_band_without,
        switchings_h=sum(m.edges for m in machines.values()) / len(ROOMS) / count / 24,
        starts={"-".join(key): m.starts_ever for key, m in machines.items() if m.starts_ever},
        most_starts_h=max(machines[r, c].most_starts for r in ROOMS for c in COMPRESSORS),
        both_on_s=both.seconds,
        seconds=int(count * DAY_S),
        scans=plant.scans,
    )


def july(*, first: int = 0, seed: int = 0, timers: bool = False) -> LeapingPlant:
    """Return the two rooms at the beginning of a day of July."""
    plant = LeapingPlant(
        ROOMS,
        pace=Pace(sensors_s=SENSORS_S),
        seed=seed,
        building=STACK,
        outside=outside(BEGIN_T, JULY + first),
        told=without_hazards if timers else lambda settings: latching(without_hazards(settings)),
    )
    for device in plant.devices.values():
        if device.poll_s == SENSORS_S:
            # All from the start on, as the daemon does; the first scan comes a second later.
            device.phase_s = plant.t - SENSORS_S + SCAN_S
    return plant


def without_hazards(settings: Settings) -> Settings:
    """Return the settings of the same rooms with nothing to sterilise them."""
    outputs = {name: o for name, o in settings.outputs.items() if not o.hazardous}
    return replace(settings, outputs=outputs, programmes={})


def latching(settings: Settings) -> Settings:
    """Return the settings with relays that hold until they are told otherwise."""
    outputs = {
        name: replace(output, dead_man_s=None, renew_s=0.0)
        for name, output in settings.outputs.items()
    }
    return replace(settings, outputs=outputs)


def without_control(count: float, first: int = 0) -> float:
    """Return the share of time in band of the same room with everything off."""
    air, state = outside(BEGIN_T, JULY + first), start(STACK, 24.0, 62.0)
    inside = looks = 0
    for step in range(int(count * DAY_S / STEP_S)):
        t = BEGIN_T + step * STEP_S
        state = advance(STACK, state, Inputs(outside=air(t)), STEP_S)
        if t >= BEGIN_T + SETTLE_S:
            looks += 1
            inside += in_band(state.air.temperature_c, state.air.humidity_pct)
    return inside / looks


def in_band(temperature_c: float, humidity_pct: float) -> bool:
    """Return whether air is within the band of paper records."""
    return (
        BAND.low_c <= temperature_c <= BAND.high_c and BAND.low_pct <= humidity_pct <= BAND.high_pct
    )


def _together(parts: list[Days]) -> Days:
    """Return the figures of equally long stretches as those of one."""
    starts: Counter[str] = Counter()
    for part in parts:
        starts.update(part.starts)
    return Days(
        days=sum(part.days for part in parts),
        cpu_s=sum(part.cpu_s for part in parts),
        in_band=_mean(part.in_band for part in parts),
        in_band_without=_mean(part.in_band_without for part in parts),
        switchings_h=_mean(part.switchings_h for part in parts),
        starts=dict(starts),
        most_starts_h=max(part.most_starts_h for part in parts),
        both_on_s=sum(part.both_on_s for part in parts),
        seconds=sum(part.seconds for part in parts),
        scans=sum(part.scans for part in parts),
    )


def _mean(shares: Iterable[float]) -> float:
    known = list(shares)
    return sum(known) / len(known)
