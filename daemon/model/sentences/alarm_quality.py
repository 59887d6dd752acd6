"""How good the alarms were."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "quality_rate": Sentence(
        "{days} 天内提示 {count} 次，平均每天 {rate} 次；最忙的 10 分钟里 {busiest} 次",
        "{count} annunciated in {days} d, {rate} a day; {busiest} in the busiest 10 minutes",
    ),
    "quality_rate_aim": Sentence(
        "一个人应付得过来的是每天不超过 150 次、10 分钟不超过 10 次（EEMUA 191）；"
        "库房应当少得多，每周只有几次",
        "one person can take in 150 a day and 10 in 10 minutes at most (EEMUA 191); a storage room"
        " should have far fewer, a few a week",
    ),
    "quality_flood": Sentence(
        "有过报警泛滥：先治“最多的十个”里排在前面的",
        "there was an alarm flood: mend the first of the ten worst",
    ),
    "quality_shares": Sentence(
        "高 {high_pct}，中 {medium_pct}，低 {low_pct}（ISA-18.2 建议约 5 %、15 %、80 %）",
        "high {high_pct}, medium {medium_pct}, low {low_pct} (ISA-18.2 suggests some 5 %, 15 %,"
        " 80 %)",
    ),
    "quality_acknowledged": Sentence(
        "确认 {count} 次：一半在 {usual_s}以内，最久 {longest_s}",
        "{count} acknowledged: half of them within {usual_s}, the longest took {longest_s}",
    ),
    "quality_none_acknowledged": Sentence(
        "没有一次有人确认",
        "none was acknowledged",
    ),
    "quality_unseen": Sentence(
        "现在还有 {count} 条等人确认",
        "still to be acknowledged: {count}",
    ),
    "quality_calm": Sentence(
        "{days} 天内没有报警",
        "no alarm in {days} d",
    ),
    "quality_worst": Sentence("最多的十个", "the ten most frequent"),
    "quality_chattering": Sentence(
        "反复报警（一小时内三次以上）：原因没有消除，或限值、延时太紧",
        "chattering (three times or more within an hour): its cause is still there, or its limit or"
        " delay is too tight",
    ),
    "quality_standing": Sentence(
        "长期报警（持续超过一天）：请修复；修不了的写明原因停用",
        "standing (longer than a day without a break): repair it, or take it out of service with a"
        " reason",
    ),
    "quality_times": Sentence("{count} 次", "{count} ×"),
    "quality_stood": Sentence("已持续 {stood_s}", "stood for {stood_s}"),
}
