"""Pinyin initials: 机构编制 is found by jgbz.

`initials.txt` has one letter for each code point from U+3400 to U+9FFF (`.` for none), made by
`make initials` from pypinyin; `polyphones.txt` has the words in which a character is read in
another way than it mostly is: 银行 yh, 重庆 cq. Digits and Latin letters end a run, punctuation
does not.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

from records_sync.text.folding import JOINT, units

FIRST = 0x3400
_RUN = re.compile("[a-z]+")
_CIRCLED = 0x24D0 - ord("a")  # a reading that is settled, on its way through the table
_SHORTEST = 2


def initials(text: str) -> list[str]:
    """Return the initials of a text, a run for each stretch of Chinese characters."""
    return of_units(units(text))


def of_units(found: Sequence[str]) -> list[str]:
    """Return the initials of units, as `initials` does."""
    return _RUN.findall(letters("".join(found)))


def letters(text: str) -> str:
    """Return a text in which each character that has an initial is that letter.

    Of the others those up to U+9FFF are a joint and the rest stay: the length is the same.
    """
    pattern, readings = _polyphones()
    return pattern.sub(lambda match: readings[match[0]], text).translate(_table())


def may_be_initials(word: list[str]) -> bool:
    """Return whether a typed word can be meant as initials: letters only, two or more."""
    return len(word) == 1 and word[0][0].isalpha() and len(word[0]) >= _SHORTEST


@cache
def _table() -> str:
    """Return a string that has the letter of a code point at its place (str.translate takes it)."""
    known = _read("initials.txt").strip().replace(".", JOINT)
    head = [JOINT] * FIRST
    head[ord("\n")] = "\n"
    for at in range(ord("a"), ord("z") + 1):
        head[at + _CIRCLED] = chr(at)
    return "".join(head) + known


@cache
def _polyphones() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the words with readings of their own, and a pattern of them, longest first."""
    lines = [line for line in _read("polyphones.txt").splitlines() if not line.startswith("#")]
    words = {
        word: "".join(chr(ord(letter) + _CIRCLED) for letter in reading)
        for word, reading in map(str.split, filter(None, lines))
    }
    return re.compile("|".join(sorted(words, key=len, reverse=True))), words


def _read(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")
