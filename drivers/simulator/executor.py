"""Commands to actions on a running simulation; each returns plain JSON values."""

import threading
import time
from collections.abc import Mapping
from functools import singledispatchmethod
from typing import Any

from . import commands
from .faults import RTU_ONLY, TCP_ONLY
from .room import Occupancy
from .serial_line import SerialLine
from .service import Line
from .station import Station
from .truth import Truth, TruthKind
from .world import World

Outcome = dict[str, Any]
ASKING = (commands.Stats, commands.TruthOf)


class Executor:
    """Obeys commands from any thread. Raises ValueError and OSError."""

    def __init__(
        self,
        world: World,
        stations: Mapping[str, Station],
        lines: Mapping[str, Line],
        truth: Truth,
        stopping: threading.Event,
    ) -> None:
        self._world = world
        self._stations = stations
        self._lines = lines
        self._truth = truth
        self._stopping = stopping
        self._plugging = threading.Lock()

    def execute(self, command: commands.Command) -> Outcome:
        """Obey one command, log it, return its answer."""
        outcome = self._do(command)
        if not isinstance(command, ASKING):
            facts = command.model_dump(mode="json", exclude_none=True)
            self._truth.log(TruthKind.CONTROL, time.monotonic_ns(), command=facts)
        return outcome

    @singledispatchmethod
    def _do(self, command: object) -> Outcome:
        raise TypeError(f"not a command: {command!r}")

    @_do.register
    def _fault(self, command: commands.Fault) -> Outcome:
        station = self._station(command.device)
        has_crc = self._line(station.spec.line).service.framing.has_crc
        if command.kind in (TCP_ONLY if has_crc else RTU_ONLY):
            raise ValueError(f"{command.kind} makes no sense on line {station.spec.line}")
        station.add(command, time.monotonic_ns())
        return {}

    @_do.register
    def _clear(self, command: commands.Clear) -> Outcome:
        chosen = self._stations if command.device is None else (command.device,)
        for device in chosen:
            self._station(device).clear()
        return {}

    @_do.register
    def _door(self, command: commands.Door) -> Outcome:
        return self._occupy(command.room, "door_open", command.open)

    @_do.register
    def _people(self, command: commands.People) -> Outcome:
        return self._occupy(command.room, "people", command.count)

    @_do.register
    def _e_stop(self, command: commands.EStop) -> Outcome:
        return self._occupy(command.room, "e_stop_pressed", command.pressed)

    @_do.register
    def _leak(self, command: commands.Leak) -> Outcome:
        return self._occupy(command.room, "leak", command.wet)

    @_do.register
    def _empty_tank(self, command: commands.EmptyTank) -> Outcome:
        self._world.empty_tank(command.room)
        return {}

    @_do.register
    def _outside(self, command: commands.Outside) -> Outcome:
        self._world.set_outside(command.temperature_c, command.humidity_pct)
        return {}

    @_do.register
    def _pin(self, command: commands.Pin) -> Outcome:
        station = self._station(command.device)
        with station.lock:
            station.device.pin(command.tag, command.words, time.monotonic_ns())
        return {}

    @_do.register
    def _reset(self, command: commands.Reset) -> Outcome:
        station = self._station(command.device)
        with station.lock:
            station.device.reset(time.monotonic_ns())
        return {}

    @_do.register
    def _unplug(self, command: commands.Unplug) -> Outcome:
        with self._plugging:
            self._line(command.line).unplug()
        return {}

    @_do.register
    def _replug(self, command: commands.Replug) -> Outcome:
        line = self._line(command.line)
        with self._plugging:
            if command.path is not None:
                if not isinstance(line, SerialLine):
                    raise ValueError(f"line {command.line} has no path")
                line.path = command.path
            line.plug()
            return line.place()

    @_do.register
    def _inject(self, command: commands.Inject) -> Outcome:
        self._line(command.line).inject(bytes.fromhex(command.hex))
        return {}

    @_do.register
    def _stats(self, _: commands.Stats) -> Outcome:
        return {"lines": {line_id: line.service.stats() for line_id, line in self._lines.items()}}

    @_do.register
    def _truth_of(self, command: commands.TruthOf) -> Outcome:
        return self._world.facts(command.room)

    @_do.register
    def _stop(self, _: commands.Stop) -> Outcome:
        self._stopping.set()
        return {}

    def _occupy(self, room: str, what: str, value: bool | int) -> Outcome:
        def change(occupancy: Occupancy) -> None:
            setattr(occupancy, what, value)

        return {"t_ns": self._world.occupy(room, change)}

    def _station(self, device_id: str) -> Station:
        if device_id not in self._stations:
            raise ValueError(f"no device is called {device_id}")
        return self._stations[device_id]

    def _line(self, line_id: str) -> Line:
        if line_id not in self._lines:
            raise ValueError(f"no line is called {line_id}")
        return self._lines[line_id]
