"""What was entered into the calibration register."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "calibration_entered": Sentence(
        "登记校准证书 {number}（{laboratory}）：修正值 {offset}，有效期至 {due}，登记人 {who}",
        "calibration certificate {number} ({laboratory}) entered: correction {offset}, valid until"
        " {due}, by {who}",
    ),
    "calibration_corrected": Sentence(
        "更正第 {row} 行：证书 {number}，修正值 {offset}，有效期至 {due}，登记人 {who}，"
        "原因：{why}",
        "row {row} corrected: certificate {number}, correction {offset}, valid until {due}, by"
        " {who}, because: {why}",
    ),
    "calibration_withdrawn": Sentence(
        "作废第 {row} 行的证书 {number}，登记人 {who}，原因：{why}",
        "certificate {number} of row {row} withdrawn, by {who}, because: {why}",
    ),
}
