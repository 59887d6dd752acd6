"""Imported readings as rows of an export: as the loggers' files had them, in order of time."""

import sqlite3
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from heapq import merge
from math import ceil
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from daemon.model import Quality, Why

from .exported import LOGGERS_CLOCK, ExportedRow, Source
from .imported_read import reading
from .series import value_of

_WITHIN = "FROM reading WHERE series = ? AND at >= ? AND at < ?"


class _Series(NamedTuple):
    number: int
    tag: str
    unit: str
    step: float


def imported_tags(directory: Path) -> frozenset[str]:
    """Return the tags of all imported series; raises sqlite3.Error."""
    with reading(directory) as db:
        return frozenset() if db is None else frozenset(each.tag for each in _series(db, ()))


def count_imported(directory: Path, tags: Collection[str], since: datetime, until: datetime) -> int:
    """Return how many rows `imported_rows` will yield; raises sqlite3.Error."""
    with reading(directory) as db:
        if db is None:
            return 0
        sql, bounds = f"SELECT COUNT(*) {_WITHIN}", _bounds(since, until)
        found = (db.execute(sql, (each.number, *bounds)) for each in _series(db, tags))
        return sum(row.fetchone()[0] for row in found)


def imported_rows(
    directory: Path, tags: Collection[str], since: datetime, until: datetime, zone: ZoneInfo
) -> Iterator[ExportedRow]:
    """Yield the readings of the tags (all when empty) within `[since, until)`; sqlite3.Error."""
    with reading(directory) as db:
        if db is not None:
            bounds = _bounds(since, until)
            rows = (_rows(db, each, bounds, zone) for each in _series(db, tags))
            yield from merge(*rows, key=lambda row: row.at)


def _rows(
    db: sqlite3.Connection, series: _Series, bounds: tuple[int, int], zone: ZoneInfo
) -> Iterator[ExportedRow]:
    found = db.execute(f"SELECT at, steps {_WITHIN} ORDER BY at", (series.number, *bounds))
    for seconds, steps in found:
        at = datetime.fromtimestamp(seconds, UTC)
        yield ExportedRow(
            at=at,
            local=at.astimezone(zone),
            tag=series.tag,
            value=value_of(steps, series.step),
            unit=series.unit,
            quality=Quality.GOOD,
            why=Why.NONE,
            clock=LOGGERS_CLOCK,
            source=Source.IMPORTED,
        )


def _series(db: sqlite3.Connection, tags: Collection[str]) -> list[_Series]:
    rows = db.execute("SELECT id, tag, unit, step FROM series ORDER BY tag")
    return [each for each in map(_Series._make, rows) if not tags or each.tag in tags]


def _bounds(since: datetime, until: datetime) -> tuple[int, int]:
    """Return the whole seconds of `[since, until)`."""
    return ceil(since.timestamp()), ceil(until.timestamp())
