"""What a run of a source has to report, in words for a terminal."""

from collections.abc import Iterable, Iterator, Mapping
from gettext import gettext as _

from records_sync.sync.report import Approval, Hold, Outcome, Report, Row, Task
from records_sync.sync.sentences import behind, sentence

from .language import reader_language

MOST_ROWS = 20
MOST_IDS = 5


def told(report: Report, environ: Mapping[str, str], most: int = MOST_ROWS) -> Iterator[str]:
    """Yield a report line by line; `most` rows of each kind."""
    yield f"{_name(report)}: {_outcome(report)}"
    if report.code:
        yield "  " + _plain(spoken(report.code, report.detail, environ))
    if report.behind:
        yield "  " + str(getattr(behind(report.behind), reader_language(environ)))
    if report.task is Task.UNITS and report.outcome is Outcome.DONE:
        yield "  " + _("{count} units").format(count=report.rows)
    elif report.outcome is Outcome.DONE or report.added or report.changed or report.removed:
        yield "  " + _counts(report)
    if report.secret:
        yield "  " + _("{count} classified rows were left out; they are only counted").format(
            count=report.secret
        )
    yield from _rows(_("rejected"), report.rejected, report.rejected_count, environ, most)
    yield from _rows(_("flagged"), report.flagged, report.flagged_count, environ, most)
    if report.approval is not None:
        yield "  " + _agreed(report.approval)
    if report.hold is not None:
        yield from _held(report.source, report.hold)


def spoken(code: str, detail: str, environ: Mapping[str, str]) -> str:
    """Return what a code says in the reader's language."""
    said: str = getattr(sentence(code, detail), reader_language(environ))
    return said


def outcome_word(outcome: Outcome) -> str:
    """Return how a run ended, in a word."""
    return {
        Outcome.DONE: _("done"),
        Outcome.UNCHANGED: _("nothing new"),
        Outcome.HELD: _("HELD, waits for a person"),
        Outcome.STOPPED: _("stopped; the next sync goes on from there"),
        Outcome.FAILED: _("failed; the index stays as it is"),
    }[outcome]


def _name(report: Report) -> str:
    return _plain(f"{report.source} {report.file}" if report.file else report.source)


def _outcome(report: Report) -> str:
    if report.task is Task.REJECT and report.outcome is Outcome.UNCHANGED:
        return _("the held list was forgotten; the index stays as it is")
    return outcome_word(report.outcome)


def _counts(report: Report) -> str:
    said = _("{added} added, {changed} changed, {removed} removed, {same} as they were").format(
        added=report.added, changed=report.changed, removed=report.removed, same=report.same
    )
    if report.total is not None:
        said += _("; {total} in all").format(total=report.total)
    return said + _(" ({seconds} s)").format(seconds=f"{report.seconds:.1f}")


def _rows(
    kind: str, rows: Iterable[Row], count: int, environ: Mapping[str, str], most: int
) -> Iterator[str]:
    if not count:
        return
    yield "  " + _("{kind}: {count}").format(kind=kind, count=count)
    shown = list(rows)[:most]
    for row in shown:
        what = _plain(spoken(row.code, row.detail, environ))
        yield "    " + (_("row {row}: {what}").format(row=row.row, what=what) if row.row else what)
    if count > len(shown):
        yield "    " + _("… and {count} more").format(count=count - len(shown))


def _held(source: str, hold: Hold) -> Iterator[str]:
    yield (
        "  "
        + _("{removed} of {of} records would be removed").format(removed=hold.removed, of=hold.of)
        + (_(", {before} were removed before").format(before=hold.before) if hold.before else "")
    )
    if hold.unread:
        yield "  " + _("{unread} rows could not be read and may be just these").format(
            unread=hold.unread
        )
    if hold.ids:
        more = " …" if hold.removed > MOST_IDS else ""
        yield "    " + _plain(", ".join(hold.ids[:MOST_IDS])) + more
    yield "  " + _(
        "compare with the main system; to agree: roomd records approve {source} --plan {digest} "
        '--who NAME --why "REASON"'
    ).format(source=source, digest=hold.digest)


def _agreed(approval: Approval) -> str:
    return _("plan {digest}, decided by {who}: {why}").format(
        digest=approval.digest, who=_plain(approval.who), why=_plain(approval.why)
    )


def _plain(text: str) -> str:
    """Return text that can't move a terminal's cursor."""
    return "".join(each if each.isprintable() else "?" for each in text)
