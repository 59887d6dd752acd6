"""A day of 16 series that change at nearly every poll writes less than 60 MB to the card."""

import asyncio
import random
from pathlib import Path

from .history_kit import HeldClock, Scans, good, history_in, point, running, site, written

TAGS = [f"d{n}.temperature" for n in range(16)]
HOURS = 2
BUDGET_BYTES_A_DAY = 60_000_000


def written_bytes() -> int:
    """Return what this process has handed to files, and what the kernel wrote to disks for it.

    The larger of the two, as the second is zero where the directory is kept in memory.
    """
    lines = (line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    counters = {name: int(value) for name, value in lines}
    return max(counters["wchar"], counters["write_bytes"])


async def test_restless_sensors_stay_within_the_write_budget(tmp_path: Path) -> None:
    clock = HeldClock()
    history = history_in(tmp_path, clock, site(*map(point, TAGS)))
    scans, noise = Scans(history.offer, clock), random.Random(1)
    async with running(history):
        before = written_bytes()
        for _ in range(HOURS * 30):
            for _ in range(120):
                scans.offer({tag: good(round(20 + noise.gauss(0, 0.3), 1)) for tag in TAGS})
            while history.counters.waiting:  # noqa: ASYNC110 - a commit each two minutes
                await asyncio.sleep(0)
        await written(history, clock)
    spent = written_bytes() - before
    assert history.counters.commits >= HOURS * 30 - 1
    assert history.counters.rows_written > 0.8 * HOURS * 3600 * len(TAGS)
    assert spent * 24 / HOURS < BUDGET_BYTES_A_DAY
