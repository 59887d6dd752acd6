"""One run of a source into the index: read, guarded, cancellable, and reported whatever happens.

Each page is kept with its cursor in one transaction, so that a run can end anywhere and the next
goes on from there. What would take too many records away is held for a person.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace

from records_sync.index.guard import Applied, EpochError, HeldError
from records_sync.index.runs import Run
from records_sync.index.staging import StagedSnapshot
from records_sync.index.writing import IndexWriter
from records_sync.model import Page, Source, SourceError
from records_sync.sources.pacing import pause_s
from records_sync.sources.troubles import RESTART, PassingError
from records_sync.sync import holds
from records_sync.sync.codes import EPOCHS, OTHER_PLAN
from records_sync.sync.limits import Limits
from records_sync.sync.progress import Progress, Step
from records_sync.sync.report import Approval, Hold, Outcome, Report, Task, Told
from records_sync.sync.standing import standing_hold
from records_sync.sync.walking import StoppedError, Walk

OnProgress = Callable[[Progress], None]


def unseen(_progress: Progress) -> None:
    """Show nobody how far a run has come."""


async def sync(
    source: Source,
    writer: IndexWriter,
    limits: Limits | None = None,
    on_progress: OnProgress = unseen,
    stop: asyncio.Event | None = None,
    *,
    task: Task = Task.SYNC,
    whole: bool = False,
    approval: Approval | None = None,
) -> Report:
    """Take what a source has to tell since its cursor, or all of it beside what is there.

    `approval` lets the very plan through that its digest names. Raises sqlite3.Error.
    """
    walk = Walk(limits or Limits(), stop or asyncio.Event())
    report = Report(source=source.name, task=task, approval=approval)
    return await _Sync(source, writer, walk, on_progress, report, whole=whole).report()


class _Sync:
    """One run, from its beginning to its report."""

    def __init__(
        self,
        source: Source,
        writer: IndexWriter,
        walk: Walk,
        on_progress: OnProgress,
        report: Report,
        *,
        whole: bool,
    ) -> None:
        self._source = source
        self._writer = writer
        self._walk = walk
        self._on_progress = on_progress
        self._report = report
        self._approval = report.approval
        hold = standing_hold(writer, source.name)
        self._before = hold.before if hold is not None and not hold.is_snapshot else 0
        self._told = Told()
        self._hold: Hold | None = None
        self._is_approved = False
        self._is_new = writer.cursor(source.name)[0] is None
        self._is_snapshot = whole or source.is_snapshot or self._is_new
        self._run = self._begin()

    async def report(self) -> Report:
        """Run, and tell how it went."""
        try:
            report = await self._through()
        except HeldError:
            report = replace(self._broken(Outcome.HELD), hold=self._hold)
            if self._approval is not None and self._hold is not None:
                report = replace(report, code=OTHER_PLAN, detail=self._hold.digest)
        except StoppedError:
            report = self._broken(Outcome.STOPPED)
        except SourceError as error:
            report = self._broken(Outcome.FAILED)
            report = replace(report, code=error.code, detail=error.detail)
        return replace(self._told.into(report), seconds=round(self._walk.seconds, 3))

    async def _through(self) -> Report:
        await self._read()
        report = self._report
        if self._is_approved:  # of one page: a run of its own goes on
            return replace(report, outcome=Outcome.DONE).with_plan(self._run.plan())
        if not self._told.pages and (not self._is_snapshot or self._run.cursor is None):
            self._run.discard()
            if not self._is_new:
                self._writer.confirm(self._source.name)
            return replace(report, outcome=Outcome.UNCHANGED)
        self._show(Step.COMPARING)
        return replace(report, outcome=Outcome.DONE).with_applied(self._apply())

    async def _read(self) -> None:
        """Take every page; begin anew once where the source counts anew."""
        failures, epochs = 0, 0
        while True:
            taken = self._told.pages
            try:
                await self._pages()
            except (EpochError, SourceError) as error:
                if isinstance(error, PassingError) or not _is_restart(error):
                    failures = 1 if self._told.pages > taken else failures + 1
                    await self._wait(error, failures)
                    continue
                epochs += 1
                if epochs > 1:
                    raise SourceError(EPOCHS) from error
                self._anew()
            else:
                return

    async def _pages(self) -> None:
        pages = self._source.changes(self._run.cursor)
        try:
            while (page := await self._walk.next(pages)) is not None:
                if page.cursor != self._run.cursor:  # reconciling moves none
                    self._walk.step(page.cursor)
                self._take(page)
                self._told.see(page)
                self._show(Step.READING, page.total)
                if self._is_approved:
                    return
        finally:
            if isinstance(pages, AsyncGenerator):
                await pages.aclose()

    def _take(self, page: Page) -> None:
        try:
            self._run.take(page)
        except HeldError as held:
            done = self._run.plan().removed
            self._hold = holds.of_page(self._source.name, page, held.plan, done, self._before)
            if not self._agreed(self._hold):
                raise
            self._run = self._writer.begin(self._source.name, snapshot=False, approved=True)
            self._run.take(page)
            self._is_approved = True

    def _apply(self) -> Applied:
        try:
            return self._run.apply()
        except HeldError as held:
            self._hold = holds.of_snapshot(self._source.name, self._run, held.plan)
            if not self._agreed(self._hold):
                raise
            return self._run.apply(approved=True)

    def _agreed(self, hold: Hold) -> bool:
        return self._approval is not None and self._approval.digest == hold.digest

    async def _wait(self, error: Exception, failures: int) -> None:
        """Pause before the source is asked again; raise the error where that is of no use."""
        limits = self._walk.limits
        if not isinstance(error, PassingError) or failures >= limits.attempts:
            raise error
        pause = error.after_s
        if pause is None:
            pause = pause_s(failures, first_s=limits.first_pause_s, rng=random.Random())
        if pause > limits.longest_pause_s:
            raise error
        self._show(Step.PAUSING)
        await self._walk.pause(pause)

    def _begin(self) -> Run:
        return self._writer.begin(self._source.name, self._is_snapshot, removed=self._before)

    def _anew(self) -> None:
        """Begin a snapshot from the start; one that is on its way counts otherwise, and goes."""
        self._report = self._so_far(self._report)
        self._run.discard()
        self._is_snapshot = True
        self._run = self._begin()
        if self._run.cursor is not None:
            self._run.discard()
            self._run = self._begin()
        self._told = Told()
        self._walk.turn_back()

    def _broken(self, outcome: Outcome) -> Report:
        """Return the report of a run that ended early, with what it has changed until then."""
        return self._so_far(replace(self._report, outcome=outcome))

    def _so_far(self, report: Report) -> Report:
        """Return a report with what this run has changed in the index until now."""
        if isinstance(self._run, StagedSnapshot):  # nothing of it is there
            return report
        return report.with_plan(self._run.plan())

    def _show(self, step: Step, total: int | None = None) -> None:
        told = self._told
        self._on_progress(
            Progress(
                source=self._source.name, step=step, pages=told.pages, rows=told.rows, total=total
            )
        )


def _is_restart(error: Exception) -> bool:
    return isinstance(error, EpochError) or (
        isinstance(error, SourceError) and error.code == RESTART
    )
