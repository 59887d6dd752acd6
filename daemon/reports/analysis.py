"""The sentences under a register and a year's figures: what was good, what was not (pure)."""

from collections.abc import Iterator, Sequence

from daemon.control.preservation.pi import Rating, rating
from daemon.model import Sentence

from .excursions import IN_PERCENT, Excursion
from .rounding import apart
from .statistics import SWING_C, SWING_PCT, Summary
from .words import Speaker


def paragraphs(say: Speaker, inside: Summary, out: Sequence[Excursion]) -> Iterator[str]:
    """Yield what a time's climate means, in plain words."""
    told = _Told(say)
    if inside.within is None:
        yield told("unmeasured")
        return
    yield told("within", within=say.share(inside.within), days=len(inside.days_out))
    if out:
        worst = max(out, key=lambda one: one.until - one.since)
        yield told(
            "longest",
            count=len(out),
            what=say(worst.beyond.value),
            at=say.brief(worst.since),
            hours=worst.hours,
            value=apart(worst.worst, worst.limit),
            unit="%" if worst.beyond in IN_PERCENT else "°C",
        )
    swung = {
        *(swing.day for swing in inside.temperature.swings if swing.value > SWING_C),
        *(swing.day for swing in inside.humidity.swings if swing.value > SWING_PCT),
    }
    yield told("swings", days=len(swung), swing_c=SWING_C, swing_pct=SWING_PCT)
    if (twpi_y := inside.ageing.twpi_y) is not None:
        yield told("ageing", twpi_y=twpi_y, means=told(f"rated_{rating(twpi_y).value}"))


class _Told(Speaker):
    def __init__(self, say: Speaker) -> None:
        super().__init__(PHRASES, say.language, say.zone)


PHRASES = {
    "unmeasured": Sentence("没有数据。", "Nothing was measured."),
    "within": Sentence(
        "温度与湿度同时合格的时间占 {within}，超标 {days} 天。",
        "Both were within limits for {within} of the measured time; out of limits on {days} days.",
    ),
    "longest": Sentence(
        "超标 {count} 次，最长一次为{what}，{at} 起 {hours:g} 小时，最远 {value} {unit}。",
        "{count} excursions; the longest was {what}, {hours:g} h from {at}, {value} {unit} at"
        " worst.",
    ),
    "swings": Sentence(
        "日较差超过 {swing_c:g} °C 或 {swing_pct:g} % 的有 {days} 天。",
        "On {days} days the swing was more than {swing_c:g} °C or {swing_pct:g} %RH.",
    ),
    "ageing": Sentence(
        "保存指数 TWPI {twpi_y:.0f} 年（{means}）。", "TWPI {twpi_y:.0f} years ({means})."
    ),
    f"rated_{Rating.GOOD.value}": Sentence("老化慢", "slow ageing"),
    f"rated_{Rating.FAIR.value}": Sentence("尚可", "fair"),
    f"rated_{Rating.RISK.value}": Sentence("老化较快，宜降温降湿", "fast ageing: cooler and drier"),
}
