"""What the codes of the local facts say to people, and what to do."""

from collections.abc import Mapping

from records_sync.words import Sentence

from .model import Done, Refused, Status

STATUS_WORDS: Mapping[Status | str, Sentence] = {
    Status.PENDING: Sentence("待归档", "not filed yet"),
    Status.HELD: Sentence("在库", "in its place"),
    Status.LENT: Sentence("借出", "lent"),
    Status.IN_USE: Sentence("调阅中", "with a reader"),
    Status.DISINFECTING: Sentence("消毒中", "being disinfected"),
    Status.TRANSFERRED: Sentence("移交", "transferred"),
    Status.DESTROYED: Sentence("销毁", "destroyed"),
    Status.MISSING: Sentence("失踪待查", "missing"),
    "": Sentence("未登记", "not told yet"),
}

DONE: Mapping[str, Sentence] = {
    "lent": Sentence("已登记借出 {count} 件", "{count} lent"),
    "prolonged": Sentence("已续借 {count} 件", "the loan of {count} goes on"),
    "taken_back": Sentence("已收回 {count} 件", "{count} taken back"),
    "moved": Sentence("已登记 {count} 件的位置", "the place of {count} is noted"),
    "box_moved": Sentence(
        "盒 {box} 已移位，盒内档案一并移动", "box {box} has moved, with all that is in it"
    ),
    "seen": Sentence("已登记见到 {count} 件", "{count} seen"),
    "status_set": Sentence("已登记 {count} 件的状态", "the status of {count} is noted"),
    "renamed": Sentence("登记内容已转到新的编号", "what is noted has gone to the new number"),
    "nothing_changed": Sentence("没有需要改的", "there was nothing to change"),
    "done_before": Sentence("这次操作以前已经完成", "this was done before"),
    "check_opened": Sentence(
        "开始清点盒 {box}：应有 {count} 件，请逐件扫描",
        "check of box {box}: {count} should be in it; scan one after the other",
    ),
    "box_confirmed": Sentence("盒签相符：{box}", "this is box {box}"),
    "found": Sentence("在盒内：{record}", "belongs here: {record}"),
    "scanned_again": Sentence("已经扫描过：{record}", "scanned before: {record}"),
    "strange_elsewhere": Sentence(
        "不属于本盒：{record}，应在 {place}；请放回原处",
        "does not belong here: {record}, its place is {place}; put it back there",
    ),
    "strange_out": Sentence(
        "登记为“{status}”却在盒内：{record}；请先登记收回",
        "{record} is in the box but noted as {status}: take it back first",
    ),
    "strange_unplaced": Sentence(
        "没有登记位置：{record}；若应在本盒，请登记位置",
        "{record} has no place yet: if it belongs here, note its place",
    ),
    "strange_code": Sentence("不认识的条码：{text}", "not a code of ours: {text}"),
    "check_passed": Sentence(
        "盒 {box} 清点相符，共 {found} 件", "box {box} is complete: {found} found"
    ),
    "check_failed": Sentence(
        "盒 {box} 清点不符：在 {found}，缺 {missing}，多 {strange}；缺的已列入失踪清单",
        "box {box} differs: {found} found, {missing} missing, {strange} strange; the missing ones"
        " are on the list of missing records",
    ),
    "check_dropped": Sentence("盒 {box} 的清点已作废", "the check of box {box} does not count"),
}

REFUSED: Mapping[str, Sentence] = {
    "no_id": Sentence("操作缺少编号，请重新打开页面再试", "the act has no id: open the page again"),
    "no_who": Sentence("请填写操作人或岗位", "say who does this"),
    "no_unit": Sentence("请填写借阅单位", "say which unit borrows"),
    "no_box": Sentence("请填写盒号", "say which box"),
    "no_check": Sentence("请先打开一次清点", "open a check first"),
    "no_records": Sentence("没有选中档案", "no record was chosen"),
    "room_unknown": Sentence(
        "没有库房 {room}，请从列表中选择库房", "there is no room {room}: choose one from the list"
    ),
    "record_unknown": Sentence(
        "索引和登记里都没有档案 {record}，请重新检索；刚入库的请先同步",
        "neither the index nor the local facts know {record}: search for it again, or sync first"
        " if it is new",
    ),
    "no_place": Sentence("请填写库房或盒号", "say which room or box"),
    "too_long": Sentence("太长，最多 {longest} 个字", "too long: {longest} characters at most"),
    "too_many": Sentence(
        "一次最多 {most} 件，请分几次", "{most} at a time at most: do it in parts"
    ),
    "personal_number": Sentence(
        "不得填写身份证号码，请填写单位名称", "no identity numbers here: name the unit instead"
    ),
    "bad_key": Sentence("档案编号不合规，请重新检索", "not a record's key: search for it again"),
    "act_id_used": Sentence(
        "这个操作编号已用于别的操作，请刷新页面再试",
        "this id belongs to another act: reload the page",
    ),
    "due_is_past": Sentence(
        "应还日期 {due} 已过，请改为今天或以后", "{due} is over: choose a later day"
    ),
    "due_is_far": Sentence("应还日期 {due} 太远，最长十年", "{due} is too far: ten years at most"),
    "is_lent": Sentence(
        "{record} 已借给 {unit}，应还日期 {due}；请先收回或续借",
        "{record} is lent to {unit} until {due}: take it back first, or prolong",
    ),
    "is_not_lent": Sentence("{record} 没有借出，不能续借", "{record} is not lent"),
    "is_not_out": Sentence(
        "{record} 没有借出、调阅或消毒，不用收回", "{record} is not lent, read or disinfected"
    ),
    "is_away": Sentence(
        "{record} 的状态是“{status}”，不在库内；请先登记收回或改正状态",
        "{record} is {status} and not here: take it back first, or correct its status",
    ),
    "not_after": Sentence(
        "{record} 现在是“{status}”，不能直接改为“{to}”；请先登记收回或在库",
        "{record} is {status} and can't become {to} at once: take it back first",
    ),
    "needs_why": Sentence(
        "把 {record} 改为“{to}”必须写明原因或批准文号",
        "say why {record} becomes {to}, or the number of the approval",
    ),
    "lend_instead": Sentence("借出请用“借出”登记单位和应还日期", "lend it, with a unit and a day"),
    "box_unknown": Sentence(
        "没有登记盒 {box}，请先登记它的位置", "box {box} is unknown: place it first"
    ),
    "box_elsewhere": Sentence(
        "盒 {box} 登记在别的架上；请先移动这个盒，或只填盒号",
        "box {box} stands elsewhere: move the box first, or name the box only",
    ),
    "box_in_box": Sentence("盒不能放进另一个盒", "a box can't be in another box"),
    "check_is_open": Sentence(
        "盒 {box} 有一次清点没有结束，请接着清点或作废",
        "a check of box {box} is open: go on or drop it",
    ),
    "check_not_open": Sentence(
        "这次清点已经结束，请重新开始", "this check has ended: begin a new one"
    ),
    "check_nothing_scanned": Sentence(
        "还没有扫描任何条码；盒内确实是空的，请扫描盒签再结束",
        "nothing was scanned yet: if the box is empty, scan its label and close then",
    ),
    "check_empty": Sentence(
        "登记在盒 {box} 内、现在应在的档案一件也没有，清点不能算相符；请先登记哪些档案在本盒",
        "nothing that should be here now is noted as in box {box}, so no check can find it"
        " complete: note first which records are in it",
    ),
    "check_unplaced": Sentence(
        "目录列在盒 {box} 的档案还有 {count} 件没有登记位置；请先在盒页登记在本盒，或登记到别处",
        "{count} records that the catalogue lists in box {box} have no place yet: note them as in"
        " this box on its page, or elsewhere, and check it then",
    ),
    "box_is_many": Sentence(
        "目录中盒号 {box} 有 {count} 个不同的盒（来源、全宗、年度或保管期限不同）；"
        "请在盒页选定是哪一个，登记它的档案在本盒，再清点",
        "number {box} stands for {count} boxes in the catalogue: choose one on its page, note its"
        " records as in this box, and check it then",
    ),
    "other_box": Sentence(
        "这是盒 {box}，正在清点的是盒 {checked}", "this is box {box}, the check is of box {checked}"
    ),
    "code_empty": Sentence("没有读到条码，请再扫一次", "nothing was read: scan again"),
    "code_garbled": Sentence(
        "条码读错了，请再扫一次；总是这样，请检查扫描枪的键盘布局（应为美式）和输入法（应为英文）",
        "the code was misread: scan again; if it stays so, set the scanner to the US layout and"
        " the input method to English",
    ),
    "code_newer": Sentence(
        "标签由更新的程序打印，请升级本程序", "the label is of a newer program: upgrade this one"
    ),
}

MISSING: Mapping[str, Sentence] = {
    "missing": Sentence(
        "失踪待查已 {days} 天：查借阅登记和相邻的盒，找到后登记见到",
        "missing for {days} days: look into the loans and the boxes beside it; note it when seen",
    ),
    "not_filed": Sentence(
        "临时编号已 {days} 天，还没有档号：请整理归档，或查明去向",
        "has had a temporary number for {days} days and no 档号: file it, or find where it is",
    ),
    "not_seen": Sentence(
        "没有档号，也有 {days} 天没有人见到：请到存放处查看并登记见到",
        "has no 档号 and was not seen for {days} days: look where it should be, and note it",
    ),
    "overdue": Sentence(
        "借给 {unit}，应还日期 {due}，已超期 {days} 天：请催还或续借",
        "lent to {unit} until {due}, {days} days over: ask for it, or prolong the loan",
    ),
    "check_failed": Sentence(
        "清点不符：缺 {missing} 件，多 {strange} 件：请查找后重新清点本盒",
        "its check failed: {missing} missing, {strange} strange: look for them and check it again",
    ),
}

OUTBOX: Mapping[str, Sentence] = {
    "feed_refused": Sentence(
        "主系统拒收 {count} 条，已单独存放：原因见 roomd records outbox，改正后用 --release 重发",
        "the main system refused {count} events: roomd records outbox says why; after a correction"
        " it sends them again with --release",
    ),
    "feed_unreachable": Sentence(
        "暂时送不到主系统（{error}）：会自动重试，登记内容不会丢",
        "the main system can't be reached ({error}): it is tried again, nothing is lost",
    ),
    "folder_missing": Sentence(
        "交换文件夹 {error} 不在：请插上存储盘或恢复网络共享",
        "the exchange folder {error} is not there: plug it in, or mend the share",
    ),
    "folder_other": Sentence(
        "{error} 不是上次写到一半的那个文件夹：请换回原来的存储盘，或选择重新输出",
        "{error} is not the folder of the file that is on its way: bring back the former one, or"
        " have the file written again",
    ),
    "no_credential": Sentence(
        "读不到主系统的口令文件 {error}：请放好并只让服务可读，登记内容不会丢",
        "the file {error} with the main system's token can't be read: put it there, readable by"
        " the service; nothing is lost",
    ),
}

COPY = Sentence(
    "登记内容的每日备份没有做成（{why}）：请检查存储卡和剩余空间",
    "the day's copy of the local facts could not be made ({why}): check the storage card and its"
    " space",
)

SALVAGED = Sentence(
    "holdings.db 已损坏，原文件留存为 {aside}；从中保住 {kept} 条登记，从备份补回 {from_copy} 条，"
    "缺 {lost} 条（最后一条之后的无法计数）。请核对最近的借还和位置，并检查存储卡",
    "holdings.db was damaged and is kept as {aside}; {kept} facts were saved, {from_copy} came from"
    " the copy, {lost} are lost (what came after the last one can't be counted). Check the latest"
    " loans and places, and the storage card",
)

_TOLD = {**DONE, **REFUSED}


def told(outcome: Done | Refused) -> Sentence:
    """Return what became of an act, in both languages; statuses are told in words."""
    sentence, values = _TOLD[outcome.code], outcome.values
    zh, en = dict(values), dict(values)
    for name in ("status", "to"):
        if name in values:
            words = STATUS_WORDS[str(values[name])]
            zh[name], en[name] = words.zh, words.en
    return Sentence(sentence.filled(zh).zh, sentence.filled(en).en)
