"""What waits in memory for the disk: bounded, oldest first out, every loss counted."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

from .segments import Segment


class PackedRows(NamedTuple):
    """The packed rows of one series; `series` is its place in the site's points."""

    series: int
    start_ms: int
    rows: int
    packed: bytes


class Sum(NamedTuple):
    """What GOOD readings add up to: milliseconds, steps * milliseconds, steps, steps."""

    series: int
    covered_ms: int
    integral: int
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """All that one minute of one segment leaves; `start` is the minute in UTC seconds."""

    number: int
    segment: Segment
    start: int
    packed: tuple[PackedRows, ...]
    sums: tuple[Sum, ...]

    @property
    def size(self) -> int:
        """Entries that the batch holds in memory; each takes some 200 bytes."""
        return len(self.packed) + len(self.sums)

    @property
    def rows(self) -> int:
        """Rows that the batch stands for."""
        return sum(packed.rows for packed in self.packed)


class Ring:
    """Batches in their order, at most `max_size` entries; the newest batch always stays."""

    def __init__(self, max_size: int) -> None:
        self.dropped = 0  # rows
        self.filled = asyncio.Event()
        self._max_size = max_size
        self._size = 0
        self._batches: deque[Batch] = deque()

    def append(self, batch: Batch) -> None:
        """Take a batch in; drop the oldest ones where the bound is passed."""
        self._batches.append(batch)
        self._size += batch.size
        self.filled.set()
        while self._size > self._max_size and len(self._batches) > 1:
            self.dropped += self._pop().rows

    @property
    def batches(self) -> tuple[Batch, ...]:
        """What waits now, oldest first."""
        return tuple(self._batches)

    def settle(self, number: int) -> None:
        """Forget every batch up to `number`: it is on disk."""
        while self._batches and self._batches[0].number <= number:
            self._pop()
        if not self._batches:
            self.filled.clear()

    def _pop(self) -> Batch:
        batch = self._batches.popleft()
        self._size -= batch.size
        return batch
