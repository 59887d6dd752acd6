"""Catalogue files for the tests, written by programs that are not ours."""

import asyncio
import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import dbf
import openpyxl
import xlsxwriter

from records_sync.model import Flagged, Gone, Item, Page, Put, Record, Rejected, SourceError
from records_sync.sources.files.cursor import Cursor, Seen
from records_sync.sources.files.folder import Folder
from records_sync.sources.files.limits import Limits
from records_sync.sources.files.mapping import FolderRules
from records_sync.sources.files.source import FileSource
from records_sync.sources.files.spool import Copy

KEPT = Path(__file__).parent / "records_files"
HEADER = (
    "档号",
    "年度",
    "保管期限",
    "件号",
    "文号",
    "责任者",
    "题名",
    "日期",
    "页数",
    "盒号",
    "备注",
)
ROWS = (
    (
        *("J001-WS·2011-Y-BGS-0001", "2011", "永久", "0001", "当编发〔2011〕1号", "当阳市编办"),
        *("关于调整市档案馆机构编制的批复", "20110304", "3", "0012", ""),
    ),
    (
        *("J001-WS·2011-D30-BGS-0002", "2011", "30年", "0002", "当编办函[2011]12号", "当阳市编办"),
        *("关于“领导职数”的请示, 含逗号", "20110400", "12", "0012", "附表1份"),
    ),
    (
        *("J001-WS·2012-D10-RSK-0107", "2012", "10年", "0107", "", "宜昌市编办;当阳市委"),
        *('=HYPERLINK("http://x","<b>点我</b>")', "20121231", "1", "0103", "𠮷野家〇号"),
    ),
)


async def _no_sleep(_seconds: float) -> None:
    """Let time pass at once."""


def folder_of(path: Path, **more: object) -> Folder:
    """Return a folder whose second look follows at once."""
    return Folder(name="目录", path=path, copies=path / ".copies", sleep=_no_sleep, **more)  # type: ignore[arg-type]


def source_of(
    path: Path, *, rules: FolderRules | None = None, limits: Limits | None = None
) -> FileSource:
    """Return the source of one file as it lies there; its copy is the file itself."""
    look = path.stat()
    seen = Seen(name=path.name, size=look.st_size, mtime_ns=look.st_mtime_ns, digest="0" * 64)
    return FileSource(
        name="目录",
        copy=Copy(seen=seen, path=path),
        before=Cursor(),
        is_snapshot=True,
        rules=rules or FolderRules(),
        limits=limits or Limits(),
    )


async def _pages(source: FileSource, cursor: str | None) -> list[Page]:
    return [page async for page in source.changes(cursor)]


def pages_of(source: FileSource, cursor: str | None = None) -> list[Page]:
    """Read a source to its end."""
    return asyncio.run(_pages(source, cursor))


def items_of(path: Path, **more: object) -> list[Item]:
    """Read a file to its end."""
    pages = pages_of(source_of(path, **more))  # type: ignore[arg-type]
    return [item for page in pages for item in page.items]


def records_of(path: Path, **more: object) -> list[Record]:
    """Return the records of a file."""
    return [item.record for item in items_of(path, **more) if isinstance(item, Put)]


def flags_of(items: Iterable[Item]) -> list[tuple[int, str]]:
    """Return where rows were repaired or doubted, and how; not what the header left over."""
    return [
        (item.row, item.code)
        for item in items
        if isinstance(item, Flagged) and not item.code.startswith("columns_")
    ]


def rejects_of(items: Iterable[Item]) -> list[tuple[int, str]]:
    """Return which rows were rejected, and why."""
    return [(item.row, item.code) for item in items if isinstance(item, Rejected)]


def gone_of(items: Iterable[Item]) -> list[str]:
    """Return the ids that are gone."""
    return [item.id for item in items if isinstance(item, Gone)]


def refusal_of(path: Path, **more: object) -> tuple[str, str]:
    """Return (code, detail) of the SourceError that reading a file ends with, ("", "") without."""
    try:
        items_of(path, **more)
    except SourceError as err:
        return err.code, err.detail
    return "", ""


def csv_text(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Return rows as Excel writes them: CR LF, quotes only where they are needed."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def write_csv(path: Path, rows: Iterable[Sequence[str]], encoding: str = "gb18030") -> Path:
    """Write a CSV as a Chinese Excel does: GBK, no BOM."""
    path.write_bytes(csv_text(rows).encode(encoding))
    return path


def write_xlsx(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    """Write a workbook with XlsxWriter; texts stay texts."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("目录")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell)
            else:
                sheet.write(number, column, cell)
    book.close()
    return path


def write_openpyxl(path: Path, rows: Iterable[Sequence[str]]) -> Path:
    """Write a workbook with openpyxl; texts stay texts."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            sheet.cell(number, column).value = cell
            sheet.cell(number, column).data_type = "s"
    book.save(path)
    return path


DBF_FIELDS = ("DH", "ND", "BGQX", "JH", "WH", "ZRZ", "TM", "RQ", "YS", "HH", "BZ")


def write_dbf(
    path: Path,
    rows: Iterable[Sequence[str]],
    names: Sequence[str] = DBF_FIELDS,
    codepage: str = "cp936",
    width: int = 200,
) -> Path:
    """Write a table with `dbf`, every field a text."""
    spec = "; ".join(f"{name} C({width})" for name in names)
    table = dbf.Table(str(path), spec, codepage=codepage, dbf_type="db3")
    table.open(mode=dbf.READ_WRITE)
    for row in rows:
        table.append(tuple(row))
    table.close()
    return path


def xml_text(
    rows: Iterable[Sequence[str]],
    header: Sequence[str] = HEADER,
    encoding: str = "GB18030",
    root: str = "文件目录",
) -> str:
    """Return rows as 文件目录.XML."""
    lines = [f'<?xml version="1.0" encoding="{encoding}"?>', f"<{root}>"]
    for number, row in enumerate(rows, start=1):
        parts = "".join(
            f"<{name}>{escape(cell)}</{name}>" for name, cell in zip(header, row, strict=True)
        )
        lines.append(f"<文件><顺序号>{number}</顺序号>{parts}</文件>")
    return "\n".join([*lines, f"</{root}>\n"])


def write_xml(path: Path, rows: Iterable[Sequence[str]], encoding: str = "GB18030") -> Path:
    """Write 文件目录.XML in one of the encodings that the rules name."""
    path.write_bytes(xml_text(rows, encoding=encoding).encode(encoding))
    return path


CJK_BLOCKS = {
    "CJK Radicals Supplement": (0x2E80, 0x2EFF),
    "Kangxi Radicals": (0x2F00, 0x2FDF),
    "Ideographic Description Characters": (0x2FF0, 0x2FFF),
    "CJK Symbols and Punctuation": (0x3000, 0x303F),
    "Bopomofo": (0x3100, 0x312F),
    "Bopomofo Extended": (0x31A0, 0x31BF),
    "CJK Strokes": (0x31C0, 0x31EF),
    "Enclosed CJK Letters and Months": (0x3200, 0x32FF),
    "CJK Compatibility": (0x3300, 0x33FF),
    "CJK Extension A": (0x3400, 0x4DBF),
    "CJK Unified Ideographs": (0x4E00, 0x9FFF),
    "CJK Compatibility Ideographs": (0xF900, 0xFAFF),
    "CJK Compatibility Forms": (0xFE30, 0xFE4F),
    "Halfwidth and Fullwidth Forms": (0xFF00, 0xFFEF),
    "CJK Extension B": (0x20000, 0x2A6DF),
    "CJK Extension C": (0x2A700, 0x2B73F),
    "CJK Extension D": (0x2B740, 0x2B81F),
    "CJK Extension E": (0x2B820, 0x2CEAF),
    "CJK Extension F": (0x2CEB0, 0x2EBEF),
    "CJK Extension I": (0x2EBF0, 0x2EE5F),
    "CJK Compatibility Ideographs Supplement": (0x2F800, 0x2FA1F),
    "CJK Extension G": (0x30000, 0x3134F),
    "CJK Extension H": (0x31350, 0x323AF),
}


def block_titles(every: int = 1, longest: int = 400) -> list[str]:
    """Return titles that hold each character (or each n-th) of every CJK block."""
    titles = []
    for name, (first, last) in CJK_BLOCKS.items():
        codes = sorted({*range(first, last + 1, every), last})
        for at in range(0, len(codes), longest):
            chars = [chr(code) for code in codes[at : at + longest]]
            alone = [f"字{c}" if unicodedata.combining(c) else c for c in chars]
            titles.append(f"{name}:{''.join(alone)}。")
    return titles


def title_rows(titles: Sequence[str]) -> list[tuple[str, str]]:
    """Return rows of 临时编号 and title."""
    return [(f"L-{number:05}", title) for number, title in enumerate(titles, start=1)]


TITLE_HEADER = ("临时编号", "题名")
