"""The list of units: numbers and former names, nobody's name."""

from pathlib import Path

import pytest

from records_sync.model import SourceError, UnitSummary
from records_sync.sources.files import units
from records_sync.sources.files.units import read_units
from tests.records_files_kit import write_csv, write_xlsx

HEADER = (
    "机构代码",
    "机构名称",
    "曾用名",
    "机构性质",
    "编制数",
    "领导职数",
    "实有人数",
    "内设机构数",
    "截至日期",
)
ROW = (
    "A01",
    "当阳市委编办",
    "当阳市编委办；市编办",
    "行政机关",
    "12",
    "3",
    "11",
    "4",
    "2026-11-01",
)
UNIT = UnitSummary(
    code="A01",
    name="当阳市委编办",
    former_names=("当阳市编委办", "市编办"),
    kind="行政机关",
    posts=12,
    leaders=3,
    staff=11,
    offices=4,
    as_of="20261101",
)


def test_a_unit_is_read_with_its_history_and_figures(tmp_path: Path) -> None:
    assert read_units(write_csv(tmp_path / "a.csv", [HEADER, ROW]), ".csv").units == (UNIT,)
    assert read_units(write_xlsx(tmp_path / "a.xlsx", [HEADER, ROW]), ".xlsx").units == (UNIT,)


def test_a_unit_without_a_code_is_known_by_its_name(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("单位名称", "编制"), ("市档案馆", "8人")])
    found = read_units(path, ".csv")
    assert found.units == (UnitSummary(code="市档案馆", name="市档案馆"),)
    assert [(flag.row, flag.code, flag.detail) for flag in found.flagged] == [
        (2, "doubt_figure", "posts=8人")
    ]


def test_a_row_without_a_name_is_rejected(tmp_path: Path) -> None:
    found = read_units(write_csv(tmp_path / "a.csv", [HEADER, ("A1", *[""] * 8)]), ".csv")
    assert [(row.row, row.code) for row in found.rejected] == [(2, "row_no_name")]


def test_a_list_without_end_is_refused_whatever_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(units, "MOST", 3)
    for row in (ROW, ("A1", *[""] * 8)):
        path = write_csv(tmp_path / "a.csv", [HEADER, *[row] * 3])
        assert len(read_units(path, ".csv").units) <= 1
        with pytest.raises(SourceError, match="file_rows: 3"):
            read_units(write_csv(path, [HEADER, *[row] * 4]), ".csv")


@pytest.mark.parametrize("column", ["负责人", "领导姓名", "身份证号"])
def test_a_list_of_units_that_names_persons_is_refused(column: str, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [(*HEADER, column), (*ROW, "某某")])
    with pytest.raises(SourceError, match=f"file_personal: {column}"):
        read_units(path, ".csv")
