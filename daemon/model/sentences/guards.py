"""Why a guard keeps an output from starting or stopping now."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "guard_adopting": Sentence(
        "程序刚启动，先看清设备现状，暂不动作",
        "just started: the real state is read first, nothing is switched",
    ),
    "guard_min_off": Sentence(
        "停机未满最短时间，保护压缩机",
        "it has not rested long enough since it stopped",
    ),
    "guard_min_on": Sentence(
        "运行未满最短时间，保护压缩机",
        "it has not run long enough since it started",
    ),
    "guard_starts": Sentence(
        "一小时内已启动 {n} 次，达到上限",
        "it has started {n} times within the hour, its limit",
    ),
    "guard_pair": Sentence(
        "{other}在运行，两者不得同时运行",
        "{other} is on; the two never run together",
    ),
    "guard_change_over": Sentence(
        "{other}刚停，等待切换间隔",
        "{other} stopped a moment ago; the change-over time is running",
    ),
    "guard_stagger": Sentence(
        "别的设备刚启动，错开启动",
        "another machine started a moment ago; starts are staggered",
    ),
    "guard_budget": Sentence(
        "今天写入次数已到 {n} 次，保护设备存储器",
        "{n} writes today, the limit that spares the device's memory",
    ),
}
