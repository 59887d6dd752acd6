"""The units of the generated catalogue: what each was called in which year, and its figures (pure).

The names are such as offices of a county have; the figures are made up. `{city}` is 当阳县 until
1988 and 当阳市 since.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from random import Random

from records_sync.model import UnitSummary

FIRST_YEAR = 1984
LAST_COUNTY_YEAR = 1988
NOW = 9999


class Kind(StrEnum):
    """What a unit is, as the list of units says it."""

    ORGAN = "行政机关"
    TOWN = "乡镇街道"
    INSTITUTION = "事业单位"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit with its names, each with the last year in which it was called so.

    `short` stands in its document numbers; "" where it gives none.
    """

    code: str
    kind: Kind
    names: tuple[tuple[str, int], ...]
    since: int = FIRST_YEAR
    short: str = ""

    def called(self, year: int) -> str:
        """Return its name in a year."""
        city = "当阳县" if year <= LAST_COUNTY_YEAR else "当阳市"
        return next(name for name, last in self.names if year <= last).format(city=city)

    def all_names(self) -> tuple[str, ...]:
        """Return every name that it had, the present one last."""
        years = (*sorted({LAST_COUNTY_YEAR, *(last for _, last in self.names)} - {NOW}), NOW)
        return tuple(dict.fromkeys(self.called(year) for year in years if year >= self.since))


# Present name, sign of its document numbers, since, former names with their last years.
_ORGANS: tuple[tuple[str, str, int, tuple[tuple[str, int], ...]], ...] = (
    (
        "中共{city}委机构编制委员会办公室",
        "",
        1984,
        (("{city}编制委员会办公室", 1988), ("{city}机构编制委员会办公室", 2018)),
    ),
    ("{city}教育局", "教", 1984, (("{city}教育委员会", 2001),)),
    ("{city}发展和改革局", "发改", 1984, (("{city}计划委员会", 2001), ("{city}发展计划局", 2004))),
    (
        "{city}经济和信息化局",
        "经信",
        1984,
        (("{city}经济委员会", 2001), ("{city}经济商务局", 2009)),
    ),
    ("{city}公安局", "公", 1984, ()),
    ("{city}民政局", "民", 1984, ()),
    ("{city}司法局", "司", 1984, ()),
    ("{city}财政局", "财", 1984, ()),
    (
        "{city}人力资源和社会保障局",
        "人社",
        1984,
        (("{city}人事局", 2009),),
    ),
    (
        "{city}自然资源和规划局",
        "自然资",
        1987,
        (("{city}土地管理局", 2001), ("{city}国土资源局", 2018)),
    ),
    ("{city}生态环境局", "环", 1985, (("{city}环境保护局", 2018),)),
    ("{city}住房和城乡建设局", "建", 1984, (("{city}建设委员会", 2001), ("{city}建设局", 2009))),
    ("{city}交通运输局", "交", 1984, (("{city}交通局", 2009),)),
    ("{city}水利和湖泊局", "水", 1984, (("{city}水利电力局", 1994), ("{city}水利局", 2018))),
    ("{city}农业农村局", "农", 1984, (("{city}农业局", 2018),)),
    ("{city}林业局", "林", 1984, ()),
    ("{city}商务局", "商", 1984, (("{city}商业局", 2001), ("{city}贸易局", 2009))),
    (
        "{city}文化和旅游局",
        "文",
        1984,
        (("{city}文化局", 2009), ("{city}文化体育新闻出版局", 2018)),
    ),
    (
        "{city}卫生健康局",
        "卫",
        1984,
        (("{city}卫生局", 2014), ("{city}卫生和计划生育局", 2018)),
    ),
    ("{city}退役军人事务局", "退役军", 2019, ()),
    ("{city}应急管理局", "应急", 2002, (("{city}安全生产监督管理局", 2018),)),
    ("{city}审计局", "审", 1984, ()),
    (
        "{city}市场监督管理局",
        "市监",
        1984,
        (("{city}工商行政管理局", 2014), ("{city}食品药品监督管理局", 2018)),
    ),
    ("{city}统计局", "统", 1984, ()),
    ("{city}医疗保障局", "医保", 2019, ()),
    ("{city}乡村振兴局", "乡振", 1986, (("{city}扶贫开发办公室", 2020),)),
    ("{city}城市管理执法局", "城管", 1998, (("{city}城市建设监察大队", 2009),)),
    ("{city}信访局", "信", 1984, (("{city}人民政府信访办公室", 2009),)),
    ("{city}档案局", "档", 1984, ()),
    ("{city}粮食和物资储备局", "粮", 1984, (("{city}粮食局", 2018),)),
    ("{city}供销合作社联合社", "供", 1984, ()),
    ("{city}机关事务服务中心", "机事", 1984, (("{city}人民政府机关事务管理局", 2018),)),
)
_TOWNS = (
    *("玉阳街道办事处", "坝陵街道办事处", "玉泉街道办事处", "两河镇人民政府", "河溶镇人民政府"),
    *("淯溪镇人民政府", "庙前镇人民政府", "王店镇人民政府", "半月镇人民政府", "草埠湖镇人民政府"),
)
_INSTITUTIONS: tuple[tuple[str, int, tuple[tuple[str, int], ...]], ...] = (
    ("{city}第一高级中学", 1984, ()),
    ("{city}第二高级中学", 1984, ()),
    ("{city}职业技术教育中心", 1985, (("{city}职业高级中学", 2003),)),
    ("{city}实验中学", 1984, ()),
    ("{city}实验小学", 1984, ()),
    ("{city}东群小学", 1992, ()),
    ("{city}特殊教育学校", 1996, ()),
    ("{city}教师进修学校", 1984, ()),
    ("{city}实验幼儿园", 1986, ()),
    ("{city}教学研究室", 1984, ()),
    ("{city}人民医院", 1984, ()),
    ("{city}中医医院", 1985, (("{city}中医院", 2012),)),
    ("{city}妇幼保健院", 1984, (("{city}妇幼保健站", 1998),)),
    ("{city}疾病预防控制中心", 1984, (("{city}卫生防疫站", 2003),)),
    ("{city}卫生监督执法局", 2003, ()),
    ("{city}中心血库", 1995, ()),
    ("{city}图书馆", 1984, ()),
    ("{city}博物馆", 1984, ()),
    ("{city}文化馆", 1984, ()),
    ("{city}档案馆", 1984, ()),
    ("{city}融媒体中心", 1984, (("{city}广播站", 1992), ("{city}广播电视台", 2018))),
    ("{city}体育运动学校", 1988, ()),
    ("{city}关陵文物管理所", 1984, ()),
    ("{city}玉泉寺风景区管理处", 1994, ()),
    ("{city}社会保险服务中心", 1993, (("{city}社会养老保险局", 2018),)),
    ("{city}医疗保障服务中心", 2001, (("{city}医疗保险管理局", 2018),)),
    ("{city}公共就业和人才服务中心", 1988, (("{city}劳动就业管理局", 2015),)),
    ("{city}社会福利院", 1984, ()),
    ("{city}救助管理站", 1986, (("{city}收容遣送站", 2003),)),
    ("{city}殡葬管理所", 1986, ()),
    ("{city}土地储备中心", 2002, ()),
    ("{city}不动产登记中心", 2015, ()),
    ("{city}公共资源交易中心", 2003, (("{city}政府采购中心", 2013),)),
    ("{city}国库收付中心", 2004, (("{city}会计核算中心", 2012),)),
    ("{city}环境监测站", 1986, ()),
    ("{city}公路管理局", 1984, (("{city}公路段", 1997),)),
    ("{city}道路运输服务中心", 1986, (("{city}公路运输管理所", 2018),)),
    ("{city}水利工程质量监督站", 1997, ()),
    ("{city}漳河灌区管理处", 1984, ()),
    ("{city}农业技术推广中心", 1986, ()),
    ("{city}动物疫病预防控制中心", 1984, (("{city}畜牧兽医站", 2008),)),
    ("{city}农机化技术推广站", 1984, ()),
    ("{city}林业科学研究所", 1984, ()),
    ("{city}机构编制事务服务中心", 2005, (("{city}事业单位登记管理中心", 2018),)),
)
# What each town has: since when, what it is called, what it was called until when.
_OF_TOWNS: tuple[tuple[int, str, tuple[tuple[str, int], ...]], ...] = (
    (1984, "中心卫生院", ()),
    (1984, "初级中学", ()),
    (1984, "中心小学", ()),
    (1986, "财政所", ()),
    (1987, "农业服务中心", (("农业技术推广站", 2005),)),
    (2006, "文化服务中心", ()),
    (2019, "党群服务中心", ()),
)


@cache
def units() -> tuple[Unit, ...]:
    """Return all units: organs first, the office itself the first of them, then institutions."""
    named = [
        *((Kind.ORGAN, since, short, (*former, (name, NOW)))
          for name, short, since, former in _ORGANS),
        *((Kind.TOWN, FIRST_YEAR, "", ((name, NOW),)) for name in _TOWNS),
        *((Kind.INSTITUTION, since, "", (*former, (name, NOW)))
          for name, since, former in _INSTITUTIONS),
        *(_of_town(town, *what) for town in _TOWNS for what in _OF_TOWNS),
    ]  # fmt: skip
    return tuple(
        Unit(code=f"DY{at:03d}", kind=kind, since=since, short=short, names=names)
        for at, (kind, since, short, names) in enumerate(named, 1)
    )


def _of_town(
    town: str, since: int, name: str, former: Iterable[tuple[str, int]]
) -> tuple[Kind, int, str, tuple[tuple[str, int], ...]]:
    place = town.removesuffix("人民政府").removesuffix("办事处")
    names = ((f"{place}{each}", last) for each, last in (*former, (name, NOW)))
    return Kind.INSTITUTION, since, "", tuple(names)


@cache
def units_in(year: int, *kinds: Kind) -> tuple[Unit, ...]:
    """Return the units of some kinds that there were in a year, without the office itself."""
    return tuple(unit for unit in units()[1:] if unit.kind in kinds and unit.since <= year)


_POSTS = {Kind.ORGAN: (8, 60), Kind.TOWN: (35, 90), Kind.INSTITUTION: (5, 28)}
_LARGE = (("中学", (60, 220)), ("小学", (30, 110)), ("医院", (80, 420)), ("卫生院", (25, 90)))
_POSTS_PER_OFFICE = 7
_POSTS_PER_LEADER = 16


def summaries(seed: int, as_of: str) -> tuple[UnitSummary, ...]:
    """Return the figures of all units on a day (YYYYMMDD): numbers only, made up."""
    chance = Random(f"{seed} units")
    found = []
    for unit in units():
        *former, name = unit.all_names()
        sizes = (size for word, size in _LARGE if name.endswith(word))
        posts = chance.randint(*next(sizes, _POSTS[unit.kind]))
        found.append(
            UnitSummary(
                code=unit.code,
                name=name,
                former_names=tuple(former),
                kind=unit.kind,
                posts=posts,
                leaders=min(9, 1 + posts // _POSTS_PER_LEADER),
                staff=posts - chance.randint(0, 1 + posts // 10),
                offices=max(1, posts // _POSTS_PER_OFFICE),
                as_of=as_of,
            )
        )
    return tuple(found)
