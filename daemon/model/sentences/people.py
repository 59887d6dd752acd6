"""What people asked, and what became of it."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "hand_on": Sentence(
        "{who}手动开启（{why}）",
        "switched on by hand by {who} ({why})",
    ),
    "hand_off": Sentence(
        "{who}手动关闭（{why}）",
        "switched off by hand by {who} ({why})",
    ),
    "hand_on_unsaid": Sentence(
        "{who}手动开启",
        "switched on by hand by {who}",
    ),
    "hand_off_unsaid": Sentence(
        "{who}手动关闭",
        "switched off by hand by {who}",
    ),
    "hand_lost": Sentence(
        "重启前{who}手动开启了{name}；不知道关机多久、还剩多少时间，因此已恢复自动；"
        "仍需运行请重新设定",
        "{name} was on by hand, by {who}; after the restart nobody knows how much time is left, so"
        " it is automatic again; ask anew if it is still needed",
    ),
    "local_stop": Sentence(
        "{who}按下本室停止",
        "local stop by {who}",
    ),
    "stop_memory_lost": Sentence(
        "控制程序的记忆丢失，不知道之前是否有人停止本室，因此全部停止；"
        "请到库房检查，再在本机面板上解除停止",
        "what control remembered is lost, a stop of this room perhaps too, so everything is "
        "stopped: look at the room, then release it at its own panel",
    ),
    "stop_orphaned": Sentence(
        "库房 {room} 被停止或有联锁等待确认，但配置里已没有这个库房，不知道它现在是哪一间，因此"
        "全部停止；请到库房检查，再在本机面板上解除停止",
        "the room {room} was stopped, or an interlock there waits for a person, and the "
        "configuration has no such room any more; nobody knows which one it is now, so everything "
        "is stopped: look at the room, then release it at its own panel",
    ),
    "act_repeated": Sentence(
        "这个操作已经处理过，不会再做一次",
        "this was already done; it is not done twice",
    ),
    "act_nameless": Sentence(
        "请写明操作人",
        "say who you are",
    ),
    "act_unknown_subject": Sentence(
        "没有“{subject}”",
        "there is no “{subject}”",
    ),
    "act_needs_local_panel": Sentence(
        "为了人身安全，这个操作只能在库房的本机面板上进行",
        "for the safety of people this can only be done at the room's own panel",
    ),
    "act_hazard_by_hand": Sentence(
        "消毒设备不能手动开启，请用消毒程序",
        "a steriliser can't be switched on by hand: use its programme",
    ),
    "act_duration": Sentence(
        "时间应在 {least_s} 到 {most_s} 之间",
        "the time must be between {least_s} and {most_s}",
    ),
    "act_auto": Sentence(
        "已恢复自动",
        "back to automatic",
    ),
    "act_hand": Sentence(
        "已设定，{lasts_s}后恢复自动",
        "done; automatic again after {lasts_s}",
    ),
    "act_stopped": Sentence(
        "本室设备已全部停止",
        "everything in the room is stopped",
    ),
    "act_stopping": Sentence(
        "已命令本室设备全部停止；尚未确认已停：{names}",
        "everything in the room is told to stop; not seen to be off yet: {names}",
    ),
    "act_not_stopped": Sentence(
        "本室没有处于停止状态",
        "the room is not stopped",
    ),
    "act_released": Sentence(
        "已解除停止",
        "the stop is released",
    ),
    "act_nothing_to_reset": Sentence(
        "没有可复位的联锁：原因还没有消除",
        "nothing can be reset: the cause is still there",
    ),
    "act_reset": Sentence(
        "联锁已复位",
        "the interlocks are reset",
    ),
    "act_no_lamp": Sentence(
        "这不是消毒灯",
        "this is no steriliser's lamp",
    ),
    "act_lamp_changed": Sentence(
        "已登记换灯，灯时从零开始",
        "lamp change noted; its hours start from zero",
    ),
    "act_requested": Sentence(
        "已申请，请在一分钟内再次确认",
        "requested; confirm within one minute",
    ),
    "act_confirmed": Sentence(
        "已确认，开始启动前检查",
        "confirmed; the checks before the start begin",
    ),
    "act_aborted": Sentence(
        "消毒已中止",
        "the cycle is aborted",
    ),
    "act_acknowledged": Sentence(
        "已确认，锁定解除",
        "acknowledged; the lock-out is over",
    ),
    "act_signed_off": Sentence(
        "已签字确认空气合格",
        "signed off: the air was found clean",
    ),
}
