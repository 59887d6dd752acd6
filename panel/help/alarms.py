"""Alarms: how soon, in which state, and what may be done with them."""

from collections.abc import Mapping

from daemon.model import Sentence

from .shape import Topic

TOPICS: Mapping[str, Topic] = {
    "priority": Topic(
        title=Sentence("报警级别", "Priority of an alarm"),
        says=Sentence(
            "级别说多快要有人处理：高（方块）立即到场，中（三角）一小时内，低（圆点）当天。",
            "It says how soon somebody must act: high (square) come now, medium (triangle) within "
            "the hour, low (dot) today.",
        ),
        do=Sentence(
            "先处理最上面的一条：高级在前，其次是没人确认的。点“处置说明”看原因和步骤。",
            "Take the topmost first: high ones, then those that nobody has acknowledged. The "
            "runbook behind each tells cause and steps.",
        ),
        shown="/alarms",
        names=("priority/high", "priority/medium", "priority/low"),
        see=("alarm-state",),
    ),
    "alarm-state": Topic(
        title=Sentence("报警状态", "State of an alarm"),
        says=Sentence(
            "未确认：还没人认领。已确认：有人在处理，情况仍在。已恢复，未确认：情况已过，但没人看"
            "到过。已恢复，待复位：火警、漏水这类必须有人查看后复位。",
            "Unacknowledged: nobody has taken it yet. Acknowledged: somebody is on it, it still "
            "holds. Well again, nobody has seen it. Well again, waits for a reset: fire, water "
            "and their like need a person to look first.",
        ),
        do=Sentence(
            "“确认”的意思是“我知道了，我去处理”，不会让问题消失。到现场看过以后再复位。",
            'To acknowledge means "I know, I am on it"; it makes no trouble go away. Reset only '
            "after a look at the place itself.",
        ),
        shown="/alarms",
        names=(
            "alarm/normal",
            "alarm/unacknowledged",
            "alarm/acknowledged",
            "alarm/returned",
            "alarm/latched",
        ),
        see=("shelving", "suppressed"),
    ),
    "shelving": Topic(
        title=Sentence("搁置", "Shelving"),
        says=Sentence(
            "把一条报警暂时放到一边，必须写理由，到时自动回来。火警、漏水、臭氧和消毒设备的报警最"
            "多搁置 30 分钟。",
            "Sets an alarm aside for a time, with a reason; it comes back by itself. Fire, water, "
            "ozone and the sterilisers can be shelved for 30 minutes only.",
        ),
        do=Sentence(
            "只在正在修、原因清楚时用。搁置的报警仍列在页面下方，交接班时要说明。",
            "Use it only while a known matter is being mended. What is shelved stays listed "
            "below: tell the next shift of it.",
        ),
        shown="/alarms",
        names=("alarm/shelved",),
        see=("out-of-service",),
    ),
    "suppressed": Topic(
        title=Sentence("抑制", "Suppressed"),
        says=Sentence(
            "更大的报警已说明原因时，程序自动收起它引起的小报警，例如总线断了，就不再逐个报每个传"
            "感器。",
            "Where a graver alarm explains it, the program puts the smaller ones under it by "
            "itself: when a bus is down it does not call for each of its sensors.",
        ),
        do=Sentence(
            "不用管它，先解决上面那条；上面的消失后它若仍成立，会自己出来。",
            "Leave it, and mend the one above. If it still holds after that it comes forth by "
            "itself.",
        ),
        shown="/alarms",
        names=("alarm/suppressed",),
        see=("alarm-state",),
    ),
    "out-of-service": Topic(
        title=Sentence("停用报警", "Alarm out of service"),
        says=Sentence(
            "长期不显示一条报警，须写理由，直到有人恢复启用；它会一直列着，不会被忘记。",
            "Keeps an alarm away for long, with a reason, until a person puts it back. It stays "
            "listed and is never forgotten.",
        ),
        do=Sentence(
            "只用于拆走送修的设备。每月看一遍停用清单，修好就恢复启用。",
            "Only for a device that was taken away. Go through the list each month and put back "
            "what is mended.",
        ),
        shown="/alarms",
        names=("alarm/out_of_service",),
        see=("shelving",),
    ),
    "alarm-quality": Topic(
        title=Sentence("报警质量", "Quality of the alarms"),
        says=Sentence(
            "报警太多，人就不看了。这页统计每天多少条、各级别占多少、多久有人确认、哪些反复来去。",
            "Too many alarms, and nobody looks any more. This page counts how many a day, of "
            "which priority, how long until somebody acknowledged, and which come and go.",
        ),
        do=Sentence(
            "每月看一次，从最常来的那条改起：修设备，或请管理员调整限值和延时。",
            "Look once a month and begin with the most frequent: mend the device, or have its "
            "limit or delay changed.",
        ),
        shown="/alarms/quality",
        see=("priority",),
    ),
}
