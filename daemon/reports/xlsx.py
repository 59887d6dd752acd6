"""A report as a spreadsheet: one sheet that prints on A4, numbers as numbers.

The same report gives the same bytes: the file's date is the end of the readings in it, and texts
are never formulas or links.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from typing import Any

import xlsxwriter

from daemon.model.document import Cell, Column, Document, Table, cells

from .corrections import code_of
from .footing import code_line, origin_line
from .rounding import rounded
from .text import has_groups, headings

A4 = 9
FONT = "SimSun"
PAGE_CHARACTERS = {False: 96.0, True: 140.0}  # widths of columns that fill a page, upright or not
LINE_POINTS = 13.0
CELL_CHARACTERS = 0.55  # of a Chinese character in a column's width units, at this size
CODE_PROPERTY = "roomd code"


def rendered(document: Document) -> bytes:
    """Return the file."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    origin = document.origin
    at = datetime(1980, 1, 1, tzinfo=UTC) if origin is None else origin.history_until
    book.set_properties(
        {
            "title": document.title,
            "subject": document.subject,
            "author": "roomd" if origin is None else origin.program,
            "created": at.astimezone(UTC).replace(tzinfo=None),
        }
    )
    book.set_custom_property(CODE_PROPERTY, code_of(document))
    _Sheet(book, document).write()
    book.close()
    return stream.getvalue()


class _Sheet:
    """One sheet, written from top to bottom."""

    def __init__(self, book: Any, document: Document) -> None:
        self._document = document
        self._sheet = book.add_worksheet()
        self._row = 0
        tables = [table for section in document.sections for table in section.tables]
        widest = max(tables, key=lambda table: len(table.columns), default=None)
        self._grid = [column.width for column in widest.columns] if widest else [1.0] * 4
        plain = {"font_name": FONT, "font_size": 9, "valign": "vcenter", "text_wrap": True}
        boxed = {**plain, "border": 1, "align": "center"}

        def style(**more: Any) -> Any:
            return book.add_format({**plain, **more})

        self._title = style(font_size=16, bold=True, align="center")
        self._plain = style()
        self._heading = style(bold=True, font_size=11)
        self._head = book.add_format({**boxed, "bold": True, "bg_color": "#F0F0F0"})
        self._text = book.add_format({**boxed, "align": "left"})
        self._centre = book.add_format(boxed)
        self._small = style(font_size=7, font_color="#555555")
        self._numbers = {
            digits: book.add_format(
                {**boxed, "num_format": "0" if not digits else f"0.{'0' * digits}"}
            )
            for digits in range(4)
        }

    def write(self) -> None:
        """Write everything."""
        document = self._document
        self._page()
        self._across(document.title, self._title, 26)
        self._lines(document.lines)
        for section in document.sections:
            if section.title:
                self._across(section.title, self._heading, 18)
            for note in section.notes:
                self._across(note, self._plain)
            for table in section.tables:
                self._table(table)
            for figure in section.figures:
                self._across(figure.caption, self._plain)
        if document.signatures:
            self._row += 1
            self._lines([(name, "") for name in document.signatures], 24)
        self._across(origin_line(document), self._small)
        if code_line(document):
            self._across(code_line(document), self._small)

    def _page(self) -> None:
        sheet, document = self._sheet, self._document
        if document.landscape:
            sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.5)
        sheet.center_horizontally()
        sheet.hide_gridlines(2)
        sheet.set_footer(f"&L&7 {code_of(document)}&R&7 &P/&N")  # digits after &7 would be its size
        whole, page = sum(self._grid), PAGE_CHARACTERS[document.landscape]
        for number, width in enumerate(self._grid):
            sheet.set_column(number, number, page * width / whole)

    def _across(self, text: str, style: Any, height: float | None = None) -> None:
        """Write a text over the whole width, as high as it needs to be."""
        page = PAGE_CHARACTERS[self._document.landscape]
        lines = 1 + int(_width(text) * CELL_CHARACTERS / page * 1.05)
        self._sheet.set_row(self._row, height or LINE_POINTS * lines)
        self._merged(0, len(self._grid) - 1, text, style)
        self._row += 1

    def _lines(self, lines: Sequence[tuple[str, str]], height: float = LINE_POINTS) -> None:
        """Write labels with their values, three in a row."""
        for first in range(0, len(lines), 3):
            for number, (label, value) in enumerate(lines[first : first + 3]):
                runs = _runs(self._grid, [1.0, 1.0, 1.0])
                if number < len(runs):
                    left, right = runs[number]
                    self._merged(left, right, f"{label}：{value}", self._plain)
            self._sheet.set_row(self._row, max(height, LINE_POINTS))
            self._row += 1

    def _table(self, table: Table) -> None:
        runs = _runs(self._grid, [column.width for column in table.columns])
        top = self._row
        if has_groups(table.columns):
            for group, members in headings(table.columns):
                if group:
                    self._merged(runs[members[0]][0], runs[members[-1]][1], group, self._head)
            self._row += 1
        for (left, right), column in zip(runs, table.columns, strict=True):
            first = self._row if column.group or top == self._row else top
            self._box(first, left, self._row, right, column.title, self._head)
        self._sheet.set_row(self._row, 2 * LINE_POINTS)
        if top < 20 and len(table.rows) > 20:  # noqa: PLR2004 - a long table begins on the first page
            self._sheet.repeat_rows(top, self._row)
        self._row += 1
        for row in cells(table):
            tallest = 1
            for (left, right), column, cell in zip(runs, table.columns, row, strict=True):
                self._cell(left, right, column, cell)
                width = PAGE_CHARACTERS[self._document.landscape] * (
                    sum(self._grid[left : right + 1]) / sum(self._grid)
                )
                if isinstance(cell, str):
                    tallest = max(
                        tallest, 1 + int(_width(cell) * CELL_CHARACTERS * 2 / width / 1.1)
                    )
            self._sheet.set_row(self._row, max(16.0, LINE_POINTS * tallest))
            self._row += 1

    def _cell(self, left: int, right: int, column: Column, cell: Cell) -> None:
        if isinstance(cell, (int, float)):
            digits = 0 if isinstance(cell, int) else min(column.digits, 3)
            self._merged(left, right, rounded(cell, digits), self._numbers[digits])
        else:
            text = "" if cell is None else str(cell)
            short = len(text) <= 4 and not column.width > 2  # noqa: PLR2004
            self._merged(left, right, text, self._centre if short else self._text)

    def _merged(self, left: int, right: int, value: str | float, style: Any) -> None:
        self._box(self._row, left, self._row, right, value, style)

    def _box(
        self, top: int, left: int, bottom: int, right: int, value: str | float, style: Any
    ) -> None:
        if top == bottom and left == right:
            self._put(top, left, value, style)
            return
        self._sheet.merge_range(top, left, bottom, right, "", style)
        self._put(top, left, value, style)

    def _put(self, row: int, column: int, value: str | float, style: Any) -> None:
        if isinstance(value, str):
            self._sheet.write_string(row, column, value, style)
        else:
            self._sheet.write_number(row, column, value, style)


def _runs(grid: Sequence[float], widths: Sequence[float]) -> list[tuple[int, int]]:
    """Return which columns of the grid each column takes, by its share; each takes at least one."""
    if len(grid) <= len(widths):
        return [(n, n) for n in range(len(grid))]
    edges, whole, target = [0], sum(widths), 0.0
    reach = [sum(grid[:n]) / sum(grid) for n in range(len(grid) + 1)]
    for number, width in enumerate(widths):
        target += width / whole
        least = edges[-1] + 1
        most = len(grid) - (len(widths) - number - 1)
        edges.append(min(range(least, most + 1), key=lambda n: abs(reach[n] - target)))
    edges[-1] = len(grid)
    return [(left, right - 1) for left, right in pairwise(edges)]


def _width(text: str) -> int:
    """Return a text's width in Latin characters."""
    return sum(2 if ord(character) > 0xFF else 1 for character in text)  # noqa: PLR2004
