"""Raw rows out of the file, for `roomd history export`: in order of time, safe for spreadsheets.

Reads only, with its own connection, while the daemon may go on writing.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from daemon.model import Quality
from daemon.model.spreadsheet import csv_text

from .blocks import unpacked
from .series import value_of
from .states import quality_of, why_of

CSV_HEADER = ("utc", "local", "tag", "value", "unit", "quality", "why", "clock")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_WITHIN = """
    FROM segment JOIN raw ON raw.segment = segment.id
    WHERE raw.start_ms >= :since - segment.utc_ms - 60000
      AND raw.start_ms < :until - segment.utc_ms AND raw.series IN ({series})
"""


class UnknownTagsError(LookupError):
    """Tags that the history has never seen; `known` are those that it has."""

    def __init__(self, tags: Collection[str], known: Collection[str]) -> None:
        super().__init__(f"not in the history: {', '.join(sorted(tags))}")
        self.tags = frozenset(tags)
        self.known = frozenset(known)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedRow:
    """One change or heartbeat. `value` is None where the quality is BAD.

    `clock` is `trusted`, `backdated` (dated later, by a trusted clock) or `untrusted`.
    """

    at: datetime
    local: datetime
    tag: str
    value: float | bool | None
    unit: str
    quality: Quality
    why: str
    clock: str

    def as_csv(self) -> list[str]:
        """Return the cells of `CSV_HEADER`; no text can become a formula."""
        value = "" if self.value is None else f"{self.value:g}" if self.is_fact else str(self.value)
        return [
            self.at.isoformat(timespec="milliseconds"),
            self.local.isoformat(timespec="milliseconds"),
            csv_text(self.tag),
            value,
            csv_text(self.unit),
            self.quality.name.lower(),
            self.why,
            self.clock,
        ]

    @property
    def is_fact(self) -> bool:
        """True where the value is on or off, exported as 1 or 0."""
        return isinstance(self.value, bool)


class _Series(NamedTuple):
    tag: str
    unit: str
    step: float
    is_bit: bool


class _Stretch(NamedTuple):
    id: int
    utc_ms: int
    trusted: int
    backdated: int

    @property
    def clock(self) -> str:
        return "trusted" if self.trusted else "backdated" if self.backdated else "untrusted"


def count_rows(path: Path, tags: Collection[str], since: datetime, until: datetime) -> int:
    """Return about how many rows `export_rows` will yield, for a progress bar.

    Rows of the first and last minute may be counted that lie just outside. Raises as it does.
    """
    with closing(_connection(path)) as db:
        sql, series = _select("SUM(raw.count)", _series(db, tags))
        counted: int | None = db.execute(sql, _bounds(since, until) | series).fetchone()[0]
        return counted or 0


def export_rows(
    path: Path, tags: Collection[str], since: datetime, until: datetime, zone: ZoneInfo
) -> Iterator[ExportedRow]:
    """Yield the rows of the tags (all when empty) within `[since, until)`, segment by segment.

    Raises UnknownTagsError, or sqlite3.Error where the file cannot be read.
    """
    with closing(_connection(path)) as db:
        known = _series(db, tags)
        sql, series = _select(
            "segment.id, utc_ms, trusted, backdated, start_ms, raw.series, rows", known
        )
        found = db.execute(
            f"{sql} ORDER BY segment.id, start_ms, raw.series", _bounds(since, until) | series
        )
        for stretch, blocks in groupby(found, key=_stretch):
            for offset_ms, number, state, steps in _in_order(block[4:] for block in blocks):
                at = _EPOCH + timedelta(milliseconds=stretch.utc_ms + offset_ms)
                if since <= at < until:
                    yield _row(at, zone, known[number], stretch, state, steps)


def _in_order(
    blocks: Iterable[tuple[int, int, bytes]],
) -> Iterator[tuple[int, int, int, int | None]]:
    """Yield the rows of blocks sorted by start as (offset in ms, series, state, steps), by time."""
    waiting: list[tuple[int, int, int, int | None]] = []
    for start_ms, number, packed in blocks:
        while waiting and waiting[0][0] < start_ms:
            yield heappop(waiting)
        for offset_ms, state, steps in unpacked(start_ms, packed):
            heappush(waiting, (offset_ms, number, state, steps))
    while waiting:
        yield heappop(waiting)


def _connection(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5.0)
    db.execute("PRAGMA query_only = ON")
    return db


def _series(db: sqlite3.Connection, tags: Collection[str]) -> dict[int, _Series]:
    every = {
        number: _Series(tag, unit, step, bool(is_bit))
        for number, tag, unit, step, is_bit in db.execute(
            "SELECT id, tag, unit, step, is_bit FROM series"
        )
    }
    known = {series.tag for series in every.values()}
    if unknown := set(tags) - known:
        raise UnknownTagsError(unknown, known)
    return {number: series for number, series in every.items() if not tags or series.tag in tags}


def _select(columns: str, known: dict[int, _Series]) -> tuple[str, dict[str, int]]:
    series = {f"s{number}": number for number in known}
    marks = ", ".join(f":{name}" for name in series)
    return f"SELECT {columns} {_WITHIN.format(series=marks)}", series


def _bounds(since: datetime, until: datetime) -> dict[str, int]:
    return {"since": round(since.timestamp() * 1000), "until": round(until.timestamp() * 1000)}


def _stretch(row: tuple[int, int, int, int, int, int, bytes]) -> _Stretch:
    return _Stretch(*row[:4])


def _row(
    at: datetime, zone: ZoneInfo, series: _Series, stretch: _Stretch, state: int, steps: int | None
) -> ExportedRow:
    value: float | bool | None = None if steps is None else value_of(steps, series.step)
    if series.is_bit and value is not None:
        value = bool(value)
    return ExportedRow(
        at=at,
        local=at.astimezone(zone),
        tag=series.tag,
        value=value,
        unit=series.unit,
        quality=quality_of(state),
        why=why_of(state),
        clock=stretch.clock,
    )
