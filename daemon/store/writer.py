"""What the one writing connection does: batches in, segments dated, minutes merged, all or none."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

import aiosqlite

from daemon.clock import Clock

from .backdating import backdate
from .database import page_bytes, page_count, transaction
from .pruning import expire, prune
from .ring import Batch
from .rollups import roll_again, roll_on
from .segments import Segment
from .series import SeriesKey
from .states import WHY_CODES

CHECKPOINT_MINUTES = 30  # the pages of half an hour reach the file once


class Writer:
    """Writes the history through one connection; `start` before anything else."""

    def __init__(self, db: aiosqlite.Connection, zone: ZoneInfo) -> None:
        self.file_bytes = 0
        self._db = db
        self._zone = zone
        self._series: list[int] = []
        self._minutes = CHECKPOINT_MINUTES  # since the last checkpoint; the first is due at once

    async def start(self, keys: Sequence[SeriesKey]) -> None:
        """Give every series and every reason its number in the file."""
        async with transaction(self._db):
            await self._db.executemany(
                "INSERT OR REPLACE INTO why VALUES (?, ?)",
                [(code, why.value) for why, code in WHY_CODES.items()],
            )
            await self._db.executemany(
                "INSERT OR IGNORE INTO series (tag, unit, step, is_bit) VALUES (?, ?, ?, ?)", keys
            )
        known = {
            SeriesKey(tag, unit, step, bool(is_bit)): series
            for series, tag, unit, step, is_bit in await self._db.execute_fetchall(
                "SELECT id, tag, unit, step, is_bit FROM series"
            )
        }
        self._series = [known[key] for key in keys]

    async def commit(self, batches: Sequence[Batch]) -> None:
        """Write the batches in one transaction; writing one again changes nothing."""
        async with transaction(self._db):
            for segment, group in groupby(batches, key=attrgetter("segment")):
                await self._write(segment, list(group))
        self._minutes += len(batches)

    @property
    def checkpoint_due(self) -> bool:
        """True once enough waits in the write-ahead log."""
        return self._minutes >= CHECKPOINT_MINUTES

    async def maintain(self, clock: Clock, max_bytes: int, raw_days: int) -> None:
        """Delete what is too old or too much, and bring the write-ahead log into the file."""
        if clock.trusted():
            await expire(self._db, clock.utc(), raw_days)
        await prune(self._db, max_bytes)
        await self._db.execute_fetchall("PRAGMA wal_checkpoint(PASSIVE)")
        self._minutes = 0
        self.file_bytes = await page_count(self._db) * await page_bytes(self._db)

    async def _write(self, segment: Segment, batches: Sequence[Batch]) -> None:
        oldest, newest = batches[0].start, batches[-1].start
        number = await self._number_of(segment)
        begins = number is None
        if number is None:
            await roll_on(self._db, await self._top(), oldest, self._zone)
            number = await self._begin(segment)
        await self._insert(number, batches)
        if begins and segment.trusted:
            for since, until in await backdate(self._db, segment):
                await roll_again(self._db, since, until, newest, self._zone)
        await roll_on(self._db, newest, newest, self._zone)

    async def _number_of(self, segment: Segment) -> int | None:
        rows = list(
            await self._db.execute_fetchall(
                "SELECT id FROM segment WHERE boot = ? AND mono_ms = ?",
                (segment.boot, segment.mono_ms),
            )
        )
        return int(rows[0][0]) if rows else None

    async def _begin(self, segment: Segment) -> int:
        cursor = await self._db.execute(
            "INSERT INTO segment (boot, mono_ms, utc_ms, trusted) VALUES (?, ?, ?, ?)",
            (segment.boot, segment.mono_ms, segment.utc_ms, segment.trusted),
        )
        if cursor.lastrowid is None:
            raise RuntimeError("an insert leaves its row number")
        return cursor.lastrowid

    async def _top(self) -> int:
        """Return the newest minute of the segment before, 0 where it has none."""
        rows = list(
            await self._db.execute_fetchall(
                "SELECT start FROM minute WHERE segment = (SELECT MAX(id) FROM segment)"
                " AND start >= (SELECT utc_ms / 60000 * 60 FROM segment ORDER BY id DESC LIMIT 1)"
                " ORDER BY start DESC LIMIT 1"
            )
        )
        return int(rows[0][0]) if rows else 0

    async def _insert(self, segment: int, batches: Sequence[Batch]) -> None:
        series = self._series
        await self._db.executemany(
            "INSERT OR REPLACE INTO raw VALUES (?, ?, ?, ?, ?)",
            [
                (segment, packed.start_ms, series[packed.series], packed.rows, packed.packed)
                for batch in batches
                for packed in batch.packed
            ],
        )
        await self._db.executemany(
            "INSERT OR REPLACE INTO minute VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    batch.start,
                    series[total.series],
                    segment,
                    total.covered_ms,
                    total.integral,
                    total.low,
                    total.high,
                )
                for batch in batches
                for total in batch.sums
            ],
        )
