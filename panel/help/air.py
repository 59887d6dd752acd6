"""The air of a room: what is measured and what follows from it."""

from collections.abc import Mapping

from daemon.model import Sentence

from .shape import Topic

TOPICS: Mapping[str, Topic] = {
    "temperature": Topic(
        title=Sentence("温度", "Temperature"),
        says=Sentence(
            "库房空气的温度，取各传感器的中位数，一个传感器坏了不会带偏。纸质档案允许 14–24 °C；在"
            "允许范围内，越凉老化越慢。",
            "The temperature of the room's air: the median of its sensors, so that a single bad "
            "one does not mislead. For paper 14 to 24 °C is allowed; within that, cooler ages "
            "slower.",
        ),
        do=Sentence(
            "看数字是否在浅色的允许段内。超出时先关门窗，再看制冷或加热设备为什么没有运行。",
            "See that it lies within the pale part of its bar. If not, close door and windows, "
            "then see why the cooler or heater does not run.",
        ),
        shown="/rooms",
        names=("quantity/temperature",),
        see=("swing", "setpoint"),
    ),
    "humidity": Topic(
        title=Sentence("相对湿度", "Relative humidity"),
        says=Sentence(
            "空气里的水占这个温度下最多能容纳的水的百分比。同样多的水，天冷时相对湿度就高。纸质档"
            "案允许 45–60 %RH；长期高于 65 % 会发霉，低于 30 % 纸张变脆。",
            "The water in the air as a share of the most that air of this temperature holds. With "
            "the same water, colder air has a higher relative humidity. For paper 45 to 60 %RH is "
            "allowed; long above 65 % mould grows, below 30 % paper turns brittle.",
        ),
        do=Sentence(
            "偏高：关门窗，看除湿机；偏低：看加湿机和加热。上下跳动比稍微偏离更伤纸。",
            "Too high: close door and windows, look at the dehumidifier. Too low: look at "
            "humidifier and heating. Leaps hurt paper more than a small steady deviation.",
        ),
        shown="/rooms",
        names=("quantity/relative_humidity",),
        see=("absolute-humidity", "swing", "mould-risk"),
    ),
    "dew-point": Topic(
        title=Sentence("露点", "Dew point"),
        says=Sentence(
            "空气冷到这个温度就开始结露。比露点更冷的墙面、水管、刚从外面搬进来的箱子都会湿。",
            "Cooled to this temperature, air begins to drip. Walls, pipes and boxes from outside "
            "that are colder than this get wet.",
        ),
        do=Sentence(
            "最冷的墙面应比露点高 3 °C 以上；不足时先除湿，冬天不要让冷箱子直接上架。",
            "Keep the coldest wall at least 3 °C above it. If it is not: dry the air first, and "
            "in winter let cold boxes warm up before they are shelved.",
        ),
        shown="/rooms",
        names=("quantity/dew_point", "measure/dew_point"),
        see=("coldest-surface", "air-chart"),
    ),
    "absolute-humidity": Topic(
        title=Sentence("绝对湿度", "Absolute humidity"),
        says=Sentence(
            "每立方米空气里有多少克水。它不随温度变，只有真的加进或拿走水才会变，所以能否开窗要比"
            "室内外的绝对湿度，不能比相对湿度。",
            "Grams of water in a cubic metre of air. It does not follow temperature: only water "
            "that is really added or taken away changes it. So windows are judged by this, inside "
            "against outside, never by %RH.",
        ),
        do=Sentence(
            "室外比室内低 0.5 g/m³ 以上才考虑开窗。门窗紧闭时它还在升：找漏水、潮墙或拖地的水。",
            "Think of opening a window only where the outside is lower by 0.5 g/m³ or more. Where "
            "it rises with all shut: look for a leak, a damp wall or a wet floor.",
        ),
        shown="/rooms",
        names=("measure/absolute", "measure/absolute_humidity"),
        see=("mixing-ratio", "ventilation"),
    ),
    "mixing-ratio": Topic(
        title=Sentence("含湿量", "Mixing ratio"),
        says=Sentence(
            "每千克干空气带着多少克水，是焓湿图的纵轴。它与绝对湿度说的是同一件事，但空气受热膨胀"
            "时也不变。",
            "Grams of water carried by a kilogram of dry air: the upright axis of the air chart. "
            "It tells the same as absolute humidity, and stays the same even when air expands.",
        ),
        do=Sentence(
            "在焓湿图上看：除湿机使点往下走，加热只使它向右走，水量不变。",
            "On the air chart a dehumidifier moves the point down; heating only moves it to the "
            "right, with the same water.",
        ),
        shown="/rooms",
        names=("measure/mixing", "measure/mixing_ratio"),
        see=("absolute-humidity", "air-chart"),
    ),
    "coldest-surface": Topic(
        title=Sentence("最冷墙面", "Coldest surface"),
        says=Sentence(
            "霉和结露先出现在最冷的地方，不在房间中央。装有“最冷墙面”传感器时，霉菌风险、霉菌指数"
            "按墙面的湿度算。",
            "Mould and dew begin where it is coldest, not in the middle of the room. Where a "
            "sensor sits on the coldest wall, mould risk and mould index count the humidity there.",
        ),
        do=Sentence(
            "墙面长期过湿：把架子移开 10 cm 以上，让空气流过墙面，查保温和渗水。",
            "A wall that stays damp: move shelves 10 cm away, let air pass along it, look for "
            "missing insulation and seeping water.",
        ),
        shown="/rooms",
        see=("mould-risk", "mould-index"),
    ),
    "ventilation": Topic(
        title=Sentence("能否开窗通风", "May a window be opened"),
        says=Sentence(
            "屏幕比较室内外的水量、开窗后的湿度、温度和墙面是否结露，都合适才说“可以通风”，并按最"
            "近五天推算哪个钟点最好，通常是日出之前。",
            "The panel compares the water inside and outside, the humidity, temperature and dew "
            "that would follow, and says yes only where all of it suits. From the last five days "
            "it names the best hour, usually before sunrise.",
        ),
        do=Sentence(
            "照这句话做。没有室外传感器时屏幕不作判断，宁可不开。",
            "Do as the sentence says. Without a sensor outside it gives no advice: rather leave "
            "it shut.",
        ),
        shown="/rooms",
        see=("absolute-humidity",),
    ),
    "trend": Topic(
        title=Sentence("曲线", "Curve"),
        says=Sentence(
            "线是每一段时间的平均值，浅色带是其中最高和最低；斜线区是不允许的范围，虚线是设定值。"
            "没有记录的时间是空白，不会用直线连过去。点线是从记录仪文件导入的读数，不是本系统测得的。",
            "The line is the mean of each step, the pale band its lowest and highest; hatched is "
            "what is not allowed, dashed the setpoint. Time without records stays empty, no line "
            "crosses it. Dotted is what was imported from files of loggers: not measured here.",
        ),
        do=Sentence(
            "先看突变发生在几点，再看下面的条：那时哪台设备在运行、门开没开。以前的时间按“更早”。",
            "Find the hour of a leap, then look at the bars below: which machine ran, was the "
            "door open. Press Earlier for the time before.",
        ),
        shown="/rooms",
        see=("coverage",),
    ),
    "air-chart": Topic(
        title=Sentence("焓湿图", "Air chart"),
        says=Sentence(
            "横轴温度，纵轴水量，曲线是相同的相对湿度。点是现在的空气，方框是允许的范围，箭头表示"
            "每台设备会把空气推向哪里。",
            "Temperature to the right, water upwards, lines of equal %RH. The dot is the air now, "
            "the box what is allowed, and an arrow shows which way each machine would push.",
        ),
        do=Sentence(
            "找一支指向方框的箭头，那台设备能帮上忙；没有一支指向方框，就不要勉强运行。",
            "Look for an arrow that points at the box: that machine can help. Where none does, "
            "running one by force is of no use.",
        ),
        shown="/rooms",
        see=("mixing-ratio", "deadband"),
    ),
}
