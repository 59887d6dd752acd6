"""What the rules say of a machine, and what it lacks: humidity, temperature, air."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

INPUTS: Mapping[str, Sentence] = {  # by rule, what it can't see any more
    "humidity": Sentence("湿度", "the humidity"),
    "temperature": Sentence("温度、湿度或最冷处", "the temperature, humidity or coldest surface"),
    "ventilation": Sentence("室内或室外空气", "the air inside or outside"),
    "purifier": Sentence("空气质量", "the air quality"),
}
LOST: Mapping[str, Sentence] = {  # by what the machine does meanwhile
    "off": Sentence("{}测不到，停机等待", "{} is not known: it stays off"),
    "hold": Sentence(
        "{}测不到，最多保持原状 {{hold_s}}",
        "{} is not known: left as it is for {{hold_s}} at most",
    ),
    "hold_over": Sentence(
        "{}测不到已超过 {{hold_s}}，停机等待",
        "{} has not been known for {{hold_s}}: it stays off",
    ),
    "duty_on": Sentence(
        "{}测不到，每小时固定运行 {{duty_pct}}，正在运行",
        "{} is not known: it runs {{duty_pct}} of each hour, now",
    ),
    "duty_off": Sentence(
        "{}测不到，每小时固定运行 {{duty_pct}}，正在间歇",
        "{} is not known: it runs {{duty_pct}} of each hour, not now",
    ),
}

SENTENCES: Mapping[str, Sentence] = {
    "humidity_above": Sentence(
        "湿度 {rh_pct}，到 {high_pct} 开始除湿，降到 {low_pct} 停",
        "humidity {rh_pct}: drying starts at {high_pct} and ends at {low_pct}",
    ),
    "humidity_above_for_surface": Sentence(
        "最冷处有结露危险，湿度 {rh_pct} 要降到 {low_pct}",
        "the coldest surface may get wet: humidity {rh_pct} is to fall to {low_pct}",
    ),
    "humidity_above_for_cooling": Sentence(
        "制冷前先除湿，湿度 {rh_pct} 要降到 {low_pct}",
        "drying before cooling: humidity {rh_pct} is to fall to {low_pct}",
    ),
    "humidity_not_above": Sentence(
        "湿度 {rh_pct}，到 {high_pct} 才除湿",
        "humidity {rh_pct}: drying starts at {high_pct}",
    ),
    "humidity_not_above_cooling_first": Sentence(
        "室温偏高，先制冷（除湿机会发热）；湿度 {rh_pct}，到 {high_pct} 才除湿",
        "too warm, so cooling goes first (a dehumidifier heats); humidity {rh_pct}, drying starts"
        " at {high_pct}",
    ),
    "humidity_below": Sentence(
        "湿度 {rh_pct}，到 {low_pct} 开始加湿，升到 {high_pct} 停",
        "humidity {rh_pct}: humidifying starts at {low_pct} and ends at {high_pct}",
    ),
    "humidity_not_below": Sentence(
        "湿度 {rh_pct}，到 {low_pct} 才加湿",
        "humidity {rh_pct}: humidifying starts at {low_pct}",
    ),
    "temperature_above": Sentence(
        "温度 {value_c}，到 {high_c} 开始制冷，降到 {low_c} 停",
        "temperature {value_c}: cooling starts at {high_c} and ends at {low_c}",
    ),
    "temperature_not_above": Sentence(
        "温度 {value_c}，到 {high_c} 才制冷",
        "temperature {value_c}: cooling starts at {high_c}",
    ),
    "temperature_below": Sentence(
        "温度 {value_c}，到 {low_c} 开始加热，升到 {high_c} 停",
        "temperature {value_c}: heating starts at {low_c} and ends at {high_c}",
    ),
    "temperature_not_below": Sentence(
        "温度 {value_c}，到 {low_c} 才加热",
        "temperature {value_c}: heating starts at {low_c}",
    ),
    "cooling_waits_surface": Sentence(
        "最冷处 {surface_c}，接近露点 {dew_c}，再制冷会结露，先不制冷",
        "the coldest surface is at {surface_c}, near the dew point {dew_c}: cooling would wet it",
    ),
    "cooling_waits_humidity": Sentence(
        "湿度 {rh_pct}，高于 {limit_pct} 时制冷会使库房过湿，先不制冷",
        "humidity {rh_pct}: above {limit_pct} cooling makes the room too damp, so it waits",
    ),
    "heating_waits_humidity": Sentence(
        "湿度 {rh_pct}，低于 {limit_pct} 时加热会使库房过干，先不加热",
        "humidity {rh_pct}: below {limit_pct} heating makes the room too dry, so it waits",
    ),
    "rule_gives_way": Sentence(
        "{other}要开，两者不得同时开",
        "{other} is wanted on; the two are never on together",
    ),
    "drying_cooling_first": Sentence(
        "室温偏高，先制冷；除湿暂按 {setpoint_pct} 控制",
        "too warm: cooling goes first, drying works to {setpoint_pct} meanwhile",
    ),
    "drying_for_cooling": Sentence(
        "制冷会使空气变湿，先除湿到 {setpoint_pct} 左右",
        "cooling makes air damper, so the room is dried to about {setpoint_pct} first",
    ),
    "drying_for_surface": Sentence(
        "最冷处接近露点，除湿暂按 {setpoint_pct} 控制",
        "the coldest surface is near the dew point: drying works to {setpoint_pct} meanwhile",
    ),
    "setpoints_held": Sentence(
        "时钟不可信，日程和季节暂停，设定值保持不变",
        "the clock can't be trusted: schedule and seasons pause, the setpoints stay",
    ),
    "gliding_pct": Sentence(
        "湿度设定值现为 {setpoint_pct}，正缓慢移到 {goal_pct}",
        "the humidity setpoint is {setpoint_pct} and moves slowly to {goal_pct}",
    ),
    "gliding_c": Sentence(
        "温度设定值现为 {setpoint_c}，正缓慢移到 {goal_c}",
        "the temperature setpoint is {setpoint_c} and moves slowly to {goal_c}",
    ),
    "circulation_due": Sentence(
        "定时循环：每 {every_s}运行 {run_s}",
        "mixing the air: {run_s} of every {every_s}",
    ),
    "circulation_rests": Sentence(
        "循环间歇：每 {every_s}运行 {run_s}",
        "resting: the air is mixed {run_s} of every {every_s}",
    ),
    "circulation_spread": Sentence(
        "各处湿度相差 {spread_pct}，超过 {limit_pct}，循环混合空气",
        "the humidity differs by {spread_pct} within the room, more than {limit_pct}: mixing",
    ),
    "purifier_window": Sentence(
        "在净化时段内",
        "it is a time for cleaning the air",
    ),
    "purifier_above": Sentence(
        "空气指标 {value} {unit}，超过 {limit} {unit}，正在净化",
        "the air shows {value} {unit}, more than {limit} {unit}: cleaning",
    ),
    "purifier_not_above": Sentence(
        "空气指标 {value} {unit}，未超过 {limit} {unit}，不用净化",
        "the air shows {value} {unit}, no more than {limit} {unit}: no need to clean",
    ),
    "purifier_rests": Sentence(
        "不在净化时段内",
        "it is no time for cleaning the air",
    ),
    "purifier_no_clock_degraded": Sentence(
        "时钟不可信，净化时段暂停",
        "the clock can't be trusted: the times for cleaning the air pause",
    ),
    "tank_full": Sentence(
        "水箱已满，请倒水",
        "the tank is full: empty it",
    ),
    "no_effect_drying": Sentence(
        "已除湿 {on_s}，湿度从 {from_pct} 到 {value_pct}，没有下降，请检查除湿机",
        "drying for {on_s}, yet the humidity went from {from_pct} to {value_pct}: check the"
        " dehumidifier",
    ),
    "no_effect_humidifying": Sentence(
        "已加湿 {on_s}，湿度从 {from_pct} 到 {value_pct}，没有上升，请检查加湿机",
        "humidifying for {on_s}, yet the humidity went from {from_pct} to {value_pct}: check the"
        " humidifier",
    ),
    "no_effect_cooling": Sentence(
        "已制冷 {on_s}，温度从 {from_c} 到 {value_c}，没有下降，请检查空调",
        "cooling for {on_s}, yet the temperature went from {from_c} to {value_c}: check the cooler",
    ),
    "no_effect_heating": Sentence(
        "已加热 {on_s}，温度从 {from_c} 到 {value_c}，没有上升，请检查加热设备",
        "heating for {on_s}, yet the temperature went from {from_c} to {value_c}: check the heater",
    ),
    **{
        f"{rule}_lost_{what}_degraded": Sentence(zh.format(seen.zh), en.format(seen.en))
        for rule, seen in INPUTS.items()
        for what, (zh, en) in LOST.items()
    },
}
