"""The file of imported readings, as it is read: by the daemon, the reports and the commands.

Reads only. Where there is no file, nothing was imported.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from .held import MOST_HELD_S, Point, Rolled, Stretch, stretches, within
from .trends import Part, Span, sources

FILE = "imported.db"
PREFIX = "import/"
EVER = 1 << 37  # UTC seconds, within what a calendar holds: all quarters and days are merged
BUSY_TIMEOUT_S = 2.0
_COLUMNS = (
    "id, file, sha256, dialect, encoding, date_order, timezone, logger, room, zone, at, who,"
    " interval_s, readings, rejected"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One file that was imported; `number` names it. `interval_s` is its logger's."""

    number: int
    file: str
    sha256: str
    dialect: str
    encoding: str
    date_order: str
    timezone: str
    logger: str
    room: str
    zone: str
    at: datetime
    who: str
    interval_s: int
    readings: int
    rejected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedSeries:
    """One quantity of one logger at one place. `until` is past its last reading's interval."""

    tag: str
    room: str
    zone: str
    quantity: str
    unit: str
    step: float
    since: datetime
    until: datetime
    readings: int


def tag_of(room: str, zone: str, logger: str, quantity: str) -> str:
    """Return the tag of an imported series: a logger that is moved begins a new one."""
    return f"{PREFIX}{room}/{zone}/{logger}.{quantity}"


def is_imported(tag: str) -> bool:
    """Return whether a tag is one of an imported series."""
    return tag.startswith(PREFIX)


def imports(directory: Path) -> Sequence[Import]:
    """Return every import, the oldest first; raises sqlite3.Error."""
    with reading(directory) as db:
        return [] if db is None else [_import(row) for row in _rows(db, "ORDER BY id")]


def import_of(db: sqlite3.Connection, sha256: str, logger: str) -> Import | None:
    """Return how a file of a logger was imported, None where it was not."""
    rows = _rows(db, "WHERE sha256 = ? AND logger = ?", sha256, logger)
    return next(map(_import, rows), None)


def imported_series(directory: Path, room: str | None = None) -> Sequence[ImportedSeries]:
    """Return what was imported for a room, or for all, in the order of the tags.

    Raises sqlite3.Error.
    """
    sql = (
        "SELECT tag, series.room, series.zone, quantity, unit, step, MIN(reading.at),"
        " MAX(reading.at + MIN(interval_s, ?)), COUNT(*)"
        " FROM series JOIN reading ON reading.series = series.id JOIN import ON import.id = import"
        " WHERE ? IS NULL OR series.room = ? GROUP BY series.id ORDER BY tag"
    )
    with reading(directory) as db:
        rows = [] if db is None else db.execute(sql, (MOST_HELD_S, room, room)).fetchall()
    return [
        ImportedSeries(
            tag=row[0],
            room=row[1],
            zone=row[2],
            quantity=row[3],
            unit=row[4],
            step=row[5],
            since=_moment(row[6]),
            until=_moment(row[7]),
            readings=row[8],
        )
        for row in rows
    ]


def imported_parts(directory: Path, tag: str, asked: Span, zone: ZoneInfo) -> Sequence[Part]:
    """Return what the file knows about a tag within the buckets; raises sqlite3.Error."""
    with reading(directory) as db:
        known = None if db is None else _known(db, tag)
        if db is None or known is None:
            return []
        series, step = known
        found: list[Part] = []
        for table, since, until in sources(asked, EVER, zone):
            if since >= until:
                continue
            rows = (
                within(_clipped(db, series, since, until), asked.since, asked.step_s)
                if table == "minute"
                else rolled(db, table, series, since, until)
            )
            found += [
                Part((row.start - asked.since) // asked.step_s, step, *row[1:]) for row in rows
            ]
    return found


def rolled(
    db: sqlite3.Connection, table: str, series: int, since: int, until: int
) -> Iterator[Rolled]:
    """Yield the roll-ups of `table`, `quarter` or `day`, that begin within `[since, until)`."""
    sql = (
        f"SELECT start, covered_ms, integral, low, high FROM {table}"  # noqa: S608
        " WHERE series = ? AND start >= ? AND start < ? ORDER BY start"
    )
    return map(Rolled._make, db.execute(sql, (series, since, until)))


@contextmanager
def reading(directory: Path) -> Iterator[sqlite3.Connection | None]:
    """Open the file for reading only; None where there is none. Raises sqlite3.Error."""
    path = (directory / FILE).absolute()
    if not path.exists():
        yield None
        return
    uri = f"{path.as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S)) as db:
        db.execute("PRAGMA query_only = ON")
        yield db


def _clipped(db: sqlite3.Connection, series: int, since: int, until: int) -> Iterator[Stretch]:
    points = db.execute(
        "SELECT reading.at, steps, interval_s FROM reading JOIN import ON import.id = import"
        " WHERE series = ? AND reading.at >= ? AND reading.at < ? ORDER BY reading.at",
        (series, since - MOST_HELD_S, until + MOST_HELD_S),
    )
    for stretch in stretches(map(Point._make, points)):
        begin, end = max(stretch.since, since), min(stretch.until, until)
        if begin < end:
            yield Stretch(begin, end, stretch.steps)


def _known(db: sqlite3.Connection, tag: str) -> tuple[int, float] | None:
    found = db.execute("SELECT id, step FROM series WHERE tag = ?", (tag,)).fetchone()
    return None if found is None else (found[0], found[1])


def _rows(db: sqlite3.Connection, where: str, *asked: str) -> Iterator[tuple[object, ...]]:
    return iter(db.execute(f"SELECT {_COLUMNS} FROM import {where}", asked).fetchall())  # noqa: S608


def _import(row: tuple[object, ...]) -> Import:
    names = ("number", *(name.strip() for name in _COLUMNS.split(",")[1:]))
    columns = dict(zip(names, row, strict=True))
    return Import(**{**columns, "at": _moment(columns["at"])})  # type: ignore[arg-type]


def _moment(at: object) -> datetime:
    return datetime.fromtimestamp(int(str(at)), UTC)
