"""The history of readings: offered by each scan, kept in memory, committed every two minutes.

Control never waits for it. Whatever the disk does, `offer` only fills the ring; the task `run`
opens, writes, and tries again after failures.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.backoff import Backoff
from daemon.clock import Clock
from daemon.model import ProcessImage, SiteInfo
from daemon.ports import Bucket, HistoryUnavailableError

from .aside import Repair
from .database import FAILURES, code_of, reader
from .imported_read import imported_parts, is_imported
from .imported_voices import voices
from .opening import opened
from .recorder import Recorder
from .ring import Ring
from .schema import NewerSchemaError
from .segments import boot_id
from .series import series_key
from .trends import Part, Span, buckets, part_in, parts, span
from .trouble import repaired, sentence
from .writer import Writer

log = logging.getLogger(__name__)

FILE = "history.db"
RING_SIZE = 60_000  # entries: a day of 16 restless series, some 15 MB
COMMIT_S = 110.0  # least time between two commits: batches come each minute; docs/adr/0003
LAST_COMMIT_S = 3.0  # what the last commit may take on the way out
# These pass by themselves: the connection stays good, so it is kept.
_PASSING = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryCounters:
    """What the history did since start.

    `waiting` rows are as of now, `file_bytes` as of the last checkpoint.
    """

    rows_written: int
    rows_dropped: int
    waiting: int
    commits: int
    failures: int
    file_bytes: int


class History:
    """The store of readings (the port `Trends`); `run` is its only task."""

    def __init__(
        self, directory: Path, info: SiteInfo, clock: Clock, max_mib: int, raw_days: int
    ) -> None:
        self.path = directory.absolute() / FILE
        self._clock = clock
        self._zone = ZoneInfo(info.timezone)
        self._max_bytes = max_mib << 20
        self._raw_days = raw_days
        self._keys = [series_key(point) for point in info.points]
        self._ring = Ring(RING_SIZE)
        self._recorder = Recorder(self._keys, boot_id(), self._ring)
        self._settled = asyncio.Lock()  # no batch is both in the file and in the ring
        self._backoff = Backoff(first_s=1.0, cap_s=60.0)
        self._trouble = ""
        self._repaired = ""
        self._rows_written = 0
        self._commits = 0
        self._failures = 0
        self._file_bytes = 0

    def offer(self, image: ProcessImage) -> None:
        """Take one scan's readings; never waits and never fails."""
        self._recorder.offer(image)

    @property
    def status(self) -> str:
        """What is wrong and what to do, "" when well."""
        return self._trouble or self._repaired

    @property
    def counters(self) -> HistoryCounters:
        """The figures for the metrics."""
        return HistoryCounters(
            rows_written=self._rows_written,
            rows_dropped=self._ring.dropped,
            waiting=sum(batch.rows for batch in self._ring.batches),
            commits=self._commits,
            failures=self._failures,
            file_bytes=self._file_bytes,
        )

    async def run(self) -> None:
        """Keep the file written until cancelled; raise only on a bug."""
        while True:
            try:
                await self._serve()
            except (*FAILURES, OSError, NewerSchemaError) as error:
                self._note(error)
            await self._pause(self._backoff.next_s())

    async def trend(
        self, tag: str, since: datetime, until: datetime, step_s: int
    ) -> Sequence[Bucket]:
        """Return consecutive buckets of `step_s` seconds that cover `[since, until)`.

        The first bucket begins at a whole minute, or a whole quarter of an hour where the step is
        made of quarters. Raises HistoryUnavailableError while the file cannot be read, ValueError
        for a step that is no whole number of minutes.
        """
        asked = span(since, until, step_s)
        if is_imported(tag):
            return await self._imported_trend(tag, asked)
        number = next((n for n, key in enumerate(self._keys) if key.tag == tag), None)
        unit = None if number is None else self._keys[number].unit
        async with self._settled:
            waiting = [] if number is None else self._waiting_parts(number, asked)
            try:
                async with reader(self.path) as db:
                    found = await parts(db, tag, unit, asked, self._zone)
            except FAILURES as error:
                raise HistoryUnavailableError(sentence(error)) from error
        return buckets((*found, *waiting), asked)

    async def imported(self, room: str, quantity: str) -> Sequence[str]:
        """Return the tags under which loggers' files tell of the air of a room.

        Raises HistoryUnavailableError while their file cannot be read.
        """
        try:
            return await asyncio.to_thread(voices, self.path.parent, room, quantity)
        except FAILURES as error:
            raise HistoryUnavailableError(sentence(error)) from error

    async def _imported_trend(self, tag: str, asked: Span) -> Sequence[Bucket]:
        try:
            found = await asyncio.to_thread(
                imported_parts, self.path.parent, tag, asked, self._zone
            )
        except FAILURES as error:
            raise HistoryUnavailableError(sentence(error)) from error
        return buckets(found, asked)

    def _waiting_parts(self, number: int, asked: Span) -> list[Part]:
        minutes = [
            (batch.start, total)
            for batch in self._ring.batches
            for total in batch.sums
            if total.series == number
        ]
        if still_open := self._recorder.open_sum(number):
            minutes.append(still_open)
        step = self._keys[number].step
        found = (part_in(asked, start, step, total) for start, total in minutes)
        return [part for part in found if part is not None]

    async def _serve(self) -> None:
        async with opened(self.path, self._clock.utc(), self._note_repair) as db:
            writer = Writer(db, self._zone)
            await writer.start(self._keys)
            try:
                while True:
                    await self._ring.filled.wait()
                    next_commit = self._clock.monotonic() + COMMIT_S
                    await self._write_when_possible(writer)
                    await self._clock.sleep_until(next_commit)
            except asyncio.CancelledError:
                await self._commit_last(writer)
                raise

    async def _write_when_possible(self, writer: Writer) -> None:
        while True:
            try:
                await self._commit(writer)
                if writer.checkpoint_due:
                    await self._maintain(writer)
            except sqlite3.OperationalError as error:
                if code_of(error) not in _PASSING:
                    raise
                self._note(error)
                await self._pause(self._backoff.next_s())
            else:
                self._well()
                return

    async def _commit_last(self, writer: Writer) -> None:
        self._recorder.close()
        try:
            async with asyncio.timeout(LAST_COMMIT_S):
                await self._commit(writer)
        except (*FAILURES, TimeoutError) as error:
            self._note(error)

    async def _commit(self, writer: Writer) -> None:
        async with self._settled:
            if batches := self._ring.batches:
                await writer.commit(batches)
                self._ring.settle(batches[-1].number)
                self._rows_written += sum(batch.rows for batch in batches)
                self._commits += 1

    async def _maintain(self, writer: Writer) -> None:
        await writer.maintain(self._clock, self._max_bytes, self._raw_days)
        self._file_bytes = writer.file_bytes

    async def _pause(self, seconds: float) -> None:
        await self._clock.sleep_until(self._clock.monotonic() + seconds)

    def _note(self, error: Exception) -> None:
        self._failures += 1
        trouble = sentence(error)
        if trouble != self._trouble:
            log.warning("history: %s (%s)", trouble, error)
        self._trouble = trouble

    def _note_repair(self, repair: Repair) -> None:
        self._repaired = repaired(repair)
        log.error("history: %s", self._repaired)

    def _well(self) -> None:
        if self._trouble:
            log.warning("history: written again")
        self._trouble = ""
        self._backoff.reset()
