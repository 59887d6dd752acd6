"""No table that leaves this program runs in a spreadsheet, whatever stands in it."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from daemon.model import Quality
from daemon.model.document import Column, Document, Section, Table
from daemon.model.spreadsheet import FORMULA, csv_text
from daemon.reports import csv as report_csv
from daemon.reports import xlsx as report_xlsx
from daemon.store.exported import ExportedRow, Source
from panel.charts.csv_text import csv_of
from records_sync import exporting
from records_sync.text import formulas
from tests.test_architecture import ROOT

HOSTILE = tuple(f"{sign}cmd|' /C calc'!A0" for sign in FORMULA)
KNOWN = {  # every module that writes tables, and the demonstration's catalogue of our own words
    "daemon/commands/history.py",
    "daemon/preload/catalogue/files.py",
    "daemon/reports/csv.py",
    "daemon/reports/xlsx.py",
    "panel/charts/csv_text.py",
    "records_sync/exporting.py",
}
AT = datetime(2026, 3, 1, tzinfo=UTC)


def document(texts: Sequence[str]) -> Document:
    table = Table(columns=(Column(title=texts[0]),), rows=tuple((text,) for text in texts))
    section = Section(title=texts[0], notes=tuple(texts), tables=(table,))
    return Document(
        kind="monthly",
        subject="stack-1/2026-03",
        language="zh",
        title=texts[0],
        lines=tuple((text, text) for text in texts),
        sections=(section,),
    )


def history(texts: Sequence[str]) -> bytes:
    rows = (
        ExportedRow(
            at=AT,
            local=AT,
            tag=text,
            value=1.0,
            unit=text,
            quality=Quality.GOOD,
            why="none",
            clock="trusted",
            source=Source.OWN,
        )
        for text in texts
    )
    out = io.StringIO(newline="")
    csv.writer(out).writerows(row.as_csv() for row in rows)
    return out.getvalue().encode()


def records(texts: Sequence[str], folder: Path) -> bytes:
    file = folder / "records.csv"
    exporting.write_csv(file, [tuple(texts)], heading=("a",))
    return file.read_bytes()


CSV: dict[str, Callable[[Sequence[str], Path], bytes]] = {
    "report": lambda texts, _: report_csv.rendered(document(texts)),
    "history": lambda texts, _: history(texts),
    "trend": lambda texts, _: csv_of([tuple(texts)]),
    "records": records,
}


@pytest.mark.parametrize("name", CSV)
def test_no_cell_of_a_csv_begins_a_formula(name: str, tmp_path: Path) -> None:
    text = CSV[name](HOSTILE, tmp_path).decode("utf-8-sig")
    found = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert [cell for cell in found if cell.startswith(FORMULA)] == []
    for hostile in HOSTILE:
        assert f"'{hostile}" in found


def test_every_text_in_a_workbook_is_text(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("report.xlsx", "records.xlsx", "tables.xlsx")]
    files[0].write_bytes(report_xlsx.rendered(document(HOSTILE)))
    exporting.write_xlsx(files[1], [HOSTILE], heading=HOSTILE)
    exporting.write_tables(files[2], [("t", [HOSTILE[:2], *((text, "1") for text in HOSTILE)])])
    for file in files:
        book = openpyxl.load_workbook(file)
        kinds = {
            cell.data_type
            for sheet in book
            for row in sheet
            for cell in row
            if cell.value is not None
        }
        assert kinds <= {"s", "n"}, file.name
        assert all(cell.hyperlink is None for sheet in book for row in sheet for cell in row)


def test_ordinary_text_is_left_alone() -> None:
    for text in ("", "档案 = 一", "th-1", "1=1", "a\n=b", "°C", "(－)"):
        assert csv_text(text) == text


def test_the_records_keep_the_same_rule() -> None:
    assert formulas.FORMULA == FORMULA


def test_whoever_writes_tables_is_tried_here() -> None:
    sources = [
        p
        for top in ("daemon", "drivers", "panel", "records_sync")
        for p in (ROOT / top).rglob("*.py")
    ]
    writers = {
        path.relative_to(ROOT).as_posix()
        for path in sources
        if re.search(
            r"\bcsv\.(writer|DictWriter)\b|^import xlsxwriter",
            path.read_text("utf-8"),
            re.MULTILINE,
        )
    }
    assert writers == KNOWN
