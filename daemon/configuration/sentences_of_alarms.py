"""The sentences about the tables of alarms."""

from .sentence import Sentence

ALARMS = {
    "unknown_alarm": Sentence(
        "没有名为 {value} 的报警；{hint}（全部报警见 docs/alarm-catalogue.md）",
        "no alarm is called {value}; {hint} (all of them: docs/alarm-catalogue.md)",
    ),
    "alarm_waits": Sentence(
        "这种报警关系到人或档案的安全，不能等 {value} s；请写不超过 {limit} s",
        "people or records are in danger here, which can't wait {value} s; give at most {limit} s",
    ),
    "alarm_lowered": Sentence(
        "这种报警关系到人或档案的安全，不能降为 {value}；请删去此项",
        "people or records are in danger here, so this can't become {value}; remove it",
    ),
    "alarm_limits_close": Sentence(
        "报警下限 {low} 和上限 {high} 之间容不下两个回差（各 {deadband}），"
        "没有能让两种报警都解除的值；请拉开上下限，或减小回差",
        "between the limits {low} and {high} there is no room for two deadbands of {deadband}, so "
        "no value ends both alarms; move the limits apart or make the deadband smaller",
    ),
    "alarm_swings": Sentence(
        "{told}（{least}）应小于 {grave}（{most}）：前者提醒，后者加重；请改正其中一个",
        "{told} ({least}) must lie below {grave} ({most}): the first is told, the second is grave; "
        "correct one of them",
    ),
    "alarm_unmeasured": Sentence(
        "这个库房没有 safety.ozone，测不到臭氧，此限值不起作用；请补上传感器，或删去此项",
        "the room has no safety.ozone, so nothing is compared with this limit; name a sensor or "
        "remove this",
    ),
}
