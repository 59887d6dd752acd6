"""Puts a scenario together and keeps it moving."""

import contextlib
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from drivers.profile import Profile

from .bench_device import CounterDevice, FixedDevice
from .device import Change, ProfileDevice
from .executor import Executor
from .pdu import Bank
from .probe import shown_signals
from .scenario import DeviceSpec, LineSpec, Scenario
from .serial_line import SerialLine
from .service import Line, Service
from .station import Station
from .tcp import TcpLine
from .truth import Truth
from .world import TICK_S, World


class Simulation:
    """One running scenario."""

    def __init__(self, scenario: Scenario, profiles: Mapping[str, Profile], truth: Truth) -> None:
        self.stopping = threading.Event()
        self._truth = truth
        self._script = sorted(scenario.event, key=lambda event: event.at_s)
        self._world = World(scenario, truth, time.monotonic_ns())
        stations = [self._station(spec, profiles, scenario.seed) for spec in scenario.device]
        self._lines = {spec.id: self._line(spec, stations) for spec in scenario.line}
        self._world.furnish(stations)
        self.executor = Executor(
            self._world,
            {station.spec.id: station for station in stations},
            self._lines,
            truth,
            self.stopping,
        )

    def run(self, ready: Callable[[dict[str, Any]], None]) -> None:
        """Serve until `stopping` is set; `ready` is told where every line listens.

        Raises OSError where a line can't be opened.
        """
        with contextlib.ExitStack() as stack:
            for line in self._lines.values():
                stack.callback(line.unplug)
                line.plug()
            ready({line_id: line.place() for line_id, line in self._lines.items()})
            start_ns = time.monotonic_ns()
            while not self.stopping.is_set():
                self.stopping.wait(self._move(start_ns))

    def _move(self, start_ns: int) -> float:
        """Move script and world to now; return the seconds to wait for the next time."""
        now_ns = time.monotonic_ns()
        while self._script and now_ns >= start_ns + self._script[0].at_s * 1e9:
            self.executor.execute(self._script.pop(0).do)
        timer_ns = self._world.tick(now_ns)
        left_s = TICK_S if timer_ns is None else (timer_ns - time.monotonic_ns()) / 1e9
        return max(0.0, min(TICK_S, left_s))

    def _station(self, spec: DeviceSpec, profiles: Mapping[str, Profile], seed: int) -> Station:
        def changed(change: Change) -> None:
            self._world.changed(station, change)

        station = Station(spec, _bank(spec, profiles, changed), self._world.hour, seed)
        return station

    def _line(self, spec: LineSpec, stations: list[Station]) -> Line:
        here = {each.spec.unit_id: each for each in stations if each.spec.line == spec.id}
        service = Service(spec, here, self._truth)
        return SerialLine(service) if spec.transport == "rtu" else TcpLine(service)


def _bank(
    spec: DeviceSpec, profiles: Mapping[str, Profile], changed: Callable[[Change], None]
) -> Bank:
    if spec.profile is None:
        return FixedDevice(spec.unit_id) if spec.mode == "fixed" else CounterDevice(spec.unit_id)
    profile = profiles[spec.profile]
    return ProfileDevice(
        profile,
        spec.unit_id,
        hold=spec.hold,
        bound=frozenset(shown_signals(spec, profile)),
        zero_holes=spec.holes == "zero",
        changed=changed,
    )
