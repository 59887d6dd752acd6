"""The index of records kept up to date: who is asked when, how it went, and what waits.

Every run is a process of its own (`records_child.py`); one runs at a time. What it tells is kept
here for the panel, the alarms and the metrics.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from .backoff import Backoff
from .clock import Clock
from .configuration.loading import Loaded
from .control.timetable import minute_of, newest
from .records_child import Child, ChildFailedError

START_S = 20.0  # the scan comes first
LOOK_S = 10.0
LATE_S = 60.0  # what a time to sync may be late by
RETRY_FIRST_S = 60.0
RETRY_CAP_S = 900.0
WELL = frozenset({"done", "unchanged", "held", None})
UNITS = "units"  # the task whose outcome says nothing of the records

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True, eq=False)
class SourceState:
    """How one source stands. `as_of` is unix seconds, None where it was never wholly known.

    `age_s` was its age at the monotonic time `told_t`, by the last time that it was known; at
    `looked_t` it was there last, whatever it had to tell. `hold` is what waits for a person.
    """

    id: str
    name: str
    kind: str
    told_t: float
    age_s: float = 0.0
    as_of: int | None = None
    looked_t: float | None = None
    total: int = 0
    is_loading: bool = False
    hold: Mapping[str, Any] | None = None
    outcome: str | None = None
    code: str = ""
    detail: str = ""
    behind: int = 0  # files that wait until one before them can be read
    fired: datetime | None = None
    retry_t: float | None = None
    backoff: Backoff = field(default_factory=lambda: Backoff(RETRY_FIRST_S, RETRY_CAP_S))

    @property
    def held(self) -> int:
        """How many records wait to be removed; at least one where anything is held."""
        return max(1, int(self.hold.get("removed", 0))) if self.hold else 0


class Records:
    """Starts the runs and remembers what they tell; `run` is its only task.

    `ended` is called after each process that may have changed the index.
    """

    def __init__(self, loaded: Loaded, clock: Clock) -> None:
        records = loaded.config.records
        self._file = loaded.file
        self._clock = clock
        self._zone = ZoneInfo(loaded.config.site.timezone)
        self._crons = {source.id: source.sync for source in records.source}
        self._reconcile = records.reconcile
        self._limit_s = loaded.config.alarms.sync_age_h * 3600.0
        self._reconciled: datetime | None = None
        self._trouble = ""
        self._one = asyncio.Lock()
        self._child: Child | None = None
        self._asked: set[str] = set()
        self._call = asyncio.Event()
        self.progress: Mapping[str, Any] | None = None
        self.is_known = False  # whether the index was looked at since the start
        t = clock.monotonic()
        self.sources: dict[str, SourceState] = {
            source.id: SourceState(
                id=source.id, name=source.name or source.id, kind=source.kind, told_t=t
            )
            for source in records.source
        }
        self.ended: Callable[[], None] = lambda: None

    @property
    def status(self) -> str:
        """What is wrong and what to do, "" when well. What a source says is the alarm's affair."""
        return self._trouble

    def facts(self) -> Mapping[str, float]:
        """Return the numbers for the alarms."""
        if not self.sources:
            return {}
        return {
            "records_sync_age_s": max(map(self.age_s, self.sources.values())),
            "records_held": float(sum(source.held for source in self.sources.values())),
        }

    def age_s(self, source: SourceState) -> float:
        """Return how long ago a source was wholly known; since start where it never was."""
        return source.age_s + self._clock.monotonic() - source.told_t

    def looked_s(self, source: SourceState) -> float | None:
        """Return how long ago a source was there; None where it never was."""
        return None if source.looked_t is None else self._clock.monotonic() - source.looked_t

    def is_old(self, source: SourceState) -> bool:
        """Return whether what a source has told is older than the alarm allows."""
        return source.as_of is not None and self.age_s(source) > self._limit_s

    def is_stale(self, source: SourceState) -> bool:
        """Return whether two of a source's times to be synced are over since it was there."""
        cron, now = self._crons[source.id], self._clock.utc()
        last = self._newest(cron)
        before = last and newest(cron, minute_of(last - timedelta(minutes=1)), self._zone)
        looked_s = self.looked_s(source)
        if looked_s is None or before is None:
            return False
        return looked_s > (now - before).total_seconds() + LATE_S

    def sync_now(self, source: str) -> None:
        """Let a source be synced next, whatever its times are."""
        if source in self.sources:
            self._asked.add(source)
            self._call.set()

    def cancel(self) -> None:
        """Stop the run that goes on now; what it has taken stays, and the next goes on there."""
        if self._child is not None:
            self._child.stop()

    async def decide(
        self, source: str, digest: str, who: str, why: str, *, reject: bool = False
    ) -> Sequence[Mapping[str, Any]]:
        """Carry out, or forget, what is held; return the reports. Raises ChildFailedError."""
        if source not in self.sources:
            raise ChildFailedError(source)
        words = ("approve", f"--plan={digest}", f"--who={who}", f"--why={why}")
        return await self._through((*words, *(("--reject",) if reject else ()), "--", source))

    async def run(self) -> None:
        """Keep the index up to date until cancelled; raise only on a bug."""
        if not self.sources:
            await asyncio.Event().wait()
        self._reconciled = self._newest(self._reconcile)
        await self._safely(("status",))
        await self._wait(START_S)
        while True:
            if self._newest(self._reconcile) != self._reconciled:
                self._reconciled = self._newest(self._reconcile)
                await self._safely(("reconcile",))
            elif due := self._due():
                await self._safely(("sync", *(f"--source={source}" for source in due)))
            await self._wait(LOOK_S)

    def _due(self) -> list[str]:
        """Return the sources whose time has come, and take note that it has."""
        asked, t, due = self._asked, self._clock.monotonic(), []
        self._asked = set()
        for state in self.sources.values():
            newest_time = self._newest(self._crons[state.id])
            is_retry = state.retry_t is not None and t >= state.retry_t
            # Another time, not a later one: a clock that is set back must not stop the sync.
            if newest_time != state.fired or is_retry or state.id in asked:
                state.fired, state.retry_t = newest_time, None
                due.append(state.id)
        return due

    async def _safely(self, arguments: Sequence[str]) -> None:
        try:
            await self._through(arguments)
        except (ChildFailedError, OSError) as err:
            self._note(str(err) or type(err).__name__)
        else:
            self._trouble = ""

    async def _through(self, arguments: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        reports = []
        async with self._one:
            self._child = Child(self._file, arguments)
            try:
                async for told in self._child.lines():
                    self.progress = told.get("progress", self.progress)
                    if isinstance(report := told.get("report"), dict):
                        reports.append(report)
                        self.take_report(report)
                    for standing in told.get("standing", ()):
                        self._stands(standing)
                self.is_known = True
            finally:
                self._child = self.progress = None
                self.ended()
        return reports

    def take_report(self, report: Mapping[str, Any]) -> None:
        """Take note of how a run went."""
        state = self.sources.get(str(report.get("source")))
        if state is None:
            return
        outcome = report.get("outcome")
        if report.get("task") == UNITS:
            if outcome not in WELL:
                log.warning("records %s: units: %s", state.id, report.get("code"))
            return  # beside the sync, which has its own outcome
        if outcome in WELL:
            state.backoff.reset()
        elif outcome == "failed":
            state.retry_t = self._clock.monotonic() + state.backoff.next_s()
            if state.code != report.get("code"):
                log.warning("records %s: %s %s", state.id, report.get("code"), report.get("detail"))
        state.outcome = outcome
        state.code, state.detail = str(report.get("code", "")), str(report.get("detail", ""))
        state.behind = int(report.get("behind", 0))

    def _stands(self, standing: Mapping[str, Any]) -> None:
        state = self.sources.get(str(standing.get("source")))
        if state is None:
            return
        state.hold, state.total = standing["hold"], standing["total"]
        state.is_loading = bool(standing["is_loading"])
        state.outcome = state.outcome or standing["outcome"]
        state.as_of = standing["as_of"]  # None where the index was lost: its age goes on
        t, now = self._clock.monotonic(), self._clock.utc().timestamp()
        if state.as_of is not None:
            state.told_t, state.age_s = t, max(0.0, now - state.as_of)
        if (looked_at := standing["looked_at"]) is not None:
            state.looked_t = t - max(0.0, now - looked_at)

    def _newest(self, cron: str) -> datetime | None:
        return newest(cron, minute_of(self._clock.utc()), self._zone)

    async def _wait(self, seconds: float) -> None:
        """Wait, but not where somebody asks for a sync."""
        waiting = asyncio.create_task(self._call.wait())
        timed = asyncio.create_task(self._clock.sleep_until(self._clock.monotonic() + seconds))
        try:
            await asyncio.wait((waiting, timed), return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            timed.cancel()
        self._call.clear()

    def _note(self, reason: str) -> None:
        trouble = (
            f"档案索引的同步程序没有运行成功（{reason}）：请运行 roomd records sync 查看 / "
            f"the sync of the record index did not run ({reason}): look with roomd records sync"
        )
        if trouble != self._trouble:
            log.warning("records: %s", reason)
        self._trouble = trouble
