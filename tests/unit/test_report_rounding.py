"""How numbers are printed: one rule, once, never -0, and enough digits to tell what is meant."""

from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from daemon.model.document import Column, Document, Section, Table
from daemon.reports import xlsx
from daemon.reports.asked import ReportKind
from daemon.reports.rounding import Rounding, apart, fixed, rounded
from daemon.reports.text import shown
from tests.report_kit import (
    Formula,
    document_of,
    row_of,
    table_under,
    utc,
    write_history,
    write_ledger,
    write_site,
)

SINCE, UNTIL = utc(2026, 9, 30, 16), utc(2026, 10, 31, 16)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.15, 1, "0.2"),  # a little less than its decimal: a float rounds it down
        (0.25, 1, "0.2"),
        (0.35, 1, "0.4"),
        (20.45, 1, "20.4"),
        (20.55, 1, "20.6"),
        (20.349_999, 1, "20.3"),  # rounded once, not through 20.35
        (23.15 - 20.0, 1, "3.2"),  # 3.1499999999999986
        (2.5, 0, "2"),
        (-0.04, 1, "0.0"),
        (-0.0, 1, "0.0"),
        (-0.25, 1, "-0.2"),
    ],
)
def test_a_number_is_rounded_half_to_even_as_a_decimal(
    value: float, digits: int, text: str
) -> None:
    assert fixed(value, digits) == text
    assert str(rounded(value, digits)) == str(float(text))
    assert shown(value, Column(title="", digits=digits)) == text
    assert Rounding().vformat(f"{{v:.{digits}f}}", (), {"v": value}) == text


def test_a_spreadsheet_holds_the_number_that_the_page_shows(tmp_path: Path) -> None:
    table = Table(columns=(Column(title="x"), Column(title="y")), rows=((0.15, -0.04),))
    document = Document(
        kind="monthly",
        subject="a/b",
        language="zh",
        title="t",
        lines=(),
        sections=(Section(tables=(table,)),),
        signatures=(),
    )
    file = tmp_path / "x.xlsx"
    file.write_bytes(xlsx.rendered(document))
    numbers = [
        c.value
        for row in load_workbook(file).worksheets[0]
        for c in row
        if isinstance(c.value, (int, float))
    ]
    assert [str(float(number)) for number in numbers] == ["0.2", "0.0"]


@pytest.mark.parametrize(
    ("value", "limit", "text"),
    [
        (64.0, 60.0, "64.0"),
        (60.02, 60.0, "60.02"),
        (60.0004, 60.0, "60.0004"),
        (0.005, 0.0, "0.005"),
    ],
)
def test_a_value_beyond_a_limit_never_looks_like_the_limit(
    value: float, limit: float, text: str
) -> None:
    assert apart(value, limit) == text


def site_with(folder: Path, formula: Formula) -> None:
    write_site(folder)
    write_history(folder, SINCE, UNTIL, formula=formula)
    write_ledger(folder, [])


def calm(tag: str) -> float:
    if tag.endswith("temperature"):
        return 20.0
    return 50.0 if tag.endswith("humidity") else 1.0


def test_a_tiny_excursion_is_told_with_its_digits(tmp_path: Path) -> None:
    damp_at = int(utc(2026, 10, 9, 2).timestamp())

    def formula(tag: str, start: int) -> float | None:
        inside_damp = tag.endswith("humidity") and "outside" not in tag and start == damp_at
        return 60.02 if inside_damp else calm(tag)

    site_with(tmp_path, formula)
    row = row_of(table_under(document_of(tmp_path, ReportKind.EXCURSION)), 1)
    assert (row["最远值"], row["超标量"], row["小时"]) == ("60.02 %", "0.005 %·h", 0.25)


def test_the_longest_excursion_of_a_day_is_remarked_first(tmp_path: Path) -> None:
    day = utc(2026, 10, 8, 16)
    short, other, long = (
        (day + timedelta(hours=h), day + timedelta(hours=h + n))
        for h, n in ((2, 1), (6, 2), (12, 5))
    )

    def formula(tag: str, start: int) -> float | None:
        for (since, until), kind, value in (
            (short, "humidity", 65.0),
            (other, "temperature", 26.0),
            (long, "humidity", 40.0),
        ):
            if since.timestamp() <= start < until.timestamp() and tag.endswith(kind):
                return value
        return calm(tag)

    site_with(tmp_path, formula)
    row = row_of(table_under(document_of(tmp_path)), 9)
    assert row["备注"] == "湿度低 5 小时；温度高 2 小时；另有 1 处"
