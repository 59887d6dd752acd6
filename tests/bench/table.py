"""Figures beside what they should be."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measurement; `counts` are those that must be zero."""

    what: str
    got: str
    asked: str
    counts: tuple[int, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether every count that must be zero is zero. Timings never decide."""
        return not any(self.counts)


def show(rows: Iterable[Row]) -> None:
    """Print a table."""
    for row in rows:
        mark = "  " if row.sound else "! "
        print(f"{mark}{row.what}\n      {row.got}\n      asked: {row.asked}")
