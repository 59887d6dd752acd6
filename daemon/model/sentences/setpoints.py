"""What people change of the setpoints, and what becomes of it."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

QUANTITIES: Mapping[str, Sentence] = {  # by the unit at the end of a code
    "c": Sentence("温度", "temperature"),
    "pct": Sentence("湿度", "humidity"),
}
OF_EACH: Mapping[str, Sentence] = {
    "act_setpoint": Sentence(
        "{0}设定值由 {{from_{1}}} 改为 {{to_{1}}}，{{lasts_s}}后恢复按配置",
        "the {0} setpoint goes from {{from_{1}}} to {{to_{1}}}, back to the configuration after "
        "{{lasts_s}}",
    ),
    "act_setpoint_open": Sentence(
        "{0}设定值由 {{from_{1}}} 改为 {{to_{1}}}，直到再次更改",
        "the {0} setpoint goes from {{from_{1}}} to {{to_{1}}} until it is changed again",
    ),
    "act_setpoint_outside": Sentence(
        "{0}设定值应在 {{least_{1}}} 到 {{most_{1}}} 之间，不能贴近允许范围 {{low_{1}}} 到 "
        "{{high_{1}}} 的上下限",
        "the {0} setpoint must be between {{least_{1}}} and {{most_{1}}}: it keeps off the limits "
        "of what is allowed, {{low_{1}}} and {{high_{1}}}",
    ),
    "act_setpoint_no_rule": Sentence(
        "本室不控制{0}，没有{0}设定值可改",
        "nothing controls the {0} of this room: there is no setpoint to change",
    ),
    "setpoint_chosen": Sentence(
        "{0}设定值由 {{who}} 于 {{at}} 改为 {{setpoint_{1}}}，至 {{end}}",
        "{{who}} set the {0} to {{setpoint_{1}}} at {{at}}, until {{end}}",
    ),
    "setpoint_chosen_open": Sentence(
        "{0}设定值由 {{who}} 于 {{at}} 改为 {{setpoint_{1}}}，直到再次更改",
        "{{who}} set the {0} to {{setpoint_{1}}} at {{at}}, until it is changed again",
    ),
    "setpoint_over": Sentence(
        "{{who}} 把{0}设定值改为 {{setpoint_{1}}} 的时间已到，恢复按配置",
        "the time is over for which {{who}} set the {0} to {{setpoint_{1}}}: the configuration "
        "holds again",
    ),
    "setpoint_room_gone": Sentence(
        "配置中已没有这间库房，{{who}} 把{0}设定值改为 {{setpoint_{1}}} 的更改取消",
        "the room is no longer configured: {{who}} had set its {0} to {{setpoint_{1}}}, which ends",
    ),
    "setpoint_rule_gone": Sentence(
        "配置不再控制{0}，{{who}} 把设定值改为 {{setpoint_{1}}} 的更改取消",
        "the configuration no longer controls the {0}: {{who}} had set it to {{setpoint_{1}}}, "
        "which ends",
    ),
    "setpoint_outside": Sentence(
        "配置的允许范围已改，{{who}} 设的{0} {{setpoint_{1}}} 不在 {{least_{1}}} 到 "
        "{{most_{1}}} 之间，恢复按配置",
        "the configuration allows another range: {{setpoint_{1}}}, to which {{who}} set the {0}, "
        "is not between {{least_{1}}} and {{most_{1}}}; the configuration holds again",
    ),
}

SENTENCES: Mapping[str, Sentence] = {
    "act_setpoint_no_number": Sentence(
        "设定值必须是一个数",
        "a setpoint must be a number",
    ),
    "act_setpoint_undone": Sentence(
        "已撤销，设定值由 {was} 恢复为 {now}",
        "undone: the setpoint goes from {was} back to {now}",
    ),
    "act_setpoint_not_undone": Sentence(
        "没有可撤销的更改：之后又有人改过，或者已超过 {most_s}，请直接改设定值",
        "there is nothing to undo: somebody changed it since, or it is more than {most_s} ago; set "
        "it anew",
    ),
    "act_setpoint_cleared": Sentence(
        "已恢复按配置（季节、日程），设定值由 {was} 变为 {now}",
        "back to the configuration (seasons, schedule): the setpoint goes from {was} to {now}",
    ),
    "act_setpoint_not_chosen": Sentence(
        "设定值本来就按配置，没有人改过",
        "the setpoints are those of the configuration: nobody changed them",
    ),
    **{
        f"{code}_{unit}": Sentence(zh.format(name.zh, unit), en.format(name.en, unit))
        for unit, name in QUANTITIES.items()
        for code, (zh, en) in OF_EACH.items()
    },
}
