"""A panel over a real archive: a folder of lists, the real sync in its own process, real files.

Nothing is stood in for: `daemon.archive.desk.Desk` answers, `daemon.records.Records` syncs. The
clock alone can be moved on by whole days.
"""

import asyncio
import csv
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from daemon.archive.desk import Desk
from daemon.clock import SystemClock
from daemon.configuration.control_settings import control_settings
from daemon.configuration.loading import load_config
from daemon.record_ports import SourceStanding
from daemon.records import Records
from panel.app import Extra
from records_sync.exporting import cells, write_csv
from records_sync.holdings.model import Done
from records_sync.index.query import Entry
from records_sync.model import Record, UnitSummary
from tests.records_site import records as catalogue
from tests.site_folder import edited, write_site
from tests.waiting import until

from .example import SETTINGS, SITE, Example

KEY = "a-key-made-at-this-start"
SOURCE = """
[[records.source]]
id = "main"
kind = "files"
name = "主系统导出"
folder = "{folder}"
sync = "0 0 1 1 *"
"""
UNIT_HEADING = (
    *("机构代码", "机构名称", "曾用名", "机构性质", "编制数", "领导职数", "实有人数"),
    *("内设机构数", "截至日期"),
)
WITHIN_S = 60.0  # a process has to start, on a machine that does other things


class MovedClock(SystemClock):
    """The machine's clock, some days ahead."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def utc(self) -> datetime:
        return super().utc() + self.ahead


@dataclass
class Archive:
    """The parts that a test moves by hand."""

    folder: Path
    data: Path
    desk: Desk
    syncs: Records
    clock: MovedClock
    panel: Example
    numbers: "count[int]" = field(default_factory=count)

    @property
    def source(self) -> SourceStanding:
        (found,) = self.desk.standings().sources
        return found

    @property
    def act_id(self) -> str:
        return f"act-of-test-{next(self.numbers)}"

    def put(self, name: str, records: Iterable[Record]) -> None:
        """Put a whole list into the folder."""
        rows = (cells(Entry(number=0, source="", record=each)) for each in records)
        write_csv(self.folder / name, rows)
        self.complete(name)

    def put_units(self, summaries: Sequence[UnitSummary]) -> None:
        name = "机构情况-20261101.csv"
        with (self.folder / name).open("w", encoding="utf-8-sig", newline="") as file:
            table = csv.writer(file)
            table.writerow(UNIT_HEADING)
            for u in summaries:
                former = "；".join(u.former_names)
                figures = (u.kind, u.posts, u.leaders, u.staff, u.offices, u.as_of)
                table.writerow((u.code, u.name, former, *figures))
        self.complete(name)

    def complete(self, name: str) -> None:
        (self.folder / f"{name}.ok").touch()

    async def synced(self, settled: Callable[[SourceStanding], object]) -> None:
        """Ask for a sync and wait until the source stands as is said."""
        self.desk.sync_now("main")
        await until(lambda: settled(self.source) and not self.syncs.progress, WITHIN_S)

    async def act(self, act: object) -> None:
        outcome = await self.desk.act(act)  # type: ignore[arg-type]
        assert isinstance(outcome, Done), outcome

    async def show(self) -> None:
        """Return once the rooms have been scanned."""
        await self.panel.live.newer_than(0)


@asynccontextmanager
async def archive(folder: Path) -> AsyncIterator[Archive]:
    """Open an archive without a single record; its source is synced when it is asked for."""
    drop, data = folder / "drop", folder / "data"
    drop.mkdir()
    data.mkdir()
    text = edited(('"/var/lib/roomd"', f'"{data}"')) + SOURCE.format(folder=drop)
    loaded = load_config(write_site(folder, text))
    clock = MovedClock()
    syncs = Records(loaded, clock)
    settings = replace(SETTINGS, local_key=KEY)
    async with Desk(loaded, control_settings(loaded), syncs, clock) as desk:
        panel = Example(settings, SITE, extra=Extra(records=desk))
        opened = Archive(drop, data, desk, syncs, clock, panel)
        async with asyncio.TaskGroup() as group, panel.serving(), panel.scanning(1):
            tasks = [group.create_task(desk.run()), group.create_task(syncs.run())]
            try:
                yield opened
            finally:
                for task in tasks:
                    task.cancel()


def some(many: int, first: int = 0) -> list[Record]:
    """Return records of the made-up catalogue."""
    return list(catalogue(many, first=first))
