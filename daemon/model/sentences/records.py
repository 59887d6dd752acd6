"""What a person has decided about the index of records."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "records_approved": Sentence(
        "批准来源 {source} 的待确认更新（{plan}）：删除 {removed} 条目录，"
        "操作人 {who}，原因：{why}",
        "held update {plan} of {source} approved: {removed} records removed, by {who},"
        " because: {why}",
    ),
    "records_rejected": Sentence(
        "丢弃来源 {source} 的待确认更新（{plan}），目录保持原样，操作人 {who}，原因：{why}",
        "held update {plan} of {source} rejected, the index stays as it was, by {who},"
        " because: {why}",
    ),
}
