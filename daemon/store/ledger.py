"""The ledger of reasons: offered by each scan, committed at once, never dropped.

Control never waits for it. Whatever the disk does, `offer` only keeps what it is given; the task
`run` opens, writes, and tries again after failures. What control remembers goes with the rows.
"""

import asyncio
import logging
import sqlite3
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import aiosqlite

from daemon.backoff import Backoff
from daemon.clock import Clock
from daemon.control.dose import SAVED_EVERY_S
from daemon.control.state import ControlState
from daemon.model import Event, ScanResult
from daemon.ports import LedgerUnavailableError

from .aside import Repair
from .control_memory import text_of
from .database import FAILURES, code_of
from .ledger_anchor import Anchor, read_anchor
from .ledger_chain import START, Head, chained
from .ledger_keeper import keeping
from .ledger_queue import Entry, LedgerQueue
from .ledger_recall import recall
from .ledger_rows import Tried, append, checkpointed_bytes, has_passed, head_of
from .ledger_salvage import STEPS, repair
from .opening import Book, opened
from .schema import NewerSchemaError
from .segments import boot_id
from .trouble import LEDGER, crowded, hanging, repaired, sentence, shortened

log = logging.getLogger(__name__)

FILE = "ledger.db"
BOOK = Book(steps=STEPS, repair=repair, synchronous="FULL")
MEMORY_S = 600.0  # without events the memory is written this often
CHECKPOINT_COMMITS = 200
BATCH_ROWS = 1000
CROWD_ROWS = 100_000  # more than this waits in memory: people are told
HANGS_S = 10.0  # what waits for longer, while nothing fails, waits for a disk that hangs
BUSY = "台账正在写入 / the ledger is still writing"
LAST_COMMIT_S = 3.0  # what the last commit may take on the way out
# These pass by themselves: the connection stays good, so it is kept.
_PASSING = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerCounters:
    """What the ledger did since start. `head` is the end of the chain on disk."""

    rows_written: int
    waiting: int
    commits: int
    failures: int
    file_bytes: int
    head: Head


class Ledger:
    """The store of reasons; `run` is its only task. `version` names the configuration."""

    def __init__(self, directory: Path, clock: Clock, version: str) -> None:
        self.path = directory.absolute() / FILE
        self._clock = clock
        self._version = version
        self._boot = boot_id()
        self._queue = LedgerQueue()
        self._newest: tuple[ScanResult, ControlState] | None = None
        self._wake_t = float("-inf")
        self._waits_t: float | None = None  # since when something waits and nothing was committed
        self._backoff = Backoff(first_s=1.0, cap_s=60.0)
        self._tried: Tried | None = None
        self._head = START
        self._anchor = Anchor(self.path)
        self._memory_t = float("-inf")
        self._compared = False
        self._sound = True
        self._trouble = self._repaired = self._shortened = ""
        self._commits = self._failures = self._file_bytes = 0

    def offer(self, result: ScanResult, state: ControlState) -> int:
        """Take one scan's events and the newest state; never waits and never fails.

        Returns a number for `until`.
        """
        image = result.image
        self._newest = result, state
        for event in result.events:
            self._queue.take(
                Entry(event=event, t=image.t, at=image.at, clock_trusted=image.clock_trusted)
            )
        if image.t >= self._wake_t:
            self._wake_t = float("inf")
            self._queue.filled.set()
        if self._queue.filled.is_set() and self._waits_t is None:
            self._waits_t = image.t
        return self._queue.offered

    async def until(self, number: int, within_s: float = 5.0) -> None:
        """Return once every event offered up to `number` is on the disk.

        Raises LedgerUnavailableError after `within_s`; the events still wait for the disk.
        """
        try:
            await self._queue.until(number, within_s)
        except LedgerUnavailableError as error:
            raise LedgerUnavailableError(self.status or BUSY) from error

    async def recall(self) -> ControlState | None:
        """Return the state to start with, None where there never was a ledger; within a second.

        Raises MemoryLostError where there was one, but its memory can't be read.
        """
        return await recall(self.path, self._clock, self._boot)

    @property
    def sound(self) -> bool:
        """True while the last try to write went well, or nothing was tried yet, and none hangs."""
        return self._sound and self._waits_s() <= HANGS_S

    @property
    def status(self) -> str:
        """What is wrong and what to do, "" when well."""
        crowd = crowded(len(self._queue)) if len(self._queue) > CROWD_ROWS else ""
        hang = hanging(self._waits_s()) if self._waits_s() > HANGS_S else ""
        return self._trouble or hang or crowd or self._repaired or self._shortened

    def _waits_s(self) -> float:
        return 0.0 if self._waits_t is None else self._clock.monotonic() - self._waits_t

    @property
    def counters(self) -> LedgerCounters:
        """The figures for the metrics."""
        return LedgerCounters(
            rows_written=self._queue.settled,
            waiting=len(self._queue),
            commits=self._commits,
            failures=self._failures,
            file_bytes=self._file_bytes,
            head=self._head,
        )

    async def run(self) -> None:
        """Keep the file written until cancelled; raise only on a bug."""
        try:
            async with keeping(self.path):
                await self._keep_written()
        except asyncio.CancelledError:
            if len(self._queue):
                await self._close()
            raise

    async def _keep_written(self) -> None:
        while True:
            try:
                await self._serve()
            except (*FAILURES, OSError, NewerSchemaError) as error:
                self._note(error)
            finally:
                self._sound = False
            await self._pause(self._backoff.next_s())

    async def _close(self) -> None:
        """Try once more: the end came while the file was still, or again, to be opened."""
        try:
            async with asyncio.timeout(LAST_COMMIT_S), self._opened() as db:
                await self._commit(db)
                await self._anchor.write(self._head, self._clock.monotonic())
        except (*FAILURES, OSError, NewerSchemaError) as error:
            self._note(error)

    def _opened(self) -> AbstractAsyncContextManager[aiosqlite.Connection]:
        return opened(self.path, self._clock.utc(), self._note_repair, BOOK)

    async def _serve(self) -> None:
        async with self._opened() as db:
            await self._compare(db)
            self._queue.filled.set()
            try:
                while True:
                    await self._queue.filled.wait()
                    self._queue.filled.clear()
                    await self._commit_when_possible(db)
            except asyncio.CancelledError:
                await self._commit_last(db)
                raise

    async def _commit_when_possible(self, db: aiosqlite.Connection) -> None:
        while True:
            try:
                await self._commit(db)
                await self._maintain(db)
            except sqlite3.OperationalError as error:
                if code_of(error) not in _PASSING:
                    raise
                self._note(error)
                await self._pause(self._backoff.next_s())
            else:
                self._well()
                return

    async def _commit_last(self, db: aiosqlite.Connection) -> None:
        try:
            async with asyncio.timeout(LAST_COMMIT_S):
                await self._commit(db)
                await self._anchor.write(self._head, self._clock.monotonic())
        except (*FAILURES, OSError) as error:
            self._note(error)

    async def _commit(self, db: aiosqlite.Connection) -> None:
        """Write all that waits, and the memory of the newest scan with each transaction."""
        while True:
            batch = self._queue.batch(BATCH_ROWS)
            head = await head_of(db)
            done = self._tried.rows if self._tried and self._tried.head == head else 0
            rows = (entry.row(self._boot, self._version) for entry in batch[done:])
            stored = list(chained(head, rows))
            if stored:
                head = Head(stored[-1].row.seq, stored[-1].digest)
            self._tried = Tried(head, len(batch))
            await append(db, stored, self._memory_now())
            self._settle(head, len(batch))
            if not len(self._queue):
                return

    def _settle(self, head: Head, count: int) -> None:
        self._queue.settle(count)
        self._tried = None
        self._head = head
        self._commits += 1
        self._memory_t = self._clock.monotonic()
        self._waits_t = self._memory_t if len(self._queue) else None

    def _memory_now(self) -> str | None:
        if self._newest is None:
            return None
        result, state = self._newest
        return text_of(self._boot, result.image, state)

    async def _maintain(self, db: aiosqlite.Connection) -> None:
        await self._anchor.keep(self._head, self._clock.monotonic())
        if self._commits % CHECKPOINT_COMMITS == 1:
            self._file_bytes = await checkpointed_bytes(db)
        brisk = self._newest is not None and self._newest[0].brisk
        memory_s = SAVED_EVERY_S if brisk else MEMORY_S
        self._wake_t = min(self._memory_t + memory_s, self._anchor.due_t(self._head))

    async def _compare(self, db: aiosqlite.Connection) -> None:
        """Look once whether the file still holds what the anchor knows; a loss becomes a row."""
        self._head = await head_of(db)
        if self._compared:
            return
        self._compared = True
        try:
            anchor = await asyncio.to_thread(read_anchor, self.path)
        except ValueError:
            anchor = None
        if anchor is not None and not await has_passed(db, anchor):
            self._shortened = shortened(anchor.seq, self._head.seq)
            log.error("ledger: %s", self._shortened)
            self._tell("anchor", {"expected": str(anchor), "found": str(self._head)})

    def _note(self, error: Exception) -> None:
        self._sound = False
        self._failures += 1
        trouble = sentence(error, LEDGER)
        if trouble != self._trouble:
            log.warning("ledger: %s (%s)", trouble, error)
        self._trouble = trouble

    def _note_repair(self, repair: Repair) -> None:
        self._repaired = repaired(repair, LEDGER)
        log.error("ledger: %s", self._repaired)
        self._tell("salvage", {"aside": repair.aside.name, "rows": repair.rows})

    def _tell(self, subject: str, body: dict[str, object]) -> None:
        self.record(Event(kind="ledger", subject=subject, body=body))

    def record(self, event: Event) -> int:
        """Take an event that is of no scan, dated now; return a number for `until`."""
        clock = self._clock
        t, at, trusted = clock.monotonic(), clock.utc(), clock.trusted()
        self._queue.take(Entry(event=event, t=t, at=at, clock_trusted=trusted))
        return self._queue.offered

    def _well(self) -> None:
        if self._trouble:
            log.warning("ledger: written again")
        self._sound = True
        self._trouble = ""
        self._backoff.reset()

    async def _pause(self, seconds: float) -> None:
        await self._clock.sleep_until(self._clock.monotonic() + seconds)
