"""Dates and times as loggers write them, and which order their numbers have (pure).

`03/04/2024` is the third of April or the fourth of March. A file decides it where one of its dates
can only be read one way; where none does, a person is asked.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1970, 2100
CENTURY_TURNS = 70  # two digits of a year: 69 is 2069, 70 is 1970, as in POSIX
MONTHS = 12
LONGEST = 48  # characters that a moment can have
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NOON = 12
_FORM = re.compile(
    r"(?P<a>\d{1,4})\s*(?P<mark>[-/.年 ])\s*(?P<b>\d{1,2}|[a-z]{3,9})\s*[-/.月 ,]\s*"
    r"(?P<c>\d{1,4})日?[t ,]*(?P<early>上午|下午)?\s*"
    r"(?P<hour>\d{1,2})\s*[:.时点]\s*(?P<minute>\d{1,2})(?:\s*[:.分]\s*(?P<second>\d{1,2})"
    r"(?:[.,]\d{1,9})?)?[秒分]?\s*(?P<late>am|pm|a\.m\.|p\.m\.)?\s*"
    r"(?P<offset>z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)


class Order(StrEnum):
    """The order of day, month and year where the year does not come first."""

    DMY = "dmy"
    MDY = "mdy"


BOTH = frozenset(Order)


def orders(text: str) -> frozenset[Order]:
    """Return the orders in which a date can be read; both where it says nothing about that."""
    found = _matched(text)
    if found is None or not _is_open(found):
        return BOTH
    a, b = int(found["a"]), int(found["b"])
    return frozenset(
        order for order, month in ((Order.DMY, b), (Order.MDY, a)) if 1 <= month <= MONTHS
    )


def orders_of(texts: Iterable[str]) -> frozenset[Order]:
    """Return the orders in which all dates can be read; none where they contradict each other."""
    left = BOTH
    for text in texts:
        left &= orders(text)
    return left


def is_open(text: str) -> bool:
    """Return whether a date is written in a way of which the order must be known."""
    found = _matched(text)
    return found is not None and _is_open(found)


def written(text: str, order: Order | None) -> datetime:
    """Return a moment as written: aware where it names its offset, else local.

    Raises ValueError.
    """
    found = _matched(text)
    if found is None:
        raise ValueError(f"no date and time: {text!r}")
    year, month, day = _date(found, order)
    moment = datetime(  # noqa: DTZ001 - its zone is added by `utc`, or below
        year,
        month,
        day,
        _hour(int(found["hour"]), (found["early"] or found["late"] or "").casefold()),
        int(found["minute"]),
        int(found["second"] or 0),
    )
    if not FIRST_YEAR <= moment.year < LAST_YEAR:
        raise ValueError(f"no year of a logger: {text!r}")
    return moment if found["offset"] is None else moment.replace(tzinfo=_offset(found["offset"]))


def utc(moment: datetime, zone: ZoneInfo | timezone, after: int | None) -> int:
    """Return UTC seconds since 1970 of a moment, local to `zone` where it names no offset.

    An hour that the clocks show twice is the second one where the first is not later than `after`.
    Raises ValueError for an hour that they leave out.
    """
    if moment.tzinfo is not None:
        return round(moment.timestamp())
    first, second = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
        raise ValueError("the clocks left this hour out")
    at = round(first.timestamp())
    return round(second.timestamp()) if after is not None and at <= after else at


def _matched(text: str) -> "re.Match[str] | None":
    return _FORM.fullmatch(text.strip()) if len(text) <= LONGEST else None


def _is_open(found: "re.Match[str]") -> bool:
    return len(found["a"]) <= 2 and found["b"].isdigit() and found["mark"] != "."  # noqa: PLR2004


def _date(found: "re.Match[str]", order: Order | None) -> tuple[int, int, int]:
    a, b, c = found["a"], found["b"], found["c"]
    if len(a) == len("2024"):
        return int(a), int(b), int(c)
    if not b.isdigit():
        return _year(c), _NAMES.index(b[:3].casefold()) + 1, int(a)
    if found["mark"] == ".":  # written so only where the day comes first
        return _year(c), int(b), int(a)
    if order is None:
        raise ValueError("the order of day and month is not known")
    day, month = (a, b) if order is Order.DMY else (b, a)
    return _year(c), int(month), int(day)


def _year(text: str) -> int:
    year = int(text)
    if len(text) != 2:  # noqa: PLR2004
        return year
    return year + (2000 if year < CENTURY_TURNS else 1900)


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    if not 1 <= hour <= _NOON:
        raise ValueError("no hour of half a day")
    return hour % _NOON + (_NOON if half in ("下午", "pm", "p.m.") else 0)


def _offset(text: str) -> timezone:
    if text in "zZ":
        return UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
