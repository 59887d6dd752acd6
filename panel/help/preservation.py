"""What the climate means for the records; numbers and limits as in `panel.preservation`."""

from collections.abc import Mapping

from daemon.model import Sentence

from .shape import Topic

TOPICS: Mapping[str, Topic] = {
    "rule-and-paper": Topic(
        title=Sentence("合规与对纸张好", "Inside the rule, and good for paper"),
        says=Sentence(
            "这是两件事：“规定”看温湿度是否在允许范围、日变化是否太大；“对纸张”看它老化得多快。24 "
            "°C、60 % 合规，但纸在那里的寿命不到 20 °C、50 % 时的一半。",
            "These are two things. The rule asks for the band and for small daily changes; good "
            "for paper tells how fast it ages. 24 °C and 60 % keep the rule, and paper lasts less "
            "than half as long there as at 20 °C and 50 %.",
        ),
        do=Sentence(
            "先做到合规；合规之后，设定值在允许范围内宁凉勿热、宁干勿潮。",
            "Keep the rule first; once kept, choose setpoints rather cool than warm and rather "
            "dry than damp within it.",
        ),
        shown="/rooms",
        see=("time-in-band", "twpi"),
    ),
    "time-in-band": Topic(
        title=Sentence("达标时间", "Time in the band"),
        says=Sentence(
            "测到的时间里，温度和湿度同时在允许范围内的比例，分最近 24 小时和 30 天。",
            "Of the measured time, the share in which temperature and humidity were both allowed: "
            "the last 24 hours, and 30 days.",
        ),
        do=Sentence(
            "检查时看 30 天的数。低于 95 %：在曲线上找出超标的时段，在登记表里写明原因和处理。",
            "An inspection looks at the 30 days. Below 95 %: find the hours on the curve, and "
            "note cause and remedy in the register.",
        ),
        shown="/rooms",
        names=("measure/in_band_24h", "measure/in_band_30d"),
        see=("coverage", "register"),
    ),
    "swing": Topic(
        title=Sentence("波动（24 小时、30 天）", "Swing (24 h, 30 days)"),
        says=Sentence(
            "一段时间内半小时平均值的最高减最低，开一次门不算。规定日变化不超过 ±2 °C、±5 %RH：不"
            "超过 2 °C、5 % 为好，超过 4 °C、10 % 怎么理解都是超标。",
            "Highest minus lowest half-hour mean, so that one opened door does not count. The "
            "rule asks for ±2 °C and ±5 %RH a day: up to 2 °C and 5 % is well, above 4 °C and 10 "
            "% is outside however it is read.",
        ),
        do=Sentence(
            "波动大：看是否设备频繁启停、门常开，或白天开晚上关；连续运行通常更稳。",
            "A large swing: look for machines that start too often, a door left open, or machines "
            "that are switched off at night; steady running is calmer.",
        ),
        shown="/rooms",
        names=(
            "measure/swing_24h_c",
            "measure/swing_24h_pct",
            "measure/swing_30d_c",
            "measure/swing_30d_pct",
        ),
        see=("drift", "deadband"),
    ),
    "drift": Topic(
        title=Sentence("漂移", "Drift"),
        says=Sentence(
            "最近一天的平均值减最近 30 天的平均值，说明温湿度正往哪个方向慢慢走，多半是换季。",
            "Mean of the last day minus that of 30 days: where the climate is slowly going, "
            "mostly with the season.",
        ),
        do=Sentence(
            "不是换季还在漂：查设备是否变弱、墙是否受潮、设定值是否被改。",
            "Where it is not the season: see whether a machine grows weak, a wall is damp, or a "
            "setpoint was changed.",
        ),
        shown="/rooms",
        names=("measure/drift_c", "measure/drift_pct"),
        see=("swing", "glide"),
    ),
    "pi": Topic(
        title=Sentence("保存指数 PI", "Preservation index, PI"),
        says=Sentence(
            "新的醋酸片基胶片在此刻这样的空气里能放多少年，用来比较环境好坏，不是对档案寿命的承"
            "诺。凉 6 °C 或干 25 %RH，约延长一倍。",
            "Years that fresh acetate film would last in the air of this moment. It compares "
            "climates and promises no lifetime. Six degrees cooler, or 25 %RH drier, about "
            "doubles it.",
        ),
        do=Sentence(
            "看变化，不看绝对值：75 年以上好，45–75 一般，45 以下说明现在老化快。",
            "Look at changes rather than at the years: 75 and more is good, 45 to 75 fair, below "
            "45 things age fast now.",
        ),
        shown="/rooms",
        names=("measure/pi",),
        see=("twpi",),
    ),
    "twpi": Topic(
        title=Sentence("加权保存指数 TWPI", "Time-weighted preservation index, TWPI"),
        says=Sentence(
            "把一段时间的 PI 合成一个数，热而潮的时间占的分量更大：一个热月要好几个凉月才补得回"
            "来。",
            "The PI of a whole period in one number, in which hot and damp hours weigh more: one "
            "hot month takes several cool ones to make up for.",
        ),
        do=Sentence(
            "评价库房用这个数：75 年以上好，45 以下要改善。先治夏天最热最潮的几周，收效最大。",
            "Judge a room by this one: 75 years and more is good, below 45 something must change. "
            "Begin with the hottest, dampest weeks of summer, they count most.",
        ),
        shown="/rooms",
        names=("measure/twpi",),
        see=("pi", "coverage", "lived-climate"),
    ),
    "emc": Topic(
        title=Sentence("平衡含水率 EMC", "Moisture of wood and board, EMC"),
        says=Sentence(
            "木材、纸板和纸张在这种空气里最终含多少水，取 30 天平均，因为它们变得很慢。",
            "How much water wood, board and paper hold in such air in the end; a mean of 30 days, "
            "as they follow slowly.",
        ),
        do=Sentence(
            "5–12.5 % 为好：低于 5 % 变脆，翻动要小心；高于 12.5 % 起皱，订书钉从 10.5 % 起生锈。",
            "5 to 12.5 % is well. Below 5 % they turn brittle: take care in handling. Above 12.5 "
            "% they cockle; staples rust from 10.5 % on.",
        ),
        shown="/rooms",
        names=("measure/emc",),
    ),
    "mould-risk": Topic(
        title=Sentence("霉菌萌发风险（IPI）", "Mould risk (IPI)"),
        says=Sentence(
            "30 天内孢子走完萌发路程的几分之几：0 是没有，1 是预计已经发芽。高湿的日子才累加。",
            "How far spores have come to germinate within 30 days: 0 is not at all, at 1 it is to "
            "be expected. Only damp days add to it.",
        ),
        do=Sentence(
            "到 0.5 就要动手：除湿、让空气流动，打开几只角落的盒子看有没有霉斑或霉味。",
            "Act at 0.5: dry, move the air, open some boxes in the corners and look and smell for "
            "mould.",
        ),
        shown="/rooms",
        names=("measure/mould_risk",),
        see=("mould-index", "coldest-surface"),
    ),
    "mould-index": Topic(
        title=Sentence("霉菌指数（VTT）", "Mould index (VTT)"),
        says=Sentence(
            "按一年的经过推算已经长到什么程度，干了也只慢慢下降：0 干净，1 显微镜下开始，3 肉眼可"
            "见，6 长满。",
            "What should have grown, as the last year has left it; it falls slowly even when dry: "
            "0 clean, 1 begins under the microscope, 3 is seen by eye, 6 is covered.",
        ),
        do=Sentence(
            "到 1 就全面检查并隔离可疑的盒子；戴口罩手套，不要在库房里拍打或吹。",
            "At 1 inspect everything and set suspect boxes apart; wear mask and gloves, and never "
            "beat or blow them off inside the room.",
        ),
        shown="/rooms",
        names=("measure/mould_index",),
        see=("mould-risk", "coldest-surface"),
    ),
    "coverage": Topic(
        title=Sentence("已测比例", "Coverage"),
        says=Sentence(
            "这段时间里有多少真的测到了温度和湿度。缺的时间不猜也不补；不到一半时只显示数字，不作"
            "评价（霉菌指数看一年：不到一个月就不评价）。",
            "How much of the time temperature and humidity were really measured. What is missing "
            "is neither guessed nor filled; below half a number is shown and not judged (the mould "
            "index looks at a year: below a month of it).",
        ),
        do=Sentence(
            "低于 95 %：查传感器、总线和停电记录，缺口的原因写进登记表。",
            "Below 95 %: look into sensors, buses and power cuts, and note the cause of the gap "
            "in the register.",
        ),
        shown="/rooms",
        names=("measure/coverage",),
        see=("quality",),
    ),
}
