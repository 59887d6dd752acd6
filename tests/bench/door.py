"""A door opens beside a burning lamp: how soon is the lamp off, by the simulator's own log.

`python -m tests.bench.door --edges 10000`. The path under test is the real one: simulated contacts
and relays on paced serial wires or TCP, bus engine, pollers, image, scan with interlocks, outputs,
ledger. Only the waiting times of the programmes are nil (warning, quiet, decay, rest), they do not
mind the climate, and a person's acts come from the bench, so that a lamp can be lit again within a
second. Every edge comes at a random moment of a second of burning: polls, scans and renewals have
periods below that.
"""

import argparse
import asyncio
import random
import statistics
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from daemon.model import Stage
from drivers.bus import Bus
from drivers.request import Read
from drivers.simulator.control import Remote
from drivers.vocabulary import Space
from tests.bench.pace import p99
from tests.bench.table import Row, show
from tests.lamp_log import TRUTH, LampLog
from tests.rig import Rig, simulated
from tests.uv_site import (
    LOAD_UNIT,
    PROFILES,
    Site,
    controlled,
    load,
    scenario,
    settings_of,
)

EDGES = 10_000
ROOMS = 8  # each on a bus of its own
CASES = tuple((serial, share) for serial in (True, False) for share in (0.0, 0.5, 0.95))
FILLER = Read(unit_id=LOAD_UNIT, space=Space.HOLDING, address=0, count=10)
FILLERS = 2  # of one bus, so that one asks while the other is answered
LATE_S = 1.0
P99_S = 0.25


@dataclass(frozen=True)
class Found:
    """Seconds from edge to off, edges after which the lamp did not go off by our command, load.

    `dropped` lamps went out just before the edge: the contacts had not been read in time.
    """

    took: list[float]
    missed: int
    dropped: int
    busy: float


async def fill(bus: Bus, share: float) -> None:
    """Keep a bus busy for `share` of the time with reads of another device."""
    loop = asyncio.get_running_loop()
    start, busy_s = loop.time(), bus.counters.busy_s
    while True:
        ahead_s = (bus.counters.busy_s - busy_s) / share - (loop.time() - start)
        await asyncio.sleep(max(0.0, ahead_s))
        await bus.read(FILLER)


async def open_often(site: Site, remote: Remote, room: str, edges: int) -> list[int]:
    """Light the lamp of a room and open its door, again and again; return when it was opened."""
    opened: list[int] = []
    while len(opened) < edges:
        await site.light(room, remote)
        await asyncio.sleep(random.random())
        lit = site.burns(room)
        edge_ns = await asyncio.to_thread(remote.door, room, is_open=True)
        await site.until(room, lambda _, cycle: cycle.stage is Stage.LOCKED_OUT)
        if lit:
            opened.append(edge_ns)
    return opened


async def opened_in(rig: Rig, rooms: int, edges: int, *, serial: bool, share: float) -> Found:
    """Open the doors of all rooms side by side, `edges` times in all."""
    loaded, loop = load(rig, rooms, serial=serial), asyncio.get_running_loop()
    opened: dict[str, asyncio.Task[list[int]]] = {}
    with ExitStack() as stack:
        async with controlled(loaded, settings_of(loaded)) as (site, _):
            buses = site.core.buses
            fillers = [
                asyncio.create_task(fill(bus, share))
                for bus in buses.values()
                for _ in range(FILLERS)
                if share
            ]
            start, before = loop.time(), sum(bus.counters.busy_s for bus in buses.values())
            async with asyncio.TaskGroup() as group:
                for n in range(rooms):
                    remote = stack.enter_context(Remote(rig.running.control))
                    count = edges // rooms + (n < edges % rooms)
                    opened[f"r{n + 1}"] = group.create_task(
                        open_often(site, remote, f"r{n + 1}", count)
                    )
            busy_s = sum(bus.counters.busy_s for bus in buses.values()) - before
            busy = busy_s / rooms / (loop.time() - start)
            for filler in fillers:
                filler.cancel()
            if fillers:
                await asyncio.wait(fillers)
    return judged(rig, {room: task.result() for room, task in opened.items()}, busy)


def judged(rig: Rig, opened: Mapping[str, list[int]], busy: float) -> Found:
    """Take from the simulator's log when each lamp went off after each edge, and by what."""
    log = LampLog.of(rig)
    took, missed, dropped = [], 0, 0
    for room, times in opened.items():
        for edge_ns in times:
            out = log.after(room, edge_ns)
            if out is None:
                dropped += 1
                continue
            missed += out.cause != "command"
            took.append((out.t_ns - edge_ns) / 1e9)
    return Found(took, missed, dropped, busy)


def case(serial: bool, share: float, edges: int, rooms: int) -> Row:
    """Return the figure of one kind of bus under one load."""
    with simulated(scenario(rooms, serial=serial), truth=TRUTH, profiles=PROFILES) as rig:
        found = asyncio.run(opened_in(rig, rooms, edges, serial=serial, share=share))
    took = found.took
    name = "RTU 9600" if serial else "TCP"
    return Row(
        f"door opened -> lamp relay off, {name}, bus {found.busy:.0%} busy, {len(took)} edges",
        f"median {statistics.median(took) * 1e3:.0f} ms, p99 {p99(took) * 1e3:.0f} ms, longest "
        f"{max(took) * 1e3:.0f} ms; {sum(t > LATE_S for t in took)} past 1 s, {found.missed} not "
        f"by our command, {found.dropped} out before",
        "p99 <= 250 ms, max <= 1 s, 0 not by our command",
        counts=(found.missed,),
        late=(sum(t > LATE_S for t in took), int(p99(took) > P99_S)),
    )


def rows(edges: int = 1200, rooms: int = ROOMS) -> list[Row]:
    """Return the figures of all loads on both kinds of bus."""
    each = max(2, -(-edges // len(CASES)))
    return [case(serial, share, each, rooms) for serial, share in CASES]


def main() -> int:
    """Run with the asked number of edges."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edges", type=int, default=EDGES)
    parser.add_argument("--rooms", type=int, default=ROOMS)
    arguments = parser.parse_args()
    found = rows(arguments.edges, arguments.rooms)
    show(found)
    return 0 if all(row.met for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
