"""Dangers to people and records, sterilisation among them."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

from .shape import AlarmWords

WORDS: Mapping[str, AlarmWords] = {
    "sterilisation_overrun": AlarmWords(
        title=Sentence("消毒设备该停未停", "Steriliser on when it must be off"),
        says=Sentence(
            "{output} 超过应停时间 {over_s}仍在工作，禁止进入",
            "{output} is still on, {over_s} past its end: do not enter",
        ),
        more={
            "alarm_sterilisation_overrun_unasked": Sentence(
                "没有消毒程序在运行，{output} 却开着，禁止进入",
                "{output} is on though no cycle runs: do not enter",
            ),
        },
        means=Sentence(
            "紫外灯或臭氧机在程序之外工作，或到时没有断开",
            "a lamp or ozone generator is on outside its cycle, or did not go off at its end",
        ),
        matters=Sentence(
            "紫外线灼伤眼睛和皮肤，臭氧伤肺；过量照射也会使纸张褪色、脆化",
            "ultraviolet light burns eyes and skin, ozone harms lungs, and both bleach paper",
        ),
        cause=Sentence(
            "继电器粘连，接线被短接，或有人就地开启",
            "a welded relay, a bridged wire, or somebody who switched it on at the device",
        ),
        action=Sentence(
            "禁止任何人进入；在室外切断该设备的总电源；等满通风时间并测量合格后再进；"
            "查清原因前不得再用",
            "keep everybody out; cut its supply from outside; wait out the ventilation and measure"
            " before anybody enters; do not use it before the cause is found",
        ),
    ),
    "sterilisation_locked_out": AlarmWords(
        title=Sentence("消毒程序已锁定", "Sterilisation locked out"),
        says=Sentence(
            "{programme} 没有正常完成，已锁定，等待有人确认",
            "{programme} did not complete and is locked until a person acknowledges",
        ),
        more={
            "alarm_sterilisation_locked_out_closed": Sentence(
                "{programme} 没有正常完成，已锁定；空气尚未合格，禁止进入",
                "{programme} did not complete and is locked; the air is not clean: do not enter",
            ),
        },
        means=Sentence(
            "上次消毒中途停止或不能证明已断开，程序不再启动",
            "the last cycle was broken off, or the device is not proven off: no cycle starts",
        ),
        matters=Sentence(
            "不知道室内是否安全；这次消毒也不能算数",
            "it is not known whether the room is safe, and the cycle does not count",
        ),
        cause=Sentence(
            "途中有人开门或按急停，停电、程序重启，灯管或传感器失灵",
            "a door or emergency stop in the middle, a power cut or restart, a dead lamp or sensor",
        ),
        action=Sentence(
            "看消毒记录里停止的原因；等到显示可进入；现场检查后在本室面板写明原因并确认",
            "read in the record why it stopped; wait until the room may be entered; look at it,"
            " then acknowledge with a reason at the room's panel",
        ),
    ),
    "ozone_high": AlarmWords(
        title=Sentence("臭氧超标", "Too much ozone"),
        says=Sentence(
            "臭氧 {ozone_mg_m3}，超过 {limit_mg_m3}，请勿进入",
            "ozone {ozone_mg_m3}, above {limit_mg_m3}: do not enter",
        ),
        means=Sentence(
            "可能有人进入的库房里，臭氧高于室内空气限值",
            "there is more ozone than indoor air may have where people may be",
        ),
        matters=Sentence(
            "臭氧刺激眼睛和呼吸道，高浓度会伤肺，也会氧化纸张和橡胶",
            "ozone hurts eyes and lungs, and oxidises paper and rubber",
        ),
        cause=Sentence(
            "臭氧机泄漏或未断开，消毒后通风不够，门没关好漏到隔壁",
            "a generator that leaks or is on, too little ventilation after a cycle, or ozone from"
            " the room next door",
        ),
        action=Sentence(
            "请所有人离开并关门；在室外切断臭氧机电源；开排风，降到限值以下十分钟再进",
            "send everybody out and close the door; cut the generator's supply from outside; run"
            " the exhaust and enter ten minutes after it is below the limit",
        ),
    ),
    "water_leak": AlarmWords(
        title=Sentence("地面有水", "Water on the floor"),
        says=Sentence(
            "{room}地面探测到水",
            "water on the floor of {room}",
        ),
        means=Sentence(
            "漏水探测器碰到了水，或它的线断了",
            "a leak detector is wet, or its wire is cut",
        ),
        matters=Sentence(
            "水淹的档案几小时内粘连，两天内长霉，多半救不回来",
            "wet records stick together within hours and mould within two days; most are lost",
        ),
        cause=Sentence(
            "空调冷凝水、暖气或水管渗漏，屋顶漏雨，除湿机溢水",
            "condensate of a cooler, a leaking pipe, rain through the roof, a dehumidifier that"
            " overflows",
        ),
        action=Sentence(
            "立即到场：不用踩水就能断电的，先断库房电源；够不到就不要踏进水里，叫电工；再关水阀，"
            "然后把最下层的案卷往高处搬；擦干后查明来源再复位",
            "go at once: first cut the room's power, if you can without stepping into the water,"
            " else stay out of it and call an electrician; then shut the valve, then lift the"
            " lowest records; find the source before you reset",
        ),
    ),
    "fire": AlarmWords(
        title=Sentence("火警", "Fire"),
        says=Sentence(
            "{room}消防报警",
            "the fire panel reports {room}",
        ),
        means=Sentence(
            "消防主机的触点报警，或它的线断了",
            "the contact of the fire panel has opened, or its wire is cut",
        ),
        matters=Sentence(
            "人身安全第一；纸质档案烧毁不可恢复",
            "people come first; burnt records can't be replaced",
        ),
        cause=Sentence(
            "起火、冒烟，探测器误报，或消防线路断开",
            "fire or smoke, a false alarm, or a broken wire to the panel",
        ),
        action=Sentence(
            "先疏散，拨打 119；确认安全后再查；误报也要到消防主机复位，再在这里复位",
            "get everybody out and call the fire brigade (119); look only when it is safe; reset"
            " the fire panel first, then this alarm",
        ),
    ),
    "door_open": AlarmWords(
        title=Sentence("库房门没有关", "Door left open"),
        says=Sentence(
            "{room}的门一直开着",
            "the door of {room} stays open",
        ),
        means=Sentence(
            "门磁显示门开着的时间超过了允许的时间",
            "the door contact shows an open door for longer than people need",
        ),
        matters=Sentence(
            "外人可以进入，温湿度也保持不住，灰尘和虫子会进来",
            "anybody may walk in, the climate is lost, and dust and insects come in",
        ),
        cause=Sentence(
            "搬运后忘关，闭门器坏了，门没碰严，或门磁松动",
            "forgotten after work, a broken closer, a door that does not latch, a loose contact",
        ),
        action=Sentence(
            "到场把门关严，看室内有无异常；关不严就修闭门器或门磁",
            "go and close it, look whether all is in its place; repair the closer or the contact if"
            " it does not hold",
        ),
    ),
}
