"""The port `RecordsDesk`: one place to ask for records, and to act on what is told of them here."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from daemon.clock import Clock
from daemon.configuration.loading import Loaded
from daemon.control.settings import Settings
from daemon.record_ports import (
    Answered,
    BoxGroup,
    BoxSheet,
    Counted,
    MissingLine,
    Question,
    RecordSheet,
    RecordsUnavailableError,
    RunReport,
    Span,
    Standings,
    Stood,
    StoodPage,
)
from daemon.records import Records
from daemon.records_child import ChildFailedError
from records_sync.exporting import write_tables
from records_sync.holdings.acts import Act, OpenCheck
from records_sync.holdings.exposure import Exposure
from records_sync.holdings.missing import Sought
from records_sync.holdings.model import Key, Outcome, Place
from records_sync.holdings.reading import HoldingsReader
from records_sync.index.browse import Axis, Node
from records_sync.index.database import FILE
from records_sync.index.query import Entry
from records_sync.index.reading import Index, StoredReport
from records_sync.text.clean import plain
from records_sync.words import Sentence

from .acting import Acting
from .aside import Aside
from .climate import HistoryClimate
from .counting import count_tables, counted
from .finding import Finding
from .local_facts import LocalFacts
from .past import Past, longest
from .standings import standings, undone
from .troubles import NO_INDEX, asking_index, both
from .upkeep import Upkeep

MOST_READ = 1000
LONGEST_NAME, LONGEST_WHY = 60, 120  # as the command and the ledger have it
UNSAID = Sentence(
    "请写明是谁（最多 {name} 字）和理由（最多 {why} 字）",
    "say who decides ({name} characters at most) and why ({why} at most)",
)


class Desk:
    """Whoever keeps the records; `run` is its only task. An asynchronous context manager."""

    def __init__(self, loaded: Loaded, settings: Settings, records: Records, clock: Clock) -> None:
        directory = loaded.config.storage.directory.absolute()
        self._clock = clock
        self._zone = ZoneInfo(loaded.config.site.timezone)
        self._records = records
        self._index = Index(directory / FILE)
        self._aside = Aside()
        self._reader = HoldingsReader(directory)
        self._finding = Finding(directory, self._index, self._aside)
        climate = HistoryClimate(directory, settings, clock.monotonic)
        self._past = Past(directory, climate, self._aside, clock.utc, self._finding.former)
        self.upkeep = Upkeep(loaded, clock, self._index, self._aside)
        self.local = LocalFacts(loaded, clock, self.upkeep)
        self._acting = Acting(self._finding, self.local, settings.rooms)
        records.ended = self.upkeep.synced

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._aside.close()
        await self._index.__aexit__(kind, error, trace)

    async def run(self) -> None:
        """Keep the local facts until cancelled; raises RecordsUnavailableError.

        Without a source of records there is nothing that facts could be about.
        """
        if not self._records.sources:
            await asyncio.Event().wait()
        await self.local.run()

    def standings(self) -> Standings:
        """Return how fresh the index is; never waits."""
        return standings(self._records, self._clock.monotonic())

    def today(self) -> date:
        """Return the day at the site."""
        return self._now().date()

    async def search(self, question: Question) -> Answered:
        """Return a page of records."""
        return await self._finding.search(question)

    async def record(self, key: Key) -> RecordSheet | None:
        """Return a record."""
        return await self._finding.record(key)

    async def entries(self, keys: Sequence[Key]) -> Mapping[Key, Entry]:
        """Return what the index has of records."""
        return await self._finding.entries(keys)

    async def read_code(self, text: str) -> Key | str | None:
        """Return what a scanned code names."""
        return await self._finding.read_code(text)

    async def box(self, code: str, group: BoxGroup | None = None) -> BoxSheet | None:
        """Return a box."""
        return await self._finding.box(code, group)

    async def browse(self, axis: Axis, under: str = "") -> tuple[Node, ...]:
        """Return the nodes of a tree."""
        with asking_index():
            return await self._index.browse(axis, under)

    async def counted(self) -> Counted:
        """Return how many records there are."""
        return await counted(self._index, self._finding)

    async def statistics_file(self, language: str) -> bytes:
        """Return the statistics as XLSX; raises RecordsUnavailableError without an index, too."""
        found = await self.counted()
        if found.statistics is None:
            raise RecordsUnavailableError(both(NO_INDEX))
        file = BytesIO()
        await asyncio.to_thread(write_tables, file, count_tables(found, language))
        return file.getvalue()

    async def missing(self) -> Sequence[MissingLine]:
        """Return the 失踪 list."""
        lines = await self.upkeep.sought(self._now())
        try:
            entries = await self._finding.entries(line.key for line in lines if line.key)
        except RecordsUnavailableError:
            return [MissingLine(sought=line, index_is_away=True) for line in lines]
        return await asyncio.to_thread(_lines, lines, entries)

    async def reports(self, source: str | None = None, last: int = 30) -> Sequence[RunReport]:
        """Return the last reports of runs, newest first."""
        with asking_index():
            return [_report(each) for each in await self._index.reports(source, last)]

    async def report(self, number: int) -> RunReport | None:
        """Return one report."""
        with asking_index():
            found = await self._index.report(number)
        return _report(found) if found else None

    async def climate_of_record(self, key: Key, span: Span) -> Exposure:
        """Return the climate that a record lived in."""
        return await self._past.of_record(key, span)

    async def climate_of_box(self, code: str, span: Span) -> Exposure:
        """Return the climate that a box lived in."""
        return await self._past.of_box(code, span)

    async def climate_of_place(self, place: Place, span: Span) -> Exposure:
        """Return the climate of a shelf, a rack or a room."""
        return await self._past.of_place(place, span)

    async def stood_in(self, room: str, span: Span, number: int, size: int) -> StoodPage:
        """Return one page of the records that stood in a room in a period."""
        found = await self._past.stood_in(room, span)
        at, keys = await asyncio.to_thread(longest, found, number, size)
        entries = await self._finding.entries(keys)
        records = [Stood(key=key, entry=entries.get(key), stays=found[key]) for key in keys]
        return StoodPage(total=len(found), number=at, records=records)

    async def labels(
        self, keys: Sequence[Key], boxes: Sequence[str], sheet: str, used: int
    ) -> str | None:
        """Return a page of labels to print."""
        return await self._finding.labels(keys, boxes, sheet, used)

    async def act(self, act: Act) -> Outcome:
        """Return what became of an act, once it is on the disk."""
        if isinstance(act, OpenCheck) and (refused := await self._finding.not_to_check(act.box)):
            return refused
        return await self._acting.act(act)

    def sync_now(self, source: str) -> None:
        """Let a source be synced next."""
        self._records.sync_now(source)

    def cancel(self) -> None:
        """Stop the run that goes on now."""
        self._records.cancel()

    async def decide(self, source: str, digest: str, who: str, why: str, *, reject: bool) -> str:
        """Carry out what is held, or forget it; return "" or why that could not be done."""
        plan, named, reason = (plain(text[:MOST_READ])[0] for text in (digest, who, why))
        if not (plan and 0 < len(named) <= LONGEST_NAME and 0 < len(reason) <= LONGEST_WHY):
            return both(UNSAID.filled({"name": LONGEST_NAME, "why": LONGEST_WHY}))
        try:
            reports = await self._records.decide(source, plan, named, reason, reject=reject)
        except (ChildFailedError, OSError) as err:
            raise RecordsUnavailableError(str(err) or type(err).__name__) from err
        return undone(reports)

    def _now(self) -> datetime:
        return self._clock.utc().astimezone(self._zone)


def _lines(lines: Sequence[Sought], entries: Mapping[Key, Entry]) -> Sequence[MissingLine]:
    return [
        MissingLine(sought=line, entry=entries.get(line.key) if line.key else None)
        for line in lines
    ]


def _report(found: StoredReport) -> RunReport:
    at = datetime.fromtimestamp(found.at, UTC)
    return RunReport(number=found.number, source=found.source, at=at, body=found.body)
