"""What was done on the wires while the site was set up, and what came of it."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "commissioning_search": Sentence(
        "{who}开始查找设备，地址 {first} 到 {last}",
        "{who} began to look for devices, unit ids {first} to {last}",
    ),
    "commissioning_search_done": Sentence(
        "查找结束，共查 {done} 个地址，有设备的地址：{found}",
        "the search is done, {done} unit ids asked, devices at: {found}",
    ),
    "commissioning_search_cancelled": Sentence(
        "{who}中止了查找，已查 {done} 个地址，有设备的地址：{found}",
        "{who} ended the search early, {done} unit ids asked, devices at: {found}",
    ),
    "commissioning_search_bus_down": Sentence(
        "总线断开，查找停止，已查 {done} 个地址，有设备的地址：{found}",
        "the bus went down and the search ended, {done} unit ids asked, devices at: {found}",
    ),
    "commissioning_search_bus_full": Sentence(
        "总线没有空闲，查找停止，已查 {done} 个地址，有设备的地址：{found}",
        "the bus left no gap and the search ended, {done} unit ids asked, devices at: {found}",
    ),
    "commissioning_search_broken": Sentence(
        "查找因故障或停机中断，已查 {done} 个地址，有设备的地址：{found}",
        "the search broke off by a failure or an end of the program, {done} unit ids asked,"
        " devices at: {found}",
    ),
    "commissioning_registers": Sentence(
        "{who}读取了地址 {unit_id} 的寄存器 {first} 到 {last}（功能码 {function}）",
        "{who} read the registers {first} to {last} of unit id {unit_id} (function {function})",
    ),
    "commissioning_test_on_ran": Sentence(
        "{who}试开：{shown} 秒后回读为开，{ran} 秒后机器运行",
        "tested on by {who}: read back after {shown} s, the machine ran after {ran} s",
    ),
    "commissioning_test_on_shown": Sentence(
        "{who}试开：{shown} 秒后回读为开，没有机器的反馈",
        "tested on by {who}: read back after {shown} s, nothing was heard of the machine",
    ),
    "commissioning_test_on_unmoved": Sentence(
        "{who}试开：命令已发出，设备没有动作",
        "tested on by {who}: the device was told and did not follow",
    ),
    "commissioning_test_on_unsent": Sentence(
        "{who}试开：没有向设备发出命令", "tested on by {who}: nothing went to the device"
    ),
    "commissioning_test_on_same": Sentence(
        "{who}试开：原来就是开，看不出变化",
        "tested on by {who}: it was on before, nothing was seen",
    ),
    "commissioning_test_off_ran": Sentence(
        "{who}试关：{shown} 秒后回读为关，{ran} 秒后机器停止",
        "tested off by {who}: read back after {shown} s, the machine stood after {ran} s",
    ),
    "commissioning_test_off_shown": Sentence(
        "{who}试关：{shown} 秒后回读为关，没有机器的反馈",
        "tested off by {who}: read back after {shown} s, nothing was heard of the machine",
    ),
    "commissioning_test_off_unmoved": Sentence(
        "{who}试关：命令已发出，设备没有动作",
        "tested off by {who}: the device was told and did not follow",
    ),
    "commissioning_test_off_unsent": Sentence(
        "{who}试关：没有向设备发出命令", "tested off by {who}: nothing went to the device"
    ),
    "commissioning_test_off_same": Sentence(
        "{who}试关：原来就是关，看不出变化",
        "tested off by {who}: it was off before, nothing was seen",
    ),
}
