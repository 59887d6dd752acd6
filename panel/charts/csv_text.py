"""A trend as CSV for spreadsheets: every number as it is, no text that could run."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from aiohttp import web

from daemon.model.spreadsheet import csv_text

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # without it Chinese Excel takes UTF-8 for GBK

Cell = str | float | None


def csv_of(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as a file; a text that begins like a formula gets an apostrophe."""
    stream = StringIO(newline="")
    writer = csv.writer(stream)
    for row in rows:
        writer.writerow([_guarded(cell) for cell in row])
    return (MARK + stream.getvalue()).encode()


def csv_answer(rows: Iterable[Sequence[Cell]], name: str) -> web.Response:
    """Return rows as a file to be saved under a name."""
    return web.Response(
        body=csv_of(rows),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _guarded(cell: Cell) -> str | float:
    if cell is None:
        return ""
    if isinstance(cell, float | int):
        return cell
    return csv_text(cell)
