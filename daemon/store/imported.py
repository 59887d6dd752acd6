"""The file of imported readings, as it is written: by one command at a time, never by the daemon.

An import is one transaction with its roll-ups, all or nothing; so is forgetting it. The file has no
write-ahead log: the daemon only reads it, and is held up for the length of a commit at most.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .imported_read import FILE, Import, import_of, tag_of
from .imported_rollups import roll_up, roll_up_all
from .schema import NewerSchemaError, migrations

BUSY_TIMEOUT_S = 5.0
STEP = 0.01
MOST_ROWS = 20
QUANTITIES = {"temperature": "°C", "relative_humidity": "%RH"}
STEPS = migrations("imported")
PLACES = 2  # the step that parts series by their places


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where readings come from: what an import keeps for ever. `at` is UTC seconds."""

    file: str
    sha256: str
    dialect: str
    encoding: str
    date_order: str
    timezone: str
    logger: str
    room: str
    zone: str
    at: int
    who: str
    interval_s: int


class Value(NamedTuple):
    """One reading in hundredths; `row` is its line in the file."""

    row: int
    quantity: str
    at: int
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What an import did. `known` values were there already, `differing` ones otherwise.

    `rows` are the first lines with a differing one. `places` are the other zones at which the
    logger stood in this room; `elsewhere` values were not taken, for at their time it stood there.
    """

    number: int
    readings: int
    known: int
    differing: int
    rows: tuple[int, ...]
    places: tuple[str, ...] = ()
    elsewhere: int = 0


class KnownFileError(Exception):
    """The file was imported before; `before` says how."""

    def __init__(self, before: Import) -> None:
        super().__init__(f"imported as {before.number}")
        self.before = before


@contextmanager
def written(directory: Path) -> Iterator[sqlite3.Connection]:
    """Open the file of imports for writing, one transaction long.

    Raises NewerSchemaError with the file untouched, sqlite3.Error or OSError.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with closing(
        sqlite3.connect(directory / FILE, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    ) as db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA synchronous = FULL")
        _migrate(db)
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.rollback()
            raise
        db.execute("COMMIT")


def add(db: sqlite3.Connection, origin: Origin, values: Iterable[Value], rejected: int) -> Added:
    """Add the values of a file; a value that is known already stays as it is.

    Raises KnownFileError where this very file was imported. Adds nothing where nothing is new.
    """
    before = import_of(db, origin.sha256, origin.logger)
    if before is not None:
        raise KnownFileError(before)
    db.execute("SAVEPOINT import")
    number = _begin(db, origin, rejected)
    series = {quantity: _series(db, origin, quantity) for quantity in QUANTITIES}
    places = _places(db, origin)
    others = {quantity: _others(db, origin, places, quantity) for quantity in QUANTITIES}
    spans: dict[int, tuple[int, int]] = {}
    readings = known = differing = elsewhere = 0
    rows: list[int] = []
    for value in values:
        one = series[value.quantity]
        if any(_steps(db, other, value.at) is not None for other in others[value.quantity]):
            elsewhere += 1
            continue
        cursor = db.execute(
            "INSERT OR IGNORE INTO reading VALUES (?, ?, ?, ?)",
            (one, value.at, value.steps, number),
        )
        if cursor.rowcount:
            readings += 1
            since, until = spans.get(one, (value.at, value.at))
            spans[one] = min(since, value.at), max(until, value.at)
        elif _steps(db, one, value.at) == value.steps:
            known += 1
        else:
            differing += 1
            if len(rows) < MOST_ROWS:
                rows.append(value.row)
    added = Added(
        number=number,
        readings=readings,
        known=known,
        differing=differing,
        rows=tuple(rows),
        places=places,
        elsewhere=elsewhere,
    )
    if not readings:
        db.execute("ROLLBACK TO import")
        return replace(added, number=0)
    db.execute("UPDATE import SET readings = ? WHERE id = ?", (readings, number))
    _drop_empty_series(db)
    for one, (since, until) in spans.items():
        roll_up(db, one, since, until, ZoneInfo(origin.timezone))
    return added


def forget(db: sqlite3.Connection, number: int) -> None:
    """Take an import out again, all of it, with what its readings added to the roll-ups."""
    (timezone,) = db.execute("SELECT timezone FROM import WHERE id = ?", (number,)).fetchone()
    spans = db.execute(
        "SELECT series, MIN(at), MAX(at) FROM reading WHERE import = ? GROUP BY series", (number,)
    ).fetchall()
    db.execute("DELETE FROM reading WHERE import = ?", (number,))
    for one, since, until in spans:
        roll_up(db, one, since, until, ZoneInfo(timezone))
    db.execute("DELETE FROM import WHERE id = ?", (number,))
    _drop_empty_series(db)


def _migrate(db: sqlite3.Connection) -> None:
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    if version > max(STEPS):
        raise NewerSchemaError(version, max(STEPS))
    for number in (n for n in STEPS if n > version):
        db.executescript(f"BEGIN IMMEDIATE;\n{STEPS[number]}")
        if number == PLACES:
            roll_up_all(db)
        db.execute(f"PRAGMA user_version = {number}")
        db.execute("COMMIT")


def _begin(db: sqlite3.Connection, origin: Origin, rejected: int) -> int:
    cursor = db.execute(
        "INSERT INTO import (file, sha256, dialect, encoding, date_order, timezone, logger, room,"
        " zone, at, who, interval_s, readings, rejected)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
        (
            *(origin.file, origin.sha256, origin.dialect, origin.encoding, origin.date_order),
            *(origin.timezone, origin.logger, origin.room, origin.zone, origin.at, origin.who),
            *(origin.interval_s, rejected),
        ),
    )
    if cursor.lastrowid is None:
        raise RuntimeError("an insert leaves its row number")
    return cursor.lastrowid


def _series(db: sqlite3.Connection, origin: Origin, quantity: str) -> int:
    """Return the series of a logger at its place: elsewhere it is another one."""
    tag = tag_of(origin.room, origin.zone, origin.logger, quantity)
    db.execute(
        "INSERT OR IGNORE INTO series (tag, unit, step, is_bit, room, zone, quantity)"
        " VALUES (?, ?, ?, 0, ?, ?, ?)",
        (tag, QUANTITIES[quantity], STEP, origin.room, origin.zone, quantity),
    )
    return int(db.execute("SELECT id FROM series WHERE tag = ?", (tag,)).fetchone()[0])


def _places(db: sqlite3.Connection, origin: Origin) -> tuple[str, ...]:
    """Return where else in the room the logger stood by earlier imports."""
    found = db.execute(
        "SELECT DISTINCT zone FROM import WHERE room = ? AND logger = ? AND zone <> ?"
        " ORDER BY zone",
        (origin.room, origin.logger, origin.zone),
    )
    return tuple(zone for (zone,) in found)


def _others(
    db: sqlite3.Connection, origin: Origin, places: Iterable[str], quantity: str
) -> tuple[int, ...]:
    tags = [tag_of(origin.room, zone, origin.logger, quantity) for zone in places]
    found = (db.execute("SELECT id FROM series WHERE tag = ?", (tag,)).fetchone() for tag in tags)
    return tuple(row[0] for row in found if row is not None)


def _steps(db: sqlite3.Connection, series: int, at: int) -> int | None:
    sql = "SELECT steps FROM reading WHERE series = ? AND at = ?"
    found = db.execute(sql, (series, at)).fetchone()
    return None if found is None else int(found[0])


def _drop_empty_series(db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM series WHERE id NOT IN (SELECT DISTINCT series FROM reading)")
