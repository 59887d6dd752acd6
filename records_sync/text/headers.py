"""What the columns of a catalogue are called: one table of Chinese names and pinyin initials.

The order of columns is free, and the header need not be the first row. A name stands for one field
only; two fields never share a name (a test says so). What names persons is in `personal`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from records_sync.text.personal import is_personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A field, and the names that it goes by: Chinese names, the surest first; pinyin initials."""

    field: str
    names: tuple[str, ...]
    initials: tuple[str, ...] = ()


HEADINGS = (
    Heading(
        field="id",
        names=("唯一标识", "唯一标识符", "记录标识", "条目标识", "系统编号", "主键"),
        initials=("ID", "GUID", "UUID", "WYBS", "WYBSF", "JLBS"),
    ),
    Heading(
        field="title",
        names=("题名", "文件标题", "文件题名", "案卷题名", "正题名", "标题", "文件名称", "卷题名"),
        initials=("TM", "WJBT", "WJTM", "AJTM", "ZTM", "BT", "TITLE"),
    ),
    Heading(
        field="temp_no",
        names=("临时编号", "临时号", "收文登记号"),
        initials=("LSBH", "LSH"),
    ),
    Heading(field="ref_code", names=("档号", "档案号", "归档号"), initials=("DH", "DAH", "GDH")),
    Heading(field="fonds", names=("全宗号", "全宗代码", "全宗"), initials=("QZH", "QZDM")),
    Heading(
        field="category",
        names=("档案门类代码", "档案门类", "门类代码", "门类", "类别号", "分类号"),
        initials=("DAMLDM", "MLDM", "LBH", "FLH"),
    ),
    Heading(field="year", names=("年度", "归档年度", "年份"), initials=("ND", "GDND")),
    Heading(
        field="retention",
        names=("保管期限", "保管期限代码", "保存期限", "期限"),
        initials=("BGQX", "BGQXDM"),
    ),
    Heading(
        field="org",
        names=("机构问题", "机构问题代码", "机构或问题", "机构", "机构代码", "部门", "归档部门"),
        initials=("JGWT", "JGHWT", "JGWTDM", "JGDM", "BM", "GDBM"),
    ),
    Heading(field="volume_no", names=("案卷号", "卷号", "册号"), initials=("AJH",)),
    Heading(field="item_no", names=("件号", "室编件号", "馆编件号"), initials=("JH", "SBJH")),
    Heading(
        field="doc_no",
        names=("文号", "发文字号", "文件编号", "文件字号", "公文文号", "文件号"),
        initials=("WH", "FWZH", "WJBH", "WJZH"),
    ),
    Heading(
        field="creator",
        names=(
            *("责任者", "成文机关", "发文机关", "发文单位", "制发机关", "来文机关", "来文单位"),
            *("文件责任者", "第一责任者", "经办单位"),
        ),
        initials=("ZRZ", "CWJG", "FWJG", "FWDW", "LWDW", "LWJG"),
    ),
    Heading(
        field="subjects",
        names=("主题词", "关键词", "主题词或关键词"),
        initials=("ZTC", "GJC"),
    ),
    Heading(
        field="date",
        names=(
            *("日期", "成文日期", "文件日期", "形成日期", "文件形成日期", "发文日期", "成文时间"),
            *("形成时间", "起止日期", "起始日期", "时间"),
        ),
        initials=("RQ", "CWRQ", "WJRQ", "XCRQ", "FWRQ", "XCSJ", "QSRQ"),
    ),
    Heading(
        field="secret",
        names=(
            *("密级", "密级标识", "保密级别", "密级和保密期限", "密级及保密期限", "文件密级"),
            *("定密等级", "涉密等级", "秘密等级", "保密等级", "密级程度", "保密程度", "密等"),
            *("密别", "密级情况", "涉密情况", "是否涉密"),
        ),
        initials=("MJ", "WJMJ", "DMDJ", "SMDJ", "BMDJ", "MJCD"),
    ),
    Heading(field="pages", names=("页数", "总页数"), initials=("YS", "ZYS")),
    Heading(field="copies", names=("份数",), initials=("FS",)),
    Heading(
        field="carrier",
        names=("载体", "载体类型", "载体形式", "载体形态", "介质"),
        initials=("ZTLX", "ZTXS", "JZ"),
    ),
    Heading(field="box", names=("盒号", "档案盒号", "盒编号"), initials=("HH", "DAHH")),
    Heading(
        field="unit",
        names=("单位", "立档单位", "立档单位名称", "归档单位", "形成单位", "事业单位", "单位名称"),
        initials=("DW", "LDDW", "LDDWMC", "GDDW", "DWMC"),
    ),
    Heading(
        field="place",
        names=("存址", "存放位置", "存放地点", "库位", "架位", "排架号", "柜架号"),
        initials=("CFWZ", "CFDD", "CFDZ", "KWH"),
    ),
    Heading(
        field="scan",
        names=("电子档案名称", "电子文件名", "电子文件名称", "扫描件", "原文路径", "数字化文件名"),
        initials=("DZDAMC", "DZWJM", "DZWJMC", "YWLJ"),
    ),
    Heading(field="remark", names=("备注", "附注"), initials=("BZ", "FZ")),
    Heading(
        field="operation",
        names=("操作", "操作类型", "变更类型", "变更标志", "更新标志"),
        initials=("CZLX", "BGLX", "BGBZ", "GXBZ"),
    ),
    Heading(field="status", names=("状态", "记录状态")),
    Heading(
        field="rev",
        names=("修订号", "版本号", "修改时间", "更新时间", "最后修改时间"),
        initials=("REV", "BBH", "XGSJ", "GXSJ"),
    ),
)

UNIT_HEADINGS = (
    Heading(
        field="code",
        names=("机构代码", "单位代码", "机构编码", "统一社会信用代码"),
        initials=("JGDM", "DWDM"),
    ),
    Heading(
        field="name",
        names=("机构名称", "单位名称", "机构", "单位"),
        initials=("JGMC", "DWMC"),
    ),
    Heading(
        field="former_names",
        names=("曾用名", "曾用名称", "原名称", "历史名称"),
        initials=("CYM", "YMC"),
    ),
    Heading(field="kind", names=("机构性质", "机构类别", "机构类型", "单位性质", "性质")),
    Heading(
        field="posts",
        names=("编制", "编制数", "核定编制", "编制总数", "核定编制数"),
        initials=("BZS", "HDBZ"),
    ),
    Heading(
        field="leaders",
        names=("领导职数", "核定领导职数", "职数"),
        initials=("LDZS",),
    ),
    Heading(
        field="staff", names=("实有人数", "实有", "在编人数", "实有在编人数"), initials=("SYRS",)
    ),
    Heading(
        field="offices",
        names=("内设机构", "内设机构数", "内设机构个数"),
        initials=("NSJG", "NSJGS"),
    ),
    Heading(field="as_of", names=("截至日期", "统计日期", "数据日期"), initials=("JZRQ", "TJRQ")),
)

LEAST_MATCHES = 2
_ASIDE = re.compile(r"\([^()]*\)")
_SPACE = re.compile(r"[\s*:_.\-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where each field stands in a row; what else there was.

    `columns` are (field, index); `ignored` the names that nobody knows, `twice` those whose field
    had a surer column, `personal` those that name persons and must not be read.
    """

    columns: tuple[tuple[str, int], ...]
    ignored: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        """Return the fields that have a column."""
        return frozenset(field for field, _ in self.columns)

    @property
    def grades(self) -> tuple[int, ...]:
        """Return the columns without a field that are called as a 密级 may be; no 密集架."""
        taken = {index for _, index in self.columns}
        names = enumerate(name.replace("密集", "") for name in self.names)
        return tuple(index for index, name in names if "密" in name and index not in taken)


def _spelled(name: str) -> tuple[str, str]:
    """Return the two forms of a name: no width, case, spaces; with and without its brackets."""
    flat = _SPACE.sub("", unicodedata.normalize("NFKC", name)).upper()
    return flat.replace("(", "").replace(")", ""), _ASIDE.sub("", flat)


@cache
def _ranked(headings: tuple[Heading, ...]) -> dict[str, tuple[str, int]]:
    """Return name -> (field, how sure: lower is surer)."""
    return {
        name: (heading.field, rank)
        for heading in headings
        for rank, name in enumerate((*heading.names, *heading.initials))
    }


def layout_of(
    row: Sequence[str],
    headings: tuple[Heading, ...] = HEADINGS,
    mapped: Mapping[str, str] | None = None,
    unread: Iterable[str] = (),
) -> Layout:
    """Return how a header row reads. `mapped` (their name -> field) wins over the table.

    `unread` names columns that the mapping file leaves out, so that they are not even looked at.
    """
    ranks = _ranked(headings)
    own = {_spelled(name)[0]: field for name, field in (mapped or {}).items()}
    skipped = {_spelled(name)[0] for name in unread}
    best: dict[str, tuple[int, int]] = {}
    ignored, twice, personal = [], [], []
    for index, cell in enumerate(row):
        whole, short = _spelled(cell)
        if not whole or whole in skipped:
            continue
        if whole in own:
            field, rank = own[whole], -1
        elif is_personal(whole) or is_personal(short):
            personal.append(cell.strip())
            continue
        elif known := ranks.get(whole) or ranks.get(short):
            field, rank = known
        else:
            ignored.append(cell.strip())
            continue
        before = best.get(field)
        if before is None or rank < before[0]:
            best[field] = (rank, index)
        if before is not None:
            twice.append(row[max(before, (rank, index))[1]].strip())
    return Layout(
        columns=tuple((field, index) for field, (_, index) in best.items()),
        ignored=tuple(ignored),
        twice=tuple(twice),
        personal=tuple(personal),
        names=tuple(cell.strip() for cell in row),
    )


def is_header(layout: Layout, needs: str = "title") -> bool:
    """Return True where a row is a header: the field that every record needs, and one more."""
    return needs in layout.fields and len(layout.columns) >= LEAST_MATCHES
