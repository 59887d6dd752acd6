"""What our figures stand beside: a bare pymodbus loop, and a skeleton of the same libraries.

`python -m tests.bench.peers bare|skeleton PORT FOLDER` polls 16 units, 4 registers each, every
second on an absolute schedule, until it is ended.
"""

import asyncio
import logging
import sys
from pathlib import Path

import aiosqlite
from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from pymodbus.client import AsyncModbusTcpClient

UNITS = range(1, 17)
COUNT = 4
PERIOD_S = 1.0
COMMIT_EVERY = 60


async def bare(port: int) -> None:
    """Poll, and nothing else."""
    client = AsyncModbusTcpClient("127.0.0.1", port=port, timeout=0.5, retries=0)
    await client.connect()
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        for unit_id in UNITS:
            await client.read_holding_registers(0, count=COUNT, device_id=unit_id)
        due += PERIOD_S
        await asyncio.sleep(max(0.0, due - loop.time()))


async def skeleton(port: int, folder: Path) -> None:
    """Poll, keep the newest values as metrics, serve them, and store every value each second."""
    registry = CollectorRegistry()
    gauge = Gauge("value", "A register.", ["unit", "address"], registry=registry)
    app = web.Application()

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry))

    app.router.add_get("/metrics", metrics)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    client = AsyncModbusTcpClient("127.0.0.1", port=port, timeout=0.5, retries=0)
    await client.connect()
    loop = asyncio.get_running_loop()
    async with aiosqlite.connect(folder / "skeleton.db") as database:
        await database.execute("PRAGMA journal_mode=WAL")
        await database.execute("CREATE TABLE value (t REAL, unit INTEGER, address INTEGER, v REAL)")
        due, rounds = loop.time(), 0
        while True:
            rows = []
            for unit_id in UNITS:
                reply = await client.read_holding_registers(0, count=COUNT, device_id=unit_id)
                for address, word in enumerate(reply.registers):
                    gauge.labels(str(unit_id), str(address)).set(word)
                    rows.append((loop.time(), unit_id, address, word))
            await database.executemany("INSERT INTO value VALUES (?, ?, ?, ?)", rows)
            rounds += 1
            if rounds % COMMIT_EVERY == 0:
                await database.commit()
            due += PERIOD_S
            await asyncio.sleep(max(0.0, due - loop.time()))


def main() -> None:
    """Run the peer that the command line names."""
    logging.getLogger("pymodbus").setLevel(logging.CRITICAL)
    which, port, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    asyncio.run(bare(port) if which == "bare" else skeleton(port, folder))


if __name__ == "__main__":
    main()
