"""A plausible catalogue of a county's staffing office, made up from a seed; nothing in it is real.

`records(count)` gives the same records for the same seed, one at a time; the first n of a larger
catalogue are those of a smaller one.
"""

import random
from collections.abc import Iterator, Sequence
from typing import TypeVar

from records_sync.model import Carrier, Put, Record, Retention, UnitSummary

T = TypeVar("T")

FIRST_YEAR, LAST_YEAR = 1984, 2024
FONDS = "J012"

TOWNS = (
    *("玉泉", "坝陵", "两河", "河溶", "淯溪", "庙前", "王店", "半月", "草埠湖", "育溪", "干溪"),
    *("三桥", "慈化", "胡场", "脚东", "陈院", "泉河", "岩屋庙", "官道", "香烟", "窑湾", "跑马"),
)
FIELDS = (
    *("教育", "卫生", "水利", "农业农村", "林业", "交通运输", "民政", "司法", "财政", "审计"),
    *(
        "统计",
        "文化和旅游",
        "市场监督管理",
        "应急管理",
        "自然资源和规划",
        "生态环境",
        "住房和城乡建设",
    ),
    *("人力资源和社会保障", "退役军人事务", "医疗保障", "乡村振兴", "档案", "信访", "城市管理"),
    *("供销合作", "招商", "机关事务", "粮食和物资储备", "地震", "气象", "烟草", "畜牧兽医"),
)
INSTITUTIONS = (
    *("第一中学", "实验小学", "人民医院", "中医院", "妇幼保健院", "疾病预防控制中心", "图书馆"),
    *("博物馆", "档案馆", "文化馆", "融媒体中心", "土地储备中心", "水文站", "农业技术推广中心"),
    *("漳河库区管理处", "关公文化研究院", "不动产登记中心", "公共资源交易中心", "救助管理站"),
)
AFFAIRS = (
    *(
        "机构设置",
        "机构编制",
        "人员编制",
        "领导职数",
        "内设机构",
        "职能配置",
        "主要职责",
        "编制核定",
    ),
    *(
        "编制调整",
        "机构改革",
        "事业单位改革",
        "岗位设置",
        "编制实名制管理",
        "权责清单",
        "行政审批制度改革",
    ),
    *("法人登记", "法人年检", "综合行政执法改革", "经费形式", "机构规格", "挂牌", "更名", "撤并"),
    *("“三定”规定", "编外用工清理", "空编补充", "军转干部安置", "档案移交", "库房温湿度检查"),
    *(
        "重庆市考察",
        "会计人员调配",
        "银行账户管理",
        "长期借调人员清理",
        "GB18030编码转换",
        "Ａ类岗位核定",
    ),
)
VERBS = (
    "调整",
    "设立",
    "撤销",
    "核定",
    "明确",
    "规范",
    "加强",
    "批转",
    "印发",
    "转发",
    "报送",
    "申请",
)
KINDS = (
    "通知",
    "批复",
    "请示",
    "报告",
    "函",
    "意见",
    "方案",
    "决定",
    "会议纪要",
    "汇报",
    "复函",
    "公告",
)
CREATORS = (
    *("当阳市机构编制委员会", "中共当阳市委机构编制委员会办公室", "当阳市人民政府办公室"),
    *("宜昌市机构编制委员会办公室", "湖北省机构编制委员会办公室", "当阳市事业单位登记管理局"),
)
ISSUERS = ("当编发", "当编办发", "当编文", "宜编办文", "鄂编办发", "当政办发", "当登发")
BRACKETS = (
    "〔{}〕{}号",
    "〔{}〕{}号",
    "〔{}〕{}号",
    "[{}]{}号",
    "（{}）{}号",
    "【{}】第{}号",
    "({}) {} 号",
)
SUBJECTS = ("机构", "编制", "事业单位", "职数", "改革", "法人", "登记", "岗位", "经费", "档案")
ORGS = ("BGS", "JGBZK", "SYDWK", "DJJ", "ZHK", "JDJCK")
ORG_NAMES = ("办公室", "机构编制科", "事业单位科", "登记局", "综合科", "监督检查科")
DASHES = ("-", "-", "-", "－", "—", "–")
DOTS = ("·", "·", ".", "•")
CODES = {Retention.PERMANENT: "Y", Retention.YEARS_30: "D30", Retention.YEARS_10: "D10"}
RETENTIONS = (Retention.PERMANENT, Retention.YEARS_30, Retention.YEARS_30, Retention.YEARS_10)
CARRIERS = (
    *([Carrier.PAPER] * 44),
    *(Carrier.PHOTO, Carrier.PHOTO, Carrier.AUDIO_VISUAL, Carrier.OPTICAL, Carrier.MAGNETIC),
    Carrier.OBJECT,
)


def unit_names() -> tuple[str, ...]:
    """Return the units whose files are kept, offices first, institutions (事业单位) after."""
    return (
        *(f"当阳市{field}局" for field in FIELDS),
        *(f"当阳市{name}" for name in INSTITUTIONS),
        *(f"{town}{'镇' if at % 3 else '街道办事处'}" for at, town in enumerate(TOWNS)),
    )


def units() -> tuple[UnitSummary, ...]:
    """Return the summary figures of all units: numbers only."""
    chance = random.Random(5)
    found = []
    for at, name in enumerate(unit_names(), 1):
        posts = chance.randint(6, 180)
        found.append(
            UnitSummary(
                code=f"U{at:03d}",
                name=name,
                former_names=(f"当阳县{name[3:]}",) if at % 7 == 0 else (),
                kind="事业单位" if name[3:] in INSTITUTIONS else "行政机关",
                posts=posts,
                leaders=chance.randint(1, 6),
                staff=posts - chance.randint(0, 5),
                offices=chance.randint(2, 12),
                as_of=f"{LAST_YEAR}1231",
            )
        )
    return tuple(found)


def record(at: int, seed: int = 1) -> Record:
    """Return record number `at` of the catalogue."""
    chance = random.Random((seed << 32) + at)
    pick = chance.random
    unit = _of(UNITS, pick())
    year = _year(pick(), at)
    retention, carrier = _of(RETENTIONS, pick()), _of(CARRIERS, pick())
    org = int(pick() * len(ORGS))
    item = at % 9973 + 1
    filed = pick() < 0.94  # the rest has only its 临时编号 yet
    dash, dot = _of(DASHES, pick()), _of(DOTS, pick())
    month, day = int(pick() * 12) + 1, int(pick() * 28) + 1
    return Record(
        id=f"{seed}-{at:07d}",
        title=_title(chance, unit, year),
        temp_no=f"LS{year}{dash}{at:06d}" if not filed or pick() < 0.3 else "",
        ref_code=f"{FONDS}{dash}WS{dot}{year}{dash}{CODES[retention]}{dash}{ORGS[org]}{dash}{item:04d}"
        if filed
        else "",
        fonds=FONDS,
        category="WS" if carrier is Carrier.PAPER else "ZP",
        year=year,
        retention=retention,
        org=ORG_NAMES[org],
        item_no=f"{item:04d}" if filed else "",
        doc_no=_of(ISSUERS, pick()) + _of(BRACKETS, pick()).format(year, int(pick() * 400) + 1)
        if pick() < 0.8
        else "",
        creator=_of(CREATORS, pick()),
        subjects=f"{_of(SUBJECTS, pick())};{_of(SUBJECTS, pick())}" if year < 2013 else "",
        date=f"{year}{month:02d}{day:02d}" if pick() < 0.95 else f"{year}0000",
        pages=int(pick() * 30) + 1,
        copies=1,
        carrier=carrier,
        box=f"{year}-{at // 40 % 400 + 1:03d}" if filed else "",
        unit=unit,
    )


def records(count: int, *, first: int = 0, seed: int = 1) -> Iterator[Record]:
    """Yield `count` records of the catalogue from number `first` on."""
    return (record(at, seed) for at in range(first, first + count))


def puts(count: int, *, first: int = 0, seed: int = 1, rev: int | None = None) -> Iterator[Put]:
    """Yield records as a source sends them."""
    return (Put(record=found, rev=rev) for found in records(count, first=first, seed=seed))


def changed(found: Record, word: str = "（修订）") -> Record:
    """Return a record as somebody has corrected it."""
    return found._replace(title=found.title + word, remark="题名已修订")


def _of(choices: Sequence[T], share: float) -> T:
    return choices[int(share * len(choices))]


def _year(share: float, at: int) -> int:
    """Return a year: the catalogue runs through the decades, with late additions."""
    span = LAST_YEAR - FIRST_YEAR + 1
    return FIRST_YEAR + int(span * share) if share < 0.2 else FIRST_YEAR + at // 500 % span


def _title(chance: random.Random, unit: str, year: int) -> str:
    """Return a title in one of the ways in which offices write them."""
    pick = chance.random
    affair, kind, verb = _of(AFFAIRS, pick()), _of(KINDS, pick()), _of(VERBS, pick())
    shape = pick()
    if shape < 0.55:
        return f"关于{verb}{unit}{affair}的{kind}"
    if shape < 0.7:
        return f"{unit}关于{verb}{year}年度{affair}工作的{kind}"
    if shape < 0.8:
        return f"关于{affair}、{_of(AFFAIRS, pick())}有关问题的{kind}"
    if shape < 0.9:
        stretch = f"{_of(TOWNS, pick())}至{_of(TOWNS, pick())}片区"
        return f"{stretch}{affair}第{int(pick() * 60) + 1}次{kind}"
    if shape < 0.97:
        return f"[{unit}{affair}照片{int(pick() * 200) + 1}张]"
    return f"{year}年{unit}{affair}"


UNITS = unit_names()
