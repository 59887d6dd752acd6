"""What control goes on without, and what it does then."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "degraded_one_sensor_left_temperature": Sentence(
        "温度只剩一个可信的传感器（{sensor}），没有别的可以核对",
        "one trusted temperature sensor is left ({sensor}), with nothing to compare it to",
    ),
    "degraded_one_sensor_left_humidity": Sentence(
        "湿度只剩一个可信的传感器（{sensor}），没有别的可以核对",
        "one trusted humidity sensor is left ({sensor}), with nothing to compare it to",
    ),
    "degraded_one_sensor_left_both": Sentence(
        "温湿度只剩一个可信的传感器（{sensor}），没有别的可以核对",
        "one trusted temperature and humidity sensor is left ({sensor}), with nothing to compare"
        " it to",
    ),
    "degraded_one_sensor_left_action": Sentence(
        "照常按它控制；请尽快修复其他传感器",
        "control goes on by it; repair the others soon",
    ),
    "degraded_no_sensor_temperature": Sentence(
        "没有可信的温度传感器",
        "no trusted temperature sensor is left",
    ),
    "degraded_no_sensor_humidity": Sentence(
        "没有可信的湿度传感器",
        "no trusted humidity sensor is left",
    ),
    "degraded_no_sensor_both": Sentence(
        "没有可信的温湿度传感器",
        "no trusted temperature and humidity sensor is left",
    ),
    "degraded_no_sensor_action": Sentence(
        "各设备按“传感器失效”的设定运行：关闭、短时保持后关闭，或按固定比例间歇运行；"
        "请立即检查传感器",
        "each machine does what is set for the loss of its sensor: off, hold for a while and then"
        " off, or run a fixed share of the hour; check the sensors now",
    ),
    "degraded_bus_down": Sentence(
        "总线 {buses} 中断，线上的传感器和设备都联系不上",
        "the bus {buses} is down: no sensor and no machine on it can be reached",
    ),
    "degraded_bus_down_action": Sentence(
        "有危险的设备由其自身定时器断开，其他设备收不到新命令；"
        "联锁按不安全处理；请检查接头、电源和网关",
        "hazardous devices fall off by their own timers, the other machines get no new commands,"
        " interlocks count as not safe; check the adapter, its supply and the gateway",
    ),
    "degraded_clock_untrusted": Sentence(
        "时钟没有校准，日期和时刻不可信",
        "the clock is not synchronised: date and time of day can't be trusted",
    ),
    "degraded_clock_untrusted_action": Sentence(
        "照常控制，设定值保持不变：换季和日程暂不切换，按时段运行的净化机停机；请校准时钟",
        "control goes on with the setpoints as they are: seasons and schedules wait, purifiers that"
        " run by the hour stay off; synchronise the clock",
    ),
    "degraded_ledger_unwritable": Sentence(
        "控制记录写不进磁盘（磁盘已满或只读）",
        "the record of decisions can't be written (disk full or read-only)",
    ),
    "degraded_ledger_unwritable_action": Sentence(
        "温湿度照常控制，记录暂存在内存里；不得启动消毒；请检查磁盘",
        "climate control goes on and rows wait in memory; no sterilisation can be started; check"
        " the disk",
    ),
    "degraded_monitor_only": Sentence(
        "程序短时间内多次重启，现在只监视；再正常运行{left_s}后自动恢复控制",
        "the program restarted too often and only watches now; control comes back by itself after"
        " {left_s} more without a failure",
    ),
    "degraded_monitor_only_action": Sentence(
        "所有设备关闭，只保留排风和声光警示；请查明原因，不必重启服务：一重启就从头计时",
        "every machine stays off but the exhaust and the sounder; find the cause, and don't restart"
        " the service: the time would begin anew",
    ),
}
