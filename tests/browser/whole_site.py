"""A panel that has every part at once, so that a test may open each of its pages."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from daemon.clock import SystemClock
from daemon.commissioning_ports import Commissioning
from daemon.model import Snapshot
from daemon.people.accounts import Accounts
from panel.app import PanelSettings
from tests.commissioning_kit import FilesSite
from tests.people_kit import NAMES, add

from .alarm_example import MEASURES, PLANS, storm
from .archive_site import Archive, archive, some
from .chart_example import CHART_SITE, ChartTrends, chart_snapshot, charted
from .example import SETTINGS, Example, HandFedOperator
from .fieldbus_example import HandFedFieldbus

WHOLE_SITE = replace(CHART_SITE, plans=PLANS)
RECORDS = some(60)
SCAN_S = 0.5


def stormy(seq: int, t: float) -> Snapshot:
    """Return a humid day with an alarm of every fate."""
    calm = chart_snapshot(seq, t)
    return replace(calm, result=replace(calm.result, alarms=storm(t)), measures=MEASURES)


class Whole:
    """The panel, its archive and its accounts; a person of each role."""

    def __init__(self, records: Archive, folder: Path, settings: PanelSettings) -> None:
        self.records = records
        self.going = asyncio.Event()
        self.going.set()
        self._seq = 0
        people = folder / "people"
        people.mkdir()
        add(people, *NAMES)
        self.accounts = Accounts(people, records.panel.live, SystemClock(), lambda _row: None)
        extra = replace(
            charted(),
            records=records.desk,
            people=self.accounts,
            commissioning=_commissioning(folder),
        )
        self.panel = Example(
            settings, WHOLE_SITE, operator=HandFedOperator(), extra=extra, trends=ChartTrends()
        )

    async def scan(self) -> None:
        """Publish a new scan twice a second while it is `going`, until cancelled."""
        while await self.going.wait():
            self._seq += 1
            await self.panel.live.publish(stormy(self._seq, time.monotonic()))
            await asyncio.sleep(SCAN_S)


def _commissioning(folder: Path) -> Commissioning:
    """Return files of a small site, and wires with something to see on them."""
    files = folder / "settings"
    files.mkdir()
    return Commissioning(configuration=FilesSite(files).files, fieldbus=HandFedFieldbus())


@asynccontextmanager
async def whole_site(folder: Path, settings: PanelSettings = SETTINGS) -> AsyncIterator[Whole]:
    """Open the panel with records that were brought in by a real sync."""
    async with archive(folder) as records:
        records.put("全量-20261101.csv", RECORDS)
        await records.synced(lambda source: source.total == len(RECORDS))
        whole = Whole(records, folder, settings)
        await whole.accounts.begin()
        async with asyncio.TaskGroup() as group, whole.panel.serving():
            scanning = group.create_task(whole.scan())
            try:
                yield whole
            finally:
                scanning.cancel()
