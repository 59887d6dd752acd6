"""What the start of a sterilisation cycle misses, and what to do about it."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

CHECKS: Mapping[str, Sentence] = {
    "check_door": Sentence("库房门没有关好：请关门", "the door is not closed: close it"),
    "check_door_unknown": Sentence(
        "门磁信号不明：请检查门磁和接线",
        "the door contact says nothing: check it and its wiring",
    ),
    "check_person": Sentence("室内有人：请全部离开", "somebody is inside: everybody must leave"),
    "check_person_unknown": Sentence(
        "人体探测信号不明：请检查探测器",
        "the person detector says nothing: check it",
    ),
    "check_e_stop": Sentence(
        "急停按钮已按下：查明原因后拔出",
        "the emergency stop is pressed: find out why, then release it",
    ),
    "check_e_stop_unknown": Sentence(
        "急停信号不明：请检查急停回路",
        "the emergency stop says nothing: check its circuit",
    ),
    "check_reset": Sentence(
        "联锁的原因已消除，但还没有复位：请在库房本机面板上复位",
        "an interlock is well again but not reset: reset it at the room's own panel",
    ),
    "check_local_stop": Sentence(
        "本室处于停止状态：请在本机面板上解除",
        "the room is stopped: release it at its own panel",
    ),
    "check_mode_off": Sentence(
        "消毒设备被人手动关闭：请恢复自动",
        "the steriliser is switched off by hand: set it back to automatic",
    ),
    "check_bus": Sentence(
        "总线“{bus}”不通：请检查接线和电源",
        "the bus “{bus}” is down: check wiring and power",
    ),
    "check_monitor_only": Sentence(
        "程序只监视、不控制：请先排除反复重启的原因",
        "the program only watches: first find out why it kept restarting",
    ),
    "check_other_cycle": Sentence(
        "本室的“{other}”还没有结束：请等它结束或确认它的锁定",
        "“{other}” of this room is not over: wait for it, or acknowledge its lock-out",
    ),
    "check_hazard_on": Sentence(
        "消毒设备已经是开着的：请查明是谁开的",
        "the steriliser is on already: find out who switched it",
    ),
    "check_feedback_unknown": Sentence(
        "读不到消毒设备的继电器状态：请检查继电器模块",
        "the steriliser's relay can't be read: check the relay module",
    ),
    "check_proof_unknown": Sentence(
        "读不到消毒设备的运行信号：请检查灯光或电流传感器",
        "the sensor that shows the steriliser run can't be read: check it",
    ),
    "check_door_proof": Sentence(
        "上次消毒后还没有看到门开过：请把门打开再关上，证明门磁正常",
        "the door was not seen to open since the last run: open and close it to prove its contact",
    ),
    "check_door_stuck": Sentence(
        "门开过，但 {contacts} 没有反映出来：请检查这个门磁，再把每扇门打开再关上",
        "a door opened, but {contacts} did not show it: check that contact, then open and close "
        "every door once more",
    ),
    "check_quiet": Sentence(
        "无人且关门的时间不够，还需 {left_s}：请不要进入",
        "the room must be closed and empty for {left_s} more: stay out",
    ),
    "check_ozone_unknown": Sentence(
        "臭氧传感器不可信：请检查传感器",
        "the ozone sensor can't be trusted: check it",
    ),
    "check_ozone_high": Sentence(
        "臭氧 {ozone_mg_m3}，启动前须低于 {limit_mg_m3}：请先通风",
        "ozone {ozone_mg_m3}, below {limit_mg_m3} is needed to start: ventilate first",
    ),
    "check_humidity_unknown": Sentence(
        "湿度不可信：请检查温湿度传感器",
        "the humidity can't be trusted: check the sensors",
    ),
    "check_damp": Sentence(
        "湿度 {rh_pct}，高于 {most_pct}：请先除湿",
        "{rh_pct}, above {most_pct}: dry the room first",
    ),
    "check_temperature_unknown": Sentence(
        "温度不可信：请检查温湿度传感器",
        "the temperature can't be trusted: check the sensors",
    ),
    "check_temperature": Sentence(
        "温度 {now_c}，不在 {least_c} 到 {most_c} 之间：请先调节温度",
        "{now_c} is not within {least_c} to {most_c}: bring the room there first",
    ),
    "check_rest": Sentence(
        "离上次消毒的间隔不够，还需 {left_s}",
        "the steriliser must rest for {left_s} more",
    ),
    "check_daily": Sentence(
        "今天还可运行 {left_s}，不够一次 {run_s}：请明天再消毒",
        "{left_s} of today's running time is left, a cycle takes {run_s}: wait until tomorrow",
    ),
    "check_dose": Sentence(
        "今年臭氧剂量 {dose_mg_h_m3}，已到上限 {cap_mg_h_m3}：为保护档案，今年不再用臭氧",
        "this year's ozone dose is {dose_mg_h_m3}, the cap {cap_mg_h_m3}: to spare the records, no "
        "more ozone this year",
    ),
    "check_dose_computed": Sentence(
        "没有臭氧传感器，今年臭氧剂量按最坏情况推算已有 {dose_mg_h_m3}，上限 {cap_mg_h_m3}："
        "为保护档案，今年不再用臭氧；装上传感器才能按实测计算",
        "without an ozone sensor this year's ozone dose is computed as the worst case, "
        "{dose_mg_h_m3}, the cap {cap_mg_h_m3}: to spare the records, no more ozone this year; "
        "only a sensor can measure what it truly is",
    ),
    "check_lamp": Sentence(
        "灯管已用 {burnt_h}，寿命 {life_h}：请换灯并登记",
        "the lamp has burnt {burnt_h} of {life_h}: change it and note the change",
    ),
    "check_ledger": Sentence(
        "记录写不进台账：请检查磁盘，没有记录不得消毒",
        "the ledger can't be written: check the disk, no cycle without a record",
    ),
}
