"""What a device does not do."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "default_off": Sentence(
        "没有启动的理由",
        "there is no reason to run",
    ),
    "output_unreachable": Sentence(
        "命令送不到设备（{detail}），请检查电源和接线",
        "the command does not reach the device ({detail}): check power and wiring",
    ),
    "output_unreachable_by": Sentence(
        "命令送不到设备（{of_trouble}），请检查电源和接线",
        "the command does not reach the device ({of_trouble}): check power and wiring",
    ),
    "output_unseen": Sentence(
        "读不到设备状态，是否执行了命令不得而知",
        "the device's state can't be read: whether it obeyed is unknown",
    ),
    "output_unsteady": Sentence(
        "设备状态时有时无，请检查接线和电源；台账每小时只记一次",
        "the device's state comes and goes: check wiring and power; the ledger tells it once an"
        " hour",
    ),
    "output_refused": Sentence(
        "设备没有执行命令，请检查设备和型号配置",
        "the device does not take the command: check it and its profile",
    ),
    "output_overridden": Sentence(
        "状态被别处改动，请查明是谁在操作这台设备",
        "something else changed it: find out who operates this device",
    ),
    "output_not_running": Sentence(
        "继电器已吸合，设备没有运转，请检查设备电源和保护开关",
        "the relay is on but the machine does not run: check its supply and breaker",
    ),
    "output_welded": Sentence(
        "已命令停止，设备仍在运转，请切断电源",
        "told to stop, and it still runs: cut its supply",
    ),
}
