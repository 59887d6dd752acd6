"""The record of a sterilisation cycle in the ledger as a form to sign, 消毒记录 (pure).

What was not measured says so; a signature is a line, never a name that nobody wrote.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .reasons import Sentence
from .recorded import recorded_reason
from .render import Language, sentence, spoken, word

Record = Mapping[str, Any]
SIGN_HERE = "________________"
NOTHING = Sentence("未测", "not measured")
COMPUTED = Sentence("按最坏情况推算，未实测", "computed as the worst case, not measured")
CLEAN = Sentence("完成", "complete")
FAILED = Sentence("未正常完成", "not complete")
UNTRUSTED = Sentence(
    "记录时时钟未校准，日期时间仅供参考", "the clock was not trusted: times are a guess"
)
MEASURED = {
    "none": Sentence("未装臭氧传感器", "no ozone sensor"),
    "partly": Sentence(
        "臭氧测量有中断，数值只含测到的部分", "the ozone was not measured all the time"
    ),
    "whole": Sentence("臭氧全程测量", "the ozone was measured all the time"),
}
TITLE = Sentence("消毒记录 第 {number} 次", "Sterilisation record, cycle {number}")


def title(record: Record, language: Language) -> str:
    """Return the headline of the form."""
    return spoken(TITLE, language).format(number=record["number"])


def form(record: Record, language: Language) -> Iterator[tuple[str, str]]:
    """Yield the fields of the form in their order, as label and text.

    Raises KeyError for a record that an unknown program wrote.
    """
    for label, write in FIELDS:
        yield spoken(label, language), write(record, language)


def result(record: Record, language: Language) -> str:
    """Return how the cycle ended, with the reason where it was not complete."""
    word_of_end = spoken(CLEAN if record["clean"] else FAILED, language)
    if record["clean"] or record["stop"] is None:
        return word_of_end
    why = sentence(recorded_reason(record["stop"]), language)
    return f"{word_of_end}：{why}" if language == "zh" else f"{word_of_end}: {why}"


def local_time(text: str | None) -> str:
    """Return a time of the record as people write it, without its offset."""
    return "—" if text is None else text[:19].replace("T", " ")


Write = Callable[[Record, Language], str]


def _text(name: str) -> Write:
    return lambda record, _: str(record[name]) or "—"


def _time(name: str) -> Write:
    return lambda record, _: local_time(record[name])


def _number(name: str) -> Write:
    def write(record: Record, language: Language) -> str:
        value = record[name]
        return spoken(NOTHING, language) if value is None else word(name, value, language)

    return write


def _ozone(name: str) -> Write:
    def write(record: Record, language: Language) -> str:
        if record["ozone"] == "none":
            return spoken(NOTHING, language)
        return word(name, record[name], language)

    return write


def _year_dose(record: Record, language: Language) -> str:
    dose = record["year_dose_mg_h_m3"]
    if record["ozone"] != "none" or not dose:  # an older program computed none without a sensor
        return _ozone("year_dose_mg_h_m3")(record, language)
    return f"{word('year_dose_mg_h_m3', dose, language)} ({spoken(COMPUTED, language)})"


def _device(record: Record, language: Language) -> str:
    return f"{record['device']} ({word('device_kind', record['device_kind'], language)})"


def _lasted(record: Record, language: Language) -> str:
    ran, asked = (_number(name)(record, language) for name in ("ran_s", "asked_s"))
    return f"{ran} / {asked}"


def _signed(name: str) -> Write:
    return lambda record, _: str(record[name]) or SIGN_HERE


def _remarks(record: Record, language: Language) -> str:
    notes = [str(record["why"])] if record["why"] else []
    notes.append(spoken(MEASURED[record["ozone"]], language))
    if not record["clock_trusted"]:
        notes.append(spoken(UNTRUSTED, language))
    return ("；" if language == "zh" else "; ").join(notes)


FIELDS: tuple[tuple[Sentence, Write], ...] = (
    (Sentence("库房", "room"), _text("room")),
    (Sentence("设备", "device"), _device),
    (Sentence("程序", "programme"), _text("programme")),
    (Sentence("开始时间", "start"), _time("started")),
    (Sentence("结束时间", "end"), _time("ended")),
    (Sentence("可进入时间", "room open"), _time("opened")),
    (Sentence("运行时长 / 设定", "ran / set"), _lasted),
    (Sentence("开始时温度", "temperature at start"), _number("start_c")),
    (Sentence("开始时相对湿度", "humidity at start"), _number("start_pct")),
    (Sentence("臭氧最高浓度", "highest ozone"), _ozone("peak_ozone_mg_m3")),
    (Sentence("本次臭氧剂量", "ozone dose"), _ozone("dose_mg_h_m3")),
    (Sentence("本年臭氧剂量", "ozone dose of the year"), _year_dose),
    (Sentence("累计工作时间", "hours of the lamp"), _number("lamp_h")),
    (Sentence("结果", "result"), result),
    (Sentence("备注", "remarks"), _remarks),
    (Sentence("操作人", "operator"), _signed("who")),
    (Sentence("空气合格签字人", "air signed off by"), lambda r, _: str(r["checker"]) or "—"),
    (Sentence("复核人（签字）", "checked by (signature)"), lambda _r, _: SIGN_HERE),
)
