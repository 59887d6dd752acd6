"""The sentences about control: climate, rules, outputs, hazards."""

from .sentence import Sentence

CLIMATE = {
    "media_apart": Sentence(
        "这些载体不能同库：合起来要求不低于 {low}，又不高于 {high}，没有可用的设定值；"
        "请把一种放进单独的柜子，柜内另装传感器，并从这里删去",
        "these can't share a room: at least {low} and at most {high} leave no setpoint; keep one "
        "of them in a cabinet with a sensor of its own and remove it here",
    ),
    "setpoint_without_rule": Sentence(
        "这个库房没有 [room.{rule}]，此设定值不起作用；请补上该表，或删去此项",
        "does nothing, as the room has no [room.{rule}]; add that table or remove this",
    ),
    "setpoint_outside": Sentence(
        "{value} 超出载体允许的 {low}～{high} {unit}；请写 {least}～{most} 之间的值",
        "{value} lies outside the {low}..{high} {unit} that the media allow; "
        "give a value of {least}..{most}",
    ),
    "setpoint_on_limit": Sentence(
        "{value} 离允许范围 {low}～{high} {unit} 的上下限太近（要让出半个回差和传感器误差）；"
        "请写 {least}～{most} 之间的值",
        "{value} is too near a limit of {low}..{high} {unit}: half the deadband and the sensor's "
        "error must fit between; give a value of {least}..{most}",
    ),
    "setpoint_on_limit_narrow": Sentence(
        "{value} 离允许范围 {low}～{high} {unit} 的上下限太近；范围很窄，"
        "让不出半个回差加传感器误差，只能取中间五分之一：请写 {least}～{most} 之间的值",
        "{value} is too near a limit of {low}..{high} {unit}; the range is too narrow for half the "
        "deadband and the sensor's error, so only its middle fifth is left: "
        "give a value of {least}..{most}",
    ),
    "corner_high": Sentence(
        "温度和湿度的设定值不能同时取上限；请至少降低一个",
        "both setpoints, temperature and humidity, stand at their upper limits; lower one at least",
    ),
    "corner_low": Sentence(
        "温度和湿度的设定值不能同时取下限；请至少提高一个",
        "both setpoints, temperature and humidity, stand at their lower limits; raise one at least",
    ),
    "deadband_wide": Sentence(
        "回差 {value} 比允许范围 {band} 还宽；请减小",
        "the deadband {value} is wider than what is allowed at all ({band}); make it smaller",
    ),
    "deadband_opposed": Sentence(
        "回差 {value} 太窄，升和降的两台设备会互相抵消；请不小于 {limit}",
        "the deadband {value} is so narrow that raising and lowering would undo each other; "
        "make it at least {limit}",
    ),
}

RULES = {
    "unknown_output": Sentence(
        "没有编号为 {value} 的 [[output]]；{hint}", "no output is called {value}; {hint}"
    ),
    "unknown_device": Sentence(
        "没有编号为 {value} 的设备；{hint}", "no device is called {value}; {hint}"
    ),
    "wrong_kind": Sentence(
        "{value} 是 {kind}，这里只能用 {choices}；请换一个输出，或改正它的 kind",
        "{value} is a {kind}, and here stands only {choices}; name another output, "
        "or correct its kind",
    ),
    "hazard_in_rule": Sentence(
        "{value} 接在有人禁用的模块上，只能由消毒程序启动；请删去，或改接到普通模块",
        "{value} sits on a board that is forbidden while people are inside, so only a programme "
        "may start it; remove it or wire it to another board",
    ),
    "output_elsewhere": Sentence(
        "{value} 属于库房 {room}；请改用本库房的输出",
        "{value} belongs to room {room}; name an output of this room",
    ),
    "output_in_two_rules": Sentence(
        "{value} 已在 {first} 使用；一个输出只听一条规则，请改一个",
        "{value} is already used at {first}; an output obeys one rule, so change one",
    ),
    "rule_idle": Sentence(
        "没有写 lower 或 raise，这条规则什么也不会做；请补上输出，或删去此表",
        "does nothing without lower or raise; name an output or remove this table",
    ),
    "unmeasured_c": Sentence(
        "这个库房没有温度传感器，规则无从判断；请添加设备，或删去此表",
        "the room has no temperature sensor to go by; add a device or remove this table",
    ),
    "unmeasured_pct": Sentence(
        "这个库房没有湿度传感器，规则无从判断；请添加设备，或删去此表",
        "the room has no humidity sensor to go by; add a device or remove this table",
    ),
    "not_outside": Sentence(
        '{value} 不在室外；请在该设备写 zone = "outside"，或换用室外的设备',
        '{value} is not outside; give that device zone = "outside", or name one that is',
    ),
    "half_outside": Sentence(
        "{value} 不能同时测温度和湿度，无法比较内外空气；请换一台温湿度变送器",
        "{value} does not measure both temperature and humidity, so the air can't be compared; "
        "name a climate transmitter",
    ),
    "last_before_first": Sentence(
        "{value} 早于 first；请改正日期", "{value} is before first; correct the dates"
    ),
    "same_season": Sentence(
        "{value} 已是 {first} 处季节的起始日；请改一个，或合并",
        "{value} already begins the season at {first}; change one or merge them",
    ),
    "run_over_every": Sentence(
        "{value} min 比周期 {every_min} min 还长；请减小 run_min",
        "{value} min is longer than the {every_min} min that it is part of; lower run_min",
    ),
    "purifier_idle": Sentence(
        "没有 windows，也没有 above，净化器永远不会开；请补上其中一个",
        "never runs without windows or above; add one of them",
    ),
    "limit_alone": Sentence(
        "above 和 limit 要一起写；请补上另一个",
        "above and limit belong together; add the other one",
    ),
    "tag_not_number": Sentence(
        "{value} 不是数值；请换一个有读数的测点",
        "{value} is not a number; name a point that measures",
    ),
}

OUTPUTS = {
    "duplicate_subject": Sentence(
        "编号 {value} 已用于 {first}；库房、输出、程序的编号互不相同，请改一个",
        "{value} is already the id at {first}; rooms, outputs and programmes all have different "
        "ids, so change one",
    ),
    "unknown_write": Sentence(
        "型号 {profile} 没有可写测点 {value}；{hint}",
        "profile {profile} has no writable point {value}; {hint}",
    ),
    "same_value": Sentence(
        "开和关写的都是 {value}；请改 on_value 或 off_value",
        "on and off both write {value}; change on_value or off_value",
    ),
    "value_not_taken": Sentence(
        "该测点不接受 {value}；可写的值为 {allowed}，请改正",
        "the point does not take {value}; it takes {allowed}, so correct it",
    ),
    "shared_write": Sentence(
        "{value} 已由 {first} 控制；两个输出会互相改写，请改一个",
        "{value} is already written by {first}; the two would undo each other, so change one",
    ),
    "tag_not_contact": Sentence(
        "{value} 不是触点或状态位；请写输入点（继电器自己的状态证明不了机器在转）",
        "{value} is no contact or status bit; name an input (a relay's own state proves nothing)",
    ),
    "compressor_times": Sentence(
        "{kind} 有压缩机，频繁启停会损坏；请补上 {lacking}"
        "（例如 min_on_min = 5、min_off_min = 5、starts_per_hour = 6）",
        "a {kind} has a compressor, which quick switching destroys; add {lacking} "
        "(for example min_on_min = 5, min_off_min = 5, starts_per_hour = 6)",
    ),
    "compressor_starts": Sentence(
        "压缩机每小时启动 {value} 次太多；最多 {limit} 次，请减小",
        "{value} starts an hour are too many for a compressor; give at most {limit}",
    ),
    "duty_missing": Sentence(
        "写了 duty 就要写每小时开多少；请补上 duty_pct",
        "duty needs the share of each hour; add duty_pct",
    ),
    "loss_key_idle": Sentence(
        '只有 on_sensor_loss = "{owner}" 时才起作用；请改 on_sensor_loss，或删去此项',
        'does nothing unless on_sensor_loss = "{owner}"; change that or remove this',
    ),
    "never_blind": Sentence(
        '{kind} 不能在没有读数时运行；请写 on_sensor_loss = "off"，或删去此项',
        'a {kind} never runs without a reading; write on_sensor_loss = "off" or remove this',
    ),
    "inverted_timer": Sentence(
        "{value} 是断开继电器的值：板上定时器（dead_man）到期时断开，"
        "反过来接，通信中断后设备会一直开着；"
        "请写 on_value = 1、off_value = 0，并把设备接在常开触点上",
        "{value} opens the relay, which its timer (dead_man) does by itself when roomd is gone: "
        "upside down that leaves the machine on; write on_value = 1 and off_value = 0, and wire "
        "the machine to the normally open contact",
    ),
    "renewed_seldom": Sentence(
        "板上定时器 {period_s} s，每 {renew_s} s 续一次，扫描间隔 {scan_s} s，"
        "来不及在到期前续两次；请减小 scan.period_s 或型号里的 renew_s",
        "the timer of {period_s} s is renewed each {renew_s} s by scans {scan_s} s apart, which "
        "does not fit in twice; lower scan.period_s, or renew_s in the profile",
    ),
}

HAZARDS = {
    "hazard_board": Sentence(
        "{kind} 必须接在会自行断开的有人禁用模块上，型号 {profile} 不是；"
        '请改用 occupancy = "forbidden" 且带 dead_man 的型号，例如 uv-lamp-relay',
        "a {kind} belongs on a board that drops it by itself, and {profile} is none; use a profile "
        'with occupancy = "forbidden" and dead_man, such as uv-lamp-relay',
    ),
    "occupancy_unsaid": Sentence(
        "型号 {profile} 没有写明 {kind} 运行时室内能否有人，按不能处理；"
        '请改接 uv-lamp-relay 一类的模块，或在说明书允许时把型号写成 occupancy = "allowed"',
        "{profile} doesn't say whether people may be beside this {kind}, so they may not; use a "
        'board such as uv-lamp-relay, or, if its manual allows it, occupancy = "allowed"',
    ),
    "harmless_on_hazard_board": Sentence(
        "{kind} 不能接在有人禁用的模块 {profile} 上，联锁会连它一起断开；请改接到普通模块",
        "a {kind} can't sit on {profile}, a board for hazards: interlocks would switch it off "
        "with them; wire it to another board",
    ),
    "hazard_idle": Sentence(
        "没有 [[programme]] 使用这台有人禁用的设备，它永远不会启动；请添加程序，或删去此输出",
        "no programme uses this hazard, and nothing else may start it; add a [[programme]] "
        "or remove the output",
    ),
    "contactor_idle": Sentence(
        "没有 [[programme]] 使用这个接触器；请在程序里写 contactor，或删去此输出",
        "no programme uses this contactor; name it as contactor in a [[programme]], "
        "or remove the output",
    ),
    "not_a_hazard": Sentence(
        "{value} 是 {kind}，不是有人禁用的消毒设备，不需要程序；"
        "请写消毒设备的编号（净化器用 [room.purifier]）",
        "{value} is a {kind} and no hazard, so it needs no programme; name the steriliser "
        "(a purifier goes into [room.purifier])",
    ),
    "tag_not_ozone": Sentence(
        "{value} 不是臭氧浓度；请写臭氧变送器的测点",
        "{value} is no ozone concentration; name the point of an ozone transmitter",
    ),
    "contact_twice": Sentence(
        "{value} 已用于 {first}；一个触点只能证明一件事，请改一个",
        "{value} already stands at {first}; one contact proves one thing, so change one",
    ),
    "unguarded": Sentence(
        "库房里有 {hazard}，必须有保护人的触点；请补上 {lacking}",
        "the room holds {hazard}, so people must be guarded; add {lacking}",
    ),
    "guard_backed_off": Sentence(
        "它的输入在库房 {room} 保护人，断线时也要照常查询；请写 interlock = true",
        "its inputs guard people in {room} and must be read even while it fails to answer; "
        "write interlock = true",
    ),
    "guard_slow": Sentence(
        "{value} s 太慢：它的输入在库房 {room} 保护人；请写 poll_s = {limit} 或更小",
        "{value} s is too slow, as its inputs guard people in {room}; "
        "write poll_s = {limit} or less",
    ),
    "run_over_day": Sentence(
        "{value} min 超过每天上限 {cap_min} min，永远启动不了；请减小 run_min 或加大 daily_run_min",
        "{value} min is more than the {cap_min} min of a day, so it could never start; lower "
        "run_min or raise daily_run_min",
    ),
    "not_below": Sentence(
        "{value} 应小于 {other}；请改正其中一个",
        "{value} must be below {other}; correct one of them",
    ),
    "above_other": Sentence(
        "{value} 不能大于 {other}；请减小", "{value} must not be above {other}; lower it"
    ),
    "below_other": Sentence(
        "{value} 不能小于 {other}；请加大", "{value} must not be below {other}; raise it"
    ),
    "worst_case_short": Sentence(
        "{value} min 不够臭氧散尽：没有排风，至少 {limit} min；请加大，或写上 exhaust",
        "{value} min is too short for ozone to decay without a fan: give at least {limit} min, "
        "or name an exhaust",
    ),
}

CAUTIONS = {
    "compressor_unproven": Sentence(
        "没有 running，只知道继电器合上，不知道机器是否在转；建议接电流互感器或运行触点",
        "has no running, so only the relay is known, not the machine; a current clamp or "
        "run contact is advised",
    ),
    "hazard_unproven": Sentence(
        "没有 running，继电器粘连时看不出灯还亮着；建议接灯光传感器或电流互感器",
        "has no running, so a welded relay goes unseen; a light sensor or current clamp is advised",
    ),
    "short_rest": Sentence(
        "压缩机停 {value} min 就再启动，压力可能还没平衡；建议至少 {limit} min",
        "{value} min is a short rest for a compressor; at least {limit} min is advised",
    ),
    "ozone_unmeasured": Sentence(
        "库房没有臭氧传感器，每次都要等最长时间才能进入；建议安装，并写进 room.safety.ozone",
        "no ozone sensor, so people wait for the worst case; name one in room.safety.ozone",
    ),
    "lone_door": Sentence(
        "只有一个门磁，卡住时发现不了；建议再装一个，两个互相印证",
        "a single door contact may stick unseen; add a second one: two prove each other",
    ),
    "programme_silent": Sentence(
        "没有 sounder，启动前室内的人听不到警告；建议安装警报器",
        "has no sounder, so nobody inside is warned; one is advised",
    ),
    "programme_unvented": Sentence(
        "没有 exhaust，空气只能自己变干净；建议写上排风扇",
        "has no exhaust, so the air clears by itself only; naming a fan is advised",
    ),
    "programme_uncut": Sentence(
        "没有 contactor，继电器粘连时软件断不开灯；建议在上游加接触器",
        "has no contactor, so a welded relay can't be cut off; one upstream is advised",
    ),
}
