"""How soon a write is on the wire while 16 devices are polled without a pause."""

import asyncio
import random
import statistics

from drivers.bus import Bus
from drivers.errors import BadReplyError, NoReplyError
from drivers.jobs import Rank
from drivers.line import Line
from drivers.link import Endpoint
from drivers.request import Read
from drivers.vocabulary import Space
from tests.bench.pace import p99
from tests.bench.rtu import ADJACENT, DEVICES
from tests.bench.table import Row
from tests.devices import RELAY as RELAY_PROFILE
from tests.devices import registers, relay
from tests.rig import Rig, fixed_devices, serial_line, simulated

RELAY_UNIT = 40
RELAY = f"""
[[device]]
id = "relay"
line = "rs485"
unit_id = {RELAY_UNIT}
profile = "test-relay"
latency_s = 0.005
"""


async def _write_often(rig: Rig, writes: int) -> tuple[list[float], int, int]:
    """Return seconds from asking to the checked echo, the most reads that went before, the lost.

    Lost are echoes that broke off or never came: where the host holds the simulator up.
    """
    profile = registers({"holding": [0]})
    units = dict.fromkeys(range(1, DEVICES + 1), profile) | {RELAY_UNIT: relay()}
    endpoint = Endpoint(line=Line(transport="rtu"), port=rig.path("rs485"))
    took: list[float] = []
    most_before = lost = 0
    async with Bus(endpoint, units) as bus:
        loop = asyncio.get_running_loop()

        async def poll(unit_id: int) -> None:
            while True:
                await bus.read(
                    Read(unit_id=unit_id, space=Space.HOLDING, address=0, count=ADJACENT)
                )

        tasks = [asyncio.create_task(bus.run())]
        tasks += [asyncio.create_task(poll(unit_id)) for unit_id in range(1, DEVICES + 1)]
        try:
            for number in range(writes):
                await asyncio.sleep(random.uniform(0.05, 0.15))
                start, before = loop.time(), bus.wire_counters.requests
                try:
                    await bus.write(RELAY_UNIT, "relay_1", number % 2, Rank.OPERATOR_WRITE)
                    took.append(loop.time() - start)
                except (NoReplyError, BadReplyError):
                    lost += 1
                most_before = max(most_before, bus.wire_counters.requests - before - 1)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
    return took, most_before, lost


def rows(writes: int = 200) -> list[Row]:
    """Return the figure of writes under load."""
    scenario = serial_line() + fixed_devices("rs485", DEVICES, latency_s=0.005) + RELAY
    with simulated(scenario, profiles={"test-relay": RELAY_PROFILE}) as rig:
        took, most_before, lost = asyncio.run(_write_often(rig, writes))
    return [
        Row(
            "write while 16 devices are polled, RTU 9600",
            f"echo checked after {statistics.median(took) * 1e3:.0f} ms median, "
            f"{p99(took) * 1e3:.0f} ms p99; {most_before} reads went first, {lost} echoes lost",
            "<= 150 ms p99, within one request",
            counts=(max(0, most_before - 1), max(0, lost - writes // 2)),
        )
    ]
