"""What follows an act or a sync: facts follow their records, and what the alarms count is counted.

Counted after each act and sync, at midnight of the site, and every ten minutes at least.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from daemon.clock import Clock
from daemon.configuration.loading import Loaded
from daemon.record_ports import RecordsUnavailableError
from records_sync.holdings.backup import copy_of
from records_sync.holdings.database import FILE
from records_sync.holdings.missing import Limits, Sought, Temporary, counted
from records_sync.holdings.model import Key
from records_sync.holdings.reading import HoldingsReader
from records_sync.holdings.sending import Delivery
from records_sync.holdings.store import Holdings
from records_sync.holdings.words import OUTBOX
from records_sync.index.reading import Index

from .aside import Aside
from .renaming import Renaming
from .troubles import asking_facts, asking_index, both

EVERY_S = 600.0
LOOK_S = 60.0  # what waits for the main system, and the copy
LEAST_S = 1.0  # between two counts: a scanner acts quickly


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxState:
    """One way to the main system: facts that wait, and that were refused for good."""

    id: str
    waiting: int
    refused: int


@dataclass(slots=True, kw_only=True)
class _Copy:
    """How old the copy of holdings.db was at a monotonic time; without one, since the start."""

    age_s: float
    told_t: float


@dataclass(slots=True, kw_only=True)
class Told:
    """What was counted last."""

    counts: Mapping[str, float] = field(default_factory=dict)
    outboxes: tuple[OutboxState, ...] = ()


class Upkeep:
    """`run` is its only task, while the local facts are open; it writes through them."""

    def __init__(self, loaded: Loaded, clock: Clock, index: Index, aside: Aside) -> None:
        local = loaded.config.records.local
        self._directory = loaded.config.storage.directory.absolute()
        self._zone = ZoneInfo(loaded.config.site.timezone)
        self._limits = Limits(
            file_within_days=local.file_within_days, see_within_days=local.see_within_days
        )
        self._clock = clock
        self._index = index
        self._aside = aside
        self._reader = HoldingsReader(self._directory)
        self._call = asyncio.Event()
        self._followed: tuple[int, ...] | None = None  # the index that the facts have followed
        self._temporary: Sequence[Temporary] = ()
        self._copy: _Copy | None = None
        self._trouble = ""
        self.renaming = Renaming(self._directory, index, aside)
        self.told = Told()

    def acted(self) -> None:
        """Count anew soon: something was done."""
        self._call.set()

    def synced(self) -> None:
        """Look at the index soon: a run has ended."""
        self._call.set()

    def status(self) -> str:
        """Return what is wrong and what to do, "" when well."""
        refused = sum(each.refused for each in self.told.outboxes)
        said = both(OUTBOX["feed_refused"].filled({"count": refused})) if refused else ""
        return "；".join(filter(None, (said, self._trouble)))

    def facts(self) -> Mapping[str, float]:
        """Return the numbers for the alarms; what is not known yet is absent."""
        if self._copy is None:
            return self.told.counts
        age_s = self._copy.age_s + self._clock.monotonic() - self._copy.told_t
        return {**self.told.counts, "holdings_copy_age_s": age_s}

    async def sought(self, now: datetime) -> tuple[Sought, ...]:
        """Return the 失踪 list; raises RecordsUnavailableError.

        While the index can't be read, the records without 档号 are those that were known last.
        """
        with suppress(RecordsUnavailableError):
            if await self._version() is not None:
                await self._look_at_index()
        with asking_facts():
            return await self._sought(now)

    async def run(self, holdings: Holdings, deliveries: Mapping[str, Delivery]) -> None:
        """Look after the facts until cancelled; raises sqlite3.Error where they can't be kept."""
        started_t = self._clock.monotonic()
        due_t, day = started_t, self._now().date()
        while True:
            begun_t, today = self._clock.monotonic(), self._now().date()
            is_due = self._call.is_set() or begun_t >= due_t or today != day
            if is_due or await self._has_changed():
                self._call.clear()
                due_t, day = begun_t + EVERY_S, today
                await self._look(holdings)
            self._copy = await asyncio.to_thread(self._copied, started_t)
            self.told.outboxes = tuple(
                [await _state(name, delivery) for name, delivery in deliveries.items()]
            )
            await self._wait(begun_t)

    async def _look(self, holdings: Holdings) -> None:
        try:
            await self._follow(holdings)
            with asking_facts():
                found = counted(await self._sought(self._now()))
        except RecordsUnavailableError as err:
            self._trouble = str(err)
            return
        self._trouble = ""
        self.told.counts = {
            "records_missing": float(found.records_missing),
            "records_overdue": float(found.records_overdue),
        }

    async def _follow(self, holdings: Holdings) -> None:
        """Take what a sync has brought, whoever ran it; it tells of the index's trouble itself."""
        with suppress(RecordsUnavailableError):
            version = await self._version()
            if version is None or version == self._followed:
                return
            await self._look_at_index()
            await self.renaming.rename_all(holdings)
            self._followed = version

    async def _has_changed(self) -> bool:
        with suppress(RecordsUnavailableError):
            return await self._version() not in (None, self._followed)
        return False

    async def _version(self) -> tuple[int, ...] | None:
        with asking_index():
            return await self._index.version()

    async def _look_at_index(self) -> None:
        with asking_index():
            rows = await self._index.unfiled()
        self._temporary = await asyncio.to_thread(self._unfiled, rows)

    def _unfiled(self, rows: Sequence[tuple[str, str, str, int]]) -> Sequence[Temporary]:
        return [
            Temporary(
                key=Key(source, name),
                temp_no=temp_no,
                since=datetime.fromtimestamp(at, UTC).astimezone(self._zone).date(),
            )
            for source, name, temp_no, at in rows
        ]

    async def _sought(self, now: datetime) -> tuple[Sought, ...]:
        asked = (self._temporary, now.date(), self._limits, self._zone)
        return await self._aside.ask(lambda: self._reader.sought(*asked))

    def _copied(self, started_t: float) -> _Copy:
        t = self._clock.monotonic()
        try:
            made = copy_of(self._directory / FILE).stat().st_mtime
        except OSError:
            return _Copy(age_s=t - started_t, told_t=t)
        return _Copy(age_s=max(0.0, self._clock.utc().timestamp() - made), told_t=t)

    def _now(self) -> datetime:
        return self._clock.utc().astimezone(self._zone)

    async def _wait(self, begun_t: float) -> None:
        """Wait until something has happened, a minute is over, or a day ends at the site."""
        now = self._now()
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), self._zone)
        left_s = min(LOOK_S, (midnight - now).total_seconds())
        t = self._clock.monotonic()
        timed = asyncio.create_task(self._clock.sleep_until(t + left_s))
        called = asyncio.create_task(self._call.wait())
        try:
            await asyncio.wait((timed, called), return_when=asyncio.FIRST_COMPLETED)
        finally:
            timed.cancel()
            called.cancel()
        await self._clock.sleep_until(begun_t + LEAST_S)


async def _state(name: str, delivery: Delivery) -> OutboxState:
    outbox = delivery.outbox
    return OutboxState(id=name, waiting=await outbox.count(), refused=await outbox.refused())
