"""What the documents of a staffing office are called, who issues them, and how they are numbered.

Tables only. In a title `{unit}` is a unit as it was called then, `{year}` the year, `{n}` a number,
`{office}` an office within a unit, `{field}` a branch of the administration.
"""

from dataclasses import dataclass
from enum import Enum

from .units import NOW, Kind

ORGAN, TOWN, INSTITUTION = Kind.ORGAN, Kind.TOWN, Kind.INSTITUTION
ANY = (ORGAN, TOWN, INSTITUTION)
PUBLIC = (ORGAN, TOWN)


class Way(Enum):
    """Whose document it is: of the commission, of its office, of the unit that asks, from above."""

    COMMISSION = "commission"
    OFFICE = "office"
    UNIT = "unit"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of document: how often, its title, 主题词, about which units (none: the office)."""

    weight: int
    way: Way
    title: str
    subjects: str
    about: tuple[Kind, ...] = ()
    since: int = 0
    until: int = NOW


C, B, U, A = Way.COMMISSION, Way.OFFICE, Way.UNIT, Way.ABOVE
_RULES = "关于印发《{unit}职能配置、内设机构和人员编制规定》的通知"
PATTERNS = (
    Pattern(9, C, "关于{unit}机构编制事项的批复", "机构;编制;批复", ANY),
    Pattern(7, C, "关于调整{unit}内设机构的批复", "机构;调整;批复", ANY),
    Pattern(5, C, "关于{unit}增设{office}的批复", "机构;设立;批复", ANY),
    Pattern(6, C, "关于核定{unit}领导职数的批复", "领导职数;批复", ANY),
    Pattern(8, C, "关于{unit}人员编制核定的通知", "编制;核定;通知", ANY),
    Pattern(4, C, "关于增加{unit}人员编制的批复", "编制;批复", ANY),
    Pattern(3, C, "关于收回{unit}空余编制的通知", "编制;收回;通知", ANY),
    Pattern(3, C, "关于明确{unit}机构规格的批复", "机构;规格;批复", (INSTITUTION,)),
    Pattern(4, C, "关于变更{unit}经费形式的批复", "经费;批复", (INSTITUTION,), 1990),
    Pattern(3, C, "关于{unit}加挂牌子的批复", "机构;批复", ANY),
    Pattern(2, C, "关于设立{unit}的批复", "机构;设立;批复", (INSTITUTION,)),
    Pattern(2, C, "关于{unit}机构更名的批复", "机构;更名;批复", ANY),
    Pattern(3, C, _RULES, "机构;编制;规定", PUBLIC, 1996),
    Pattern(3, C, "关于印发{unit}“三定”规定的通知", "机构;编制;三定", PUBLIC, 1996),
    Pattern(3, C, "关于{unit}“三定”方案的批复", "机构;编制;三定", PUBLIC, 1988, 2009),
    Pattern(4, C, "关于下达{unit}{year}年度用编计划的通知", "编制;计划;通知", ANY, 2008),
    Pattern(2, C, "市编委第{n}次会议纪要", "会议;纪要", (), 1989),
    Pattern(1, C, "县编委第{n}次会议纪要", "会议;纪要", (), 0, 1988),
    Pattern(2, C, "关于{unit}机构改革实施方案的批复", "机构;改革;批复", PUBLIC, 1993),
    Pattern(2, C, "关于{unit}分类改革意见的批复", "事业单位;改革", (INSTITUTION,), 2011),
    Pattern(5, B, "关于{unit}使用编制招聘工作人员的复函", "编制;招聘;函", ANY, 2003),
    Pattern(3, B, "关于{unit}权责清单调整的通知", "权责清单;通知", PUBLIC, 2014),
    Pattern(3, B, "关于核对{unit}机构编制实名制信息的通知", "编制;实名制", ANY, 2007),
    Pattern(3, B, "关于{unit}军队转业干部安置编制的通知", "编制;安置", PUBLIC, 1990, 2018),
    Pattern(4, B, "关于对{unit}开展机构编制核查的通知", "编制;核查;通知", ANY, 2006),
    Pattern(2, B, "关于{unit}机构编制执行情况的评估报告", "编制;评估", ANY, 2012),
    Pattern(2, B, "关于做好{year}年度机构编制统计工作的通知", "编制;统计;通知"),
    Pattern(1, B, "{year}年机构编制工作要点", "工作要点"),
    Pattern(1, B, "{year}年工作总结", "总结"),
    Pattern(2, B, "关于报送{year}年度事业单位法人年度报告的通知", "事业单位;法人;报告", (), 2014),
    Pattern(2, B, "关于{year}年度事业单位法人年度检验的通知", "事业单位;法人;检验", (), 1999, 2013),
    Pattern(1, B, "关于公布{year}年事业单位法人登记情况的公告", "事业单位;法人;公告", (), 2005),
    Pattern(1, B, "关于规范政务和公益中文域名的通知", "域名;通知", (), 2009),
    Pattern(1, B, "{year}年度档案库房温湿度登记及检查情况的报告", "档案;报告", (), 1995),
    Pattern(8, U, "{unit}关于增加人员编制的请示", "编制;请示", ANY),
    Pattern(6, U, "{unit}关于调整内设机构的请示", "机构;请示", ANY),
    Pattern(4, U, "{unit}关于核定领导职数的请示", "领导职数;请示", ANY),
    Pattern(4, U, "{unit}关于使用编制的申请", "编制;申请", ANY, 2003),
    Pattern(2, U, "{unit}关于设立{office}的请示", "机构;设立;请示", ANY),
    Pattern(2, U, "{unit}关于变更单位名称的请示", "机构;更名;请示", (INSTITUTION,)),
    Pattern(2, U, "{unit}{year}年度机构编制管理自查报告", "编制;报告", ANY, 2008),
    Pattern(1, A, "关于加强机构编制管理有关问题的通知", "编制;管理;通知"),
    Pattern(1, A, "关于印发{year}年机构编制工作要点的通知", "工作要点;通知"),
    Pattern(3, A, "关于加强{field}系统机构编制管理的通知", "编制;管理;通知"),
    Pattern(3, A, "关于{field}管理体制改革有关问题的意见", "机构;改革;意见"),
    Pattern(3, A, "关于核定{field}系统编制的通知", "编制;核定;通知"),
    Pattern(2, A, "关于推进{field}系统事业单位改革的意见", "事业单位;改革;意见", (), 1993),
    Pattern(1, A, "关于严格控制机构编制和领导职数的通知", "编制;领导职数;通知"),
    Pattern(1, A, "关于做好{year}年度编制实名制管理工作的通知", "编制;实名制;通知", (), 2006),
    Pattern(1, A, "关于开展机构编制违规问题专项检查的通知", "编制;检查;通知", (), 2003),
    Pattern(1, A, "关于乡镇机构改革有关事项的批复", "机构;改革;批复", (), 2001),
)  # fmt: skip

INNER_OFFICES = (
    *("办公室", "综合科", "人事科", "财务科", "法规科", "行政审批科", "信息科", "督查室"),
    *("政工科", "业务科", "安全监督科", "项目管理科", "党建办公室"),
)

FIELDS = (
    *("教育", "卫生", "水利", "农业", "林业", "交通", "民政", "司法", "财政", "审计", "统计"),
    *("文化", "土地", "环境保护", "城乡建设", "工商行政", "劳动和社会保障", "粮食", "档案"),
    *("安全生产", "公安", "信访", "商贸", "扶贫", "公路", "防汛抗旱", "森林防火"),
)

# Name, sign in document numbers, last year.
COMMISSION = (
    ("当阳县编制委员会", "当编字", 1988),
    ("当阳市机构编制委员会", "当编", 2018),
    ("中共当阳市委机构编制委员会", "当编", NOW),
)
OFFICE = (
    ("当阳县编制委员会办公室", "当编办字", 1988),
    ("当阳市机构编制委员会办公室", "当编办", 2009),
    ("当阳市机构编制委员会办公室", "当编办发", 2018),
    ("中共当阳市委机构编制委员会办公室", "当编办发", NOW),
)
ABOVE = (  # several at a time, the first year of each before its name
    (1984, "湖北省编制委员会", "鄂编字", 1989),
    (1990, "湖北省机构编制委员会办公室", "鄂编办发", 2018),
    (2019, "中共湖北省委机构编制委员会办公室", "鄂编办发", NOW),
    (1984, "宜昌地区编制委员会", "宜编字", 1991),
    (1992, "宜昌市机构编制委员会办公室", "宜编办", 2018),
    (2019, "中共宜昌市委机构编制委员会办公室", "宜编办发", NOW),
    (1984, "当阳县人民政府", "当政发", 1988),
    (1989, "当阳市人民政府", "当政发", NOW),
    (1989, "当阳市人民政府办公室", "当政办发", NOW),
)
DOC_NO = ("{}〔{}〕{}号",) * 8 + ("{}[{}]{}号", "{}（{}）{}号")

# 机构(问题): code, name.
ORGS = (("BGS", "办公室"), ("JGBZ", "机构编制科"), ("SYBZ", "事业编制科"), ("JDJC", "监督检查科"))
REGISTER = ("SYDJ", "事业单位登记科")
ORG_OF = {ORGAN: ORGS[1], TOWN: ORGS[1], INSTITUTION: ORGS[2]}
INSPECTIONS = ("核查", "检查", "自查", "评估", "实名制")

ANNUAL = (  # last year, title
    (2013, "{unit}{year}年度事业单位法人年度检验材料"),
    (NOW, "{unit}事业单位法人年度报告（{year}年度）"),
)
FIRST_REGISTERED = 2004
REGISTERED = "{unit}事业单位法人设立登记材料"
CHANGES = (
    "{unit}住所变更登记材料",
    "{unit}宗旨和业务范围变更登记材料",
    "{unit}法定代表人变更登记材料",
    "{unit}开办资金变更登记材料",
    "{unit}经费来源变更登记材料",
)
RENAMED = "{unit}名称变更登记材料"

PHOTOS = (
    "{unit}机构编制核查现场照片",
    "{unit}揭牌仪式照片",
    "{unit}机构改革调研照片",
    "{unit}办公用房旧址照片",
    "{year}年全市机构编制工作会议照片",
    "{year}年机构编制法规宣传活动照片",
    "{year}年档案库房整理照片",
)
RECORDINGS = (
    "市编委第{n}次会议录音",
    "{year}年机构改革动员大会录像",
    "{unit}机构改革座谈会录音",
    "{unit}揭牌仪式录像",
)
DISCS = (
    "{year}年度机构编制统计数据",
    "{year}年机构编制实名制数据库备份",
    "{unit}机构编制档案数字化副本",
    "{year}年度归档文件数字化副本第{n}盘",
)
SEAL = "“{unit}”废止印章"
