"""The sentences about keys that don't fit together, in the configuration and in profiles."""

from .sentence import Sentence

CHECKS = {
    "duplicate_id": Sentence(
        "编号 {value} 已用于 {first}；总线、库房、设备的编号互不相同，请改一个",
        "{value} is already the id at {first}; buses, rooms and devices all have different ids",
    ),
    "unknown_bus": Sentence(
        "没有编号为 {value} 的总线；{hint}", "no bus is called {value}; {hint}"
    ),
    "unknown_room": Sentence(
        "没有编号为 {value} 的库房；{hint}", "no room is called {value}; {hint}"
    ),
    "unknown_profile": Sentence(
        "没有名为 {value} 的设备型号；{hint}（roomd profile list 可列出全部）",
        "no profile is called {value}; {hint} (roomd profile list shows them all)",
    ),
    "shared_unit_id": Sentence(
        "同一总线上站号 {value} 已用于 {first}；两台设备会同时应答，请改其中一台",
        "unit id {value} is already used on this bus at {first}; both would answer at once, "
        "so change one",
    ),
    "shared_endpoint": Sentence(
        "{value} 已是 {first} 处总线的接口；一条线只能有一个总线，请合并",
        "{value} is already the wire of the bus at {first}; one wire is one bus, so merge them",
    ),
    "unknown_point": Sentence(
        "型号 {profile} 没有这个测点；{hint}", "profile {profile} has no such point; {hint}"
    ),
    "calibrated_bit": Sentence(
        "这个测点只有开和关，不能校准；请删去", "this point is on or off; remove its calibration"
    ),
    "calibration_large": Sentence(
        "{value} 超过量程的十分之一（{limit}）；偏差这么大的传感器应更换",
        "{value} is more than a tenth of the point's range ({limit}); replace a sensor that is "
        "this far off",
    ),
    "hasty_poll": Sentence(
        "{value} s 短于设备最长应答时间 {latency_s} s；请加大 poll_s",
        "{value} s is shorter than the {latency_s} s that the device may take to answer; "
        "raise poll_s",
    ),
    "short_latency": Sentence(
        "{value} s 短于型号 {profile} 的最长应答时间 {latency_s} s，迟到的应答会被当成别的测点；"
        "请加大，或删去此项",
        "{value} s is shorter than the {latency_s} s that {profile} may take, and a late reply "
        "would pass for another; raise or remove it",
    ),
    "bus_overloaded": Sentence(
        "线路要占用 {busy_pct}% 的时间，跑不过来；请加大设备的 poll_s，或分到两条总线",
        "is asked for {busy_pct}% of its wire time; raise the poll_s of its devices, "
        "or use two buses",
    ),
    "ca_without_tls": Sentence(
        "没有 tls = true 时证书不起作用；请打开 tls 或删去 ca_file",
        "does nothing without tls = true; turn tls on or remove ca_file",
    ),
    "file_without_tls": Sentence(
        "没有 tls = true 时此文件不起作用；请打开 tls 或删去此项",
        "does nothing without tls = true; turn tls on or remove it",
    ),
    "tls_without_file": Sentence(
        "还缺 {key}；请用 roomd tls init 生成证书并写上它的路径",
        "needs {key}; make a certificate with roomd tls init and write its path",
    ),
    "tls_on_this_machine": Sentence(
        "面板只在本机监听，加密没有用处；请把 host 改成网络地址，或删去 tls",
        "does nothing while the panel listens on this machine only; give host an address of the "
        "network, or remove tls",
    ),
    "password_without_user": Sentence(
        "有密码但没有 username；请补上 username", "a password needs a user name; add username"
    ),
    "duplicate_profile": Sentence(
        "型号 {value} 已在 {first} 定义；请改 id 或删去一个文件",
        "profile {value} is already defined in {first}; change the id or remove a file",
    ),
}

PROFILE_RULES = {
    "encoding_space": Sentence(
        "encoding {encoding} 与 space {space} 不符；coil 和 discrete 只能用 bit，寄存器不能用 bit",
        "encoding {encoding} does not fit space {space}; coils and discrete inputs take bit, "
        "registers anything else",
    ),
    "flag_bit": Sentence(
        "bit 只用于 encoding = flag，而 flag 必须有 bit；请补上或删去 bit",
        "bit belongs to encoding flag, and flag needs it; add or remove bit",
    ),
    "low_high": Sentence(
        "low {low} 不小于 high {high}；请改正量程",
        "low {low} is not below high {high}; correct them",
    ),
    "range_missing": Sentence(
        "数值测点必须有量程；请补上 low 和 high",
        "a number needs its physical range; add low and high",
    ),
    "past_last_address": Sentence(
        "数值超出最后一个地址 0xFFFF；请改 address",
        "the value ends past address 0xFFFF; correct address",
    ),
    "sentinel_signed": Sentence(
        "sentinels 是原始寄存器值；请写 0x8000 这样的无符号数，不要写负数",
        "sentinels are raw words; write 0x8000, not -32768",
    ),
    "equals_twice": Sentence(
        "equals 与 equals_unit_id 只能选一个；请删去其中之一",
        "equals and equals_unit_id exclude each other; remove one",
    ),
    "period_units": Sentence(
        "period_s 应为 unit_s 的 1～65535 倍；请改正",
        "period_s must be 1..65535 times unit_s; correct it",
    ),
    "dead_man_space": Sentence(
        "dead_man 是线圈的定时器，不能用于寄存器；请删去",
        "dead_man is a timer of coils, not of registers; remove it",
    ),
    "dead_man_values": Sentence(
        "带 dead_man 的 [[write]] 只有写 1 才启动定时器；请写 values = [0, 1]",
        "a write with dead_man starts its timer with 1 only; give it values = [0, 1]",
    ),
    "dead_man_missing": Sentence(
        "occupancy = forbidden 时，write {tag} 必须有 dead_man；请补上",
        "write {tag} needs a dead_man, as occupancy = forbidden; add it",
    ),
    "renewed_late": Sentence(
        "renew_s 最多为 period_s 的一半；请减小 renew_s",
        "renew_s is at most half of period_s; lower renew_s",
    ),
    "write_unbounded": Sentence(
        "可写测点必须限定取值；请写 values，或 low 和 high",
        "a writable point needs bounds; add values, or low and high",
    ),
    "same_tag": Sentence(
        "有两个 [[point]] 或两个 [[write]] 的 tag 相同；请改一个",
        "two points, or two writes, have the same tag; change one",
    ),
    "verify_unknown": Sentence(
        "write {tag} 的 verify 指向不存在的测点 {verify}；请写已有测点的 tag",
        "write {tag}: verify names no point ({verify}); give the tag of a point",
    ),
    "point_forbidden": Sentence(
        "测点 {tag} 落在 forbidden 区间内；请改测点或区间",
        "point {tag} lies in a forbidden range; correct the point or the range",
    ),
    "repeat_range": Sentence(
        "repeat = {value} 超出范围；应为 1～64 的整数",
        "repeat = {value} is out of range; it is a whole number 1..64",
    ),
}

WARNINGS = {
    "line_settings": Sentence(
        "型号 {profile} 出厂为 {factory}，而本线路为 {line}；请确认设备已改为后者",
        "{profile} leaves the factory with {factory}, but this line runs at {line}; "
        "make sure that the device was reconfigured",
    ),
    "unstable_port": Sentence(
        "ttyUSB 编号在重新插拔后会变；请改用 /dev/serial/by-path/…",
        "ttyUSB numbers change when adapters are plugged in again; use /dev/serial/by-path/…",
    ),
    "no_devices": Sentence(
        "没有配置设备，什么也不会测量；请添加 [[device]]",
        "holds no device, so nothing will be measured; add a [[device]]",
    ),
    "idle_bus": Sentence(
        "这条总线上没有设备；请添加设备或删去总线",
        "no device is on this bus; add one or remove the bus",
    ),
    "idle_room": Sentence(
        "这个库房没有设备，不会显示温湿度；请添加设备或删去库房",
        "no device is in this room, so it shows no climate; add one or remove the room",
    ),
    "readable_passwords": Sentence(
        "没有加密，密码会以明文经过网络；请运行 roomd tls init 并打开 tls，"
        "或把 host 改回 127.0.0.1，只经由本机的 HTTPS 代理访问",
        "is answered without encryption, so passwords cross the network readable; run roomd tls "
        "init and turn tls on, or go back to 127.0.0.1 behind an HTTPS proxy on this machine",
    ),
    "wall_pin_off": Sentence(
        "本机面板不要 PIN：站在它面前的任何人都能操作设备；"
        "请删去这一项，再运行 roomd people pin 设置 PIN",
        "the room's own panel asks for no PIN: whoever stands before it can work the machines; "
        "remove this and give out PINs by roomd people pin",
    ),
    "replaces_shipped": Sentence(
        "代替了随软件提供的型号 {value}",
        "replaces the profile {value} that comes with the software",
    ),
}
