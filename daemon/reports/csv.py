"""A report as CSV for spreadsheets: every number as it is, no text that could run (pure)."""

import csv
from collections.abc import Iterator
from io import StringIO

from daemon.model.document import Cell, Document, Table, cells
from daemon.model.spreadsheet import csv_text

from .footing import code_line, origin_line

MARK = "﻿"  # without it Chinese Excel takes UTF-8 for GBK


def rendered(document: Document) -> bytes:
    """Return the file."""
    stream = StringIO(newline="")
    writer = csv.writer(stream)
    for row in _rows(document):
        writer.writerow([_guarded(cell) for cell in row])
    return (MARK + stream.getvalue()).encode()


def _rows(document: Document) -> Iterator[tuple[Cell, ...]]:
    yield (document.title,)
    yield from document.lines
    for section in document.sections:
        yield ()
        if section.title:
            yield (section.title,)
        yield from ((note,) for note in section.notes)
        for table in section.tables:
            yield from _table(table)
        yield from ((figure.caption,) for figure in section.figures)
    yield ()
    for line in (origin_line(document), code_line(document)):
        if line:
            yield (line,)


def _table(table: Table) -> Iterator[tuple[Cell, ...]]:
    yield tuple(f"{column.group} {column.title}".strip() for column in table.columns)
    yield from (tuple(row) for row in cells(table))


def _guarded(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    return cell if isinstance(cell, (int, float)) else csv_text(str(cell))
