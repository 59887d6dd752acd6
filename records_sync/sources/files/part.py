"""What every reader gives: parts (a sheet, a list of a package), each with numbered rows."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from records_sync.sources.files.limits import Limits
from records_sync.text.numbers import Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One table. Its rows are read once, in order, before the next part.

    `rows` are (number, cells); a number is the row's as a spreadsheet shows it, from 1. `names` are
    the columns where the format tells them apart from the rows; else the header is looked for.
    `total` is how many rows there are about, for the progress.
    """

    name: str
    rows: Iterator[tuple[int, Sequence[Cell]]]
    names: tuple[str, ...] | None = None
    total: int | None = None


Parts = Generator[Part, None, None]  # closed by whoever doesn't read to the end
Reader = Callable[[Path, Limits], Parts]
