"""What a climate alarm says while its value is back inside the limit, but not by its deadband."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "alarm_temperature_high_easing": Sentence(
        "温度曾高于上限 {limit_c}，{sensor} 处现在 {value_c}，降到 {end_c} 即恢复",
        "it was above the limit of {limit_c}; now {value_c} at {sensor}, well again at {end_c}",
    ),
    "alarm_temperature_low_easing": Sentence(
        "温度曾低于下限 {limit_c}，{sensor} 处现在 {value_c}，升到 {end_c} 即恢复",
        "it was below the limit of {limit_c}; now {value_c} at {sensor}, well again at {end_c}",
    ),
    "alarm_humidity_high_easing": Sentence(
        "湿度曾高于上限 {limit_pct}，{sensor} 处现在 {value_pct}，降到 {end_pct} 即恢复",
        "it was above the limit of {limit_pct}; now {value_pct} at {sensor}, well again at"
        " {end_pct}",
    ),
    "alarm_humidity_low_easing": Sentence(
        "湿度曾低于下限 {limit_pct}，{sensor} 处现在 {value_pct}，升到 {end_pct} 即恢复",
        "it was below the limit of {limit_pct}; now {value_pct} at {sensor}, well again at"
        " {end_pct}",
    ),
    "alarm_swing_temperature_easing": Sentence(
        "24 小时内温度变化曾超过 {limit_c}，现在 {swing_c}，降到 {end_c} 即恢复",
        "temperature had moved by more than {limit_c} within 24 h; now {swing_c}, well again at"
        " {end_c}",
    ),
    "alarm_swing_humidity_easing": Sentence(
        "24 小时内湿度变化曾超过 {limit_pct}，现在 {swing_pct}，降到 {end_pct} 即恢复",
        "humidity had moved by more than {limit_pct} within 24 h; now {swing_pct}, well again at"
        " {end_pct}",
    ),
    "alarm_drift_temperature_easing": Sentence(
        "近一天的平均温度曾比 30 天平均高 {limit_c} 以上，现在高 {drift_c}，降到 {end_c} 即恢复",
        "the last day was warmer than the last 30 days by more than {limit_c}; now by {drift_c},"
        " well again at {end_c}",
    ),
    "alarm_drift_temperature_colder_easing": Sentence(
        "近一天的平均温度曾比 30 天平均低 {limit_c} 以上，现在低 {drift_c}，降到 {end_c} 即恢复",
        "the last day was colder than the last 30 days by more than {limit_c}; now by {drift_c},"
        " well again at {end_c}",
    ),
    "alarm_drift_humidity_easing": Sentence(
        "近一天的平均湿度曾比 30 天平均高 {limit_pct} 以上，现在高 {drift_pct}，"
        "降到 {end_pct} 即恢复",
        "the last day was damper than the last 30 days by more than {limit_pct}; now by"
        " {drift_pct}, well again at {end_pct}",
    ),
    "alarm_drift_humidity_drier_easing": Sentence(
        "近一天的平均湿度曾比 30 天平均低 {limit_pct} 以上，现在低 {drift_pct}，"
        "降到 {end_pct} 即恢复",
        "the last day was drier than the last 30 days by more than {limit_pct}; now by"
        " {drift_pct}, well again at {end_pct}",
    ),
    "alarm_dew_point_near_surface_easing": Sentence(
        "最冷的表面曾比露点高不到 {limit_c}，现在高 {margin_c}，高到 {end_c} 即恢复",
        "the coldest surface was less than {limit_c} above the dew point; now {margin_c}, well"
        " again at {end_c}",
    ),
}
