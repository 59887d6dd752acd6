"""Reasons as sentences: numbers get their unit from the ending of their name (pure).

Whatever is missing stays visible: an unknown code is shown as it is, an unknown argument as `?`.
"""

from collections.abc import Callable, Mapping
from typing import Literal

from .reasons import Arg, Reason, Sentence
from .sentences import SENTENCES
from .sentences.kinds import KIND_WORDS

Language = Literal["zh", "en"]

MINUTE_S = 60
HOUR_S = 3600
DAY_S = 86_400
_SECONDS_UNTIL_S = 10 * MINUTE_S  # longer durations are told in whole minutes
_MINUTES_UNTIL_S = DAY_S  # longer ones in whole hours


def sentence(reason: Reason, language: Language) -> str:
    """Return the reason in words."""
    words = {name: word(name, value, language) for name, value in reason.args}
    known = SENTENCES.get(reason.code)
    if known is None:
        told = ", ".join(f"{name}={text}" for name, text in words.items())
        return f"[{reason.code}: {told}]" if told else f"[{reason.code}]"
    return spoken(known, language).format_map(_Words(words))


def spoken(words: Sentence, language: Language) -> str:
    """Return one of the two languages of a sentence."""
    return words.zh if language == "zh" else words.en


def word(name: str, value: Arg, language: Language) -> str:
    """Return one argument with the unit that its name asks for, on one line."""
    for ending, write in _ENDINGS.items():
        if name.endswith(ending) and (ending == "_kind" or not isinstance(value, str)):
            return write(value, language)
    return plain_number(value, 2) if isinstance(value, float) else " ".join(str(value).split())


def duration(seconds: float, language: Language) -> str:
    """Return a duration in words, its two largest units at most."""
    step = _step(seconds)
    whole = round(max(0.0, seconds) / step) * step
    parts: list[tuple[int, str, str]] = []
    for unit_s, zh, en in _UNITS:
        count, whole = divmod(whole, unit_s)
        if count or (unit_s == 1 and not parts):
            parts.append((count, zh, en))
    if language == "en":
        return " ".join(f"{count} {en}" for count, _, en in parts)
    if len(parts) > 1:  # 3 分 20 秒, 2 小时 5 分; alone it is 3 分钟
        return " ".join(f"{count} {_SHORT_ZH.get(zh, zh)}" for count, zh, _ in parts)
    return " ".join(f"{count} {zh}" for count, zh, _ in parts)


def plain_number(value: float, digits: int) -> str:
    """Return a number with at most so many decimals and no idle zeros."""
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class _Words(dict[str, str]):
    """The words of one sentence; what an older row lacks is shown as a question mark."""

    def __missing__(self, key: str) -> str:
        return "?"


def _unit(unit: str, digits: int) -> Callable[[Arg, Language], str]:
    def write(value: Arg, language: Language) -> str:
        del language
        return f"{plain_number(float(value), digits)} {unit}"

    return write


def _hours(value: Arg, language: Language) -> str:
    return f"{plain_number(float(value), 1)} {'小时' if language == 'zh' else 'h'}"


def _seconds(value: Arg, language: Language) -> str:
    return duration(float(value), language)


def _kind(value: Arg, language: Language) -> str:
    known = {str(kind): words for kind, words in KIND_WORDS.items()}
    words = known.get(str(value))
    return str(value) if words is None else spoken(words, language)


def _step(seconds: float) -> int:
    """Return how finely a duration is told: nobody needs the seconds of an hour."""
    if seconds < _SECONDS_UNTIL_S:
        return 1
    return MINUTE_S if seconds < _MINUTES_UNTIL_S else HOUR_S


# The first ending that fits decides.
_ENDINGS: Mapping[str, Callable[[Arg, Language], str]] = {
    "_pct": _unit("%", 1),
    "_c": _unit("°C", 1),
    "_mg_h_m3": _unit("mg·h/m³", 2),
    "_mg_m3": _unit("mg/m³", 3),
    "_g_m3": _unit("g/m³", 1),
    "_h": _hours,
    "_s": _seconds,
    "_kind": _kind,
}

_UNITS = ((DAY_S, "天", "d"), (HOUR_S, "小时", "h"), (MINUTE_S, "分钟", "min"), (1, "秒", "s"))
_SHORT_ZH = {"分钟": "分"}
