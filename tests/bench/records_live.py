"""A first import by a running controller: what it takes, and what the loop feels of it.

The catalogue lies as one CSV in the watched folder; the controller itself starts the sync, in the
process of its own that it always uses. Its memory is the peak that the kernel tells.
"""

import asyncio
import json
import re
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from records_sync.exporting import cells, write_csv
from records_sync.index.query import Entry
from records_sync.index.reading import Index
from tests.bench.measured import line_of, measured, tell
from tests.bench.pace import p99
from tests.bench.table import Row
from tests.end_to_end.daemon_kit import PROFILES, bus_of, configuration, scenario
from tests.records_site import records
from tests.rig import simulated, tcp_line

SOURCE = '\n[[records.source]]\nid = "main"\nkind = "files"\nfolder = "{}"\nsync = "0 0 1 1 *"\n'
LIST = "全量-20261101.csv"
BEGINS_WITHIN_S, LOOK_S = 120.0, 0.2


def rows(count: int = 1_000_000) -> list[Row]:
    """Return what the first import costs beside a live controller."""
    with simulated(scenario(tcp_line("wire")), profiles=PROFILES) as rig:
        config, folder = configuration(rig, bus_of(rig, "tcp")), rig.folder / "drop"
        folder.mkdir()
        entries = (Entry(number=0, source="", record=each) for each in records(count))
        write_csv(folder / LIST, map(cells, entries))
        (folder / f"{LIST}.ok").touch()
        with config.open("a", encoding="utf-8") as text:
            text.write(SOURCE.format(folder))
        errors = (rig.folder / "daemon.log").open("w", encoding="utf-8")
        with errors, measured(config, errors) as daemon:
            line_of(daemon)
            child = _sync_of(daemon.pid)
            tell(daemon)
            start = time.perf_counter()
            peak_mib = max(chain(_memory(child), [0.0]))
            took_s = time.perf_counter() - start
            tell(daemon)
            (calm, _), (late, own) = (
                [[pair[n] for pair in lags] for n in (0, 1)] for lags in json.loads(line_of(daemon))
            )
        total = asyncio.run(_total(config.parent / "records.db"))
    return [
        Row(
            f"first import of {count} records from a CSV by the running controller",
            f"{took_s:.0f} s, {count / took_s:.0f}/s; the importing process and the one that reads"
            f" the file for it at most {peak_mib:.0f} MiB; {total} records in the index",
            "< 250 MB, all of them there",
            (count - total,),
        ),
        Row(
            "loop lag of the controller meanwhile",
            f"p99 {p99(late):.1f} ms, longest {max(late):.1f} ms of {len(late)}; before p99"
            f" {p99(calm):.1f} ms; its own work in that p99 {p99(own):.1f} ms",
            "p99 < 50 ms",
        ),
    ]


def _sync_of(pid: int) -> int:
    """Return the process that syncs, once the controller has started it."""
    end = time.monotonic() + BEGINS_WITHIN_S
    while time.monotonic() < end:
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split():
            if "\0sync\0" in _told(Path(f"/proc/{child}/cmdline")):
                return int(child)
        time.sleep(LOOK_S)
    raise TimeoutError("no sync was begun")


def _memory(pid: int) -> Iterator[float]:
    """Yield the peak memory of a process and of those it has begun in MiB, until it has ended."""
    while peak := _peak(pid):
        yield peak + sum(map(_peak, _begun_by(pid)))
        time.sleep(LOOK_S)


def _peak(pid: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", _told(Path(f"/proc/{pid}/status")))
    return int(found[1]) / 1024 if found else 0.0


def _begun_by(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in _told(task).split()]


def _told(file: Path) -> str:
    """Return what the kernel tells of a process, "" where that has ended."""
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


async def _total(file: Path) -> int:
    async with Index(file) as index:
        return sum(each.total for each in await index.freshness())
