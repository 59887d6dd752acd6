"""What the titles of a table's columns mean, in the languages that loggers speak (pure)."""

import re
from datetime import timedelta, timezone
from enum import Enum


class Meaning(Enum):
    """What a column holds, as far as it is of use."""

    MOMENT = "moment"  # date and time
    DAY = "day"
    CLOCK = "clock"
    TEMPERATURE = "temperature"
    HUMIDITY = "humidity"
    LOGGER = "logger"


LONGEST = 120  # characters that a title can have
# Of a derived or judged value; never a reading.
_NO_READING = re.compile(
    r"dew|taupunkt|露点|wet.?bulb|湿球|absolut|绝对|\b(min|max)(imum)?\b|最高|最低"
    r"|alarm|报警|limit|上限|下限|set.?point|设定|unit|单位|status|状态|quality"
)
# The first that fits.
_KNOWN = tuple(
    (meaning, re.compile(form))
    for meaning, form in (
        (
            Meaning.MOMENT,
            (
                r"(time.?stamp|date\s*[/&,+-]?\s*time|日期\s*/?\s*时间|时间\s*/\s*日期|时间戳"
                r"|(记录|采集|测量|监测|检测)(日期)?时间|datum\s*/?\s*(uhr)?zeit).*"
            ),
        ),
        (Meaning.DAY, r"date|日期|datum|day"),
        (Meaning.CLOCK, r"time(\s*\(.*\))?|时间|时刻|(uhr)?zeit"),
        (Meaning.HUMIDITY, r".*(humid|湿度|feucht|%\s*r\.?[hf]|\br\.?[hf]\b).*"),
        (Meaning.TEMPERATURE, r".*(temp|温度).*|\W*(°|º)?[cf]\W*|.*[℃℉].*|t"),
        (
            Meaning.LOGGER,
            (
                r"serial(\s*(number|no\.?))?|s/n|logger|sensor|transmitter|device"
                r"|(设备|仪器|探头|传感器)(编号|名称)?|测点|序列号"
            ),
        ),
    )
)
_FAHRENHEIT = re.compile(r"(°|º|\(|\[)\s*f\b|℉|fahrenheit|华氏")
_OFFSET = re.compile(r"(?:gmt|utc)\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)


def meaning_of(title: str) -> Meaning | None:
    """Return what a column with this title holds, None where that is of no use or not known."""
    plain = " ".join(title.casefold().strip(" \"'\ufeff").split())
    if not plain or len(plain) > LONGEST or _NO_READING.search(plain):
        return None
    return next((meaning for meaning, form in _KNOWN if form.fullmatch(plain)), None)


def is_fahrenheit(text: str) -> bool:
    """Return whether a title or a value says that it is in °F."""
    return _FAHRENHEIT.search(text.casefold()) is not None


def offset_in(title: str) -> timezone | None:
    """Return the offset from UTC that a title names, as in `Date Time, GMT+08:00`."""
    found = _OFFSET.search(title)
    if found is None:
        return None
    length = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if length >= timedelta(days=1):
        return None
    return timezone(-length if found[1] == "-" else length)
