"""Cells as people read them (pure)."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from daemon.model.document import Cell, Column

from .rounding import fixed


def shown(cell: Cell, column: Column) -> str:
    """Return a cell as text, a number with its column's decimals."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return fixed(cell, column.digits)
    return str(cell)


def headings(columns: Sequence[Column]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield neighbouring columns of one group with its name; "" for columns without a group."""
    for group, members in groupby(enumerate(columns), key=lambda pair: pair[1].group):
        yield group, tuple(number for number, _ in members)


def has_groups(columns: Sequence[Column]) -> bool:
    """Return whether there is a heading above the headings."""
    return any(column.group for column in columns)
