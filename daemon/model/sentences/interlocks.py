"""Why an interlock blocks an output."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "trip_door": Sentence(
        "库房门没有关好，有危险的设备不得运行",
        "the door is not closed: nothing that hurts people may run",
    ),
    "trip_door_unknown": Sentence(
        "门磁信号中断或两个门磁不一致，按门已打开处理",
        "the door contact is silent: it is treated as open",
    ),
    "trip_person": Sentence(
        "室内有人，有危险的设备不得运行",
        "somebody is inside: nothing that hurts people may run",
    ),
    "trip_person_unknown": Sentence(
        "人体探测信号中断，按室内有人处理",
        "the person detector is silent: somebody is taken to be inside",
    ),
    "trip_e_stop": Sentence(
        "急停按钮已按下",
        "the emergency stop is pressed",
    ),
    "trip_e_stop_unknown": Sentence(
        "急停信号中断，按已按下处理",
        "the emergency stop is silent: it is treated as pressed",
    ),
    "trip_e_stop_pressed": Sentence(
        "急停按钮按下，本室设备停止，待人工复位",
        "the emergency stop was pressed: machines stay off until a person resets",
    ),
    "trip_fire": Sentence(
        "消防报警，设备停止，待人工复位",
        "fire alarm: machines stay off until a person resets",
    ),
    "trip_fire_unknown": Sentence(
        "消防信号中断，按有火警处理",
        "the fire contact is silent: it is treated as a fire",
    ),
    "trip_water": Sentence(
        "地面有水，加湿、除湿设备停止，查明漏水后人工复位",
        "water on the floor: humidifier and dehumidifier stay off until a person resets",
    ),
    "trip_water_unknown": Sentence(
        "漏水探测信号中断，按有水处理",
        "the leak detector is silent: the floor is taken to be wet",
    ),
    "trip_ozone": Sentence(
        "臭氧浓度超过上限",
        "the ozone is above its limit",
    ),
    "trip_ozone_unknown": Sentence(
        "臭氧浓度读不到，按超限处理",
        "the ozone can't be read: it is taken to be too high",
    ),
    "trip_welded": Sentence(
        "已发停止命令，设备仍在工作（继电器可能粘连）：请切断上级电源，勿入",
        "told to stop, and it still runs (relay welded?): cut its supply, do not enter",
    ),
    "trip_dropped": Sentence(
        "有危险的设备自行断开过，不会自动恢复，待人工复位",
        "a dangerous device went off by itself; it stays off until a person resets",
    ),
    "trip_monitor_only": Sentence(
        "程序短时间内多次重启，现在只监视、不控制",
        "the program restarted too often: it only watches now",
    ),
    "trip_too_damp": Sentence(
        "湿度已到本室上限，不得加湿",
        "the room is at its damp limit: no humidifying",
    ),
    "trip_too_damp_unknown": Sentence(
        "湿度未知，不得盲目加湿",
        "the humidity is unknown: no humidifying blind",
    ),
    "trip_too_hot": Sentence(
        "温度已到本室上限，不得加热",
        "the room is at its warm limit: no heating",
    ),
    "trip_too_hot_unknown": Sentence(
        "温度未知，不得盲目加热",
        "the temperature is unknown: no heating blind",
    ),
    "trip_too_dry": Sentence(
        "湿度已到本室下限，不得再除湿",
        "the room is at its dry limit: no more drying",
    ),
    "trip_too_cold": Sentence(
        "温度已到本室下限，不得再制冷",
        "the room is at its cold limit: no more cooling",
    ),
    "trip_tank": Sentence(
        "水箱已满，请倒水",
        "the tank is full: empty it",
    ),
}
