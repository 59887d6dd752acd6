"""One origin of records as it is configured: a folder is read file by file, a service at once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

from records_sync.index.guard import HeldError
from records_sync.index.writing import IndexWriter
from records_sync.model import Source, SourceError
from records_sync.sources.feed import Feed
from records_sync.sources.files.folder import Folder
from records_sync.sources.files.source import FileSource
from records_sync.sync.buckets import Buckets
from records_sync.sync.codes import NOT_FORGOTTEN, NOT_HELD, OTHER_PLAN, WAITING
from records_sync.sync.holds import of_snapshot
from records_sync.sync.limits import Limits
from records_sync.sync.report import WELL, Approval, Hold, Outcome, Report, Task
from records_sync.sync.run import OnProgress, sync, unseen
from records_sync.sync.standing import keep, standing_hold
from records_sync.sync.unit_files import units_of

MOST_FILES = 1000  # of one folder in one go
_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What every run is given: the index, bounds, who watches, and who may stop it."""

    writer: IndexWriter
    limits: Limits = field(default_factory=Limits)
    on_progress: OnProgress = unseen
    stop: asyncio.Event = field(default_factory=asyncio.Event)


async def synced(
    origin: Folder | Source, means: Means, approval: Approval | None = None
) -> AsyncIterator[Report]:
    """Yield the report of each run that brings an origin up to date; raises sqlite3.Error."""
    runs = (
        _files(origin, means, approval)
        if isinstance(origin, Folder)
        else _once(origin, means, approval)
    )
    async for report in runs:
        keep(means.writer, report)
        yield report
    if isinstance(origin, Folder) and (units := await units_of(origin, means.writer)):
        keep(means.writer, units)
        yield units


async def unusable(name: str, error: SourceError, means: Means) -> AsyncIterator[Report]:
    """Yield the report of a source whose own settings can't be used."""
    report = _failed(name, error)
    keep(means.writer, report)
    yield report


async def reconciled(origin: Folder | Source, means: Means) -> AsyncIterator[Report]:
    """Yield the reports of comparing everything; raises sqlite3.Error.

    A folder has nothing to compare beside its full lists, which are compared when they come.
    """
    last: Report | None = None
    async for report in synced(origin, means):
        last = report
        yield report
    if isinstance(origin, Folder) or last is None or last.outcome not in WELL:
        return
    by_digests = isinstance(origin, Feed) and means.writer.cursor(origin.name)[0] is not None
    source = Buckets(feed=origin, writer=means.writer) if isinstance(origin, Feed) else origin
    report = await _run(source, means, Task.RECONCILE, whole=not by_digests)
    keep(means.writer, report)
    yield report


async def imported(
    folder: Folder, file: str, full: bool | None, means: Means
) -> AsyncIterator[Report]:
    """Yield the report of taking one file of a folder, known or not; raises sqlite3.Error.

    `full` says that it lists everything, None that its name decides.
    """
    try:
        source = await folder.take(file, means.writer.cursor(folder.name)[0])
    except SourceError as error:
        report = _failed(folder.name, error, Task.IMPORT)
    else:
        with source:
            whole = source if full is None else replace(source, is_snapshot=full)
            report = await _run(whole, means, Task.IMPORT)
    report = replace(report, file=file)
    keep(means.writer, report)
    yield report


async def approved(
    origin: Folder | Source, means: Means, approval: Approval
) -> AsyncIterator[Report]:
    """Yield the reports of carrying out the plan that a person has agreed to, and no other."""
    writer, name = means.writer, origin.name
    hold = standing_hold(writer, name)
    if hold is None or hold.digest != approval.digest:
        yield _refused(name, hold, approval)
        return
    if not hold.is_snapshot:  # the page is asked for again, and must be the same
        async for report in synced(origin, means, approval):
            yield report
        return
    run = writer.begin(name, snapshot=True)
    report = Report(source=name, task=Task.APPROVE, approval=approval)
    try:
        done = report.with_applied(run.apply())  # enough was told since to need nobody
    except HeldError as held:
        now = of_snapshot(name, run, held.plan)
        if now.digest != approval.digest:
            report = replace(_refused(name, now, approval), outcome=Outcome.HELD, hold=now)
            keep(writer, report)
            yield report
            return
        done = report.with_applied(run.apply(approved=True))
    keep(writer, done)
    yield done


def rejected(writer: IndexWriter, name: str, approval: Approval) -> Report:
    """Forget a held snapshot: the index stays as it is, and the source is read again next time."""
    hold = standing_hold(writer, name)
    if hold is None or hold.digest != approval.digest:
        return _refused(name, hold, approval)
    if not hold.is_snapshot:
        return replace(_refused(name, hold, approval), code=NOT_FORGOTTEN, task=Task.REJECT)
    writer.begin(name, snapshot=True).discard()
    report = Report(source=name, task=Task.REJECT, outcome=Outcome.UNCHANGED, approval=approval)
    keep(writer, report)
    return report


async def _once(source: Source, means: Means, approval: Approval | None) -> AsyncIterator[Report]:
    report = await _run(source, means, approval=approval)
    yield report
    if approval is not None and report.outcome is Outcome.DONE:  # what comes behind the one page
        yield await _run(source, means)


async def _files(folder: Folder, means: Means, approval: Approval | None) -> AsyncIterator[Report]:
    """Yield a report for each file that is taken, the oldest first, until one does not end well."""
    name = folder.name
    for _ in range(MOST_FILES):
        if means.stop.is_set():
            return
        hold = standing_hold(means.writer, name)
        held = _held_cursor(means.writer, name, hold)
        still = Report(source=name, outcome=Outcome.HELD, hold=hold)
        before = means.writer.cursor(name)[0]
        try:
            look = await folder.look(held or before)
        except SourceError as error:
            yield Report(source=name, outcome=Outcome.FAILED, code=error.code, detail=error.detail)
            return
        if look.source is None:
            yield still if held else _nothing(means.writer, name, before, look.waiting)
            return
        with look.source as source:
            if held and not source.is_snapshot:
                yield still  # changes behind a list that nobody has agreed to yet
                return
            if held:
                means.writer.begin(name, snapshot=True).discard()
            report = await _run(source, means, approval=approval)
        yield report
        if report.outcome not in WELL or means.writer.cursor(name)[0] == before:
            return


def _held_cursor(writer: IndexWriter, name: str, hold: Hold | None) -> str | None:
    """Return where a folder goes on behind the list that is held back, None where none is."""
    if hold is None or not hold.is_snapshot:
        return None
    run = writer.begin(name, snapshot=True)
    if run.is_held:
        return run.cursor
    return None


def _nothing(
    writer: IndexWriter, name: str, cursor: str | None, waiting: tuple[str, ...]
) -> Report:
    """Return the report of a folder without a file to take."""
    report = Report(source=name, outcome=Outcome.UNCHANGED)
    if waiting:
        return replace(report, code=WAITING, detail="、".join(waiting[:_SHOWN]))
    if cursor is not None:
        writer.confirm(name)
    return report


async def _run(
    source: Source,
    means: Means,
    task: Task = Task.SYNC,
    *,
    whole: bool = False,
    approval: Approval | None = None,
) -> Report:
    report = await sync(
        source,
        means.writer,
        means.limits,
        means.on_progress,
        means.stop,
        task=task if approval is None else Task.APPROVE,
        whole=whole,
        approval=approval,
    )
    return replace(report, file=source.file_name) if isinstance(source, FileSource) else report


def _failed(name: str, error: SourceError, task: Task = Task.SYNC) -> Report:
    return Report(
        source=name, task=task, outcome=Outcome.FAILED, code=error.code, detail=error.detail
    )


def _refused(name: str, hold: Hold | None, approval: Approval) -> Report:
    return Report(
        source=name,
        task=Task.APPROVE,
        outcome=Outcome.FAILED,
        code=NOT_HELD if hold is None else OTHER_PLAN,
        detail="" if hold is None else hold.digest,
        approval=approval,
    )
