"""What the ledger says of backups."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "ledger_restored": Sentence(
        "从备份 {backup} 恢复（程序版本 {program}）：台账到第 {rows} 行，其后到恢复前的记录缺失",
        "restored from the backup {backup} (made by version {program}): the ledger up to row"
        " {rows}; what happened from then to the restore is missing",
    ),
}
