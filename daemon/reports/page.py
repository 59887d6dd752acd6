"""A report as a page that prints on A4: one HTML file, nothing from outside, no script."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from daemon.model.document import Cell, Column, Document, Table

from .corrections import code_of
from .footing import code_line, origin_line
from .text import has_groups, headings, shown
from .words import SHARED

FOLDER = Path(__file__).parent / "templates"
DENSE = 9  # columns; more are set in small type
_TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_MISSING = frozenset(SHARED["missing"])


def rendered(document: Document) -> bytes:
    """Return the page."""
    text = _TEMPLATES.get_template("page.html").render(
        document=document,
        style=(FOLDER / "page.css").read_text(encoding="utf-8"),
        code=code_of(document),
        origin_line=origin_line(document),
        code_line=code_line(document),
        widths=_widths,
        headings=headings,
        has_groups=has_groups,
        shown=shown,
        kind_of=_kind_of,
        dense=DENSE,
    )
    return text.encode()


def _widths(table: Table) -> list[str]:
    """Return the share of the page that each column takes, in percent."""
    whole = sum(column.width for column in table.columns)
    return [f"{100 * column.width / whole:.2f}%" for column in table.columns]


def _kind_of(cell: Cell, column: Column) -> str:
    """Return the class of a cell: number, missing, long text, or nothing of these."""
    if isinstance(cell, (int, float)):
        return "number"
    if cell in _MISSING:
        return "missing"
    return "long" if column.width >= 2 else "short"  # noqa: PLR2004
