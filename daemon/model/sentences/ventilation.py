"""May the window be opened: why outside air is let in, and why it is not."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "ventilation_helps": Sentence(
        "可以通风：每立方米空气含水，室外 {out_g_m3}，室内 {in_g_m3}，室外更干",
        "outside air may come in: it holds {out_g_m3} of water, the room {in_g_m3}",
    ),
    "ventilation_runs": Sentence(
        "室外空气更干，湿度 {rh_pct}，到 {high_pct} 开始通风，降到 {low_pct} 停",
        "drier outside, humidity {rh_pct}: ventilation starts at {high_pct} and ends at {low_pct}",
    ),
    "ventilation_not_needed": Sentence(
        "可以通风但不必：湿度 {rh_pct}，到 {high_pct} 才通风",
        "outside air may come in but is not needed: humidity {rh_pct}, ventilation starts at"
        " {high_pct}",
    ),
    "ventilation_wet_outside": Sentence(
        "不宜通风：室外空气含水 {out_g_m3}，室内 {in_g_m3}，室外须低 {margin_g_m3} 以上",
        "keep closed: outside air holds {out_g_m3} of water, the room {in_g_m3}; it must hold"
        " {margin_g_m3} less",
    ),
    "ventilation_arrives_damp": Sentence(
        "不宜通风：室外空气到室温时湿度 {rh_pct}，高于 {limit_pct}",
        "keep closed: at room temperature the outside air has {rh_pct}, more than {limit_pct}",
    ),
    "ventilation_arrives_dry": Sentence(
        "不宜通风：室外空气到室温时湿度 {rh_pct}，低于 {limit_pct}",
        "keep closed: at room temperature the outside air has {rh_pct}, less than {limit_pct}",
    ),
    "ventilation_warms": Sentence(
        "不宜通风：室外 {out_c}，会使库房高于 {limit_c}",
        "keep closed: {out_c} outside would warm the room above {limit_c}",
    ),
    "ventilation_cools": Sentence(
        "不宜通风：室外 {out_c}，会使库房低于 {limit_c}",
        "keep closed: {out_c} outside would cool the room below {limit_c}",
    ),
    "ventilation_wets_surface": Sentence(
        "不宜通风：室外露点 {dew_c}，库内最冷处 {surface_c}，会结露",
        "keep closed: the dew point outside is {dew_c}, the coldest surface {surface_c}; it would"
        " get wet",
    ),
    "ventilation_awaited_degraded": Sentence(
        "是否宜通风尚未算出：传感器刚开始读数，请稍候",
        "whether to ventilate is not computed yet: the first readings are awaited",
    ),
    "ventilation_blind_inside_degraded": Sentence(
        "不宜通风：库内温湿度测不到",
        "keep closed: temperature or humidity of the room is not known",
    ),
    "ventilation_blind_outside_degraded": Sentence(
        "不宜通风：室外温湿度测不到",
        "keep closed: temperature or humidity outside is not known",
    ),
    "ventilation_blind_surface_degraded": Sentence(
        "不宜通风：库内最冷处温度测不到",
        "keep closed: the coldest surface of the room is not known",
    ),
    "window_best_today": Sentence(
        "今天 {hour} 最宜开窗：近几天那时室外空气含水约 {out_g_m3}，室内现为 {in_g_m3}",
        "best today at {hour}: in the last days the outside air then held {out_g_m3} of water,"
        " the room holds {in_g_m3}",
    ),
    "window_best_tomorrow": Sentence(
        "今天余下的时间不宜开窗，明天 {hour} 最宜：近几天那时室外空气含水约 {out_g_m3}，"
        "室内现为 {in_g_m3}",
        "no good hour is left today; best tomorrow at {hour}: in the last days the outside air"
        " then held {out_g_m3} of water, the room holds {in_g_m3}",
    ),
    "window_no_good_hour": Sentence(
        "没有适宜开窗的时段：室外最干是 {hour}，含水约 {out_g_m3}，室内现为 {in_g_m3}",
        "no hour is good: outside is driest at {hour} with {out_g_m3} of water, the room holds"
        " {in_g_m3}",
    ),
    "window_no_sensor_outside": Sentence(
        "没有室外温湿度传感器，说不出何时宜开窗；请在室外装一个，区域设为 outside",
        "no sensor outside, so nothing can be said of the window; mount one and give it the zone"
        " outside",
    ),
    "window_too_little_outside": Sentence(
        "近 {days} 天室外测得太少（一天 24 小时中只有 {known} 个小时有数），还说不出何时宜开窗",
        "too little was measured outside in the last {days} days ({known} of the day's 24 hours),"
        " so no hour can be named yet",
    ),
}
