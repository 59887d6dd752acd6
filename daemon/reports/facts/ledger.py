"""The ledger as facts, up to one head of its chain: what machines did, rows of some kinds."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from daemon.model import Verdict
from daemon.reports.measures import Doubt, Machines, Span
from daemon.store.ledger_chain import Head
from daemon.store.ledger_read import LedgerRow, reading, rows

BUSY_TIMEOUT_S = 5.0
TROUBLES = frozenset({Verdict.REFUSED, Verdict.NOT_RUNNING, Verdict.OVERRIDDEN, Verdict.WELDED})
_SHOWN = (
    "at, subject, json_extract(body, '$.running'), json_extract(body, '$.feedback'),"
    " json_extract(body, '$.command'), json_extract(body, '$.verdict')"
)


class _Shown(NamedTuple):
    at_ms: int
    output: str
    running: int | None
    feedback: int | None
    command: int | None
    verdict: str | None

    @property
    def is_on(self) -> bool:
        """What the output truly did; what is not known is not counted as running."""
        known = (self.running, self.feedback)
        truly = next((shown for shown in known if shown is not None), None)
        if truly is None and self.verdict == Verdict.CONFIRMED:
            truly = self.command
        return bool(truly)


def machines(path: Path, head: Head, since: int, until: int) -> Machines:
    """Return what outputs did in `[since, until)`, UTC seconds, as rows up to `head` tell.

    Raises sqlite3.Error where the file, or the text of a row, cannot be read.
    """
    shown = _Follower(until)
    with reading(path, BUSY_TIMEOUT_S) as db:
        for row in _before(db, head, since):
            shown.see(row, since)
        found = db.execute(
            f"SELECT {_SHOWN} FROM ledger WHERE kind = 'output' AND at >= ? AND at < ?"  # noqa: S608
            " AND seq <= ? ORDER BY seq",
            (since * 1000, until * 1000, head.seq),
        )
        for row in found:
            shown.see(_Shown(*row), since)
    return shown.ended()


def of_kinds(
    path: Path, head: Head, kinds: Iterable[str], since: int, until: int
) -> tuple[LedgerRow, ...]:
    """Return the rows of some kinds in `[since, until)` up to `head`, in their order.

    Raises sqlite3.Error, ValueError for a body that is no JSON.
    """
    from_at, to_at = (_moment(at) for at in (since, until))
    found = [
        row
        for kind in kinds
        for row in rows(path, kind=kind, since=from_at, until=to_at)
        if row.seq <= head.seq
    ]
    return tuple(sorted(found, key=lambda row: row.seq))


def counts(path: Path, head: Head, since: int, until: int) -> Mapping[str, int]:
    """Return how many rows of each kind there are in `[since, until)`; raises sqlite3.Error."""
    with reading(path, BUSY_TIMEOUT_S) as db:
        return dict(
            db.execute(
                "SELECT kind, COUNT(*) FROM ledger WHERE at >= ? AND at < ? AND seq <= ?"
                " GROUP BY kind ORDER BY kind",
                (since * 1000, until * 1000, head.seq),
            ).fetchall()
        )


class _Follower:
    """Turns the rows of outputs, in their order, into stretches."""

    def __init__(self, until: int) -> None:
        self._until = until
        self._since: dict[str, Span] = {}  # of outputs that are on: begun, not ended
        self._verdicts: dict[str, str | None] = {}
        self._spans: dict[str, list[Span]] = {}
        self._doubts: list[Doubt] = []

    def see(self, row: _Shown, since: int) -> None:
        """Take the next row; what was so before `since` did not begin here."""
        at, output = max(row.at_ms / 1000, float(since)), row.output
        begins = row.at_ms >= since * 1000
        if row.is_on and output not in self._since:
            self._since[output] = Span(at, at, int(begins))
        elif not row.is_on and output in self._since:
            self._close(output, at)
        if begins and row.verdict in TROUBLES and row.verdict != self._verdicts.get(output):
            self._doubts.append(Doubt(at, output, Verdict(row.verdict)))
        self._verdicts[output] = row.verdict

    def ended(self) -> Machines:
        """Return everything; what is still on is so to the end."""
        for output in list(self._since):
            self._close(output, float(self._until))
        return Machines(
            spans={output: tuple(spans) for output, spans in sorted(self._spans.items())},
            doubts=tuple(self._doubts),
        )

    def _close(self, output: str, at: float) -> None:
        begun = self._since.pop(output)
        if at > begun.since:  # a clock that was set back leaves no stretch
            span = Span(begun.since, at, begun.starts)
            self._spans.setdefault(output, []).append(span)


def _before(db: sqlite3.Connection, head: Head, since: int) -> Iterator[_Shown]:
    """Yield how each output was when the time began."""
    outputs = db.execute("SELECT DISTINCT subject FROM ledger WHERE kind = 'output'").fetchall()
    for (output,) in outputs:
        found = db.execute(
            f"SELECT {_SHOWN} FROM ledger WHERE kind = 'output' AND subject = ? AND at < ?"  # noqa: S608
            " AND seq <= ? ORDER BY seq DESC LIMIT 1",
            (output, since * 1000, head.seq),
        ).fetchone()
        if found:
            yield _Shown(*found)


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)
