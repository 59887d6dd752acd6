"""One origin of records as it is configured: a folder is read file by file, a service at once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

from records_sync.index.guard import HeldError
from records_sync.index.writing import IndexWriter
from records_sync.model import Source, SourceError
from records_sync.sources.feed import Feed
from records_sync.sources.files.folder import Folder, Look
from records_sync.sources.files.source import FileSource
from records_sync.sync.buckets import Buckets
from records_sync.sync.codes import NOT_FORGOTTEN, NOT_HELD, NOT_READ, OTHER_PLAN, WAITING
from records_sync.sync.holds import of_snapshot
from records_sync.sync.limits import Limits
from records_sync.sync.report import ANSWERED, WELL, Approval, Hold, Outcome, Report, Task
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
        _note(origin, means.writer, report)
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
    _note(origin, means.writer, report)
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
    _note(folder, means.writer, report)
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
    _note(origin, writer, done)
    yield done


def rejected(writer: IndexWriter, origin: Folder | Source, approval: Approval) -> Report:
    """Forget a held snapshot: the index stays as it is.

    A file of a folder is not read again; a service is, at its next time.
    """
    name = origin.name
    hold = standing_hold(writer, name)
    if hold is None or hold.digest != approval.digest:
        return _refused(name, hold, approval)
    if not hold.is_snapshot:
        return replace(_refused(name, hold, approval), code=NOT_FORGOTTEN, task=Task.REJECT)
    run = writer.begin(name, snapshot=True)
    held = run.cursor
    run.discard()
    if isinstance(origin, Folder) and held is not None:
        writer.go_on_at(name, origin.turned_down(writer.cursor(name)[0], held))
    report = Report(source=name, task=Task.REJECT, outcome=Outcome.UNCHANGED, approval=approval)
    keep(writer, report)
    return report


async def _once(source: Source, means: Means, approval: Approval | None) -> AsyncIterator[Report]:
    report = await _run(source, means, approval=approval)
    yield report
    if approval is not None and report.outcome is Outcome.DONE:  # what comes behind the one page
        yield await _run(source, means)


async def _files(folder: Folder, means: Means, approval: Approval | None) -> AsyncIterator[Report]:
    """Yield a report for each file that is taken, the oldest first, until one does not end well.

    A file that can't be read holds those behind it, so that no change is lost, but for a full list:
    that has all.
    """
    over = False
    for _ in range(MOST_FILES):
        before = means.writer.cursor(folder.name)[0]
        report = None if means.stop.is_set() else await _file(folder, means, approval, over=over)
        if report is None:
            return
        yield report
        if report.outcome is Outcome.FAILED and not over:
            over = True
        elif report.outcome not in WELL or means.writer.cursor(folder.name)[0] == before:
            return
        else:
            over = False


async def _file(
    folder: Folder, means: Means, approval: Approval | None, *, over: bool
) -> Report | None:
    """Return how taking the next file went; None where `over` a refused one there is none."""
    name, writer = folder.name, means.writer
    hold = standing_hold(writer, name)
    held = _held_cursor(writer, name, hold)
    after = held or writer.cursor(name)[0]
    still = Report(source=name, outcome=Outcome.HELD, hold=hold)
    try:
        look = await folder.look(after, over=over)
    except SourceError as error:
        return None if over else replace(_failed(name, error), behind=await _behind(folder, after))
    if look.source is None:
        if over:
            return None
        return still if held else _nothing(name, look)
    with look.source as source:
        if held and not source.is_snapshot:
            return still  # changes behind a list that nobody has agreed to yet
        if held:
            writer.begin(name, snapshot=True).discard()
        report = await _run(source, means, approval=approval)
    if report.outcome is Outcome.FAILED:
        return replace(report, behind=await _behind(folder, after))
    return report


async def _behind(folder: Folder, after: str | None) -> int:
    """Return how many files wait until the first of them can be read."""
    return max(0, len(await folder.ahead(after)) - 1)


def _held_cursor(writer: IndexWriter, name: str, hold: Hold | None) -> str | None:
    """Return where a folder goes on behind the list that is held back, None where none is."""
    if hold is None or not hold.is_snapshot:
        return None
    run = writer.begin(name, snapshot=True)
    if run.is_held:
        return run.cursor
    return None


def _note(origin: Folder | Source, writer: IndexWriter, report: Report) -> None:
    """Keep a report, and what it says of how fresh the index is.

    A folder says no more than its newest file, whenever one looks at it.
    """
    keep(writer, report)
    if report.outcome in ANSWERED:
        writer.looked(origin.name)
    if not isinstance(origin, Folder) or report.outcome not in WELL:
        return
    if (at := origin.as_of(writer.cursor(origin.name)[0])) is not None:
        writer.confirm(origin.name, at)


def _nothing(name: str, look: Look) -> Report:
    """Return the report of a folder without a file to take."""
    report = Report(source=name, outcome=Outcome.UNCHANGED)
    for code, names in ((WAITING, look.waiting), (NOT_READ, look.refused)):
        if names:
            return replace(report, code=code, detail="、".join(names[:_SHOWN]))
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
