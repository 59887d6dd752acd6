"""Sensors and their certificates."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

from .shape import AlarmWords

WORDS: Mapping[str, AlarmWords] = {
    "sensor_stale": AlarmWords(
        title=Sentence("传感器没有读数", "Sensor without a reading"),
        says=Sentence(
            "{sensor} 已有 {age_s}没有可用的读数（{n} 个测点）",
            "no usable reading from {sensor} for {age_s} (points: {n})",
        ),
        more={
            "alarm_sensor_stale_never": Sentence(
                "{sensor} 启动以来没有过读数（{n} 个测点）",
                "no reading from {sensor} since the start (points: {n})",
            ),
            "alarm_sensor_stale_fault": Sentence(
                "{sensor} 报告自身故障，已有 {age_s}没有读数（{n} 个测点）",
                "{sensor} reports a fault of its own: no reading for {age_s} (points: {n})",
            ),
            "alarm_sensor_stale_range": Sentence(
                "{sensor} 的读数超出量程，已有 {age_s}不可用（{n} 个测点）",
                "{sensor} reads beyond its range: nothing usable for {age_s} (points: {n})",
            ),
        },
        means=Sentence(
            "设备的一个或几个测点没有可信的数值，超限也看不出来",
            "one or more points of the device have no value, so a limit could be passed unseen",
        ),
        matters=Sentence(
            "没有读数就没有控制和报警，登记表上会留下缺测",
            "without readings there is neither control nor alarm, and the register has a gap",
        ),
        cause=Sentence(
            "传感器断线、断电、损坏，或被拔下",
            "a broken wire, no power, a dead sensor, or one that was unplugged",
        ),
        action=Sentence(
            "看传感器的灯和接线；断电重启一次；仍没有读数就换备件，并登记校准信息",
            "look at its light and wires; switch it off and on once; if it stays silent fit a spare"
            " and enter its certificate",
        ),
    ),
    "sensor_stuck": AlarmWords(
        title=Sentence("传感器读数不动", "Sensor stands still"),
        says=Sentence(
            "{sensor} 的读数 {for_s}没有变过，同室其他传感器却在变",
            "{sensor} has not moved for {for_s} while the others of the room did",
        ),
        means=Sentence(
            "读数长时间一点不变，而同室其他传感器明显变化",
            "a value does not change at all for hours in which its neighbours do",
        ),
        matters=Sentence(
            "不动的读数看起来正常，会掩盖真实的超限",
            "a still value looks well and hides what really happens",
        ),
        cause=Sentence(
            "探头损坏或被罩住，变送器死机",
            "a dead or covered probe, or a transmitter that hangs",
        ),
        action=Sentence(
            "对探头轻轻哈一口气，看读数动不动；不动就断电重启，再不动就更换",
            "breathe on the probe: does the value move? If not, switch it off and on, then"
            " replace it",
        ),
    ),
    "sensors_disagree": AlarmWords(
        title=Sentence("同室传感器相差过大", "Sensors disagree"),
        says=Sentence(
            "{sensors} 与同室其他传感器相差过大",
            "{sensors} differ too much from the others of the room",
        ),
        more={
            "alarm_sensors_disagree_c": Sentence(
                "{sensors} 与同室其他传感器温度相差过大，最多差 {spread_c}",
                "{sensors}: temperatures of the room differ too much, by up to {spread_c}",
            ),
            "alarm_sensors_disagree_pct": Sentence(
                "{sensors} 与同室其他传感器湿度相差过大，最多差 {spread_pct}",
                "{sensors}: humidities of the room differ too much, by up to {spread_pct}",
            ),
        },
        means=Sentence(
            "传感器之间的差别两小时以上超出了正常范围",
            "sensors have differed for two hours by more than places in a room do",
        ),
        matters=Sentence(
            "不知道该信哪一个，控制和登记表都可能出错",
            "nobody knows which to believe: control and register may be wrong",
        ),
        cause=Sentence(
            "某个传感器漂移、老化，或装在风口、门边、灯下",
            "a sensor has drifted, or hangs in a draught, by a door or under a lamp",
        ),
        action=Sentence(
            "用标准温湿度计放在旁边比对半小时；偏的那个送校或更换，位置不当的挪开",
            "hold a reference instrument beside them for half an hour; have the wrong one"
            " calibrated or replaced, and move one that hangs badly",
        ),
    ),
    "calibration_expired": AlarmWords(
        title=Sentence("校准证书已过期", "Calibration expired"),
        says=Sentence(
            "{sensor} 的校准证书已过期 {over_s}",
            "the certificate of {sensor} expired {over_s} ago",
        ),
        means=Sentence(
            "传感器的校准有效期已过，读数按“存疑”处理",
            "the certificate of the sensor is over, so its readings count as uncertain",
        ),
        matters=Sentence(
            "规定仪器要定期检定；过期的读数不能作为依据，报表上会注明",
            "the rules ask for regular calibration: expired readings prove nothing, and every"
            " report says so",
        ),
        cause=Sentence(
            "到期没有送检，或送检后没有登记新证书",
            "it was not sent in time, or the new certificate was not entered",
        ),
        action=Sentence(
            "送检或用标准器现场比对，然后在校准登记中录入新证书",
            "have it calibrated, or compare it with a reference on the spot, and enter the new"
            " certificate",
        ),
    ),
}
