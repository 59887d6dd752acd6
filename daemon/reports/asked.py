"""What is asked for: which report, about which place, over which month or year (pure)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from daemon.model.render import Language

QUARTER_S = 900
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"\d{4}")
FIRST_YEAR, LAST_YEAR = 1970, 9998


class ReportKind(StrEnum):
    """The reports that can be made."""

    MONTHLY = "monthly"
    YEARLY = "yearly"
    EXCURSION = "excursion"
    STERILISATION = "sterilisation"
    ALARMS = "alarms"
    MAINTENANCE = "maintenance"
    AUDIT = "audit"


OF_SITE = frozenset({ReportKind.ALARMS, ReportKind.MAINTENANCE, ReportKind.AUDIT})


class Day(NamedTuple):
    """One local day, and its first and last second in UTC; a day may have 23 or 25 hours."""

    day: date
    since: int
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Whole local days from `first` to `last`, both included. `name` is `2026-10` or `2026`."""

    name: str
    first: date
    last: date

    def since_s(self, zone: ZoneInfo) -> int:
        """Return its first second in UTC."""
        return midnight_s(self.first, zone)

    def until_s(self, zone: ZoneInfo) -> int:
        """Return the first UTC second after it."""
        return midnight_s(self.last + timedelta(days=1), zone)

    def days(self, zone: ZoneInfo) -> tuple[Day, ...]:
        """Return its days."""
        count = (self.last - self.first).days + 1
        days = [self.first + timedelta(days=n) for n in range(count + 1)]
        edges = [midnight_s(day, zone) for day in days]
        return tuple(map(Day, days, edges, edges[1:]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One report: `place` is the id of a room, or of the site where it is about all of it."""

    kind: ReportKind
    place: str
    period: Period
    language: Language

    @property
    def subject(self) -> str:
        """What names it together with its kind: `stack-1/2026-10`."""
        return f"{self.place}/{self.period.name}"


def midnight_s(day: date, zone: ZoneInfo) -> int:
    """Return the first second of a local day in UTC."""
    return round(datetime.combine(day, time(), zone).timestamp())


def period(name: str) -> Period:
    """Return the month or the year that `name` names; raises ValueError for anything else."""
    if found := _MONTH.fullmatch(name):
        year, month = int(found[1]), int(found[2])
        last = date(_sane(year), month, monthrange(year, month)[1])
        return Period(name=name, first=date(year, month, 1), last=last)
    if _YEAR.fullmatch(name):
        year = _sane(int(name))
        return Period(name=name, first=date(year, 1, 1), last=date(year, 12, 31))
    raise ValueError(f"no month and no year: {name!r}")


def months(year: Period) -> tuple[Period, ...]:
    """Return the months that a period touches."""
    names = [f"{year.first.year:04}-{m:02}" for m in range(year.first.month, year.last.month + 1)]
    return tuple(map(period, names))


def month_before(at: datetime) -> Period:
    """Return the month before the one that holds a local time."""
    last = at.date().replace(day=1) - timedelta(days=1)
    return period(f"{last.year:04}-{last.month:02}")


def months_until(first: datetime, last: Period) -> tuple[Period, ...]:
    """Return every month from the one that holds a local time to `last`, both included."""
    begin, end = (each.year * 12 + each.month - 1 for each in (first, last.first))
    return tuple(period(f"{n // 12:04}-{n % 12 + 1:02}") for n in range(begin, end + 1))


def _sane(year: int) -> int:
    if FIRST_YEAR <= year <= LAST_YEAR:
        return year
    raise ValueError(f"no year of this program: {year}")
