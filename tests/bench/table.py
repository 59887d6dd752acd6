"""Figures beside what they should be."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measurement; `counts` must be zero, `late` too where nothing else runs beside it."""

    what: str
    got: str
    asked: str
    counts: tuple[int, ...] = ()
    late: tuple[int, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether every count that must be zero is zero. Timings do not decide: a suite is busy."""
        return not any(self.counts)

    @property
    def met(self) -> bool:
        """Whether the figure is met in time too."""
        return self.sound and not any(self.late)


def show(rows: Iterable[Row]) -> None:
    """Print a table."""
    for row in rows:
        mark = "  " if row.met else "! "
        print(f"{mark}{row.what}\n      {row.got}\n      asked: {row.asked}")
