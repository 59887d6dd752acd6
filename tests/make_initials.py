"""Writes `records_sync/text/initials.txt` from pypinyin (`make initials`); a test compares."""

from pathlib import Path

from pypinyin import Style
from pypinyin.constants import PINYIN_DICT
from pypinyin.style import convert

import records_sync.text
from records_sync.text.initials import FIRST

LAST = 0x9FFF
TARGET = Path(records_sync.text.__file__).with_name("initials.txt")
WIDTH = 96


def letter(point: int) -> str:
    """Return the first letter of the commonest reading of a character, `.` where none is known."""
    readings = PINYIN_DICT.get(point, "")
    first = convert(readings.split(",")[0], Style.FIRST_LETTER, strict=False) if readings else ""
    return first[0] if first and first[0].isascii() and first[0].isalpha() else "."


def table() -> str:
    """Return the letters of all code points in order."""
    return "".join(letter(point) for point in range(FIRST, LAST + 1))


if __name__ == "__main__":
    TARGET.write_text(table() + "\n", encoding="ascii")
