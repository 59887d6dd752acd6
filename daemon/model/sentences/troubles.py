"""What can be wrong between us and a device, by the kinds of the drivers' errors.

Each stands alone, and after a colon or in brackets in the sentence about the bus or device.
"""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

TROUBLE_WORDS: Mapping[str, Sentence] = {
    "not_open": Sentence("尚未接通", "not opened yet"),
    "unreachable": Sentence("连不上网关", "the gateway can't be reached"),
    "connection_refused": Sentence("网关拒绝连接", "the gateway refuses the connection"),
    "name_unknown": Sentence("找不到网关的主机名", "the gateway's host name is not known"),
    "port_missing": Sentence(
        "找不到串口（转换器没有插好）", "the serial port is missing (adapter unplugged)"
    ),
    "port_denied": Sentence("没有使用串口的权限", "no permission to use the serial port"),
    "port_failed": Sentence("串口不能读写", "the serial port can't be read or written"),
    "taken": Sentence("被另一个程序占用", "another program has it"),
    "closed": Sentence("连接断开", "the connection broke off"),
    "babble": Sentence("线上的数据停不下来", "data without end on the line"),
    "silent": Sentence("线路接通，但没有设备应答", "the line is open, but no device answers"),
    "reopened": Sentence(
        "线路刚重新接通，正在核对设备", "just opened anew, the device is being checked"
    ),
    "no_reply": Sentence("收不到任何回答", "no reply comes"),
    "bad_reply": Sentence("回答残缺或混乱", "what comes back is broken or mixed up"),
    "refused": Sentence("设备拒绝了请求", "the device refuses the request"),
    "device_busy": Sentence("设备一直忙", "the device is busy"),
    "device_failed": Sentence("设备自报故障", "the device says that it has failed"),
    "gateway_silent": Sentence("网关收不到设备的回答", "the gateway gets no reply from the device"),
    "wrong_device": Sentence("这个站号上是另一种设备", "another kind of device has this unit id"),
    "not_sent": Sentence("总线忙，没有发出", "the bus was busy: not sent"),
    "forbidden": Sentence("型号文件不许这样写", "the device profile does not allow this"),
    "unknown": Sentence("原因不明", "for a reason that is not known"),
    "went_out": Sentence("设备显示已经关闭", "the device reads off"),
}
