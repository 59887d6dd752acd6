"""What a year's reports of four rooms cost: time, memory, and how late the loop beside them is."""

import asyncio
import os
import resource
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from daemon.reports import child
from tests.bench.pace import p99
from tests.bench.table import Row
from tests.report_kit import output, utc, write_history, write_ledger, write_site

ROOMS = 4
SWITCHINGS = 6  # of each of the first two machines of a room, a day
TICK_S = 0.05
YEAR = ("yearly", "--year", "2026", "--format", "xlsx,html,csv")
NOTHING = ("yearly", "--help")


def fill(folder: Path, days: int) -> int:
    """Leave a site and its stores with so many days of 2026; return the rows of the ledger."""
    write_site(folder, rooms=ROOMS)
    since = utc(2025, 12, 31, 16)
    until = since + timedelta(days=days)
    write_history(folder, since, until, rooms=ROOMS)
    found = [
        output(
            since + timedelta(days=day, hours=4 * n, minutes=15 * room + 20 * (not on)),
            f"{machine}-{room}",
            on,
            room=f"stack-{room}",
            kind=machine,
        )
        for day in range(days)
        for n in range(SWITCHINGS)
        for room in range(1, ROOMS + 1)
        for machine in ("dehumidifier", "humidifier")
        for on in (True, False)
    ]
    write_ledger(folder, sorted(found, key=lambda row: row[0]))
    return len(found)


class Watched(NamedTuple):
    """How late each tick of the loop came, and the most memory that each child had in KiB."""

    late_ms: list[float]
    child_kib: dict[str, int]

    @property
    def peak_mib(self) -> float:
        """The most memory that any child had."""
        return max(self.child_kib.values(), default=0) / 1024


async def _watched(stop: asyncio.Event) -> Watched:
    found = Watched([], {})
    loop = asyncio.get_running_loop()
    while not stop.is_set():
        due = loop.time() + TICK_S
        await asyncio.sleep(TICK_S)
        found.late_ms.append((loop.time() - due) * 1e3)
        # The newest is the most; before it runs its own program, a child shows what we once had.
        peaks = {pid: _kib(pid, "VmHWM") for pid in _children()}
        found.child_kib.update({pid: kib for pid, kib in peaks.items() if kib})
    return found


async def _made(config: Path, asked: tuple[str, ...]) -> tuple[float, Watched]:
    """Ask for reports as the daemon does; return the seconds, and what was watched."""
    stop = asyncio.Event()
    ticking = asyncio.create_task(_watched(stop))
    started = time.perf_counter()
    await child.run(config, "zh", asked)
    took_s = time.perf_counter() - started
    stop.set()
    return took_s, await ticking


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _children() -> list[str]:
    file = Path(f"/proc/self/task/{os.getpid()}/children")
    return file.read_text(encoding="ascii").split()


def _kib(pid: str, field: str) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:  # it has just ended
        return 0
    found = (int(line.split()[1]) for line in status.splitlines() if line.startswith(field))
    return next(found, 0)


def rows(days: int = 365) -> list[Row]:
    """Return the cost of the yearly reports of four rooms."""
    with TemporaryDirectory() as name:
        # In a process of its own: what ours once held would count as the children's.
        filled = [sys.executable, "-m", "tests.bench.reports", name, str(days)]
        count = int(subprocess.run(filled, check=True, capture_output=True).stdout)
        config = Path(name, "roomd.toml")
        cpu_before_s = _cpu_s()
        took_s, watched = asyncio.run(_made(config, YEAR))
        cpu_s = _cpu_s() - cpu_before_s
        _, bare = asyncio.run(_made(config, NOTHING))
        files = list((Path(name) / "reports").glob("*.*"))
    return [
        Row(
            f"the year's reports of {ROOMS} rooms, {days} days, {count} rows of the ledger",
            f"{took_s:.2f} s with the start of its process, {cpu_s:.2f} s of CPU;"
            f" {len(files)} files",
            "<= 5 s",
            (abs(len(files) - 3 * ROOMS),),
        ),
        Row(
            "memory of it",
            f"peak RSS of its own process {watched.peak_mib:.1f} MiB, of one that makes nothing"
            f" {bare.peak_mib:.1f} MiB",
            "< 50 MB more",
        ),
        Row(
            "how late the loop is meanwhile",
            f"p99 {p99(watched.late_ms):.1f} ms, longest {max(watched.late_ms):.1f} ms of"
            f" {len(watched.late_ms)} ticks",
            "stays live",
        ),
    ]


if __name__ == "__main__":
    print(fill(Path(sys.argv[1]), int(sys.argv[2])))
