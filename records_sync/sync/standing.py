"""How a source stands: which reports are worth keeping, and what still waits for a person."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from records_sync.index.reading import Freshness, Index
from records_sync.index.writing import IndexWriter
from records_sync.sync.report import WELL, Hold, Outcome, Report, Task

_DEPTHS = (1, 10, 100)  # reports that are looked at; nearly always the newest decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How fresh a source is (unix seconds, None never yet), what is held, how its last run went.

    `as_of` is until when it has told, `looked_at` when it was there last.
    """

    source: str
    as_of: int | None
    total: int
    is_loading: bool
    hold: Hold | None = None
    last: Report | None = None
    last_at: int | None = None
    looked_at: int | None = None

    def body(self) -> dict[str, Any]:
        """Return it as plain values, without the rows of the report."""
        last = self.last
        return {
            "source": self.source,
            "as_of": self.as_of,
            "looked_at": self.looked_at,
            "total": self.total,
            "is_loading": self.is_loading,
            "hold": None if self.hold is None else asdict(self.hold),
            "outcome": None if last is None else last.outcome.value,
            "code": "" if last is None else last.code,
            "detail": "" if last is None else last.detail,
            "behind": 0 if last is None else last.behind,
            "last_at": self.last_at,
        }


async def standings(index: Index) -> tuple[Standing, ...]:
    """Return how every source of the index stands; raises sqlite3.Error."""
    return tuple([await _standing(index, fresh) for fresh in await index.freshness()])


async def _standing(index: Index, fresh: Freshness) -> Standing:
    hold, is_known = None, False
    for depth in _DEPTHS:
        stored = await index.reports(fresh.source, depth)
        hold, is_known = _decided(Report.loaded(each.body) for each in stored)
        if is_known or len(stored) < depth:
            break
    newest = next(iter(await index.reports(fresh.source, 1)), None)
    return Standing(
        source=fresh.source,
        as_of=fresh.as_of,
        total=fresh.total,
        is_loading=fresh.is_loading,
        hold=hold,
        last=None if newest is None else Report.loaded(newest.body),
        last_at=None if newest is None else newest.at,
        looked_at=fresh.looked_at,
    )


def standing_hold(writer: IndexWriter, source: str) -> Hold | None:
    """Return what of a source is held back now, None where nothing is."""
    for depth in _DEPTHS:
        bodies = writer.reports(source, depth)
        hold, is_known = _decided(map(Report.loaded, bodies))
        if is_known or len(bodies) < depth:
            return hold
    return None


def keep(writer: IndexWriter, report: Report) -> None:
    """Store a report, unless it says what the newest one says already."""
    newest = next(iter(writer.reports(report.source, 1)), None)
    if newest is None or _is_news(report, Report.loaded(newest)):
        writer.save_report(report.source, report.body())


def _decided(reports: Iterable[Report]) -> tuple[Hold | None, bool]:
    """Return the hold that stands after reports, newest first, and whether they tell at all.

    A run that failed or was stopped says nothing of an older hold.
    """
    for report in reports:
        if report.task is Task.UNITS:
            continue
        if report.outcome is Outcome.HELD:
            return report.hold, True
        if report.outcome in WELL:
            return None, True
    return None, False


_SAYS: dict[Outcome, Callable[[Report, Report], bool]] = {
    Outcome.UNCHANGED: lambda report, newest: (
        newest.outcome not in WELL or (report.code, report.detail) != (newest.code, newest.detail)
    ),
    Outcome.FAILED: lambda report, newest: (
        (report.code, report.detail, report.behind) != (newest.code, newest.detail, newest.behind)
    ),
    Outcome.HELD: lambda report, newest: report.hold != newest.hold,
}


def _is_news(report: Report, newest: Report) -> bool:
    says = _SAYS.get(report.outcome)
    return report.approval is not None or says is None or says(report, newest)
