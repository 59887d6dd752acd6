"""Single words in both languages: kinds, modes, verdicts, stages, ranks, what a device shows."""

from collections.abc import Mapping

from daemon.model.alarms import AlarmState, Priority
from daemon.model.control import Entry, Kind, Mode, Rank, Stage, Verb, Verdict
from daemon.model.readings import Quality
from daemon.model.reasons import Sentence

KIND_WORDS: Mapping[Kind, Sentence] = {
    Kind.DEHUMIDIFIER: Sentence("除湿机", "dehumidifier"),
    Kind.HUMIDIFIER: Sentence("加湿机", "humidifier"),
    Kind.COOLER: Sentence("制冷", "cooler"),
    Kind.HEATER: Sentence("加热", "heater"),
    Kind.EXHAUST_FAN: Sentence("排风机", "exhaust fan"),
    Kind.CIRCULATION_FAN: Sentence("循环风机", "circulation fan"),
    Kind.PURIFIER: Sentence("空气净化机", "air purifier"),
    Kind.UV_LAMP: Sentence("紫外线灯", "UV lamp"),
    Kind.OZONE_GENERATOR: Sentence("臭氧发生器", "ozone generator"),
    Kind.PLASMA: Sentence("等离子消毒机", "plasma steriliser"),
    Kind.SOUNDER: Sentence("声光报警器", "sounder"),
    Kind.CONTACTOR: Sentence("上级接触器", "upstream contactor"),
}

MODE_WORDS: Mapping[Mode, Sentence] = {
    Mode.AUTO: Sentence("自动", "automatic"),
    Mode.HAND: Sentence("手动开", "forced on by hand"),
    Mode.OFF: Sentence("手动关", "forced off by hand"),
}

VERDICT_WORDS: Mapping[Verdict, Sentence] = {
    Verdict.UNKNOWN: Sentence("未知", "unknown"),
    Verdict.PENDING: Sentence("等待设备响应", "waiting for the device"),
    Verdict.CONFIRMED: Sentence("设备已确认", "confirmed by the device"),
    Verdict.REFUSED: Sentence("设备未执行", "the device does not take it"),
    Verdict.OVERRIDDEN: Sentence("被其他人或系统改动", "changed by somebody else"),
    Verdict.NOT_RUNNING: Sentence("继电器已合，机器未运行", "relay on, machine not running"),
    Verdict.WELDED: Sentence("已命令关闭，机器仍在运行", "told off, machine still running"),
}

STAGE_WORDS: Mapping[Stage, Sentence] = {
    Stage.IDLE: Sentence("空闲", "idle"),
    Stage.REQUESTED: Sentence("已申请", "requested"),
    Stage.PRECHECK: Sentence("启动前检查", "checks before the start"),
    Stage.WARNING: Sentence("警告，请离开", "warning, leave the room"),
    Stage.RUN: Sentence("消毒中", "running"),
    Stage.STOPPING: Sentence("正在停止", "stopping"),
    Stage.DECAY: Sentence("衰减与通风", "decay and ventilation"),
    Stage.READY: Sentence("可进入", "ready, the room may be entered"),
    Stage.LOCKED_OUT: Sentence("已锁定，须人工确认", "locked out, a person must acknowledge"),
}

ENTRY_WORDS: Mapping[Entry, Sentence] = {
    Entry.FREE: Sentence("可进入", "may be entered"),
    Entry.LEAVE: Sentence("请立即离开", "leave now"),
    Entry.FORBIDDEN: Sentence("禁止进入", "do not enter"),
}

RANK_WORDS: Mapping[Rank, Sentence] = {
    Rank.DEFAULT: Sentence("默认", "default"),
    Rank.RULE: Sentence("规则", "rule"),
    Rank.HAND: Sentence("人工", "person"),
    Rank.GUARD: Sentence("设备保护", "machine guard"),
    Rank.LOCAL_STOP: Sentence("本室停止", "local stop"),
    Rank.INTERLOCK: Sentence("安全联锁", "interlock"),
}

ALARM_STATE_WORDS: Mapping[AlarmState, Sentence] = {
    AlarmState.NORMAL: Sentence("正常", "normal"),
    AlarmState.UNACKNOWLEDGED: Sentence("未确认", "unacknowledged"),
    AlarmState.ACKNOWLEDGED: Sentence("已确认", "acknowledged"),
    AlarmState.RETURNED: Sentence("已恢复，未确认", "well again, nobody has seen it"),
    AlarmState.LATCHED: Sentence("已恢复，待复位", "well again, waits for a reset"),
    AlarmState.SHELVED: Sentence("已搁置", "shelved"),
    AlarmState.SUPPRESSED: Sentence("已抑制", "suppressed"),
    AlarmState.OUT_OF_SERVICE: Sentence("已停用", "out of service"),
}

PRIORITY_WORDS: Mapping[Priority, Sentence] = {
    Priority.HIGH: Sentence("高 · 立即到场", "high · come now"),
    Priority.MEDIUM: Sentence("中 · 一小时内", "medium · within the hour"),
    Priority.LOW: Sentence("低 · 当天", "low · today"),
}

ALARM_STEP_WORDS: Mapping[str, Sentence] = {
    "raise": Sentence("发生", "raised"),
    "return": Sentence("恢复", "returned"),
    "acknowledge": Sentence("确认", "acknowledged"),
    "reset": Sentence("复位", "reset"),
    "worsen": Sentence("加重", "grew graver"),
    "shelve": Sentence("搁置", "shelved"),
    "unshelve": Sentence("取消搁置", "off the shelf"),
    "expire": Sentence("搁置到期", "the shelf is over"),
    "suppress": Sentence("抑制", "suppressed"),
    "unsuppress": Sentence("解除抑制", "no longer suppressed"),
    "out_of_service": Sentence("停用", "out of service"),
    "in_service": Sentence("恢复启用", "in service again"),
    "end": Sentence("对象已不存在", "its subject is gone"),
}

SWITCH_WORDS: Mapping[bool | None, Sentence] = {
    True: Sentence("开", "on"),
    False: Sentence("关", "off"),
    None: Sentence("未知", "unknown"),
}

QUALITY_WORDS: Mapping[Quality, Sentence] = {
    Quality.GOOD: Sentence("可信", "good"),
    Quality.UNCERTAIN: Sentence("存疑", "uncertain"),
    Quality.BAD: Sentence("不可用", "bad"),
}

FACT_WORDS: Mapping[bool | None, Sentence] = {
    True: Sentence("是", "yes"),
    False: Sentence("否", "no"),
    None: Sentence("未知", "unknown"),
}

INPUT_WORDS: Mapping[str, Sentence] = {
    "temperature": Sentence("温度", "temperature"),
    "humidity": Sentence("相对湿度", "relative humidity"),
    "dew_point": Sentence("露点", "dew point"),
    "feedback": Sentence("回读", "feedback"),
    "running": Sentence("机器", "machine"),
    "ozone": Sentence("臭氧", "ozone"),
    "door_closed": Sentence("门已关", "door closed"),
    "nobody": Sentence("无人", "nobody inside"),
    "e_stop_released": Sentence("急停已松开", "emergency stop released"),
    "floor_dry": Sentence("地面干燥", "floor dry"),
    "no_fire": Sentence("无火警", "no fire alarm"),
}

ROW_WORDS: Mapping[str, Sentence] = {
    "output": Sentence("设备", "output"),
    "trip": Sentence("联锁", "trip"),
    "act": Sentence("操作", "act"),
    "hand": Sentence("手动", "by hand"),
    "degraded": Sentence("降级", "degraded"),
    "setpoint": Sentence("设定值", "setpoint"),
    "cycle": Sentence("消毒", "cycle"),
    "alarm": Sentence("报警", "alarm"),
    "ledger": Sentence("台账", "ledger"),
    "calibration": Sentence("校准", "calibration"),
    "configuration": Sentence("配置", "configuration"),
    "import": Sentence("导入", "import"),
    "note": Sentence("备注", "note"),
    "records": Sentence("档案索引", "index of records"),
    "people": Sentence("人员", "people"),
    "commissioning": Sentence("调试", "commissioning"),
}

VERB_WORDS: Mapping[Verb, Sentence] = {
    Verb.AUTO: Sentence("恢复自动", "automatic"),
    Verb.HAND: Sentence("手动开", "on by hand"),
    Verb.OFF: Sentence("手动关", "off by hand"),
    Verb.STOP: Sentence("本室停止", "local stop"),
    Verb.RELEASE: Sentence("解除停止", "release"),
    Verb.RESET: Sentence("联锁复位", "reset"),
    Verb.REQUEST: Sentence("申请消毒", "request"),
    Verb.CONFIRM: Sentence("确认消毒", "confirm"),
    Verb.ABORT: Sentence("中止消毒", "abort"),
    Verb.ACKNOWLEDGE: Sentence("确认锁定", "acknowledge"),
    Verb.SIGN_OFF: Sentence("空气合格签字", "sign off"),
    Verb.LAMP_CHANGED: Sentence("登记换灯", "lamp changed"),
    Verb.SET_TEMPERATURE: Sentence("改温度设定值", "set the temperature"),
    Verb.SET_HUMIDITY: Sentence("改湿度设定值", "set the humidity"),
    Verb.UNDO_SETPOINT: Sentence("撤销设定值更改", "undo a change of a setpoint"),
    Verb.CLEAR_SETPOINT: Sentence("设定值恢复按配置", "setpoints back to the configuration"),
    Verb.ALARM_ACKNOWLEDGE: Sentence("确认报警", "acknowledge an alarm"),
    Verb.ALARM_RESET: Sentence("报警复位", "reset an alarm"),
    Verb.ALARM_SHELVE: Sentence("暂时搁置报警", "shelve an alarm"),
    Verb.ALARM_UNSHELVE: Sentence("取消搁置", "take an alarm off the shelf"),
    Verb.ALARM_OUT_OF_SERVICE: Sentence("停用报警", "take an alarm out of service"),
    Verb.ALARM_IN_SERVICE: Sentence("恢复启用报警", "put an alarm back into service"),
}
