"""A site with records: its index, its local facts and its history in real files, and a desk."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daemon.archive.desk import Desk
from daemon.clock import SystemClock
from daemon.configuration.control_settings import control_settings
from daemon.configuration.loading import load_config
from daemon.records import Records
from daemon.supervision import Services
from records_sync.holdings.model import Key, Place
from records_sync.index.writing import IndexWriter
from records_sync.model import Item
from tests.report_kit import write_site
from tests.unit.index_kit import page, snapshot
from tests.waiting import until

SOURCE = "main"
RECORDS = f"""
[[records.source]]
id = "{SOURCE}"
name = "主系统"
kind = "files"
folder = "{{folder}}"
"""
SHELF = Place(room="stack-1", rack="3", column="2", section="1", shelf="4")
WITHIN_S = 60.0
_NUMBERS = itertools.count(1)


class SiteClock(SystemClock):
    """A wall clock that a test moves; waits are short, so that a moved clock is noticed."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def utc(self) -> datetime:
        return super().utc() + self.ahead

    async def sleep_until(self, t: float) -> None:
        await asyncio.sleep(min(0.05, max(0.0, t - self.monotonic())))


def key(name: str) -> Key:
    return Key(SOURCE, name)


def act_id() -> str:
    return f"act-{next(_NUMBERS)}"


def site_with_records(folder: Path, more: str = "", rooms: int = 1) -> Path:
    """Write a configuration with a source of records; return its path."""
    drop = folder / "drop"
    drop.mkdir(exist_ok=True)
    return write_site(folder, rooms, more=RECORDS.format(folder=drop) + more)


def index_of(folder: Path, items: Iterable[Item], now: datetime | None = None) -> None:
    """Let the index hold these records, as if a sync had just ended."""
    at = int((now or datetime.now(UTC)).timestamp())  # noqa: TID251 - files have real times
    with IndexWriter(folder / "records.db", lambda: at) as writer:
        snapshot(writer, items, SOURCE, approved=True)


def change_index(folder: Path, *items: Item) -> None:
    """Let the index take changes."""
    with IndexWriter(folder / "records.db") as writer:
        run = writer.begin(SOURCE, snapshot=False)
        run.take(page(*items, cursor="2"))
        run.apply()


def fresh_desk(config: Path, clock: SystemClock) -> Desk:
    loaded = load_config(config)
    return Desk(loaded, control_settings(loaded), Records(loaded, clock), clock)


@asynccontextmanager
async def desk_at(
    config: Path, clock: SystemClock | None = None, services: Services | None = None
) -> AsyncIterator[Desk]:
    """Run the desk of a site as the daemon does, until it has counted once."""
    desk = fresh_desk(config, clock or SiteClock())
    kept = services or Services()
    kept.report("holdings", desk.local.status)
    async with desk:
        task = asyncio.create_task(kept.keep_running("holdings", desk.run))
        try:
            if services is None:
                await seen(lambda: desk.upkeep.facts().get("records_missing") is not None)
            yield desk
        finally:
            task.cancel()
            await asyncio.wait([task])


async def seen(condition: Callable[[], object]) -> None:
    await until(condition, WITHIN_S)
