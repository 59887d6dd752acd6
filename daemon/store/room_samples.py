"""Reads the quarters of whole rooms from the history, for those who need years of them.

Plain sqlite3, made to run in a thread of its own: it reads in stretches, so that no transaction
stays open for long. Quarters that are not merged yet are not here; ask the port `Trends` for them.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from daemon.control.preservation.sample import Mean, Sample, sample_of

from .database import BUSY_TIMEOUT_S
from .rollups import QUARTER_S

UNITS = ("°C", "%RH")
QUARTER_MS = QUARTER_S * 1000
Tags = tuple[Sequence[str], Sequence[str]]  # of a room's temperatures and humidities


_Row = tuple[int, int, int, int]  # start, series, covered_ms, integral


class _Column(NamedTuple):
    """The rows of one series; `step` turns its steps into the unit."""

    step: float
    rows: list[_Row]

    def means(self) -> Mapping[int, Mean]:
        """Return mean and measured share by the start of each quarter."""
        return {
            start: (integral * self.step / covered_ms, min(1.0, covered_ms / QUARTER_MS))
            for start, _, covered_ms, integral in self.rows
        }


def room_samples(
    path: Path, rooms: Mapping[str, Tags], since: int, until: int, stretch_s: int
) -> Iterator[tuple[int, Mapping[str, Sequence[Sample]]]]:
    """Yield start and samples by room of each stretch of `[since, until)`, UTC seconds.

    Raises sqlite3.Error where the file can't be read.
    """
    uri = f"{path.as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S)) as db:
        db.execute("PRAGMA query_only = ON")
        known = _series(db)
        for start in range(since, until, stretch_s):
            columns = _columns(db, known, start, min(start + stretch_s, until))
            yield start, {room: _room(columns, tags) for room, tags in rooms.items()}


def _series(db: sqlite3.Connection) -> Mapping[int, tuple[str, float]]:
    """Return tag and step of each series of temperatures and humidities."""
    rows = db.execute("SELECT id, tag, step FROM series WHERE unit IN (?, ?)", UNITS)
    return {series: (tag, step) for series, tag, step in rows}


def _columns(
    db: sqlite3.Connection, known: Mapping[int, tuple[str, float]], since: int, until: int
) -> Mapping[str, Sequence[_Column]]:
    """Return the columns that are not empty by tag: several where its resolution changed."""
    rows: defaultdict[int, list[_Row]] = defaultdict(list)
    for row in db.execute(
        "SELECT start, series, covered_ms, integral FROM quarter"
        " WHERE start >= ? AND start < ? AND covered_ms > 0",
        (since, until),
    ):
        rows[row[1]].append(row)
    columns: dict[str, list[_Column]] = {}
    for series, found in rows.items():
        if series in known:
            tag, step = known[series]
            columns.setdefault(tag, []).append(_Column(step, found))
    return columns


def _room(columns: Mapping[str, Sequence[_Column]], tags: Tags) -> Sequence[Sample]:
    warm, damp = ([column for tag in of for column in columns.get(tag, ())] for of in tags)
    if len(warm) == len(damp) == 1:  # the common room, and years of it
        return list(_pairs(warm[0], damp[0]))
    temperatures, humidities = [c.means() for c in warm], [c.means() for c in damp]
    starts = sorted(set().union(*temperatures) & set().union(*humidities))
    samples = (
        sample_of(
            start,
            QUARTER_S,
            [means[start] for means in temperatures if start in means],
            [means[start] for means in humidities if start in means],
        )
        for start in starts
    )
    return [sample for sample in samples if sample is not None]


def _pairs(warm: _Column, damp: _Column) -> Iterator[Sample]:
    """Yield what `sample_of` says of one sensor of each kind, without asking it."""
    other = {row[0]: row for row in damp.rows}
    c_step, pct_step = warm.step, damp.step
    for start, _, warm_ms, warmth in warm.rows:
        if (row := other.get(start)) is not None:
            _, _, damp_ms, water = row
            covered_ms = min(warm_ms, damp_ms, QUARTER_MS)
            yield start, covered_ms / 1000, warmth * c_step / warm_ms, water * pct_step / damp_ms
