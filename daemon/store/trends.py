"""Reads one point's trend: the coarsest roll-up that fits the step, minutes where it ends."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import aiosqlite

from daemon.ports import Bucket

from .ring import Sum
from .rollups import QUARTER_S, day_start, rolled_until
from .series import value_of

MINUTE_S = 60
DAY_S = 86_400
MAX_BUCKETS = 20_000


class Part(NamedTuple):
    """A merged part of one bucket; `step` turns its steps into the point's unit."""

    bucket: int
    step: float
    covered_ms: int
    integral: int
    low: int
    high: int


class Span(NamedTuple):
    """The buckets that are asked for: UTC seconds of the first, seconds of each, how many."""

    since: int
    step_s: int
    length: int

    @property
    def until(self) -> int:
        """The end of the last bucket in UTC seconds."""
        return self.since + self.step_s * self.length


class Source(NamedTuple):
    """A roll-up table, and the UTC seconds for which it is read."""

    table: str
    since: int
    until: int


def span(since: datetime, until: datetime, step_s: int) -> Span:
    """Return the buckets that cover `[since, until)`, from a whole minute or quarter on.

    Raises ValueError for a step that is no whole number of minutes, or too many buckets.
    """
    if step_s < MINUTE_S or step_s % MINUTE_S:
        raise ValueError(f"step_s = {step_s}: must be a multiple of {MINUTE_S}")
    grid = QUARTER_S if step_s % QUARTER_S == 0 else MINUTE_S
    first = int(since.timestamp()) // grid * grid
    count = max(0, -(-int(until.timestamp() - first) // step_s))
    if count > MAX_BUCKETS:
        raise ValueError(f"{count} steps: at most {MAX_BUCKETS}")
    return Span(first, step_s, count)


def sources(asked: Span, rolled: int, zone: ZoneInfo) -> Iterator[Source]:
    """Yield what to read: days and quarters as far as they are merged, minutes after that."""
    since, until = asked.since, asked.until
    if asked.step_s % DAY_S == 0 and _all_midnights(asked, zone):
        ends = min(until, day_start(rolled, zone))
        yield Source("day", since, ends)
        since = max(since, ends)
    if asked.step_s % QUARTER_S == 0:
        ends = min(until, rolled)
        yield Source("quarter", since, ends)
        since = max(since, ends)
    yield Source("minute", since, until)


async def parts(
    db: aiosqlite.Connection, tag: str, unit: str | None, asked: Span, zone: ZoneInfo
) -> Sequence[Part]:
    """Return what the file knows about a tag in one unit, by default its newest.

    Raises sqlite3.Error.
    """
    known = await db.execute_fetchall(
        "SELECT id, step FROM series WHERE tag = ? AND unit ="
        " COALESCE(?, (SELECT unit FROM series WHERE tag = ? ORDER BY id DESC LIMIT 1))",
        (tag, unit, tag),
    )
    steps: dict[int, float] = {row[0]: row[1] for row in known}
    rolled = await rolled_until(db)
    found: list[Part] = []
    for table, since, until in sources(asked, rolled or 0, zone):
        if since >= until:
            continue
        rows = await db.execute_fetchall(
            "SELECT (start - ?) / ?, series, SUM(covered_ms), SUM(integral), MIN(low), MAX(high)"  # noqa: S608
            f" FROM {table} WHERE start >= ? AND start < ?"
            f" AND series IN ({', '.join('?' * len(steps))}) GROUP BY 1, 2",
            (asked.since, asked.step_s, since, until, *steps),
        )
        found += [Part(row[0], steps[row[1]], *row[2:]) for row in rows]
    return found


def buckets(found: Iterable[Part], asked: Span) -> Sequence[Bucket]:
    """Merge parts into consecutive buckets; one without any part is a gap."""
    by_bucket: dict[int, list[Part]] = {}
    for part in found:
        by_bucket.setdefault(part.bucket, []).append(part)
    return [_bucket(by_bucket.get(n, ()), n, asked) for n in range(asked.length)]


def part_in(asked: Span, start: int, step: float, total: Sum) -> Part | None:
    """Return a minute that is not in the file yet as a part, None where nobody asked for it."""
    if not asked.since <= start < asked.until:
        return None
    return Part((start - asked.since) // asked.step_s, step, *total[1:])


def _bucket(merged: Sequence[Part], number: int, asked: Span) -> Bucket:
    start = datetime.fromtimestamp(asked.since + number * asked.step_s, UTC)
    covered_ms = sum(part.covered_ms for part in merged)
    if not covered_ms:
        return Bucket(start=start, mean=None, low=None, high=None, coverage=0.0)
    return Bucket(
        start=start,
        mean=sum(part.integral * part.step for part in merged) / covered_ms,
        low=min(value_of(part.low, part.step) for part in merged),
        high=max(value_of(part.high, part.step) for part in merged),
        # The clock may have shown a minute twice.
        coverage=min(1.0, covered_ms / (asked.step_s * 1000)),
    )


def _all_midnights(asked: Span, zone: ZoneInfo) -> bool:
    starts = (asked.since + n * asked.step_s for n in range(asked.length + 1))
    return all(day_start(start, zone) == start for start in starts)
