"""What the tests of the ledger share: scans with events, a running ledger, plain SQL."""

import asyncio
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Protocol

from daemon.clock import Clock
from daemon.control.state import ControlState, OutputMemory
from daemon.model import Event, ProcessImage, ScanResult
from daemon.store.ledger import FILE, Ledger

from .history_kit import HeldClock


def event(number: int, kind: str = "act", subject: str = "dehumidifier-1") -> Event:
    return Event(kind=kind, subject=subject, body={"n": number, "who": "李工", "rh_pct": 61.2})


def result(clock: Clock, *events: Event, brisk: bool = False) -> ScanResult:
    image = ProcessImage(
        t=clock.monotonic(), at=clock.utc(), clock_trusted=clock.trusted(), readings={}
    )
    return ScanResult(seq=1, image=image, climates={}, events=events, brisk=brisk)


def remembering(number: int, t: float = 1000.0) -> ControlState:
    """Return a state that can be told from others."""
    return ControlState(t=t, outputs={"dehumidifier-1": OutputMemory(switchings=number)})


def recognised(state: ControlState | None) -> int:
    assert state is not None
    return state.outputs["dehumidifier-1"].switchings


class Service(Protocol):
    """What has one task."""

    async def run(self) -> None: ...


@asynccontextmanager
async def running(service: Service) -> AsyncIterator[None]:
    """Run the task of a ledger or of another service; stop it as the daemon does."""
    task = asyncio.create_task(service.run())
    await asyncio.sleep(0)  # let it begin: what never ran cannot end well
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()


async def filled(directory: Path, count: int = 30) -> Path:
    """Leave a whole ledger of so many rows, offered one a second, and its anchor."""
    clock = HeldClock()
    ledger = Ledger(directory, clock, "v1")
    async with running(ledger):
        for number in range(1, count + 1):
            await ledger.until(ledger.offer(result(clock, event(number)), remembering(number)))
            clock.advance(1.0)
    return ledger.path


@contextmanager
def plain(directory: Path) -> Iterator[sqlite3.Connection]:
    """Open the file as anybody with a SQLite shell would."""
    with closing(sqlite3.connect(directory / FILE, isolation_level=None)) as db:
        yield db


@contextmanager
def unguarded(directory: Path) -> Iterator[sqlite3.Connection]:
    """Open the file as a forger would: without triggers, which are put back in the end."""
    with plain(directory) as db:
        triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        guards = triggers.fetchall()
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        yield db
        for _, sql in guards:
            db.execute(sql)


async def _write_until_stopped(directory: Path, first: int) -> None:
    """Write numbered events, and tell each number that was acknowledged."""
    clock = HeldClock(t=1000.0 + first)
    ledger = Ledger(directory, clock, "v1")
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    number = first
    async with running(ledger):
        while not stop.is_set():
            number += 1
            offered = ledger.offer(result(clock, event(number)), remembering(number))
            await ledger.until(offered)
            print(number, flush=True)
            clock.advance(1.0)


if __name__ == "__main__":
    asyncio.run(_write_until_stopped(Path(sys.argv[1]), int(sys.argv[2])))
