"""The same rows come from every format, as programs that are not ours have written them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from records_sync.model import Flagged, Put, Rejected, SourceError
from records_sync.sources.files.limits import Limits
from tests.records_files.make_csv import EVERY
from tests.records_files_kit import (
    HEADER,
    KEPT,
    ROWS,
    TITLE_HEADER,
    block_titles,
    csv_text,
    flags_of,
    items_of,
    pages_of,
    records_of,
    refusal_of,
    rejects_of,
    source_of,
    title_rows,
    write_csv,
    write_dbf,
    write_openpyxl,
    write_xlsx,
    write_xml,
    xml_text,
)

TABLE = (HEADER, *ROWS)
GBK_ROWS = [[cell.replace("𠮷", "吉") for cell in row] for row in ROWS]
WRITERS: dict[str, Callable[[Path], Path]] = {
    "gbk.csv": lambda path: write_csv(path, TABLE),
    "utf8.csv": lambda path: write_csv(path, TABLE, "utf-8"),
    "bom.csv": lambda path: write_csv(path, TABLE, "utf-8-sig"),
    "unicode.txt": lambda path: _written(path, csv_text(TABLE, "\t").encode("utf-16")),
    "tab.tsv": lambda path: _written(path, csv_text(TABLE, "\t").encode("gb18030")),
    "semicolon.csv": lambda path: _written(path, csv_text(TABLE, ";").encode("utf-8")),
    "text.xls": lambda path: _written(path, csv_text(TABLE, "\t").encode("gb18030")),
    "xlsxwriter.xlsx": lambda path: write_xlsx(path, TABLE),
    "openpyxl.xlsx": lambda path: write_openpyxl(path, TABLE),
    "gb18030.xml": lambda path: write_xml(path, ROWS),
    "utf8.xml": lambda path: write_xml(path, ROWS, "UTF-8"),
    "utf8.dbf": lambda path: write_dbf(path, ROWS, codepage="utf8"),
}


def _written(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize("name", WRITERS)
def test_rows_are_identical_whatever_program_wrote_them(name: str, tmp_path: Path) -> None:
    wanted = records_of(WRITERS["utf8.csv"](tmp_path / "wanted.csv"))
    assert [record.title for record in wanted] == [row[6] for row in ROWS]
    found = items_of(WRITERS[name](tmp_path / name))
    assert [item.record for item in found if isinstance(item, Put)] == wanted
    assert flags_of(found) == rejects_of(found) == []


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_rows_are_identical_in_what_libreoffice_wrote(suffix: str, tmp_path: Path) -> None:
    wanted = records_of(WRITERS["utf8.csv"](tmp_path / "wanted.csv"))
    found = items_of(KEPT / f"catalogue.{suffix}")
    assert [item.record for item in found if isinstance(item, Put)] == wanted
    assert flags_of(found) == rejects_of(found) == []


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_what_a_spreadsheet_took_is_restored_and_flagged_in_each_row(suffix: str) -> None:
    found = items_of(KEPT / f"damaged.{suffix}")
    records = [item.record for item in found if isinstance(item, Put)]
    assert [record.item_no for record in records] == ["0001", "0002", "0107"]
    assert [record.date for record in records] == ["20110304", "20110400", "20121231"]
    assert [record.year for record in records] == [2011, 2011, 2012]
    assert flags_of(found) == [(row, "fixed_leading_zeros") for row in (2, 3, 4)]


@pytest.mark.parametrize("driver", ["cp936", "ascii-is-not-what-it-is"])
def test_a_table_of_foxpro_is_gbk_whatever_its_header_says(driver: str, tmp_path: Path) -> None:
    path = write_dbf(tmp_path / "a.dbf", GBK_ROWS)
    if driver != "cp936":
        raw = bytearray(path.read_bytes())
        raw[29] = 0x03  # Windows ANSI, as FoxPro writes
        path.write_bytes(raw)
    assert [record.title for record in records_of(path)] == [row[6] for row in GBK_ROWS]
    assert records_of(path)[2].remark == "吉野家〇号"


def test_a_field_that_ends_within_a_character_is_taken_and_flagged(tmp_path: Path) -> None:
    path = write_dbf(
        tmp_path / "a.dbf", [("L1", "关于调整编制的批复"), ("L2", "短")], ("LSBH", "TM")
    )
    raw = path.read_bytes()
    full = "关于调整编制的批复".encode("gbk")
    torn = full + b" " * (200 - len(full))
    stuffed = ("长" * 99).encode("gbk") + b"a" + "断".encode("gbk")[:1]
    assert len(stuffed) == 200
    path.write_bytes(raw.replace(torn, stuffed))
    found = items_of(path)
    assert [i.record.title for i in found if isinstance(i, Put)] == ["长" * 99 + "a", "短"]
    assert flags_of(found) == [(1, "doubt_cut_before")]


TITLES = block_titles()
SHORT = block_titles(longest=40)
TITLE_WRITERS: dict[str, Callable[[Path], Path]] = {
    "gb18030.csv": lambda path: write_csv(path, (TITLE_HEADER, *title_rows(TITLES))),
    "utf8.csv": lambda path: write_csv(path, (TITLE_HEADER, *title_rows(TITLES)), "utf-8"),
    "utf16.csv": lambda path: write_csv(path, (TITLE_HEADER, *title_rows(TITLES)), "utf-16"),
    "xlsxwriter.xlsx": lambda path: write_xlsx(path, (TITLE_HEADER, *title_rows(TITLES))),
    "openpyxl.xlsx": lambda path: write_openpyxl(path, (TITLE_HEADER, *title_rows(TITLES))),
    "gb18030.xml": lambda path: _titles_xml(path, "GB18030"),
    "utf8.xml": lambda path: _titles_xml(path, "UTF-8"),
    "utf16.xml": lambda path: _titles_xml(path, "UTF-16"),
}


def _titles_xml(path: Path, encoding: str) -> Path:
    text = xml_text(title_rows(TITLES), TITLE_HEADER, encoding, "案卷目录")
    return _written(path, text.encode(encoding))


@pytest.mark.parametrize("name", TITLE_WRITERS)
def test_every_character_of_every_cjk_block_comes_through(name: str, tmp_path: Path) -> None:
    found = records_of(TITLE_WRITERS[name](tmp_path / name))
    assert [r.title.encode() for r in found] == [title.encode() for title in TITLES]


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_characters_of_every_cjk_block_come_through_libreoffice(suffix: str) -> None:
    found = items_of(KEPT / f"blocks.{suffix}")
    titles = [item.record.title.encode() for item in found if isinstance(item, Put)]
    assert titles == [title.encode() for title in block_titles(EVERY)]
    assert flags_of(found) == rejects_of(found) == []


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_every_character_of_every_cjk_block_comes_through_a_dbf(
    encoding: str, tmp_path: Path
) -> None:
    rows = title_rows(SHORT)
    names = ("LSBH", "TM")
    if encoding == "utf-8":
        path = write_dbf(tmp_path / "a.dbf", rows, names, "utf8", 254)
    else:  # `dbf` knows no GB18030: cp437 keeps each byte as it is
        raw = [(number, title.encode(encoding).decode("cp437")) for number, title in rows]
        path = write_dbf(tmp_path / "a.dbf", raw, names, "cp437", 254)
    assert [r.title.encode() for r in records_of(path)] == [title.encode() for title in SHORT]


def test_the_header_need_not_be_the_first_row(tmp_path: Path) -> None:
    rows = [("当阳市编办归档文件目录",), (), ("", "2011年度", "永久"), HEADER, *ROWS]
    found = items_of(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [item.record.item_no for item in found if isinstance(item, Put)] == [r[3] for r in ROWS]


def test_a_header_that_each_page_repeats_is_read_once(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEADER, ROWS[0], HEADER, (), ROWS[1]])
    assert len(records_of(path)) == 2
    assert rejects_of(items_of(path)) == []


def test_row_numbers_are_those_of_the_spreadsheet(tmp_path: Path) -> None:
    rows = [(), HEADER, ROWS[0], (), (*ROWS[1][:6], "", *ROWS[1][7:])]
    assert rejects_of(items_of(write_xlsx(tmp_path / "a.xlsx", rows))) == [(5, "row_no_title")]
    assert rejects_of(items_of(write_csv(tmp_path / "a.csv", rows))) == [(5, "row_no_title")]


def test_every_sheet_with_a_header_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    import openpyxl  # noqa: PLC0415  # only here

    book = openpyxl.Workbook()
    for name, rows in (
        ("2011", [HEADER, ROWS[0]]),
        ("说明", [("填表说明",)]),
        ("2012", [HEADER, ROWS[2]]),
    ):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell.replace("=", "＝") for cell in row])
    book.create_sheet("藏").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    found = items_of(tmp_path / "a.xlsx")
    assert len([item for item in found if isinstance(item, Put)]) == 2
    assert [i.detail for i in found if isinstance(i, Flagged)] == ["a.xlsx [说明]"]


def test_files_inside_volumes_are_records_like_the_volumes(tmp_path: Path) -> None:
    text = (
        '<?xml version="1.0" encoding="GB2312"?><案卷目录 xmlns="urn:x"><案卷 档号="J1-1-1">'
        "<案卷题名>甲卷</案卷题名><文件><档号>J1-1-1-1</档号><题名>乙<![CDATA[<&>]]></题名></文件>"
        "</案卷></案卷目录>"
    )
    path = _written(tmp_path / "案卷目录.XML", text.encode("gb2312"))
    assert {record.id: record.title for record in records_of(path)} == {
        "ref:j1-1-1": "甲卷",
        "ref:j1-1-1-1": "乙<&>",
    }


def test_columns_that_nobody_knows_are_named_once(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("题名", "档号", "柜号二"), ("甲", "J1-1", "9")])
    [flag] = [item for item in items_of(path) if isinstance(item, Flagged)]
    assert (flag.row, flag.code, flag.detail) == (1, "columns_ignored", "a.csv 柜号二")


@pytest.mark.parametrize("column", ["姓名", "身份证号", "XM", "经办人"])
def test_a_file_with_a_column_of_persons_is_refused_by_its_name(
    column: str, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", [("题名", "档号", column), ("甲", "J1-1", "张三")])
    assert refusal_of(path) == ("file_personal", column)


def test_a_column_whose_values_are_identity_numbers_is_refused(tmp_path: Path) -> None:
    numbers = ["42058219800101003X", "11010519491231002X", "440524188001010014"]
    rows = [("题名", "档号", "编码"), *(("甲", f"J1-{n[-3:]}", n) for n in numbers)]
    assert refusal_of(write_csv(tmp_path / "a.csv", rows)) == ("file_personal", "编码")


def test_a_file_without_a_header_tells_what_of_it_was_understood(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("档号", "名字", "日期"), ("J1-1", "甲", "2011")])
    assert refusal_of(path) == ("file_no_header", "档号、日期")


def test_reading_goes_on_at_the_row_of_the_cursor(tmp_path: Path) -> None:
    rows = [TITLE_HEADER, *title_rows([f"第{n}件" for n in range(95)])]
    source = source_of(write_csv(tmp_path / "a.csv", rows), limits=Limits(page_rows=10))
    pages = pages_of(source)
    assert [len(page.items) for page in pages] == [10] * 9 + [5]
    for number, page in enumerate(pages[:-1], start=1):
        rest = pages_of(source, page.cursor)
        assert [page.items for page in rest] == [page.items for page in pages[number:]]
        assert rest[-1].cursor == pages[-1].cursor


def test_a_table_longer_than_allowed_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [TITLE_HEADER, *title_rows(["甲"] * 30)])
    assert refusal_of(path, limits=Limits(rows=20)) == ("file_rows", "20")


def test_rejections_name_the_sheet_and_the_column(tmp_path: Path) -> None:
    rows = [TITLE_HEADER, ("1.2E+11", "甲")]
    [item] = [i for i in items_of(write_xlsx(tmp_path / "a.xlsx", rows)) if isinstance(i, Rejected)]
    assert item.detail == "a.xlsx [目录] 临时编号=1.2E+11"


def test_a_closed_source_has_no_copy(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [TITLE_HEADER])
    with source_of(path) as source:
        assert pages_of(source)[0].items == ()
    with pytest.raises((SourceError, FileNotFoundError)):
        pages_of(source)
