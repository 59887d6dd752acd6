"""What may end a run beside its source, and the sentences of it; `{detail}` is the detail."""

from collections.abc import Mapping

from records_sync.words import Sentence

WAIT = "sync_page_time"
LONG = "sync_run_time"
MANY = "sync_many"
PAGE_LARGE = "sync_page_large"
LOOP = "sync_loop"
EPOCHS = "sync_epochs"
OTHER_PLAN = "sync_other_plan"
NOT_HELD = "sync_not_held"
WAITING = "sync_waiting"
NOT_READ = "sync_not_read"
BEHIND = "sync_behind"
NOT_FORGOTTEN = "sync_not_forgotten"
CREDENTIAL = "sync_credential"

SENTENCES: Mapping[str, Sentence] = {
    WAIT: Sentence(
        "来源迟迟没有给出下一页（{detail}），本次同步已停止，下次从断点继续。",
        "The source gave no next page within {detail}. This sync was ended; the next goes on.",
    ),
    LONG: Sentence(
        "本次同步用时过长（{detail}），已停止，下次从断点继续。",
        "This sync took too long ({detail}) and was ended; the next goes on from there.",
    ),
    MANY: Sentence(
        "来源给出的内容过多（{detail}），已停止。请与对方核对；确有这么多时请在配置中调大上限。",
        "The source tells too much ({detail}) and was stopped. Ask its administrator; raise the "
        "limit in the configuration where it is right.",
    ),
    PAGE_LARGE: Sentence(
        "来源的一页行数过多（{detail}），没有采用。请减小每页条数。",
        "One page of the source has too many rows ({detail}). Not taken. Ask for smaller pages.",
    ),
    LOOP: Sentence(
        "来源反复指向同一位置（{detail}），已停止。请告知对方管理员。",
        "The source leads to one place again ({detail}) and was stopped. Tell its administrator.",
    ),
    EPOCHS: Sentence(
        "来源在一次同步中两次更换编号，已停止，稍后重试。",
        "The source changed its numbering twice within one sync and was stopped; tried later.",
    ),
    OTHER_PLAN: Sentence(
        "待确认的内容已经变了（现在是 {detail}），没有执行。请重新核对后再批准。",
        "What waits for approval is another plan now ({detail}), so nothing was done. Look at it "
        "again before you approve.",
    ),
    NOT_HELD: Sentence(
        "该来源没有等待确认的内容。",
        "Nothing of this source waits for approval.",
    ),
    WAITING: Sentence(
        "有文件还没有放完整，等它们完整后再读：{detail}",
        "Some files are not whole yet and are read when they are: {detail}",
    ),
    NOT_READ: Sentence(
        "文件夹里有不读的文件：{detail}。WPS 表格（.et）请另存为 .xlsx，压缩包请用 .zip；"
        "不是目录的请移走。",
        "There are files that are not read: {detail}. Save tables of WPS (.et) as .xlsx, pack as "
        ".zip, and move away what is no catalogue.",
    ),
    BEHIND: Sentence(
        "后面还有 {detail} 个文件等着它：请改正这份文件，或把它移走。",
        "{detail} more files wait behind it: mend that file, or take it away.",
    ),
    NOT_FORGOTTEN: Sentence(
        "逐页同步的删除不能单独丢弃：请先在主系统更正，再同步一次。",
        "Deletions that come page by page can't be forgotten here: correct them in the main system "
        "and sync again.",
    ),
    CREDENTIAL: Sentence(
        "读不到凭据（{detail}）。请放好凭据文件，并只让服务可读。",
        "A credential can't be read ({detail}). Put the file there, readable by the service only.",
    ),
}
