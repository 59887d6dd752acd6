"""Files that are broken, or mean harm, end in a sentence: bounded, and nothing taken by half."""

import asyncio
import io
import random
import resource
import struct
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records_sync.sources.files.formats import SUFFIXES
from records_sync.sources.files.limits import Limits
from tests.records_files_kit import (
    HEADER,
    KEPT,
    ROWS,
    TITLE_HEADER,
    csv_text,
    items_of,
    records_of,
    refusal_of,
    rejects_of,
    source_of,
    title_rows,
    write_csv,
    write_dbf,
    write_xlsx,
    xml_text,
)

TABLE = csv_text((HEADER, *ROWS))
FUZZ = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def written(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in entries.items():
            archive.writestr(name, raw)
    return path


@contextmanager
def traced(most: int) -> Iterator[None]:
    """Fail where more than so many bytes are held at once."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()


def test_h11_gbk_that_says_it_is_utf8_is_read_as_what_it_is(tmp_path: Path) -> None:
    text = xml_text(ROWS, encoding="UTF-8")
    records = records_of(written(tmp_path / "a.xml", text.encode("gb18030")))
    assert [record.title for record in records] == [row[6] for row in ROWS]


def test_h11_gb18030_of_four_bytes_and_extension_b_come_through(tmp_path: Path) -> None:
    titles = ["㐂䶮𠮷𪚥", "𬺓𰻝", "€ùñ"]
    path = write_csv(tmp_path / "a.csv", [TITLE_HEADER, *title_rows(titles)])
    assert [record.title for record in records_of(path)] == titles


def test_h11_lines_of_two_encodings_are_refused_with_the_line(tmp_path: Path) -> None:
    lines = TABLE.encode("utf-8").splitlines(keepends=True)
    lines.insert(3, "甲,乙丙\r\n".encode("gb18030")[:-3] + b"\r\n")
    assert refusal_of(written(tmp_path / "a.csv", b"".join(lines))) == ("file_encoding", "4")


@pytest.mark.parametrize("encoding", ["big5", "shift_jis", "utf-32"])
def test_h11_an_encoding_that_is_not_ours_is_refused(encoding: str, tmp_path: Path) -> None:
    text = csv_text([("題名", "檔號"), ("關於編制的批覆", "J1-1")] if encoding == "big5" else TITLE)
    code, _ = refusal_of(written(tmp_path / "a.csv", text.encode(encoding)))
    assert code in {"file_encoding", "file_no_header", "file_garbled"}


TITLE = [("題名", "番号"), ("編制の件", "J1-1")]


def test_h11_a_declared_encoding_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    text = xml_text(ROWS, encoding="Big5")
    path = written(tmp_path / "a.xml", text.encode("gb18030"))
    assert refusal_of(path) == ("file_encoding_declared", "BIG5")


@pytest.mark.parametrize(
    ("was", "read_as"), [("utf-8", "gbk"), ("utf-8", "latin-1"), ("gbk", "latin-1")]
)
def test_h11_a_file_that_was_decoded_twice_is_refused(
    was: str, read_as: str, tmp_path: Path
) -> None:
    wrong = TABLE.replace("𠮷", "吉").encode(was).decode(read_as, "replace")
    path = written(tmp_path / "a.csv", wrong.encode("utf-8"))
    assert refusal_of(path)[0] == "file_garbled"


def test_h11_garbled_rows_below_a_good_header_are_rejected_by_number(tmp_path: Path) -> None:
    wrong = "关于调整编制的批复".encode().decode("gb18030", "replace")
    rows = [TITLE_HEADER, *title_rows(["甲", wrong, "乙"])]
    path = write_csv(tmp_path / "a.csv", rows, "utf-8")
    assert rejects_of(items_of(path)) == [(3, "row_garbled")]


def test_h11_a_file_of_garbled_rows_is_refused(tmp_path: Path) -> None:
    wrong = "关于调整编制的批复".encode().decode("gb18030", "replace")
    path = write_csv(tmp_path / "a.csv", [TITLE_HEADER, *title_rows([wrong] * 30)], "utf-8")
    assert refusal_of(path)[0] == "file_garbled"


def test_h11_rows_with_replaced_characters_are_rejected_by_number(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv", [TITLE_HEADER, *title_rows(["甲", "乙\ufffd", "丙"])], "utf-8"
    )
    assert rejects_of(items_of(path)) == [(3, "row_lost_characters")]
    assert len(records_of(path)) == 2


def test_h12_a_zip_of_catalogues_is_read(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "a.zip",
        {
            "文件目录.XML": xml_text(ROWS[:1]).encode("gb18030"),
            "2.csv": csv_text((HEADER, *ROWS[1:])).encode("gb18030"),
            "3.xls": (KEPT / "catalogue.xls").read_bytes(),
        },
    )
    assert len(records_of(path)) == len(ROWS) * 2
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.zip"]


def test_h12_a_bomb_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.csv": b"\0" * 30_000_000})
    assert refusal_of(path)[0] == "file_zip_ratio"


def test_h12_more_than_is_allowed_is_refused(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(200_000)
    path = zipped(tmp_path / "a.zip", {"a.csv": noise, "b.csv": noise})
    assert refusal_of(path, limits=Limits(unpacked_bytes=300_000))[0] == "file_zip_size"


def test_h12_a_size_that_is_a_lie_is_found_while_unpacking(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.csv": TABLE.encode() + b" " * 9_000_000})
    raw = bytearray(path.read_bytes())
    at = raw.rfind(b"PK\x01\x02")
    struct.pack_into("<L", raw, at + 24, 100)  # what it says it unpacks to
    code, _ = refusal_of(written(path, bytes(raw)))
    assert code in {"file_zip_broken", "file_zip_size"}


def test_h12_a_zip_in_a_zip_is_refused(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.csv", TABLE)
    assert refusal_of(zipped(tmp_path / "a.zip", {"b.zip": inner.getvalue()})) == (
        *("file_zip_entry", "b.zip"),
    )
    assert refusal_of(zipped(tmp_path / "b.zip", {"b.xls": inner.getvalue()})) == (
        *("file_zip_entry", "b.xls"),
    )


@pytest.mark.parametrize("name", ["../a.csv", "/a.csv", "x/a.csv", "..\\a.csv", "C:a.csv", "a.exe"])
def test_h12_a_path_in_a_zip_is_refused(name: str, tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {name: TABLE.encode()})
    assert refusal_of(path)[0] == "file_zip_entry"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.zip"]


def test_h12_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        link = zipfile.ZipInfo("a.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert refusal_of(tmp_path / "a.zip") == ("file_zip_entry", "a.csv")


def test_h12_a_million_entries_are_refused_by_the_directory_alone(tmp_path: Path) -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 60_000, 60_000, 60_000 * 50, 30, 0)
    path = written(tmp_path / "a.zip", b"PK\x03\x04" + b"\0" * (60_000 * 50) + end)
    with traced(most=3_000_000):
        assert refusal_of(path)[0] == "file_zip_entries"


def test_h12_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.csv": TABLE.encode()})
    raw = bytearray(path.read_bytes())
    raw[raw.rfind(b"PK\x01\x02") + 8] |= 1
    assert refusal_of(written(path, bytes(raw))) == ("file_password", "")


ENTITIES = {
    "bomb": "<!DOCTYPE x ["
    + "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    + '<!ENTITY l0 "lol">]>',
    "quadratic": f'<!DOCTYPE x [<!ENTITY a "{"A" * 50_000}">]>',
    "external": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd">%p;]>',
    "dtd": '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
}


@pytest.mark.parametrize("kind", ENTITIES)
def test_h13_entities_and_dtds_are_refused(kind: str, tmp_path: Path) -> None:
    text = (
        xml_text(ROWS).replace("<文件目录>", ENTITIES[kind] + "<文件目录>").replace("附表", "&l9;")
    )
    path = written(tmp_path / "a.xml", text.encode("gb18030"))
    assert refusal_of(path)[0] == "file_xml_entities"


def test_h13_depth_and_endless_tags_are_bounded(tmp_path: Path) -> None:
    deep = "<文件目录>" + "<a>" * 100_000
    assert refusal_of(written(tmp_path / "a.xml", deep.encode()))[0] == "file_xml_shape"
    wide = written(tmp_path / "b.xml", "<文件目录 a='".encode() + b"x" * 30_000_000)
    with traced(most=40_000_000):
        assert refusal_of(wide)[0] == "file_row_too_long"


def test_h13_a_list_that_is_cut_off_is_refused_before_a_row_is_taken(tmp_path: Path) -> None:
    raw = xml_text(ROWS * 100).encode("gb18030")
    path = written(tmp_path / "a.xml", raw[: len(raw) // 2])
    assert refusal_of(path)[0] in {"file_xml_broken", "file_encoding"}


def test_a_workbook_with_a_cell_in_its_last_corner_is_a_sentence(tmp_path: Path) -> None:
    import openpyxl  # noqa: PLC0415  # only here

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.cell(1, 1).value = "题名"
    sheet.cell(1_048_576, 16_384).value = "档号"
    book.save(tmp_path / "a.xlsx")
    assert refusal_of(tmp_path / "a.xlsx")[0] == "file_workbook_too_big"
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY


def test_a_workbook_with_too_many_columns_is_a_sentence(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["题名", "档号", *["甲"] * 400]])
    assert refusal_of(path)[0] == "file_columns"


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_a_workbook_that_is_cut_off_is_a_sentence(suffix: str, tmp_path: Path) -> None:
    raw = (KEPT / f"catalogue.{suffix}").read_bytes()
    code, _ = refusal_of(written(tmp_path / f"a.{suffix}", raw[: len(raw) * 2 // 3]))
    assert code in {"file_zip_broken", "file_workbook_broken", "file_workbook_too_big"}


def test_a_page_of_html_that_is_called_a_workbook_is_a_sentence(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xls", b"\r\n<HTML><table><tr><td>\xcc\xe2\xc3\xfb</table>")
    assert refusal_of(path) == ("file_html", "")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_file_is_a_sentence(suffix: str, tmp_path: Path) -> None:
    assert refusal_of(written(tmp_path / f"a{suffix}", b"")) == ("file_empty", "")


def test_a_dbf_that_is_cut_off_is_refused_before_a_row_is_taken(tmp_path: Path) -> None:
    path = write_dbf(tmp_path / "a.dbf", [("L1", "甲"), ("L2", "乙")], ("LSBH", "TM"))
    path.write_bytes(path.read_bytes()[:-200])
    assert refusal_of(path)[0] == "file_cut_off"


@pytest.mark.parametrize(("at", "value"), [(10, 0), (10, 1), (8, 0), (8, 20)])
def test_a_dbf_whose_header_does_not_add_up_is_refused(at: int, value: int, tmp_path: Path) -> None:
    path = write_dbf(tmp_path / "a.dbf", [("L1", "甲")], ("LSBH", "TM"))
    raw = bytearray(path.read_bytes())
    struct.pack_into("<H", raw, at, value)
    assert refusal_of(written(path, bytes(raw)))[0] == "file_dbf_broken"


def test_a_quote_that_never_ends_is_bounded_and_refused(tmp_path: Path) -> None:
    text = csv_text([TITLE_HEADER]) + 'L1,"甲\r\n' + "L2,乙\r\n" * 200_000
    path = written(tmp_path / "a.csv", text.encode("gb18030"))
    code, _ = refusal_of(path, limits=Limits(row_chars=500_000))
    assert code in {"file_csv_quotes", "file_row_too_long"}


def test_a_line_of_commas_is_bounded_and_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", csv_text([TITLE_HEADER]).encode() + b"," * 20_000_000)
    with traced(most=40_000_000):
        assert refusal_of(path)[0] == "file_row_too_long"


@pytest.mark.parametrize("rows", [5_000, 40_000])
def test_memory_does_not_grow_with_the_rows(rows: int, tmp_path: Path) -> None:
    titles = ["关于调整编制的批复"] * rows
    path = write_csv(tmp_path / "a.csv", [TITLE_HEADER, *title_rows(titles)])

    async def drained() -> int:
        return sum([len(page.items) async for page in source_of(path).changes(None)])

    with traced(most=8_000_000):
        assert asyncio.run(drained()) == rows


SAMPLES: dict[str, bytes] = {
    ".csv": TABLE.encode("gb18030"),
    ".tsv": csv_text((HEADER, *ROWS), "\t").encode("utf-16"),
    ".xml": xml_text(ROWS).encode("gb18030"),
}


@FUZZ
@given(st.binary(max_size=400), st.sampled_from([s for s in SUFFIXES if s != ".ods"]))
def test_any_bytes_end_in_rows_or_a_sentence(tmp_path: Path, raw: bytes, suffix: str) -> None:
    if not raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        refusal_of(written(tmp_path / f"fuzz{suffix}", raw))


@FUZZ
@given(st.data(), st.sampled_from([*SAMPLES, ".dbf", ".zip"]))
def test_a_damaged_file_ends_in_rows_or_a_sentence(
    tmp_path: Path, data: st.DataObject, suffix: str
) -> None:
    raw = bytearray(SAMPLES.get(suffix) or _made(tmp_path, suffix))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
        raw = raw or bytearray(b"x")
    refusal_of(written(tmp_path / f"fuzz{suffix}", bytes(raw)))


def _made(folder: Path, suffix: str) -> bytes:
    if suffix == ".dbf":
        if not (folder / "made.dbf").exists():
            write_dbf(folder / "made.dbf", [("L1", "甲"), ("L2", "乙")], ("LSBH", "TM"))
        return (folder / "made.dbf").read_bytes()
    return zipped(
        folder / "made.zip", {"a.csv": SAMPLES[".csv"], "b.xml": SAMPLES[".xml"]}
    ).read_bytes()


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_a_damaged_workbook_ends_in_rows_or_a_sentence(suffix: str, tmp_path: Path) -> None:
    rng = random.Random(7)
    good = (KEPT / f"catalogue.{suffix}").read_bytes()
    for _ in range(12):
        raw = bytearray(good)
        for _ in range(rng.randrange(1, 30)):
            raw[rng.randrange(len(raw))] = rng.randrange(256)
        refusal_of(written(tmp_path / f"a.{suffix}", bytes(raw)))
