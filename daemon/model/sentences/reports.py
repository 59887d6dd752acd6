"""What came before an excursion, and what people note about one."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "cause_door": Sentence("门开着，共 {open_s}", "a door stood open, for {open_s} in all"),
    "cause_started": Sentence("{name}启动", "{name} started"),
    "cause_stopped": Sentence("{name}停止", "{name} stopped"),
    "cause_standing": Sentence("{name}停着", "{name} has been standing still"),
    "cause_resting": Sentence("{name}停着，未被要求启动", "{name} stood still, not called for"),
    "cause_unseen": Sentence("{name}是否运行不明", "nobody knows whether {name} ran"),
    "cause_runs_on": Sentence("{name}不应运行而在运行", "{name} ran although it should not"),
    "cause_ran_badly": Sentence("{name}运行不正常", "{name} ran, but not as it should"),
    "cause_disobeyed": Sentence("{name}未按命令动作", "{name} did not do as told"),
    "cause_welded": Sentence("{name}已命令关闭仍在运行", "{name} was told off and ran on"),
    "cause_outside_damper": Sentence(
        "室外 6 小时内每立方米空气含水增加 {change_g_m3}",
        "the air outside took up {change_g_m3} of water in 6 hours",
    ),
    "cause_outside_drier": Sentence(
        "室外 6 小时内每立方米空气含水减少 {change_g_m3}",
        "the air outside lost {change_g_m3} of water in 6 hours",
    ),
    "cause_outside_warmer": Sentence(
        "室外 6 小时内升温 {change_c}", "it became {change_c} warmer outside in 6 hours"
    ),
    "cause_outside_colder": Sentence(
        "室外 6 小时内降温 {change_c}", "it became {change_c} colder outside in 6 hours"
    ),
    "noted": Sentence(
        "{who}：原因 {cause}；措施 {measure}", "{who}: cause {cause}; done {measure}"
    ),
}
