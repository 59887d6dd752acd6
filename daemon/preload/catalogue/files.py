"""Rows as bytes of a file: CSV, XLSX, the official XML, a zip. The same rows, the same bytes."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape

import xlsxwriter

from .tables import Cell

Rows = Iterable[Sequence[Cell]]
_MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - Excel knows no zones; a file tells when it was made
_WIDTH = 18


def delimited(rows: Rows, encoding: str) -> bytes:
    """Return a CSV in an encoding, as Excel saves it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def workbook(sheets: Mapping[str, Rows]) -> bytes:
    """Return an XLSX of sheets by name: texts as texts, numbers and days as Excel keeps them."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": _MADE})
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.set_column(0, 20, _WIDTH)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, column, cell, days)
                    elif isinstance(cell, str):
                        sheet.write_string(number, column, cell)
                    else:
                        sheet.write_number(number, column, cell)
    return made.getvalue()


def list_xml(root: str, element: str, rows: Rows) -> bytes:
    """Return a list as the rules for transfers have it, in GB18030: 顺序号, then the columns."""
    header, *others = rows
    parts = [f'<?xml version="1.0" encoding="GB18030"?>\n<{root}>\n']
    for number, row in enumerate(others, 1):
        cells = "".join(
            f"<{name}>{escape(str(cell))}</{name}>" for name, cell in zip(header, row, strict=True)
        )
        parts.append(f"<{element}><顺序号>{number}</顺序号>{cells}</{element}>\n")
    parts.append(f"</{root}>\n")
    return "".join(parts).encode("gb18030")


def package(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files by name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _MADE.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return made.getvalue()
