"""Words that several reports share, and how they are said in the report's language (pure)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from daemon.model import Sentence
from daemon.model.render import Language, spoken

from .rounding import Rounding, fixed, rounded

Phrases = Mapping[str, Sentence]
_FORMAT = Rounding()


class Speaker:
    """Says the phrases of a report in one language; shared ones are known to all."""

    def __init__(self, phrases: Phrases, language: Language, zone: ZoneInfo) -> None:
        self.language = language
        self.zone = zone
        self._phrases = {**SHARED, **phrases}

    def __call__(self, key: str, **words: object) -> str:
        """Return a phrase with its words."""
        return _FORMAT.vformat(spoken(self._phrases[key], self.language), (), words)

    def listed(self, parts: list[str]) -> str:
        """Return parts as an enumeration."""
        return ("、" if self.language == "zh" else ", ").join(parts)

    def sentences(self, parts: list[str]) -> str:
        """Return whole statements in one line."""
        return ("；" if self.language == "zh" else "; ").join(parts)

    def together(self, parts: Iterable[str]) -> str:
        """Return whole sentences as one paragraph."""
        return ("" if self.language == "zh" else " ").join(parts)

    def share(self, share: float | None) -> str:
        """Return a share of 0..1 in percent; it is 100 % only where nothing is missing."""
        if share is None:
            return self("nothing")
        text = fixed(100 * share)
        if text == "100.0" and share < 1:
            text = "99.9"
        return f"{text} %"

    def moment(self, at: float) -> str:
        """Return a local time with its date."""
        return f"{datetime.fromtimestamp(at, self.zone):%Y-%m-%d %H:%M}"

    def brief(self, at: float) -> str:
        """Return a local time with month and day."""
        return f"{datetime.fromtimestamp(at, self.zone):%m-%d %H:%M}"


def percent(share: float | None) -> float | None:
    """Return a share of 0..1 in percent for a cell; 100 only where nothing is missing."""
    if share is None:
        return None
    return min(rounded(100 * share), 100.0 if share >= 1 else 99.9)


SHARED: Phrases = {
    "nothing": Sentence("—", "—"),
    "missing": Sentence("缺测", "missing"),
    "room": Sentence("库房", "Room"),
    "named": Sentence("{name}（{id}）", "{name} ({id})"),
    "site": Sentence("单位", "Site"),
    "month": Sentence("年月", "Month"),
    "year": Sentence("年度", "Year"),
    "month_named": Sentence("{year} 年 {month} 月", "{year}-{month:02}"),
    "year_named": Sentence("{year} 年", "{year}"),
    "allowed": Sentence("允许范围", "Allowed"),
    "band": Sentence(
        "{low_c:g}–{high_c:g} °C，{low_pct:g}–{high_pct:g} %",
        "{low_c:g} to {high_c:g} °C, {low_pct:g} to {high_pct:g} %RH",
    ),
    "coverage": Sentence("数据覆盖率", "Measured"),
    "until": Sentence("截至（期未满）", "Until (not over yet)"),
    "simulated": Sentence("注意", "Attention"),
    "simulated_told": Sentence("模拟数据，非真实测量", "simulated, nothing was measured"),
    "imported": Sentence("其中导入数据", "Of it imported"),
    "expired": Sentence("校准过期", "Calibration expired"),
    "overdue": Sentence(
        "证书过期而仍计入的测点：{tags}。", "Counted though their certificate was overdue: {tags}."
    ),
    "expired_on": Sentence("{tag}（{due}）", "{tag} ({due})"),
    "recorder": Sentence("记录人", "Recorded by"),
    "checker": Sentence("审核人", "Checked by"),
    "signed_on": Sentence("日期", "Date"),
    "temperature": Sentence("温度", "Temperature"),
    "humidity": Sentence("相对湿度", "Humidity"),
    "temperature_c": Sentence("温度 °C", "T °C"),
    "humidity_pct": Sentence("湿度 %", "RH %"),
    "mean": Sentence("平均", "Mean"),
    "highest": Sentence("最高", "Highest"),
    "lowest": Sentence("最低", "Lowest"),
    "corrections": Sentence("更正", "Corrections"),
    "revised": Sentence(
        "第 {revision} 版。数据在第 {earlier} 版（编号 {code}）之后有变化，原版保留不改：",
        "Revision {revision}. The data changed after revision {earlier} (code {code}), that stays:",
    ),
    "reconfigured": Sentence(
        "第 {revision} 版。数据或配置在第 {earlier} 版（编号 {code}）之后有变化，原版保留不改：",
        "Revision {revision}. The data or the configuration changed after revision {earlier} (code"
        " {code}), that stays:",
    ),
    "renewed": Sentence(
        "第 {revision} 版。数据、配置或程序在第 {earlier} 版（编号 {code}）之后有变化，"
        "原版保留不改：",
        "Revision {revision}. The data, the configuration or the program changed after revision"
        " {earlier} (code {code}), that stays:",
    ),
    "place": Sentence("位置", "Where"),
    "was": Sentence("原为", "Was"),
    "is_now": Sentence("现为", "Is now"),
    "more": Sentence("另有 {count} 处", "and {count} more"),
    "temperature_high": Sentence("温度高", "too warm"),
    "temperature_low": Sentence("温度低", "too cold"),
    "humidity_high": Sentence("湿度高", "too damp"),
    "humidity_low": Sentence("湿度低", "too dry"),
}
