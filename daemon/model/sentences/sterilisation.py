"""Where a sterilisation cycle stands, why a run ended, why an act is refused."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

from .prechecks import CHECKS

STAGES: Mapping[str, Sentence] = {
    "cycle_idle": Sentence(
        "消毒设备待机",
        "the steriliser is idle",
    ),
    "cycle_asked": Sentence(
        "{who}申请消毒，请在一分钟内再次确认",
        "{who} asked for a cycle; confirm within one minute",
    ),
    "cycle_requested": Sentence(
        "{who}申请消毒，等待再次确认，还剩 {left_s}",
        "{who} asked for a cycle; waiting for the second step, {left_s} left",
    ),
    "cycle_unconfirmed": Sentence(
        "一分钟内没有再次确认，申请已取消",
        "not confirmed within one minute: the request is dropped",
    ),
    "cycle_confirmed": Sentence(
        "{who}已确认消毒，正在检查启动条件",
        "confirmed by {who}; the conditions of the start are being checked",
    ),
    "cycle_delayed": Sentence(
        "消毒已预约，{left_s}后检查条件并开始倒计时",
        "the cycle is planned: the checks and the countdown begin in {left_s}",
    ),
    "cycle_checking": Sentence(
        "正在检查启动条件，全部满足后开始倒计时，请不要进入",
        "checking the conditions of the start; the countdown follows, stay out",
    ),
    "cycle_gave_up": Sentence(
        "{wait_s}内启动条件没有全部满足，申请已取消",
        "the conditions were not all met within {wait_s}: the request is dropped",
    ),
    "cycle_counting_down": Sentence(
        "启动条件全部满足，开始 {warning_s}倒计时",
        "all conditions are met; a countdown of {warning_s} begins",
    ),
    "cycle_warning": Sentence(
        "即将消毒，请立即离开库房并关好门，还剩 {left_s}",
        "a cycle is about to start: leave the room and close the door, {left_s} left",
    ),
    "cycle_started": Sentence(
        "倒计时结束，消毒开始（操作人：{who}）",
        "the countdown is over, the cycle runs (asked for by {who})",
    ),
    "cycle_running": Sentence(
        "正在消毒，禁止进入，还剩 {left_s}",
        "sterilising, do not enter, {left_s} left",
    ),
    "cycle_stopping": Sentence(
        "正在停止消毒，确认设备已断开，禁止进入",
        "stopping; waiting for proof that the device is off, do not enter",
    ),
    "cycle_off": Sentence(
        "消毒设备已确认断开，等待空气恢复，禁止进入",
        "the device is proven off; waiting for clean air, do not enter",
    ),
    "cycle_not_off": Sentence(
        "已发停止命令，但不能证明消毒设备已断开：禁止进入，请在室外切断电源",
        "told to stop, but not proven off: do not enter, cut the supply from outside",
    ),
    "cycle_burning": Sentence(
        "没有程序在运行，消毒设备却是开着的：禁止进入，请在室外切断电源",
        "the device is on though no cycle runs: do not enter, cut the supply from outside",
    ),
    "cycle_ready": Sentence(
        "消毒已完成，空气合格，可进入",
        "the cycle is complete and the air is clean: you may enter",
    ),
    "cycle_entered": Sentence(
        "消毒后门已打开，设备待机",
        "the room was opened after the cycle; the steriliser is idle",
    ),
    "cycle_locked": Sentence(
        "上次消毒没有正常完成。空气已合格，可进入；再次消毒前须有人写明原因并确认",
        "the last cycle did not complete. The air is clean, you may enter; before the next start "
        "a person must acknowledge with a reason",
    ),
    "cycle_acknowledged": Sentence(
        "{who}已确认锁定（{why}）",
        "the lock-out was acknowledged by {who} ({why})",
    ),
    "cycle_aborted": Sentence(
        "{who}中止了消毒",
        "{who} stopped the cycle",
    ),
    "cycle_memory_lost": Sentence(
        "消毒记录读不出来，不知道停机前在做什么：请勿进入，确认安全后解除锁定",
        "the memory of cycles is lost, so what ran before is unknown: do not enter; acknowledge "
        "once it is safe",
    ),
    "cycle_orphaned": Sentence(
        "消毒程序“{programme}”还没有结束就从配置中删除或改名，不知道它在哪间库房：请勿进入，"
        "确认安全后解除锁定",
        "the programme “{programme}” was removed or renamed before its air was clean, and its room "
        "is not known: do not enter; acknowledge once it is safe",
    ),
    "cycle_restarted": Sentence(
        "程序在倒计时或消毒途中重启，不会续运行，按最长时间等待空气恢复",
        "the program restarted during the countdown or the cycle: it does not go on, the longest "
        "wait counts",
    ),
    "decay_high": Sentence(
        "臭氧 {ozone_mg_m3}，须低于 {limit_mg_m3} 才能进入，禁止进入",
        "ozone {ozone_mg_m3}, it must fall below {limit_mg_m3}: do not enter",
    ),
    "decay_clearing": Sentence(
        "臭氧 {ozone_mg_m3}，已低于限值，还须等待 {left_s}，禁止进入",
        "ozone {ozone_mg_m3}, below the limit; wait {left_s} more, do not enter",
    ),
    "decay_waiting": Sentence(
        "等待空气恢复，还剩 {left_s}，禁止进入",
        "waiting for clean air, {left_s} left, do not enter",
    ),
    "decay_blind": Sentence(
        "臭氧传感器不可信，按最坏情况等待，还剩 {left_s}，禁止进入",
        "the ozone sensor can't be trusted: the worst case counts, {left_s} left, do not enter",
    ),
    "decay_sign_off": Sentence(
        "最坏情况的等待已满，臭氧传感器仍不可信：请用便携仪器测量合格后签字，此前禁止进入",
        "the worst case is over, the ozone sensor still can't be trusted: measure by a hand-held "
        "meter and sign off, do not enter before",
    ),
    "decay_not_off": Sentence(
        "等待时间已满，但读不到消毒设备已断开：禁止进入，请检查继电器模块和灯光、电流传感器",
        "the wait is over, but nothing shows that the device is off: do not enter, check the relay "
        "module and the sensor of light or current",
    ),
    "caution_dry": Sentence(
        "湿度 {rh_pct}，低于臭氧消毒的试验条件 {tested_pct}，效果可能不足；不得为此加湿",
        "at {rh_pct} ozone is outside its tested conditions ({tested_pct} and more): little effect "
        "is to be expected; never humidify for it",
    ),
    "caution_damp": Sentence(
        "湿度 {rh_pct}，高于 {strong_pct}，紫外线效果减弱",
        "at {rh_pct}, above {strong_pct}, ultraviolet light is weaker",
    ),
}
ENDS: Mapping[str, Sentence] = {
    "run_done": Sentence(
        "按设定运行完毕，共 {ran_s}",
        "ran its full time of {ran_s}",
    ),
    "run_ozone_high": Sentence(
        "臭氧 {ozone_mg_m3}，超过程序上限 {most_mg_m3}",
        "ozone {ozone_mg_m3}, above the programme's limit of {most_mg_m3}",
    ),
    "run_feedback_lost": Sentence(
        "读不到消毒设备的继电器状态",
        "the steriliser's relay could not be read",
    ),
    "run_not_started": Sentence(
        "消毒设备没有被接通",
        "the steriliser was not switched on",
    ),
    "run_dark": Sentence(
        "没有看到消毒设备真正工作（灯管损坏或断电），本次消毒无效",
        "the device was not seen to work (lamp dead or no power): nothing was sterilised",
    ),
    "run_day_spent": Sentence(
        "今天的运行时间已到上限 {cap_s}",
        "today's running time has reached its cap of {cap_s}",
    ),
    "run_no_ozone": Sentence(
        "全程测得臭氧最高 {ozone_mg_m3}：发生器没有产生臭氧，或传感器失灵，本次消毒无效",
        "the highest ozone of the whole run was {ozone_mg_m3}: none was made or the sensor does "
        "not see it; nothing was proven sterilised",
    ),
}
REFUSALS: Mapping[str, Sentence] = {
    "refused_request": Sentence(
        "现在不能申请消毒：上一次还没有结束",
        "no new request now: the last one is not over",
    ),
    "refused_confirm": Sentence(
        "没有等待确认的申请，请先申请",
        "no request waits for a second step: ask first",
    ),
    "refused_delay": Sentence(
        "预约时间应在 0 到 {most_s} 之间",
        "the delay must be between 0 and {most_s}",
    ),
    "refused_abort": Sentence(
        "没有在进行的消毒，不用停止",
        "no cycle is under way that could be stopped",
    ),
    "refused_acknowledge": Sentence(
        "没有等待确认的锁定",
        "there is no lock-out to acknowledge",
    ),
    "refused_not_off": Sentence(
        "还不能证明消毒设备已断开，不能解除锁定：请先在室外切断电源",
        "the device is not proven off, the lock-out stays: cut its supply from outside first",
    ),
    "refused_no_why": Sentence(
        "请写明原因",
        "write down the reason",
    ),
    "refused_sign_off": Sentence(
        "现在不需要签字：等待没有满，或传感器可以判断",
        "no sign-off is needed now: the wait is not over, or the sensor can tell",
    ),
}
SENTENCES: Mapping[str, Sentence] = {**STAGES, **CHECKS, **ENDS, **REFUSALS}
