"""The history as readings of rooms: one pass over its quarters, which are kept always."""

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from math import nan
from pathlib import Path
from statistics import median
from typing import NamedTuple

from daemon.reports.asked import QUARTER_S
from daemon.reports.series import (
    DIGITS,
    LEAST_MS,
    Climate,
    Readings,
    RoomReadings,
    Values,
)

BUSY_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomTags:
    """The tags that speak for one room. `door_closed` are contacts: true means closed."""

    temperature: tuple[str, ...] = ()
    humidity: tuple[str, ...] = ()
    outside_temperature: tuple[str, ...] = ()
    outside_humidity: tuple[str, ...] = ()
    door_closed: tuple[str, ...] = ()


_Sum = tuple[int, int]  # covered ms, the integral of steps over them


_Voices = tuple[tuple[tuple[int, float], ...], ...]  # of some tags: (series, step) of each


class _Door(NamedTuple):
    into: Values
    contacts: tuple[int, ...]


class _Columns:
    """The values that rooms ask for; what several ask for, as the outside, is computed once."""

    def __init__(self, known: Mapping[tuple[str, str], tuple[tuple[int, float], ...]]) -> None:
        self.slots: dict[_Voices, Values] = {}
        self._known = known

    def voices(self, tags: Sequence[str], unit: str, count: int) -> _Voices:
        """Return whose median is asked for, and make room for it."""
        voices = tuple(self._known[tag, unit] for tag in tags if (tag, unit) in self._known)
        self.slots.setdefault(voices, array("d", [nan]) * count)
        return voices


def read(path: Path, rooms: Mapping[str, RoomTags], since: int, until: int) -> Readings:
    """Return what was measured from `since` to `until`, UTC seconds at whole quarters.

    Raises sqlite3.Error where the file cannot be read.
    """
    with closing(_connection(path)) as db:
        until = max(since, min(until, _rolled_until(db)))
        count = (until - since) // QUARTER_S
        known = _series(db)
        columns = _Columns(known)
        asked = {
            room: (
                columns.voices(tags.temperature, "°C", count),
                columns.voices(tags.humidity, "%RH", count),
                columns.voices(tags.outside_temperature, "°C", count),
                columns.voices(tags.outside_humidity, "%RH", count),
            )
            for room, tags in rooms.items()
        }
        doors = {
            room: _Door(
                array("d", bytes(8 * count)),
                tuple(n for tag in tags.door_closed for n, _ in known.get((tag, ""), ())),
            )
            for room, tags in rooms.items()
        }
        alive = array("b", bytes(count))
        for start, sums in _quarters(db, columns.slots, doors.values(), since, until):
            number = (start - since) // QUARTER_S
            alive[number] = 1
            _place(number, sums, columns.slots, doors.values())

    def climate(temperature: _Voices, humidity: _Voices) -> Climate:
        c, pct = columns.slots[temperature][:], columns.slots[humidity][:]
        return Climate(since=since, temperature_c=c, humidity_pct=pct)

    found = {
        room: RoomReadings(
            inside=climate(*voices[:2]),
            outside=climate(*voices[2:]),
            open_s=doors[room].into,
            imported=array("b", bytes(count)),
        )
        for room, voices in asked.items()
    }
    return Readings(since=since, until=until, rooms=found, alive=alive)


def latest(path: Path, tags: Iterable[str], since: int, until: int) -> Mapping[str, float]:
    """Return the newest value of each tag in `[since, until)`; one without a value is left out.

    Raises sqlite3.Error where the file cannot be read.
    """
    found: dict[str, float] = {}
    with closing(_connection(path)) as db:
        for tag in tags:
            row = db.execute(
                "SELECT integral * step / covered_ms FROM quarter JOIN series ON series = series.id"
                " WHERE tag = ? AND start >= ? AND start < ? ORDER BY start DESC LIMIT 1",
                (tag, since, until),
            ).fetchone()
            if row is not None:
                found[tag] = round(row[0], DIGITS)
    return found


def _place(
    number: int,
    sums: Mapping[int, _Sum],
    slots: Mapping[_Voices, Values],
    doors: Iterable[_Door],
) -> None:
    for voices, into in slots.items():
        votes = [vote for series in voices if (vote := _mean(series, sums)) is not None]
        if votes:
            into[number] = round(votes[0] if len(votes) == 1 else median(votes), DIGITS)
    for door in doors:
        for contact in door.contacts:
            found = sums.get(contact)
            if found is not None and found[1] < found[0]:
                open_s = round((found[0] - found[1]) / 1000, 1)
                door.into[number] = max(door.into[number], open_s)


def _mean(series: tuple[tuple[int, float], ...], sums: Mapping[int, _Sum]) -> float | None:
    """Return the mean of one tag, None where it was measured for too short a time."""
    covered, whole = 0, 0.0
    for number, step in series:
        found = sums.get(number)
        if found is not None:
            covered += found[0]
            whole += found[1] * step
    return whole / covered if covered >= LEAST_MS else None


def _quarters(
    db: sqlite3.Connection,
    slots: Mapping[_Voices, Values],
    doors: Iterable[_Door],
    since: int,
    until: int,
) -> Iterator[tuple[int, Mapping[int, _Sum]]]:
    """Yield the sums of each quarter that has any, by series."""
    wanted = {n for voices in slots for tag in voices for n, _ in tag}
    wanted |= {n for door in doors for n in door.contacts}
    rows = db.execute(
        "SELECT start, series, covered_ms, integral FROM quarter"  # noqa: S608 - numbers
        f" WHERE start >= ? AND start < ? AND series IN ({','.join(map(str, sorted(wanted)))})"
        " ORDER BY start",
        (since, until),
    )
    at, sums = since, dict[int, _Sum]()
    for start, series, covered_ms, integral in rows:
        if start != at:
            if sums:
                yield at, sums
            at, sums = start, {}
        sums[series] = (covered_ms, integral)
    if sums:
        yield at, sums


def _series(db: sqlite3.Connection) -> Mapping[tuple[str, str], tuple[tuple[int, float], ...]]:
    found: dict[tuple[str, str], tuple[tuple[int, float], ...]] = {}
    for number, tag, unit, step in db.execute("SELECT id, tag, unit, step FROM series ORDER BY id"):
        found[tag, unit] = (*found.get((tag, unit), ()), (number, step))
    return found


def _rolled_until(db: sqlite3.Connection) -> int:
    """Return the time before which all quarters are merged."""
    rolled = db.execute("SELECT until FROM rolled").fetchone()
    return 0 if rolled is None else int(rolled[0])


def _connection(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_S)
    db.execute("PRAGMA query_only = ON")
    return db
