"""Raw rows out of the files, for `roomd history export`: own ones and imported ones, each marked.

Reads only, with its own connections, while the daemon may go on writing.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush, merge
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .blocks import unpacked
from .exported import ExportedRow, Source
from .imported_export import count_imported, imported_rows, imported_tags
from .series import value_of
from .states import quality_of, why_of

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
        sql, series = _select("SUM(raw.count)", _known(db, path, tags))
        counted: int | None = db.execute(sql, _bounds(since, until) | series).fetchone()[0]
    return (counted or 0) + count_imported(path.parent, tags, since, until)


def export_rows(
    path: Path, tags: Collection[str], since: datetime, until: datetime, zone: ZoneInfo
) -> Iterator[ExportedRow]:
    """Yield the rows of the tags (all when empty) within `[since, until)`, segment by segment.

    What was imported stands among them, under the tags of its series. Raises UnknownTagsError, or
    sqlite3.Error where a file cannot be read.
    """
    with closing(_connection(path)) as db:
        known = _known(db, path, tags)
        imported = imported_rows(path.parent, tags, since, until, zone)
        yield from merge(_own(db, known, since, until, zone), imported, key=lambda row: row.at)


def _own(
    db: sqlite3.Connection,
    known: dict[int, _Series],
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
) -> Iterator[ExportedRow]:
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


def _known(db: sqlite3.Connection, path: Path, tags: Collection[str]) -> dict[int, _Series]:
    """Return our own series among the tags; raises UnknownTagsError for tags of nobody."""
    every = {
        number: _Series(tag, unit, step, bool(is_bit))
        for number, tag, unit, step, is_bit in db.execute(
            "SELECT id, tag, unit, step, is_bit FROM series"
        )
    }
    known = {series.tag for series in every.values()} | imported_tags(path.parent)
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
        source=Source.OWN,
    )
