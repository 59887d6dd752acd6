"""The climate of a room."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

from .shape import AlarmWords

WORDS: Mapping[str, AlarmWords] = {
    "temperature_high": AlarmWords(
        title=Sentence("库房温度过高", "Room too warm"),
        says=Sentence(
            "{sensor} 处温度 {value_c}，高于上限 {limit_c}",
            "{value_c} at {sensor}, above the limit of {limit_c}",
        ),
        means=Sentence(
            "库房里最热的一处一直高于温度上限",
            "the warmest place of the room stays above the upper limit of temperature",
        ),
        matters=Sentence(
            "温度越高，纸张和胶片老化越快，大约每升高 5 °C 寿命减半",
            "paper and film age faster when warm: some 5 °C more halve their life",
        ),
        cause=Sentence(
            "空调停机或制冷不足，门窗没关，天气炎热，或设定值过高",
            "the cooler is off or too weak, a door or window is open, a hot day, or a setpoint that"
            " is too high",
        ),
        action=Sentence(
            "看空调是否在转、出风是否凉；关好门窗；一小时内不降就报修",
            "see whether the cooler runs and blows cold; close door and windows; call for repair if"
            " it does not fall within an hour",
        ),
    ),
    "temperature_low": AlarmWords(
        title=Sentence("库房温度过低", "Room too cold"),
        says=Sentence(
            "{sensor} 处温度 {value_c}，低于下限 {limit_c}",
            "{value_c} at {sensor}, below the limit of {limit_c}",
        ),
        means=Sentence(
            "库房里最冷的一处一直低于温度下限",
            "the coldest place of the room stays below the lower limit of temperature",
        ),
        matters=Sentence(
            "冷空气相对湿度高，冷的墙面和案卷容易结露、受潮",
            "cold air is relatively damp: walls and boxes may take up water",
        ),
        cause=Sentence(
            "空调制冷过头，供暖停止，或门窗开着",
            "the cooler cools too far, the heating is off, or a door or window is open",
        ),
        action=Sentence(
            "关好门窗；看空调设定和运行方式；需要时开启供暖，缓慢升温",
            "close door and windows; look at the cooler's setting; heat where needed, and slowly",
        ),
    ),
    "humidity_high": AlarmWords(
        title=Sentence("库房湿度过高", "Room too damp"),
        says=Sentence(
            "{sensor} 处湿度 {value_pct}，高于上限 {limit_pct}",
            "{value_pct} at {sensor}, above the limit of {limit_pct}",
        ),
        means=Sentence(
            "库房里最潮的一处一直高于湿度上限",
            "the dampest place of the room stays above the upper limit of humidity",
        ),
        matters=Sentence(
            "65 % 以上持续下去会长霉，纸张变形、字迹洇化、金属件生锈",
            "above 65 % mould begins in time, paper swells, ink runs and metal rusts",
        ),
        cause=Sentence(
            "除湿机停机或水箱已满，门窗没关，潮湿天气，室内有水或刚拖过地",
            "the dehumidifier is off or its tank full, a door or window is open, damp weather, or"
            " water in the room",
        ),
        action=Sentence(
            "关好门窗；看除湿机是否在转、水箱是否已满；查地面和墙面有没有水",
            "close door and windows; see whether the dehumidifier runs and its tank is empty; look"
            " for water on floor and walls",
        ),
    ),
    "humidity_low": AlarmWords(
        title=Sentence("库房湿度过低", "Room too dry"),
        says=Sentence(
            "{sensor} 处湿度 {value_pct}，低于下限 {limit_pct}",
            "{value_pct} at {sensor}, below the limit of {limit_pct}",
        ),
        means=Sentence(
            "库房里最干的一处一直低于湿度下限",
            "the driest place of the room stays below the lower limit of humidity",
        ),
        matters=Sentence(
            "纸张、胶片变脆，翻动时容易折断，照片乳剂会开裂",
            "paper and film turn brittle and break when handled; photographs crack",
        ),
        cause=Sentence(
            "供暖或空调长时间运行，除湿过头，加湿器缺水",
            "heating or cooling without a pause, too much drying, a humidifier without water",
        ),
        action=Sentence(
            "看加湿器是否缺水、除湿机是否该停；此时轻拿轻放，不要用水洒地加湿",
            "see whether the humidifier lacks water and the dehumidifier should rest; handle"
            " records gently and never wet the floor",
        ),
    ),
    "swing_temperature": AlarmWords(
        title=Sentence("一天内温度变化过大", "Temperature swings too much"),
        says=Sentence(
            "24 小时内温度变化 {swing_c}，超过 {limit_c}",
            "temperature moved by {swing_c} within 24 h, more than {limit_c}",
        ),
        means=Sentence(
            "近 24 小时半小时平均温度的最高与最低之差过大",
            "the highest and the lowest half-hour mean of the last 24 h lie too far apart",
        ),
        matters=Sentence(
            "忽冷忽热使档案材料反复胀缩、分层，并引起湿度波动；规定日变化不超过 ±2 °C",
            "materials expand and shrink until layers part, and humidity follows; the rule asks for"
            " ±2 °C a day",
        ),
        cause=Sentence(
            "空调间断运行或白天夜间设定不同，门窗长时间开着，天气骤变",
            "a cooler that runs by the clock, other settings by night, an open door, a change of"
            " weather",
        ),
        action=Sentence(
            "看曲线是哪个时刻开始变的；让空调连续运行，不要夜间关机；关好门窗",
            "find on the chart when it began; let the cooler run day and night; close door and"
            " windows",
        ),
    ),
    "swing_humidity": AlarmWords(
        title=Sentence("一天内湿度变化过大", "Humidity swings too much"),
        says=Sentence(
            "24 小时内湿度变化 {swing_pct}，超过 {limit_pct}",
            "humidity moved by {swing_pct} within 24 h, more than {limit_pct}",
        ),
        means=Sentence(
            "近 24 小时半小时平均湿度的最高与最低之差过大",
            "the highest and the lowest half-hour mean of the last 24 h lie too far apart",
        ),
        matters=Sentence(
            "纸张反复吸湿、放湿而变形、起翘；规定日变化不超过 ±5 %",
            "paper takes up and gives off water until it warps; the rule asks for ±5 % a day",
        ),
        cause=Sentence(
            "除湿机或加湿器间断运行，开门通风，温度忽高忽低",
            "a dehumidifier or humidifier that runs by the clock, airing, swings of temperature",
        ),
        action=Sentence(
            "先看温度是否同时在变；关好门窗；让除湿机按湿度自动运行，不要定时开关",
            "see first whether temperature moves with it; close door and windows; let the"
            " dehumidifier follow the humidity, not the clock",
        ),
    ),
    "drift_temperature": AlarmWords(
        title=Sentence("温度偏离近期水平", "Temperature drifts away"),
        says=Sentence(
            "近一天的平均温度比 30 天平均高 {drift_c}（限 {limit_c}）",
            "the last day was warmer than the last 30 days by {drift_c} (limit {limit_c})",
        ),
        more={
            "alarm_drift_temperature_colder": Sentence(
                "近一天的平均温度比 30 天平均低 {drift_c}（限 {limit_c}）",
                "the last day was colder than the last 30 days by {drift_c} (limit {limit_c})",
            ),
        },
        means=Sentence(
            "一天的平均温度离开了近 30 天的水平，快过换季",
            "the mean of a day has left the level of 30 days, faster than a season",
        ),
        matters=Sentence(
            "温度一变，湿度和结露的危险跟着变；缓慢漂移说明设备或房屋有变化，放着不管会超限",
            "humidity and the risk of condensation follow; a slow drift shows that a machine or the"
            " building has changed, and ends beyond the limits",
        ),
        cause=Sentence(
            "空调或供暖变弱、停止，门窗常开，天气骤变，或改过设定值",
            "a cooler or heating that grows weak or is off, open doors or windows, a sudden change"
            " of weather, or a changed setpoint",
        ),
        action=Sentence(
            "对照室外温度和设备运行时间，找出从哪天开始；查空调、供暖和门窗",
            "compare with outdoor temperature and run times to find the day when it began; look at"
            " cooler, heating, door and windows",
        ),
    ),
    "drift_humidity": AlarmWords(
        title=Sentence("湿度偏离近期水平", "Humidity drifts away"),
        says=Sentence(
            "近一天的平均湿度比 30 天平均高 {drift_pct}（限 {limit_pct}）",
            "the last day was damper than the last 30 days by {drift_pct} (limit {limit_pct})",
        ),
        more={
            "alarm_drift_humidity_drier": Sentence(
                "近一天的平均湿度比 30 天平均低 {drift_pct}（限 {limit_pct}）",
                "the last day was drier than the last 30 days by {drift_pct} (limit {limit_pct})",
            ),
        },
        means=Sentence(
            "一天的平均湿度离开了档案已适应的 30 天水平",
            "the mean of a day has left the level of 30 days to which the records are used",
        ),
        matters=Sentence(
            "档案已适应一个湿度；缓慢漂移说明设备或房屋有变化，放着不管会超限",
            "records settle at a humidity; a slow drift shows that a machine or the building has"
            " changed, and ends beyond the limits",
        ),
        cause=Sentence(
            "换季，除湿或加湿能力下降，墙体渗水，或改过设定值",
            "a new season, a machine that grows weak, a wet wall, or a changed setpoint",
        ),
        action=Sentence(
            "对照室外湿度和设备运行时间，找出从哪天开始；查设备和墙角",
            "compare with outdoor humidity and run times to find the day when it began; look at"
            " machines and corners",
        ),
    ),
    "dew_point_near_surface": AlarmWords(
        title=Sentence("最冷的表面快要结露", "Coldest surface near the dew point"),
        says=Sentence(
            "最冷的表面 {surface_c}，空气露点 {dew_point_c}，相差应不少于 {limit_c}",
            "the coldest surface is at {surface_c}, the dew point at {dew_point_c}; they should be"
            " {limit_c} apart",
        ),
        means=Sentence(
            "最冷的墙面或柜面温度已接近空气的露点",
            "the coldest wall or cabinet is nearly as cold as the dew point of the air",
        ),
        matters=Sentence(
            "再冷一点或再潮一点，墙面和柜背就会结水，靠墙的案卷先受潮长霉",
            "a little colder or damper and water stands on walls and behind cabinets, where records"
            " get wet and mould",
        ),
        cause=Sentence(
            "外墙冷而室内潮，制冷过头，或潮湿的室外空气进来了",
            "a cold outer wall in a damp room, too much cooling, or damp outdoor air that came in",
        ),
        action=Sentence(
            "立即停止通风、关好门窗，开除湿机；摸墙角和柜背有没有水，把靠墙的案卷挪开 10 厘米",
            "stop airing, close door and windows and dry the air; feel corners and the backs of"
            " cabinets for water, move records 10 cm off the wall",
        ),
    ),
    "mould_risk": AlarmWords(
        title=Sentence("有长霉的危险", "Mould may grow"),
        says=Sentence(
            "霉菌指数 {index}，发芽进度 {risk_pct}",
            "mould index {index}, {risk_pct} of a germination",
        ),
        more={
            "alarm_mould_risk_germinated": Sentence(
                "霉菌指数 {index}，近 30 天的温湿度已足够霉菌发芽",
                "mould index {index}, and the last 30 days were enough for spores to germinate",
            ),
        },
        means=Sentence(
            "近期的温度和湿度（有最冷处传感器的，按最冷的表面算）足以让霉菌发芽或生长",
            "temperature and humidity of late, at the coldest surface where it is measured, let"
            " mould germinate or grow",
        ),
        matters=Sentence(
            "霉一旦长出，会毁坏纸张和装帧，蔓延到整库，也有害健康",
            "mould destroys paper and bindings, spreads through the room and harms people",
        ),
        cause=Sentence(
            "湿度长时间在 75 % 以上，或角落不通风",
            "humidity above 75 % for long, or corners without moving air",
        ),
        action=Sentence(
            "降低湿度到 60 % 以下；检查墙角、柜背和靠墙的案卷，发现霉斑先隔离、不要抖动，报告主管",
            "bring the humidity below 60 %; look at corners and at records along the walls; set"
            " mouldy ones apart without shaking them and report",
        ),
    ),
}
