"""How close the bus comes to the limit of a serial wire, and whether it keeps the silence."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass

from drivers.bus import Bus
from drivers.errors import DriverError
from drivers.line import Line
from drivers.link import Endpoint
from drivers.request import Read
from drivers.simulator.bench_device import fixed_word
from drivers.vocabulary import Space
from tests.bench.table import Row
from tests.devices import registers
from tests.rig import Rig, fixed_devices, serial_line, simulated

LATENCY_S = 0.005
ADJACENT = 4
DEVICES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Seconds that the reads took, wrong values, and reads whose reply came late, torn or never.

    The last happens on a machine that is busy with other things, and says nothing of the wire.
    """

    took_s: float
    wrong: int
    failed: int


async def reads(bus: Bus, requests: list[Read]) -> Served:
    """Serve the reads back to back."""
    with suppress(DriverError):
        await bus.read(requests[0])  # opens the line
    wrong = failed = 0
    start = time.perf_counter()
    for request in requests:
        truth = tuple(
            fixed_word(request.unit_id, request.address + i) for i in range(request.count)
        )
        try:
            wrong += await bus.read(request) != truth
        except DriverError:
            failed += 1
    return Served(took_s=time.perf_counter() - start, wrong=wrong, failed=failed)


def on_wire(rig: Rig, line: Line, requests: list[Read]) -> Served:
    """Return what `reads` returns, on the rig's serial line."""

    async def main() -> Served:
        profile = registers({"holding": [0]})
        units = {request.unit_id: profile for request in requests}
        async with Bus(Endpoint(line=line, port=rig.path("rs485")), units) as bus:
            serving = asyncio.create_task(bus.run())
            try:
                return await reads(bus, requests)
            finally:
                serving.cancel()
                await asyncio.wait([serving])

    return asyncio.run(main())


def back_to_back(count: int, requests: int, *, strict: bool) -> Row:
    """Measure reads of `count` registers from one device with 5 ms latency."""
    line = Line(transport="rtu")
    scenario = serial_line() + fixed_devices("rs485", 1, latency_s=LATENCY_S, strict=strict)
    with simulated(scenario) as rig:
        asked = [Read(unit_id=1, space=Space.HOLDING, address=0, count=count)] * requests
        served = on_wire(rig, line, asked)
        early = int(rig.stats("rs485")["early"])
    limit_s = requests * (line.read_s(Space.HOLDING, count) + LATENCY_S)
    name = f"RTU 9600 8N1, {count} registers" + (", strict device" if strict else "")
    return Row(
        name,
        f"{limit_s / served.took_s:.3f} of the wire limit, {early} early, {served.wrong} wrong, "
        f"{served.failed} failed",
        ">= 0.95, 0 early",
        counts=(early, served.wrong, int(served.failed > requests // 2)),
    )


def rounds(count: int, stopbits: int) -> Row:
    """Measure rounds over 16 devices of 4 adjacent registers, without device latency."""
    line = Line(transport="rtu", stopbits=stopbits)
    with simulated(serial_line(stopbits=stopbits) + fixed_devices("rs485", DEVICES)) as rig:
        asked = [
            Read(unit_id=unit_id, space=Space.HOLDING, address=0, count=ADJACENT)
            for unit_id in range(1, DEVICES + 1)
        ] * count
        served = on_wire(rig, line, asked)
        stats = rig.stats("rs485")
    limit_s = DEVICES * line.read_s(Space.HOLDING, ADJACENT)
    round_s = served.took_s / count
    extra = max(0, (int(stats["requests"]) - 1) // count - DEVICES)
    return Row(
        f"16 devices x 4 registers, RTU 9600 8N{stopbits}",
        f"{round_s:.3f} s a round, {round_s / limit_s:.3f} x wire time {limit_s:.3f} s, "
        f"{(int(stats['requests']) - 1) // count} requests, {stats['early']} early, "
        f"{served.failed} failed",
        "<= 1.05 x, 16 requests",
        counts=(int(stats["early"]), served.wrong, extra, int(served.failed > DEVICES)),
    )


def rows(requests: int = 200) -> list[Row]:
    """Return the serial figures."""
    return [
        back_to_back(2, requests, strict=False),
        back_to_back(20, requests // 2, strict=False),
        back_to_back(2, requests, strict=True),
        back_to_back(20, requests // 2, strict=True),
        rounds(10, 2),
        rounds(10, 1),
    ]
