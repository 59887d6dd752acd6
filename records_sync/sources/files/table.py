"""The table in a part of a file: where its header stands, and that nobody's data is in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from records_sync.model import SourceError
from records_sync.sources.files.limits import Limits
from records_sync.sources.files.mapping import FolderRules
from records_sync.sources.files.part import Part
from records_sync.text.clean import garbled
from records_sync.text.headers import HEADINGS, Heading, Layout, is_header, layout_of
from records_sync.text.numbers import Cell, texts
from records_sync.text.personal import PLACES, is_identity_number

SAMPLE = 100  # rows below the header that are searched for identity numbers
_SUSPECTS = 3  # in one column

Rows = Iterator[tuple[int, Sequence[Cell]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """How a part reads, the number of its header row, and the rows below."""

    layout: Layout
    header: int
    rows: Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTable:
    """A part without a header: its names that were understood, and whether it held anything."""

    understood: tuple[str, ...] = ()
    blank: bool = True
    garbled: bool = False


def table_of(
    part: Part,
    rules: FolderRules,
    limits: Limits,
    headings: tuple[Heading, ...] = HEADINGS,
    needs: str = "title",
) -> Table | NoTable:
    """Return the table of a part; raises SourceError where it tells of persons."""
    if part.names is not None:
        layout = layout_of(part.names, headings, rules.columns, rules.ignore)
        if is_header(layout, needs):
            return _checked(layout, 0, part.rows, limits)
        return NoTable(understood=_understood(layout), blank=False, garbled=_garbled(part.names))
    best: tuple[str, ...] = ()
    blank, spoilt = True, False
    for number, cells in islice(_filled(part.rows), limits.header_rows):
        row = texts(cells[: limits.columns]).cells
        layout = layout_of(row, headings, rules.columns, rules.ignore)
        if is_header(layout, needs):
            return _checked(layout, number, part.rows, limits)
        best = max(best, _understood(layout), key=len)
        blank, spoilt = False, spoilt or _garbled(row)
    return NoTable(understood=best, blank=blank, garbled=spoilt)


def _filled(rows: Rows) -> Rows:
    """Yield the rows that hold anything."""
    return (row for row in rows if any(cell not in ("", None) for cell in row[1]))


def _understood(layout: Layout) -> tuple[str, ...]:
    return tuple(layout.names[index] for _, index in layout.columns)


def _garbled(cells: Sequence[str]) -> bool:
    return any(garbled(cell) for cell in cells) or garbled("".join(cells))


def _checked(layout: Layout, header: int, rows: Rows, limits: Limits) -> Table:
    """Return the table unless a column names persons or looks like their numbers."""
    if layout.personal:
        raise SourceError("file_personal", "、".join(layout.personal)[:200])
    if len(layout.names) > limits.columns:
        raise SourceError("file_columns", str(len(layout.names)))
    sample = list(islice(rows, SAMPLE))
    counts: dict[int, int] = {}
    for _, cells in sample:
        for index, cell in enumerate(cells[: limits.columns]):
            if isinstance(cell, str) and _is_number_of_a_person(cell.strip()):
                counts[index] = counts.get(index, 0) + 1
    own = dict(layout.columns).get("id")
    for index, count in counts.items():
        if count >= _SUSPECTS and index != own:
            named = layout.names[index] if index < len(layout.names) else ""
            raise SourceError("file_personal", named or str(index + 1))
    return Table(layout=layout, header=header, rows=chain(sample, rows))


def _is_number_of_a_person(cell: str) -> bool:
    return (
        len(cell) == PLACES
        and cell.isascii()
        and cell[:-1].isdigit()
        and (cell[-1].isdigit() or cell[-1] in "Xx")
        and is_identity_number(cell)
    )
