"""Buses, devices and machines."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

from .shape import AlarmWords

WORDS: Mapping[str, AlarmWords] = {
    "bus_down": AlarmWords(
        title=Sentence("通信总线中断", "Bus down"),
        says=Sentence(
            "总线 {bus} 中断：{detail}",
            "the bus {bus} is down: {detail}",
        ),
        more={
            "alarm_bus_down_by": Sentence(
                "总线 {bus} 中断：{of_trouble}",
                "the bus {bus} is down: {of_trouble}",
            ),
        },
        means=Sentence(
            "一条线或一个网关不通，线上所有设备都联系不上",
            "a wire or gateway is gone, and every device on it with it",
        ),
        matters=Sentence(
            "线上的读数全没有了，设备收不到命令，安全联锁按“不安全”处理",
            "all its readings are gone, machines get no orders, interlocks count as not safe",
        ),
        cause=Sentence(
            "转换器被拔下或换了插口，网关断电或断网，总线短路",
            "an adapter unplugged or in another socket, a gateway without power or network, a"
            " short circuit",
        ),
        action=Sentence(
            "查转换器、网关的电源灯和网线；插回原来的插口；仍不通就逐台断开设备找短路",
            "check power and cable of adapter or gateway; use the old socket; if it stays down"
            " unplug the devices one by one to find the short circuit",
        ),
    ),
    "device_silent": AlarmWords(
        title=Sentence("设备不应答", "Device silent"),
        says=Sentence(
            "{device} 不应答：{detail}",
            "{device} does not answer: {detail}",
        ),
        more={
            "alarm_device_silent_by": Sentence(
                "{device} 没有正常应答：{of_trouble}",
                "{device} does not answer as it should: {of_trouble}",
            ),
        },
        means=Sentence(
            "总线是通的，但这台设备没有正常回答",
            "the bus works, but this device does not answer as it should",
        ),
        matters=Sentence(
            "它的读数没有了，它所带的机器收不到命令",
            "its readings are gone, and machines behind it get no orders",
        ),
        cause=Sentence(
            "设备断电、接线松动、站号或波特率被改动，或已损坏",
            "no power, a loose wire, a changed address or baud rate, or a dead device",
        ),
        action=Sentence(
            "看设备的电源灯和接线；断电重启；再用 roomd read 试读",
            "look at its light and wires; switch it off and on; then try `roomd read`",
        ),
    ),
    "output_without_effect": AlarmWords(
        title=Sentence("设备开着却不起作用", "Machine without effect"),
        says=Sentence(
            "{output} 开着，却看不到效果",
            "{output} is on without an effect",
        ),
        more={
            "alarm_no_effect_drying": Sentence(
                "{output} 已运行 {on_s}，湿度从 {from_pct} 到 {value_pct}，没有降下来",
                "{output} has run for {on_s}, humidity went from {from_pct} to {value_pct}: it"
                " does not fall",
            ),
            "alarm_no_effect_humidifying": Sentence(
                "{output} 已运行 {on_s}，湿度从 {from_pct} 到 {value_pct}，没有升上来",
                "{output} has run for {on_s}, humidity went from {from_pct} to {value_pct}: it"
                " does not rise",
            ),
            "alarm_no_effect_cooling": Sentence(
                "{output} 已运行 {on_s}，温度从 {from_c} 到 {value_c}，没有降下来",
                "{output} has run for {on_s}, temperature went from {from_c} to {value_c}: it does"
                " not fall",
            ),
            "alarm_no_effect_heating": Sentence(
                "{output} 已运行 {on_s}，温度从 {from_c} 到 {value_c}，没有升上来",
                "{output} has run for {on_s}, temperature went from {from_c} to {value_c}: it does"
                " not rise",
            ),
        },
        means=Sentence(
            "机器开了足够久，温度或湿度却没有朝应有的方向变化",
            "a machine was on for long enough, and temperature or humidity did not follow",
        ),
        matters=Sentence(
            "看似在控制，其实没有，库房会慢慢超限，还白费电",
            "control only seems to work: the room leaves its limits, and power is wasted",
        ),
        cause=Sentence(
            "缺制冷剂、滤网堵塞、缺水、面板上被人改了模式，或门窗开着",
            "lost refrigerant, a clogged filter, no water, a mode changed on the machine itself,"
            " or an open door",
        ),
        action=Sentence(
            "到机器前看：出风是否凉（干）、滤网和水箱、面板上的模式；关好门窗；不行就报修",
            "go and look: cold or dry air, filter and tank, the mode on its panel; close door and"
            " windows; else call for repair",
        ),
    ),
    "output_not_obeying": AlarmWords(
        title=Sentence("设备不听命令", "Machine does not obey"),
        says=Sentence(
            "{output} 的实际状态与命令不符",
            "{output} does not do what it is told",
        ),
        more={
            "alarm_output_not_obeying_refused": Sentence(
                "{output} 没有执行命令",
                "{output} does not take the command",
            ),
            "alarm_output_not_obeying_overridden": Sentence(
                "{output} 的状态被别处改动",
                "{output} was changed by something else",
            ),
            "alarm_output_not_obeying_not_running": Sentence(
                "{output} 的继电器已吸合，机器没有运转",
                "the relay of {output} is on, but the machine does not run",
            ),
            "alarm_output_not_obeying_welded": Sentence(
                "已命令 {output} 停止，它仍在运转",
                "{output} was told to stop, and still runs",
            ),
        },
        means=Sentence(
            "机器回报的状态与命令不一致，已超过正常的反应时间",
            "what the machine shows is not what it was told, for longer than it takes to react",
        ),
        matters=Sentence(
            "库房失去控制；停不下来的机器会损坏档案或伤人",
            "the room is out of control; a machine that can't be stopped harms records or people",
        ),
        cause=Sentence(
            "空气开关跳闸，有人在面板或遥控器上操作，继电器粘连，接线错误",
            "a tripped breaker, somebody at its panel or remote control, a welded relay, wrong"
            " wiring",
        ),
        action=Sentence(
            "到机器前核对开停；查空气开关和手动开关；停不下来的先切断电源",
            "go and see whether it runs; check breaker and local switch; cut the supply of one that"
            " can't be stopped",
        ),
    ),
    "short_cycling": AlarmWords(
        title=Sentence("设备启停过于频繁", "Machine starts too often"),
        says=Sentence(
            "{output} 一小时内启动 {n} 次，已到上限 {limit} 次",
            "{output} started {n} times within an hour, the limit is {limit}",
        ),
        means=Sentence(
            "一小时内的启动次数到了上限，再要启动须等待",
            "the starts of an hour are used up, and the next one has to wait",
        ),
        matters=Sentence(
            "压缩机频繁启动会很快损坏，湿度也控制不稳",
            "frequent starts ruin a compressor, and the climate is not held",
        ),
        cause=Sentence(
            "回差太小，机器太大，传感器离出风口太近，或有人反复开关",
            "a deadband that is too small, a machine that is too big, a sensor in its air stream,"
            " or somebody who switches it",
        ),
        action=Sentence(
            "看记录里是谁让它启动的；传感器避开出风口；请管理员加大回差",
            "see in the ledger what started it; keep the sensor out of its air; have the deadband"
            " made wider",
        ),
    ),
    "filter_due": AlarmWords(
        title=Sentence("滤网该清洗", "Filter due"),
        says=Sentence(
            "{device} 提示滤网脏堵",
            "{device} says that its filter is dirty",
        ),
        more={
            "alarm_filter_due_hours": Sentence(
                "{device} 的风机已运行 {run_h}，滤网应在 {due_h}清洗",
                "the fan of {device} has run for {run_h}; its filter was due at {due_h}",
            ),
        },
        means=Sentence(
            "机器提示滤网脏了，或风机运行时间已到清洗期",
            "the machine says that its filter is dirty, or its fan has run for the set hours",
        ),
        matters=Sentence(
            "脏滤网使风量变小、除湿制冷变弱，并把灰尘吹到档案上",
            "a dirty filter weakens the machine and blows dust onto the records",
        ),
        cause=Sentence(
            "到了正常的清洗周期，或库房灰尘大",
            "the usual interval is over, or the room is dusty",
        ),
        action=Sentence(
            "停机，取下滤网，吸尘或清洗晾干后装回，在机器上复位计时",
            "stop the machine, clean and dry its filter, put it back and reset the machine's"
            " counter",
        ),
    ),
    "tank_full": AlarmWords(
        title=Sentence("水箱已满", "Tank full"),
        says=Sentence(
            "{output} 的水箱已满，已停止除湿",
            "the tank of {output} is full: it has stopped drying",
        ),
        more={
            "alarm_tank_full_reported": Sentence(
                "{device} 报告水箱已满",
                "{device} reports a full tank",
            ),
        },
        means=Sentence(
            "除湿机的水箱满了；机器停下，不再除湿",
            "the tank of a dehumidifier is full: the machine rests and dries no more",
        ),
        matters=Sentence(
            "不倒水就不再除湿，潮湿天一两个小时湿度就会超限",
            "nothing is dried until it is emptied; on a damp day the limit is passed in an hour"
            " or two",
        ),
        cause=Sentence(
            "没有接排水管，排水管堵塞，或水位开关卡住",
            "no drain hose, a clogged one, or a float switch that sticks",
        ),
        action=Sentence(
            "倒空水箱装回；能接排水管的接上；水箱是空的就查水位开关",
            "empty the tank and put it back; fit a drain hose where possible; if it was empty,"
            " check the float switch",
        ),
    ),
    "lamp_due": AlarmWords(
        title=Sentence("紫外灯管该更换", "Lamp due"),
        says=Sentence(
            "{output} 的灯管已点亮 {lamp_h}，寿命 {life_h}",
            "the lamp of {output} has burnt for {lamp_h} of its {life_h}",
        ),
        means=Sentence(
            "灯管点亮时间接近额定寿命，到期后不再允许启动",
            "the lamp has nearly reached its rated life, after which no cycle starts",
        ),
        matters=Sentence(
            "老化的灯管看着还亮，杀菌能力已经不够，消毒等于没做",
            "an old lamp still shines but kills little: the cycle would be for show",
        ),
        cause=Sentence(
            "灯管正常老化",
            "a lamp grows old",
        ),
        action=Sentence(
            "准备同型号灯管；断电更换（旧灯管含汞，按危险废物交回），在面板上登记换灯",
            "order the same type; switch off, change it (it holds mercury: return the old one) and"
            " enter the change at the panel",
        ),
    ),
}
