"""A report as values: sections of tables and notes, the same for paper, spreadsheet and screen.

Every text is in the language of the report already; numbers stay numbers, so that a spreadsheet can
add them up. A cell that was not measured says so in words and is never 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its heading, the decimals of its numbers, and its share of the page's width."""

    title: str
    digits: int = 1
    width: float = 1.0
    group: str = ""  # a heading above several columns that stand side by side


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns; `footer` rows (mean, highest, lowest ...) stand apart below a line."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    footer: tuple[tuple[Cell, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A drawing for the page: an SVG that our own code drew, with what it shows in words."""

    svg: str
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a report: a heading, sentences, tables, drawings, in this order."""

    title: str = ""
    notes: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a report comes from: enough to make it again and to check a printed page.

    `ledger_row` and `ledger_hash` are the head of the ledger when it was made, `coverage` the
    measured share of its time, 0..1, None where it has no readings. `digest` is the SHA-256 of the
    report's contents in hexadecimal.
    """

    program: str
    configuration: str
    ledger_row: int
    ledger_hash: str
    history_until: datetime
    coverage: float | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One report.

    `kind` and `subject` name it (`monthly`, `stack-1/2026-10`); `lines` are the facts above the
    first section (room, month, coverage); `signatures` are the names below a line to sign.
    `revision` counts how often it was made from data that had changed.
    """

    kind: str
    subject: str
    language: str
    title: str
    lines: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    signatures: tuple[str, ...] = ()
    landscape: bool = False
    revision: int = 1
    origin: Origin | None = None


def cells(table: Table) -> Sequence[Sequence[Cell]]:
    """Return all rows of a table, the footer last."""
    return (*table.rows, *table.footer)
