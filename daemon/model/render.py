"""Reasons as sentences: numbers get their unit from the ending of their name (pure).

Whatever is missing stays visible: an unknown code is shown as it is, an unknown argument as `?`.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from .reasons import Arg, Reason, Sentence
from .sentences import SENTENCES
from .sentences.kinds import KIND_WORDS
from .sentences.troubles import TROUBLE_WORDS
from .who import said_who

Language = Literal["zh", "en"]

MINUTE_S = 60
HOUR_S = 3600
DAY_S = 86_400
MOST_DIGITS = 9  # what is finer comes of binary arithmetic
_SECONDS_UNTIL_S = 10 * MINUTE_S  # longer durations are told in whole minutes
_MINUTES_UNTIL_S = DAY_S  # longer ones in whole hours


def sentence(reason: Reason, language: Language) -> str:
    """Return the reason in words."""
    args = dict(reason.args)
    words = {name: word(name, value, language) for name, value in args.items()}
    words |= dict(_told_apart(args, words, language))
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
        if name.endswith(ending) and (ending in _WORDS or not isinstance(value, str)):
            return write(value, language)
    plain = plain_number(value, 2) if isinstance(value, float) else " ".join(str(value).split())
    return said_who(plain, language) if name == "who" else plain


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


def _told_apart(
    args: Mapping[str, Arg], words: Mapping[str, str], language: Language
) -> Iterator[tuple[str, str]]:
    """Yield with more decimals what would read like the limit that it is beyond."""
    for name, value in args.items():
        what, _, unit = name.partition("_")
        for mark in {"limit", "end"} - {what}:
            beside = f"{mark}_{unit}"
            alike = words.get(beside) == words[name] and args[beside] != value
            if alike and f"_{unit}" in _NUMBERS and not isinstance(value, str):
                sign, digits = _NUMBERS[f"_{unit}"]
                finer = (_unit(sign, n)(value, language) for n in range(digits + 1, MOST_DIGITS))
                yield name, next((told for told in finer if told != words[name]), words[name])


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


def _named(known: Mapping[str, Sentence]) -> Callable[[Arg, Language], str]:
    def write(value: Arg, language: Language) -> str:
        words = known.get(str(value))
        return str(value) if words is None else spoken(words, language)

    return write


def _step(seconds: float) -> int:
    """Return how finely a duration is told: nobody needs the seconds of an hour."""
    if seconds < _SECONDS_UNTIL_S:
        return 1
    return MINUTE_S if seconds < _MINUTES_UNTIL_S else HOUR_S


_WORDS = {
    "_kind": _named({str(kind): words for kind, words in KIND_WORDS.items()}),
    "_trouble": _named(TROUBLE_WORDS),
}
_NUMBERS = {
    "_pct": ("%", 1),
    "_c": ("°C", 1),
    "_mg_h_m3": ("mg·h/m³", 2),
    "_mg_m3": ("mg/m³", 3),
    "_g_m3": ("g/m³", 1),
}
# The first ending that fits decides.
_ENDINGS: Mapping[str, Callable[[Arg, Language], str]] = {
    **{ending: _unit(*number) for ending, number in _NUMBERS.items()},
    "_h": _hours,
    "_s": _seconds,
    **_WORDS,
}

_UNITS = ((DAY_S, "天", "d"), (HOUR_S, "小时", "h"), (MINUTE_S, "分钟", "min"), (1, "秒", "s"))
_SHORT_ZH = {"分钟": "分"}
