"""The record index."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

from .shape import AlarmWords

WORDS: Mapping[str, AlarmWords] = {
    "sync_stale": AlarmWords(
        title=Sentence("目录很久没有同步", "Index not synchronised"),
        says=Sentence(
            "档案目录反映的是 {age_s}之前的情况，应不超过 {limit_s}",
            "the record index is as of {age_s} ago, it should be at most {limit_s}",
        ),
        means=Sentence(
            "很久没有从主系统取到档案目录",
            "the main system has given no catalogue for long",
        ),
        matters=Sentence(
            "这里查到的目录可能是旧的",
            "what is found here may be out of date",
        ),
        cause=Sentence(
            "主系统停机、断网，导出文件没有放到位，或格式变了",
            "the main system or network is down, the export file is missing, or its format changed",
        ),
        action=Sentence(
            "看导出文件的日期；联系主系统管理员；格式变了就更新对应设置",
            "look at the date of the export; ask who runs the main system; adapt the settings if"
            " its format changed",
        ),
    ),
    "mass_delete_held": AlarmWords(
        title=Sentence("大批删除已暂停", "Mass deletion held"),
        says=Sentence(
            "主系统一次要删除 {n} 条目录，已暂停，等待有人确认",
            "the main system would delete {n} records at once; this waits for a person",
        ),
        means=Sentence(
            "同步要删除的目录多得不正常，没有执行",
            "a synchronisation would delete unusually many records and was not carried out",
        ),
        matters=Sentence(
            "可能是导出不完整；照做会使大量档案在这里查不到",
            "the export may be incomplete: many records could not be found here any more",
        ),
        cause=Sentence(
            "导出文件被截断、选错了范围，或确实批量移交、销毁",
            "a truncated export, a wrong selection, or a real transfer or disposal",
        ),
        action=Sentence(
            "与主系统核对条数；确属移交或销毁的再批准，否则重新导出",
            "compare the counts with the main system; approve a real disposal, else export again",
        ),
    ),
    "record_missing": AlarmWords(
        title=Sentence("档案下落不明", "Record missing"),
        says=Sentence(
            "有 {n} 件档案盘点时没有找到",
            "records not found at the stock-taking: {n}",
        ),
        means=Sentence(
            "目录里有、也没有借出，架上却没有",
            "the index has it, nobody borrowed it, and it is not on the shelf",
        ),
        matters=Sentence(
            "档案可能放错、遗失或被带走；越早找越容易找到",
            "it may be misplaced, lost or taken; the sooner it is sought the better",
        ),
        cause=Sentence(
            "归还时放错位置，借出没有登记，或档号写错",
            "put back in another place, lent without a note, or a wrong number",
        ),
        action=Sentence(
            "先找相邻柜位和最近的借阅人；两天内找不到就报告主管，并写明经过",
            "search the next shelves and ask the last reader; report it after two days, with what"
            " was done",
        ),
    ),
    "record_overdue": AlarmWords(
        title=Sentence("借阅超期未还", "Record overdue"),
        says=Sentence(
            "有 {n} 件档案借阅超期未还",
            "records overdue: {n}",
        ),
        means=Sentence(
            "借出的档案过了应还日期",
            "a record is out beyond the day on which it was due",
        ),
        matters=Sentence(
            "在外时间越长，损坏和遗失的可能越大",
            "the longer it is out, the likelier it is damaged or lost",
        ),
        cause=Sentence(
            "借阅人忘还，没有办续借，或还了没有登记",
            "forgotten, not renewed, or returned without a note",
        ),
        action=Sentence(
            "联系借阅人归还或办理续借；已还的补登记",
            "ask the reader to return or renew it; enter it if it is back",
        ),
    ),
}
