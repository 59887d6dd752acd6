"""Replies waiting for their moment, in the order in which they are due."""

import heapq
from collections.abc import Callable, Sequence
from typing import NamedTuple

from .mangle import Burst

Note = Callable[[int | None], None]  # told when the last byte left, or None where none will


class Waiting(NamedTuple):
    """Bytes that are due; equal moments keep their order."""

    due_ns: int
    order: int
    frame: bytes
    note: Note | None


class Outbox:
    """A heap of what still has to go out."""

    def __init__(self) -> None:
        self._waiting: list[Waiting] = []
        self._count = 0

    def put(self, bursts: Sequence[Burst], from_ns: int, note: Note | None = None) -> None:
        """Add bursts, one after the other, from `from_ns` on; `note` goes with the last one."""
        due_ns = from_ns
        for left, burst in zip(range(len(bursts), 0, -1), bursts, strict=True):
            due_ns += round(burst.after_s * 1e9)
            self._count += 1
            last = note if left == 1 else None
            heapq.heappush(self._waiting, Waiting(due_ns, self._count, burst.frame, last))

    @property
    def next_ns(self) -> int | None:
        """When the next one is due; None while nothing waits."""
        return self._waiting[0].due_ns if self._waiting else None

    def pop(self) -> Waiting:
        """Return the next one. Raises IndexError."""
        return heapq.heappop(self._waiting)
