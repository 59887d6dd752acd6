"""Records and counts as files that other programs open: CSV and XLSX.

The columns are called as our own import knows them, so that what went out can come in again. No
text is carried out as a formula: in CSV it gets an apostrophe, which our own import takes off
again; in XLSX it is written as text.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from records_sync.index.query import Entry
from records_sync.index.statistics import Statistics
from records_sync.model import Carrier, Retention
from records_sync.text.formulas import COLUMNS, EXPORTED, harmless
from records_sync.words import CARRIER, RETENTION, Sentence

SHEET_ROWS = 1_000_000  # XLSX holds 1 048 576
FIGURES: dict[str, Sentence] = {  # of `UnitSummary`
    "posts": Sentence("编制", "posts"),
    "leaders": Sentence("领导职数", "leading posts"),
    "staff": Sentence("实有人数", "staff"),
    "offices": Sentence("内设机构", "offices"),
}


def cells(entry: Entry) -> tuple[str, ...]:
    """Return a record in the order of COLUMNS, coded values in their Chinese words."""
    record = entry.record
    found = []
    for heading in EXPORTED:
        value = getattr(record, heading.field)
        if isinstance(value, Retention):
            value = RETENTION[value].zh
        elif isinstance(value, Carrier):
            value = CARRIER[value].zh
        found.append("" if value is None else str(value))
    return tuple(found)


def write_csv(path: Path, rows: Iterable[Sequence[str]], heading: Sequence[str] = COLUMNS) -> int:
    """Write rows as UTF-8 with a byte order mark, as Excel wants it; return how many. OSError."""
    count = 0
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        table = csv.writer(file)
        table.writerow(heading)
        for row in rows:
            table.writerow([harmless(cell) for cell in row])
            count += 1
    return count


def write_xlsx(path: Path, rows: Iterable[Sequence[str]], heading: Sequence[str] = COLUMNS) -> int:
    """Write rows as sheets of text; return how many. Raises OSError."""
    count = 0
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = None
        for row in rows:
            if sheet is None or count % SHEET_ROWS == 0:
                sheet = book.add_worksheet()
                _write(sheet, 0, heading)
            _write(sheet, count % SHEET_ROWS + 1, row)
            count += 1
        if sheet is None:
            _write(book.add_worksheet(), 0, heading)
    return count


def statistics_tables(
    counts: Statistics, language: str
) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Yield the tables of the statistics: a name, and rows of which the first is the heading."""

    def word(sentence: Sentence) -> str:
        return sentence.zh if language == "zh" else sentence.en

    none = word(Sentence("（未写明）", "(not given)"))
    number = word(Sentence("件数", "records"))
    kinds: list[tuple[Sentence, list[tuple[str, int]]]] = [
        (
            Sentence("年度", "year"),
            [(none if year is None else str(year), count) for year, count in counts.by_year],
        ),
        (
            Sentence("保管期限", "retention"),
            [(none if r is None else word(RETENTION[r]), n) for r, n in counts.by_retention],
        ),
        (
            Sentence("载体", "carrier"),
            [(none if c is None else word(CARRIER[c]), n) for c, n in counts.by_carrier],
        ),
        (Sentence("单位", "unit"), [(unit or none, count) for unit, count in counts.by_unit]),
    ]
    for title, rows in kinds:
        name = word(title)
        yield name, [(name, number), *((label, str(count)) for label, count in rows)]
    if counts.units:
        heading = (word(Sentence("机构", "unit")), *(word(figure) for figure in FIGURES.values()))
        yield (
            word(Sentence("机构编制", "posts and staff")),
            [
                heading,
                *(
                    (unit.name, *(_number(getattr(unit, figure)) for figure in FIGURES))
                    for unit in counts.units
                ),
            ],
        )
    month = word(Sentence("月份", "month"))
    growth = word(Sentence("增长", "growth"))
    added, removed = word(Sentence("新增", "added")), word(Sentence("减少", "removed"))
    by_month = [
        (f"{each.month // 100}-{each.month % 100:02}", str(each.added), str(each.removed))
        for each in counts.growth
    ]
    yield growth, [(month, added, removed), *by_month]


def write_tables(
    into: Path | BinaryIO, tables: Iterable[tuple[str, list[tuple[str, ...]]]]
) -> None:
    """Write each table as a sheet of an XLSX file; counts are numbers there. Raises OSError."""
    with xlsxwriter.Workbook(into, {"in_memory": not isinstance(into, Path)}) as book:
        for name, rows in tables:
            sheet = book.add_worksheet(name)
            _write(sheet, 0, rows[0])
            for at, (label, *numbers) in enumerate(rows[1:], 1):
                sheet.write_string(at, 0, label)
                for column, text in enumerate(numbers, 1):
                    if text:
                        sheet.write_number(at, column, int(text))


def _write(sheet: "xlsxwriter.worksheet.Worksheet", row: int, texts: Sequence[str]) -> None:
    for column, text in enumerate(texts):
        if text:
            sheet.write_string(row, column, text)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
