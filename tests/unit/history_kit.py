"""What the tests of the history share: a clock that stands still, a site, scans, plain SQL."""

import asyncio
import random
import signal
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daemon.model import PointInfo, ProcessImage, Quality, Reading, SiteInfo, Why
from daemon.store.history import FILE, History
from tests.waiting import until

NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
T0 = 1000.0
TAGS = [f"d{n}.temperature" for n in range(4)]


class HeldClock:
    """Moves when it is told to; a sleeper waits for the move that passes its time."""

    def __init__(self, at: datetime = NOON, t: float = T0) -> None:
        self._t = t
        self._at = at
        self._trusted = True
        self._moved = asyncio.Event()

    def monotonic(self) -> float:
        return self._t

    def utc(self) -> datetime:
        return self._at

    def trusted(self) -> bool:
        return self._trusted

    def advance(self, seconds: float) -> None:
        self._t += seconds
        self._at += timedelta(seconds=seconds)
        self._moved.set()
        self._moved = asyncio.Event()

    def step_wall(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds)

    def set_trusted(self, trusted: bool) -> None:
        self._trusted = trusted

    async def sleep_until(self, t: float) -> None:
        await asyncio.sleep(0)
        while self._t < t:
            await self._moved.wait()


def point(tag: str, **changes: object) -> PointInfo:
    fields: dict[str, object] = {
        "tag": tag,
        "device": tag.partition(".")[0],
        "room": "stack-1",
        "zone": "north",
        "quantity": "temperature",
        "unit": "°C",
        "title_zh": "温度",
        "title_en": "Temperature",
        "resolution": 0.1,
        "is_bit": False,
    }
    return PointInfo(**(fields | changes))  # type: ignore[arg-type]


def site(*points: PointInfo, timezone: str = "Asia/Shanghai") -> SiteInfo:
    return SiteInfo(
        id="yard",
        name="档案室",
        timezone=timezone,
        rooms=(),
        devices=(),
        points=points or (point("th.temperature"),),
        buses=(),
        simulated=True,
    )


def good(value: float | bool, unit: str = "°C") -> Reading:
    return Reading(value=value, unit=unit, quality=Quality.GOOD, why=Why.NONE, t=0.0, at=NOON)


def bad(why: Why = Why.COMM_FAILURE, unit: str = "°C") -> Reading:
    return Reading(value=None, unit=unit, quality=Quality.BAD, why=why, t=None, at=None)


def uncertain(value: float, why: Why = Why.LAST_USABLE) -> Reading:
    return Reading(value=value, unit="°C", quality=Quality.UNCERTAIN, why=why, t=0.0, at=NOON)


class Scans:
    """Offers one scan a second, moving the clock along."""

    def __init__(self, offer: Callable[[ProcessImage], None], clock: HeldClock) -> None:
        self._offer = offer
        self._clock = clock

    def offer(self, readings: Mapping[str, Reading]) -> None:
        """Offer one scan, then let a second pass."""
        clock = self._clock
        self._offer(
            ProcessImage(
                t=clock.monotonic(),
                at=clock.utc(),
                clock_trusted=clock.trusted(),
                readings=readings,
            )
        )
        clock.advance(1.0)

    def hold(self, seconds: int, readings: Mapping[str, Reading]) -> None:
        """Offer the same readings for so many seconds."""
        for _ in range(seconds):
            self.offer(readings)


@asynccontextmanager
async def running(history: History) -> AsyncIterator[None]:
    """Run the history's task; stop it as the daemon does."""
    task = asyncio.create_task(history.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()


def history_in(
    directory: Path, clock: HeldClock, info: SiteInfo, *, max_mib: int = 64, raw_days: int = 90
) -> History:
    return History(directory, info, clock, max_mib, raw_days)


async def written(history: History, clock: HeldClock) -> None:
    """Let the history's task commit what waits."""
    clock.advance(0.0)
    await until(lambda: not history.counters.waiting)


@contextmanager
def plain(directory: Path) -> Iterator[sqlite3.Connection]:
    """Open the file as anybody with a SQLite shell would."""
    with closing(sqlite3.connect(directory / FILE)) as db:
        yield db


def restless(scans: Scans, minutes: int, seed: int = 1) -> None:
    """Offer minutes in which each of `TAGS` changes at nearly every scan."""
    noise = random.Random(seed)
    for _ in range(minutes * 60):
        scans.offer({tag: good(round(20 + noise.random(), 1)) for tag in TAGS})


async def filled(directory: Path, minutes: int = 120) -> Path:
    """Leave a file with restless minutes that begin at NOON."""
    clock = HeldClock()
    history = history_in(directory, clock, site(*map(point, TAGS)))
    async with running(history):
        restless(Scans(history.offer, clock), minutes)
        await written(history, clock)
    return history.path


def is_sound(directory: Path) -> bool:
    """Return what SQLite's whole check says."""
    with plain(directory) as db:
        return bool(db.execute("PRAGMA integrity_check").fetchone() == ("ok",))


async def _write_until_stopped(directory: Path, day: int) -> None:
    """Write minutes of one day after NOON, faster than time; tell the rows committed."""
    clock = HeldClock(at=NOON + timedelta(days=day), t=T0 + day * 86_400)
    tags = [f"d{n}.temperature" for n in range(16)]
    history = history_in(directory, clock, site(*map(point, tags)))
    scans, noise = Scans(history.offer, clock), random.Random(day)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with running(history):
        while not stop.is_set():
            told = history.counters.rows_written
            for _ in range(61):
                scans.offer({tag: good(round(20 + noise.random(), 1)) for tag in tags})
            while history.counters.rows_written == told and not stop.is_set():  # noqa: ASYNC110
                await asyncio.sleep(0)
            print(history.counters.rows_written, flush=True)
    print(history.counters.rows_written, flush=True)
    loose = [thread.name for thread in threading.enumerate() if not thread.daemon]
    assert len(loose) <= 2, loose  # the main thread and one of the loop's own


if __name__ == "__main__":
    asyncio.run(_write_until_stopped(Path(sys.argv[1]), int(sys.argv[2])))
