"""What people asked of an alarm, and what became of it."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "alarm_sounds": Sentence(
        "有 {count} 个报警无人确认；在面板上确认后停止鸣响",
        "alarms that wait for somebody: {count}; it stops once they are acknowledged at the panel",
    ),
    "act_alarm_acknowledged": Sentence(
        "报警已确认",
        "the alarm is acknowledged",
    ),
    "act_alarm_reset": Sentence(
        "报警已复位",
        "the alarm is reset",
    ),
    "act_alarm_shelved": Sentence(
        "报警已搁置，到时间自动恢复",
        "the alarm is shelved; it comes back by itself",
    ),
    "act_alarm_unshelved": Sentence(
        "已取消搁置",
        "the alarm is off the shelf",
    ),
    "act_alarm_taken_out": Sentence(
        "报警已停用，会一直列在停用清单里，直到恢复启用",
        "the alarm is out of service; it stays listed as such until it is put back",
    ),
    "act_alarm_put_back": Sentence(
        "报警已恢复启用",
        "the alarm is in service again",
    ),
    "act_alarm_not_standing": Sentence(
        "这个报警现在没有发生",
        "this alarm does not stand now",
    ),
    "act_alarm_is_acknowledged": Sentence(
        "这个报警已经有人确认过",
        "this alarm is acknowledged already",
    ),
    "act_alarm_not_shown": Sentence(
        "这个报警已搁置、被上级报警抑制或已停用；请先取消搁置或恢复启用",
        "this alarm is shelved, suppressed or out of service: take it off the shelf or put it "
        "back into service first",
    ),
    "act_alarm_still_holds": Sentence(
        "不能复位：原因还没有消除",
        "it can't be reset: its cause is still there",
    ),
    "act_alarm_acknowledge_first": Sentence(
        "请先确认，再复位",
        "acknowledge it first, then reset it",
    ),
    "act_alarm_not_shelved": Sentence(
        "这个报警没有搁置",
        "this alarm is not shelved",
    ),
    "act_alarm_is_out_of_service": Sentence(
        "这个报警已经停用；请先恢复启用",
        "this alarm is out of service: put it back first",
    ),
    "act_alarm_is_in_service": Sentence(
        "这个报警没有停用",
        "this alarm is in service",
    ),
    "act_alarm_reasonless": Sentence(
        "请写明原因",
        "say why",
    ),
    "act_alarm_guards_people": Sentence(
        "这个报警关系到人身或档案安全，不能停用；最多可以搁置 30 分钟，请尽快检修",
        "this alarm guards people and records and can't be taken out of service; it can be "
        "shelved for 30 minutes: have it repaired",
    ),
}
