"""What is to happen to the plant, and when."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

NEVER = float("inf")


@dataclass(order=True, slots=True)
class Later:
    """Something that happens at `t`; of two at the same time the one that was added first."""

    t: float
    number: int
    happens: Callable[[], None] = field(compare=False)


class Agenda:
    """The things to come, the next one first."""

    def __init__(self) -> None:
        self._heap: list[Later] = []
        self._added = 0

    @property
    def next_t(self) -> float:
        """When the next one happens."""
        return self._heap[0].t if self._heap else NEVER

    def add(self, t: float, happens: Callable[[], None]) -> None:
        """Let something happen at `t`."""
        self._added += 1
        heapq.heappush(self._heap, Later(t, self._added, happens))

    def happen(self, t: float) -> None:
        """Let happen what is due."""
        while self.next_t <= t:
            heapq.heappop(self._heap).happens()
