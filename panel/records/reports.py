"""What a run had to report, as people read it: what it did, and every row that it did not take.

Pure. A report that another version wrote and that can't be read any more is None.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from daemon.record_ports import RunReport
from panel.reader import Reader
from panel.words import State, msgid
from records_sync.holdings.model import Key
from records_sync.index.query import Entry
from records_sync.sync.report import Outcome, Report, Row, Task

from .freshness import minute
from .links import REPORTS
from .sync import NO_RUN, NOBODY, OUTCOMES, HoldView, hold_view, why

TASKS: Mapping[Task, str] = {
    Task.SYNC: msgid("Sync"),
    Task.IMPORT: msgid("Import of a file"),
    Task.RECONCILE: msgid("Comparison of everything"),
    Task.APPROVE: msgid("Approved by a person"),
    Task.REJECT: msgid("Rejected by a person"),
    Task.UNITS: msgid("Summary figures of units"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A report in one line."""

    address: str
    at: str
    source: str
    task: str
    file: str
    state: str
    outcome: str
    numbers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A whole report: figures with their names, what was wrong, who agreed, and the rows.

    `rejected` and `flagged` are (row, sentence); `untold` what is counted but not listed of each.
    """

    brief: Brief
    figures: tuple[tuple[str, str], ...]
    why: str
    approval: str
    hold: HoldView | None
    rejected: tuple[tuple[str, str], ...]
    flagged: tuple[tuple[str, str], ...]
    rejected_count: int
    flagged_count: int

    @property
    def untold(self) -> tuple[int, int]:
        """How many rejected and flagged rows are only counted."""
        return self.rejected_count - len(self.rejected), self.flagged_count - len(self.flagged)


def loaded(kept: RunReport) -> Report | None:
    """Return the report that was kept."""
    try:
        return Report.loaded(kept.body)
    except (KeyError, TypeError, ValueError):
        return None


def briefs(
    kept: Iterable[RunReport], names: Mapping[str, str], zone: tzinfo, reader: Reader
) -> tuple[Brief, ...]:
    """Return reports in a line each; those that can't be read are left out."""
    return tuple(
        brief(each, report, names, zone, reader)
        for each in kept
        if (report := loaded(each)) is not None
    )


def brief(
    kept: RunReport, report: Report, names: Mapping[str, str], zone: tzinfo, reader: Reader
) -> Brief:
    """Return a report in one line; `names` are those of the sources."""
    state, outcome = OUTCOMES.get(report.outcome.value, (State.WAITING, NO_RUN))
    if report.task is Task.REJECT and report.outcome is Outcome.UNCHANGED:
        outcome = msgid("the held list was forgotten; the index stays as it is")
    return Brief(
        address=f"{REPORTS}/{kept.number}",
        at=minute(kept.at, zone),
        source=names.get(kept.source, kept.source),
        task=reader.tr(TASKS[report.task]),
        file=report.file,
        state=state.name.lower(),
        outcome=reader.tr(outcome),
        numbers=_numbers(report, reader),
    )


def whole(
    kept: RunReport,
    report: Report,
    names: Mapping[str, str],
    zone: tzinfo,
    reader: Reader,
    known: Mapping[Key, Entry] = NOBODY,
) -> Kept:
    """Return a whole report; `known` are the records that its hold names."""
    tr, approval = reader.tr, report.approval
    agreed = tr(msgid("Decided by {who}: {why} (plan {digest})"))
    return Kept(
        brief=brief(kept, report, names, zone, reader),
        figures=_figures(report, reader),
        why=why(report.code, report.detail, reader, report.behind),
        approval=agreed.format(who=approval.who, why=approval.why, digest=approval.digest)
        if approval
        else "",
        hold=hold_view(kept.source, report.hold, reader, known) if report.hold else None,
        rejected=_rows(report.rejected, reader),
        flagged=_rows(report.flagged, reader),
        rejected_count=report.rejected_count,
        flagged_count=report.flagged_count,
    )


def _numbers(report: Report, reader: Reader) -> str:
    if report.task is Task.UNITS:
        return reader.tr(msgid("{n} units")).format(n=f"{report.rows:,}")
    if not (report.added or report.changed or report.removed or report.rejected_count):
        return ""
    return reader.tr(
        msgid("{added} added, {changed} changed, {removed} removed, {rejected} rejected")
    ).format(
        added=f"{report.added:,}",
        changed=f"{report.changed:,}",
        removed=f"{report.removed:,}",
        rejected=f"{report.rejected_count:,}",
    )


def _figures(report: Report, reader: Reader) -> tuple[tuple[str, str], ...]:
    tr = reader.tr
    counted = (
        (msgid("added"), report.added),
        (msgid("changed"), report.changed),
        (msgid("removed"), report.removed),
        (msgid("as they were"), report.same),
        (msgid("rejected"), report.rejected_count),
        (msgid("taken with a doubt"), report.flagged_count),
        (msgid("left out as classified"), report.secret),
        (msgid("rows read"), report.rows),
        (msgid("in all now"), report.total),
    )
    seconds = (tr(msgid("took")), tr(msgid("{n} s")).format(n=f"{report.seconds:.1f}"))
    return (*((tr(name), f"{n:,}") for name, n in counted if n is not None), seconds)


def _rows(rows: Iterable[Row], reader: Reader) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"{row.row:,}" if row.row else "", why(row.code, row.detail, reader)) for row in rows
    )
