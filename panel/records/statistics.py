"""The counts of the records as people see them: tables with bars, and figures of units; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from daemon.record_ports import Counted
from panel.reader import Reader
from panel.words import msgid
from records_sync.holdings.model import Status
from records_sync.holdings.words import STATUS_WORDS
from records_sync.index.statistics import Growth, Statistics
from records_sync.model import UnitSummary
from records_sync.words import CARRIER, RETENTION

from .links import of_search, of_year
from .record_words import said

MOST_ROWS = 20  # of one table on the page; the file has all of them
MONTHS = 24
NOT_GIVEN = msgid("(not given)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One count; `share` of the largest (0 to 1). `address` shows the records, "" nowhere."""

    label: str
    count: int
    share: float
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The counts of one kind; `more` how many rows are in the file only."""

    title: str
    bars: Sequence[Bar]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What came and went in a month, with the shares of the largest."""

    label: str
    added: int
    removed: int
    added_share: float
    removed_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The figures of a unit (None where it does not say), and how many records are its own."""

    summary: UnitSummary
    records: int
    as_of: str
    address: str

    @property
    def is_over(self) -> bool:
        """Whether more people are there than posts."""
        posts, staff = self.summary.posts, self.summary.staff
        return posts is not None and staff is not None and staff > posts


def tables(counted: Counted, reader: Reader) -> tuple[Table, ...]:
    """Return the counts by year, retention, unit, carrier and status."""
    of, tr = counted.statistics, reader.tr
    found = [] if of is None else _of_index(of, reader)
    statuses = [
        (
            said(STATUS_WORDS[status], reader),
            counted.statuses[status],
            of_search({"status": status.value}),
        )
        for status in Status
        if counted.statuses.get(status)
    ]
    untold = 0 if of is None else of.total - sum(counted.statuses.values())
    if untold > 0 and counted.statuses:
        statuses.append((said(STATUS_WORDS[""], reader), untold, ""))
    no_longer = tr(msgid("{status} (no longer in the index)"))
    statuses += [
        (no_longer.format(status=said(STATUS_WORDS[status], reader)), counted.gone[status], "")
        for status in Status
        if counted.gone.get(status)
    ]
    if statuses:
        found.append(_table(tr(msgid("By status")), statuses))
    return tuple(found)


def months(growth: Sequence[Growth]) -> tuple[Month, ...]:
    """Return the last months in which anything came or went, oldest first."""
    last = growth[-MONTHS:]
    most = max((max(each.added, each.removed) for each in last), default=1) or 1
    return tuple(
        Month(
            label=f"{each.month // 100:04}-{each.month % 100:02}",
            added=each.added,
            removed=each.removed,
            added_share=each.added / most,
            removed_share=each.removed / most,
        )
        for each in last
    )


def units(of: Statistics) -> tuple[Unit, ...]:
    """Return the figures of the units in the order of their codes."""
    records: Mapping[str, int] = dict(of.by_unit)
    return tuple(
        Unit(
            summary=unit,
            records=records.get(unit.name, 0),
            as_of=_day(unit.as_of),
            address=of_search({"unit": unit.name}),
        )
        for unit in of.units
    )


def _of_index(of: Statistics, reader: Reader) -> list[Table]:
    tr = reader.tr
    none = tr(NOT_GIVEN)
    return [
        _table(
            tr(msgid("By year")),
            ((str(year) if year else none, n, of_search(of_year(year))) for year, n in of.by_year),
        ),
        _table(
            tr(msgid("By retention")),
            (
                (said(RETENTION[r], reader), n, of_search({"retention": r.value}))
                if r
                else (none, n, "")
                for r, n in of.by_retention
            ),
        ),
        _table(
            tr(msgid("By carrier")),
            (
                (said(CARRIER[c], reader), n, of_search({"carrier": c.value}))
                if c
                else (none, n, "")
                for c, n in of.by_carrier
            ),
        ),
        _table(
            tr(msgid("By unit")),
            ((name or none, n, of_search({"unit": name})) for name, n in of.by_unit),
        ),
    ]


def _table(title: str, counts: Iterable[tuple[str, int, str]]) -> Table:
    rows = list(counts)
    shown = rows[:MOST_ROWS]
    most = max(map(itemgetter(1), rows), default=1) or 1
    bars = [Bar(label=la, count=n, share=n / most, address=to) for la, n, to in shown]
    return Table(title=title, bars=bars, more=len(rows) - len(shown))


def _day(text: str) -> str:
    """Return YYYYMMDD as a day; parts that are not known are left out."""
    parts = [text[:4], text[4:6], text[6:8]]
    return "-".join(part for part in parts if part.strip("0"))
