"""Counts of what is in the index, as plain values. They are kept with the records: cheap to ask."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from records_sync.index.units import Names
from records_sync.model import Carrier, Retention, UnitSummary

_T = TypeVar("_T", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Records that came into the index and left it in a month (YYYYMM, UTC)."""

    month: int
    added: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """How many records there are. None and "" stand for those that say nothing of it."""

    total: int
    by_year: tuple[tuple[int | None, int], ...]  # newest first
    by_retention: tuple[tuple[Retention | None, int], ...]
    by_carrier: tuple[tuple[Carrier | None, int], ...]
    by_unit: tuple[tuple[str, int], ...]  # by today's names, most first
    growth: tuple[Growth, ...]  # oldest first
    units: tuple[UnitSummary, ...]


def statistics(db: sqlite3.Connection, source: str | None = None) -> Statistics:
    """Return the counts of all sources or of one."""
    where = " WHERE (:source IS NULL OR source = (SELECT number FROM source WHERE name = :source))"
    bound = {"source": source}

    def counts(column: str) -> dict[str, int]:
        sql = f"SELECT {column}, SUM(count) FROM tally{where} GROUP BY 1"  # noqa: S608
        return {value: count for value, count in db.execute(sql, bound) if count}

    years: dict[int, int] = {int(year): count for year, count in counts("year").items()}
    retention, carrier = counts("retention"), counts("carrier")
    names = Names.read(db)
    units: dict[str, int] = {}
    named = counts("COALESCE((SELECT name FROM name WHERE number = tally.unit), '')")
    for name, count in named.items():
        units[names.now(name)] = units.get(names.now(name), 0) + count
    growth = db.execute(
        f"SELECT month, SUM(added), SUM(removed) FROM growth{where} GROUP BY month ORDER BY month",  # noqa: S608
        bound,
    )
    return Statistics(
        total=sum(years.values()),
        by_year=tuple((year or None, years[year]) for year in sorted(years, reverse=True)),
        by_retention=_ordered(retention, Retention),
        by_carrier=_ordered(carrier, Carrier),
        by_unit=tuple(sorted(units.items(), key=lambda pair: (-pair[1], pair[0]))),
        growth=tuple(Growth(month=m, added=a, removed=r) for m, a, r in growth),
        units=tuple(names.units.values()),
    )


def _ordered(counts: dict[str, int], kinds: Iterable[_T]) -> tuple[tuple[_T | None, int], ...]:
    found: list[tuple[_T | None, int]] = [
        (kind, counts[kind.value]) for kind in kinds if kind.value in counts
    ]
    return (*found, *((None, count) for value, count in counts.items() if not value))
