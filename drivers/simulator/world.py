"""All rooms and the devices in them, moved along in real time times `speed`.

Lock order: a station's lock may be held when the world's is taken, never the other way round.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from drivers.vocabulary import Space

from .air import Air, air
from .device import Change
from .physics import Machine
from .probe import Probe, air_at, shown_signals
from .room import Occupancy, Room
from .scenario import Scenario
from .signals import COMMANDS, SETPOINTS, governed
from .station import Station
from .truth import Truth, TruthKind
from .weather import outside

TICK_S = 0.1
ROOM_LINE_S = 1.0


class World:
    """The physical truth; `tick` moves it and refreshes the registers."""

    def __init__(self, scenario: Scenario, truth: Truth, now_ns: int) -> None:
        self._scenario = scenario
        self._truth = truth
        self._start_ns = now_ns
        self._fixed_outside: Air | None = None
        self._lock = threading.Lock()
        self._line_ns = now_ns
        self._refreshed_h = scenario.start_hour
        self._stations: dict[str, list[Station]] = {}  # by room
        self._timed: list[Station] = []
        self._probes: dict[str, list[Probe]] = {}
        weather = self._outside(scenario.start_hour)
        self.rooms = {room.id: Room(room, scenario.start_hour, weather) for room in scenario.room}

    def furnish(self, stations: Sequence[Station]) -> None:
        """Put devices into their rooms and show the first values."""
        for station in stations:
            spec = station.spec
            if spec.profile is None:
                continue
            self._timed.append(station)
            if spec.room is None:
                continue
            self._stations.setdefault(spec.room, []).append(station)
            profile = station.device.profile
            self._probes[spec.id] = [
                Probe(spec, profile.points[tag], signal, self._scenario.seed)
                for tag, signal in shown_signals(spec, profile).items()
            ]
        self.tick(self._start_ns)

    def hour(self, now_ns: int | None = None) -> float:
        """Return the hour of the physics at a moment, or now."""
        now = time.monotonic_ns() if now_ns is None else now_ns
        return self._scenario.start_hour + (now - self._start_ns) / 3.6e12 * self._scenario.speed

    def tick(self, now_ns: int) -> int | None:
        """Move every room to `now_ns`; return the moment the next relay timer runs out."""
        timers: list[int] = []
        for station in self._timed:
            with station.lock:
                deadline = station.device.expire(now_ns)
            if deadline is not None:
                timers.append(deadline)
        with self._lock:
            for room in self.rooms.values():
                self._move(room, now_ns)
        self._refresh(now_ns)
        if now_ns >= self._line_ns:
            self._line_ns += round(ROOM_LINE_S * 1e9)
            for room in self.rooms.values():
                self._truth.log(TruthKind.ROOM, now_ns, **room.facts())
        return min(timers, default=None)

    def changed(self, station: Station, change: Change) -> None:
        """Note that an output moved; called with the station's lock held."""
        if station.device.outputs[change.tag].space is Space.COIL:
            self._truth.log(
                TruthKind.RELAY,
                change.t_ns,
                device=station.spec.id,
                tag=change.tag,
                on=bool(change.value),
                cause=change.cause,
            )
        if station.spec.room is not None:
            with self._lock:
                self._move(self.rooms[station.spec.room], change.t_ns)

    def occupy(self, room_id: str, change: Callable[[Occupancy], None]) -> int:
        """Let people act on a room; the inputs that see it follow at once. Return the moment."""
        now_ns = time.monotonic_ns()
        with self._lock:
            room = self.room(room_id)
            self._move(room, now_ns)
            change(room.occupancy)
            facts = room.facts()
        keys = ("room", "door_open", "people", "e_stop_pressed", "leak")
        self._truth.log(TruthKind.DOOR, now_ns, **{key: facts[key] for key in keys})
        self._refresh(now_ns)
        return now_ns

    def empty_tank(self, room_id: str) -> None:
        """Empty the dehumidifier's tank of a room."""
        with self._lock:
            self.room(room_id).empty_tank()

    def set_outside(self, temperature_c: float | None, humidity_pct: float | None) -> None:
        """Fix the outside air, or let the scenario's day return where nothing is given."""
        now = self._outside(self.hour())
        fixed = temperature_c is not None or humidity_pct is not None
        self._fixed_outside = (
            air(
                now.temperature_c if temperature_c is None else temperature_c,
                now.humidity_pct if humidity_pct is None else humidity_pct,
            )
            if fixed
            else None
        )

    def facts(self, room_id: str) -> dict[str, Any]:
        """Return the truth about a room, now. Raises ValueError."""
        with self._lock:
            room = self.room(room_id)
            self._move(room, time.monotonic_ns())
            return room.facts()

    def room(self, room_id: str) -> Room:
        """Return a room. Raises ValueError."""
        if room_id not in self.rooms:
            raise ValueError(f"no room is called {room_id}")
        return self.rooms[room_id]

    def _outside(self, hour: float) -> Air:
        return self._fixed_outside or outside(self._scenario.weather, hour)

    def _move(self, room: Room, now_ns: int) -> None:
        """Advance with what ran until now, then see what runs from now on."""
        hour = self.hour(now_ns)
        room.advance(hour, self._outside(hour))
        running: Counter[Machine] = Counter()
        for station in self._stations.get(room.spec.id, ()):
            running.update(_machines(station, room, now_ns))
        for machine in Machine:
            if bool(running[machine]) is not bool(room.running[machine]):
                self._truth.log(
                    TruthKind.MACHINE,
                    now_ns,
                    room=room.spec.id,
                    machine=machine,
                    on=bool(running[machine]),
                )
        room.running = running

    def _refresh(self, now_ns: int) -> None:
        hour = self.hour(now_ns)
        seconds = max(0.0, hour - self._refreshed_h) * 3600
        self._refreshed_h = hour
        views: Mapping[str, Any] = {room_id: room.view() for room_id, room in self.rooms.items()}
        for room_id, stations in self._stations.items():
            for station in stations:
                with station.lock:
                    for probe in self._probes[station.spec.id]:
                        probe.refresh(station.device, views[room_id], seconds)


def _machines(station: Station, room: Room, now_ns: int) -> dict[Machine, int]:
    """Return which machines a device runs: all tags bound to one must be on."""
    orders: dict[Machine, bool] = {}
    for tag, signal in station.spec.bind.items():
        if signal in COMMANDS:
            machine = COMMANDS[signal]
            orders[machine] = orders.get(machine, True) and bool(station.contact(tag, now_ns))
    for tag, signal in station.spec.bind.items():
        governor = SETPOINTS.get(signal)
        if governor is not None and orders.get(governor.machine):
            around = air_at(station.spec, room.view())
            setpoint = station.device.commanded(tag)
            running = room.running[governor.machine] > 0
            orders[governor.machine] = governed(governor, around, setpoint, running)
    return {machine: int(on) for machine, on in orders.items()}
