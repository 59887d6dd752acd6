"""The record of one history file, replayed as frames in the order of time.

Reads only, with its own connection, while the daemon may go on writing.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from daemon.store.blocks import unpacked

from .replay import Moment
from .steps import EPOCH, LOST_MS, Recorded, Steps, Stretch

_BLOCKS = """
    SELECT segment.id, boot, mono_ms, utc_ms, trusted, backdated, start_ms, raw.series, rows
    FROM segment JOIN raw ON raw.segment = segment.id
    WHERE raw.start_ms >= :since - segment.utc_ms AND raw.start_ms < :until - segment.utc_ms
    ORDER BY segment.id, start_ms, raw.series
"""
_Block = tuple[int, str, int, int, int, int, int, int, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """The program was away. `length_s` is None where no clock tells for how long."""

    same_boot: bool
    length_s: float | None


class Frame(NamedTuple):
    """One moment of the record, and how the program was away before it, if it was."""

    moment: Moment
    away: Away | None


class _End(NamedTuple):
    stretch: Stretch
    last_ms: int


class Recording:
    """The raw rows of one file; all that reads raises sqlite3.Error where it can't."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with closing(self._connection()) as db:
            every = {
                number: Recorded(tag, unit, step, bool(is_bit))
                for number, tag, unit, step, is_bit in db.execute(
                    "SELECT id, tag, unit, step, is_bit FROM series ORDER BY id"
                )
            }
        self.units: Mapping[str, str] = {series.tag: series.unit for series in every.values()}
        self._series = {n: s for n, s in every.items() if s.unit == self.units[s.tag]}

    def frames(self, since: datetime, until: datetime, step_s: int) -> Iterator[Frame]:
        """Yield what was recorded within `[since, until)`, `step_s` apart.

        The readings of a frame hold until the next one is asked for.
        """
        bounds = {"since": _ms(since) - LOST_MS, "until": _ms(until)}
        before: _End | None = None
        with closing(self._connection()) as db:
            found = db.execute(_BLOCKS, bounds)
            for stretch, blocks in groupby(found, key=_stretch):
                steps = Steps(self._series, stretch, step_s * 1000)
                away = None if before is None else _away(before, stretch)
                for moment in _moments(steps, blocks, bounds["until"] - stretch.utc_ms):
                    if moment.at >= since:
                        yield Frame(moment, away)
                        away = None
                before = _End(stretch, steps.last_ms)

    def _connection(self) -> sqlite3.Connection:
        uri = f"{self._path.absolute().as_uri()}?mode=ro"
        db = sqlite3.connect(uri, uri=True, timeout=5.0)
        db.execute("PRAGMA query_only = ON")
        return db


def _ms(at: datetime) -> int:
    return (at - EPOCH) // timedelta(milliseconds=1)


def _stretch(block: _Block) -> Stretch:
    return Stretch(*block[:6])


def _moments(steps: Steps, blocks: Iterator[_Block], until_ms: int) -> Iterator[Moment]:
    try:
        for *_, start_ms, number, packed in blocks:
            if number in steps.series:
                yield from steps.take(start_ms, number, unpacked(start_ms, packed))
    except ValueError as err:
        raise sqlite3.DatabaseError(str(err)) from err
    yield from steps.rest(until_ms)


def _away(before: _End, after: Stretch) -> Away | None:
    """Return how the program was away between two stretches, None where control just went on.

    A stretch is known to its newest row, and a quiet site may leave none for minutes: a shorter
    gap within a boot counts as no gap, so neither does a wall clock that was set.
    """
    earlier, last_ms = before
    if earlier.boot == after.boot:
        gap_ms = after.mono_ms - (earlier.mono_ms + last_ms)
        return None if gap_ms <= LOST_MS else Away(same_boot=True, length_s=gap_ms / 1000)
    away_s = (after.utc_ms - (earlier.utc_ms + last_ms)) / 1000
    is_known = earlier.is_dated and after.is_dated and away_s >= 0
    return Away(same_boot=False, length_s=away_s if is_known else None)
