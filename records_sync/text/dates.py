"""Dates as catalogues write them, to YYYYMMDD. A part that isn't told is 00; nothing is guessed.

`2014.3` is March; `3/5/14` could be two days and stays empty with a doubt; a bare number in the
range of Excel's serials (days since 1899-12-30) is one, and is flagged.
"""

import re
import unicodedata
from datetime import date, timedelta

SERIAL = "fixed_date_serial"
RANGE = "fixed_date_range"
UNCLEAR = "doubt_date"

_EPOCH = date(1899, 12, 30)  # Excel counts a 29 February 1900 that never was
_SERIALS = range(10_000, 80_000)  # 1927 to 2119
_YEARS = range(1000, 2200)
_SPLIT = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?\s*[月日号]?(?:[T\s]+\d{1,2}:[\d:.]*)?"
)
_YEAR = re.compile(r"(\d{4})年?")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_SERIAL_NUMBER = re.compile(r"(\d{5})(?:\.\d+)?")
_UNTIL = re.compile(r"\s*(?:--|—+|–|~|至)\s*|(?<=\d{8})-(?=\d{8})|\s+-\s+")
_HAN = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_HAN_TEN = re.compile(r"([1-9]?)十([1-9]?)")


def _digits(text: str) -> str:
    """Return a text with 二〇一四年十二月 in digits and full-width forms folded."""
    flat = unicodedata.normalize("NFKC", text).strip().translate(_HAN)
    return _HAN_TEN.sub(lambda m: (m[1] or "1") + (m[2] or "0"), flat)


def _packed(year: str, month: str | None, day: str | None) -> str:
    """Return YYYYMMDD, "" where there is no such day."""
    y, m, d = int(year), int(month or 0), int(day or 0)
    if y not in _YEARS or (d and not m):
        return ""
    try:
        date(y, m or 1, d or 1)
    except ValueError:
        return ""
    return f"{y:04}{m:02}{d:02}"


def parsed(text: str) -> tuple[str, str]:
    """Return (YYYYMMDD or "", the code of a repair or doubt or "")."""
    flat = _digits(text)
    if not flat:
        return "", ""
    first, *rest = _UNTIL.split(flat, maxsplit=1)
    if rest and first:
        value, doubt = parsed(first)
        return value, doubt or (RANGE if value else UNCLEAR)
    if found := _SPLIT.fullmatch(flat) or _YEAR.fullmatch(flat) or _PACKED.fullmatch(flat):
        parts = (*found.groups(), None, None)[:3]
        value = _packed(parts[0] or "", parts[1], parts[2])
        return value, "" if value else UNCLEAR
    if (found := _SERIAL_NUMBER.fullmatch(flat)) and int(found[1]) in _SERIALS:
        return (_EPOCH + timedelta(days=int(found[1]))).strftime("%Y%m%d"), SERIAL
    return "", UNCLEAR
