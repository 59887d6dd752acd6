"""Records as rows of the files that a main system exports: column names, cells (pure)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from records_sync.model import Carrier, Record, Retention

from .records import CODES

Cell = str | int | date
TERMS = {
    Retention.PERMANENT: "永久",
    Retention.LONG: "长期",
    Retention.SHORT: "短期",
    Retention.YEARS_30: "30年",
    Retention.YEARS_10: "10年",
}
CARRIERS = {
    Carrier.PAPER: "纸质",
    Carrier.PHOTO: "照片",
    Carrier.AUDIO_VISUAL: "声像",
    Carrier.OPTICAL: "光盘",
    Carrier.MAGNETIC: "移动硬盘",
    Carrier.OBJECT: "实物",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a column is called, and the cell of a record in it."""

    name: str
    cell: Callable[[Record], Cell]


def text(name: str, field: str) -> Column:
    """Return the column of a field of text."""
    return Column(name=name, cell=lambda record: str(getattr(record, field)))


def count(name: str, field: str) -> Column:
    """Return the column of a number; an empty cell where there is none."""
    return Column(name=name, cell=lambda record: _count(getattr(record, field)))


def term(name: str, *, as_code: bool = False) -> Column:
    """Return the column of 保管期限, as a word or as the code of a 档号."""
    words = CODES if as_code else TERMS
    return Column(
        name=name, cell=lambda record: words[record.retention] if record.retention else ""
    )


def carrier(name: str) -> Column:
    """Return the column of 载体."""
    return Column(name=name, cell=lambda record: CARRIERS[record.carrier] if record.carrier else "")


def day(name: str, style: str) -> Column:
    """Return the column of 日期 as text, in a style of strftime."""
    return Column(name=name, cell=lambda record: f"{_day(record):{style}}")


def calendar_day(name: str) -> Column:
    """Return the column of 日期 as a spreadsheet keeps it."""
    return Column(name=name, cell=_day)


def rows(columns: Sequence[Column], records: Iterable[Record]) -> Iterator[list[Cell]]:
    """Yield the header and a row for each record."""
    yield [column.name for column in columns]
    for record in records:
        yield [column.cell(record) for column in columns]


def _count(number: int | None) -> Cell:
    return "" if number is None else number


def _day(record: Record) -> date:
    return date.fromisoformat(record.date)


DOCUMENTS = (
    text("临时编号", "temp_no"),
    text("档号", "ref_code"),
    text("全宗号", "fonds"),
    text("档案门类", "category"),
    count("年度", "year"),
    term("保管期限"),
    text("机构(问题)", "org"),
    text("件号", "item_no"),
    text("文号", "doc_no"),
    text("责任者", "creator"),
    text("题名", "title"),
    day("日期", "%Y%m%d"),
    text("主题词", "subjects"),
    count("页数", "pages"),
    count("份数", "copies"),
    carrier("载体"),
    text("盒号", "box"),
    text("单位", "unit"),
)
REGISTER = (  # of an older program: initials instead of names
    text("DH", "ref_code"),
    text("QZH", "fonds"),
    text("MLDM", "category"),
    count("ND", "year"),
    term("BGQX", as_code=True),
    text("JGWT", "org"),
    text("JH", "item_no"),
    text("ZRZ", "creator"),
    text("TM", "title"),
    day("RQ", "%Y.%m.%d"),
    count("YS", "pages"),
    count("FS", "copies"),
    carrier("ZTLX"),
    text("HH", "box"),
    text("DW", "unit"),
)
MEDIA = (
    text("档号", "ref_code"),
    text("全宗号", "fonds"),
    text("门类代码", "category"),
    count("年度", "year"),
    term("保管期限"),
    text("件号", "item_no"),
    text("文件题名", "title"),
    calendar_day("形成时间"),
    text("成文机关", "creator"),
    count("份数", "copies"),
    carrier("载体形式"),
    text("档案盒号", "box"),
    text("归档单位", "unit"),
)
_IN_VOLUMES = (
    count("年度", "year"),
    term("保管期限"),
    text("机构问题", "org"),
    text("案卷号", "volume_no"),
)
_LAST = (
    count("页数", "pages"),
    count("份数", "copies"),
    carrier("载体"),
    text("盒号", "box"),
    text("立档单位", "unit"),
)
VOLUMES = (  # 案卷目录.XML
    text("档号", "ref_code"),
    text("全宗号", "fonds"),
    text("案卷题名", "title"),
    text("责任者", "creator"),
    day("起始日期", "%Y%m%d"),
    *_IN_VOLUMES,
    *_LAST,
)
FILES = (  # 文件目录.XML
    text("档号", "ref_code"),
    text("全宗号", "fonds"),
    text("文号", "doc_no"),
    text("责任者", "creator"),
    text("题名", "title"),
    day("日期", "%Y%m%d"),
    text("主题词", "subjects"),
    *_IN_VOLUMES,
    text("件号", "item_no"),
    *_LAST,
)
