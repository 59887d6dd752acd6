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

from records_sync.text.folding import units

FIRST = 0x3400
_RUN = re.compile("[a-z]+")
_CIRCLED = 0x24D0 - ord("a")  # a reading that is settled, on its way through the table
_SHORTEST = 2


def initials(text: str) -> list[str]:
    """Return the initials of a text, a run for each stretch of Chinese characters."""
    return of_units(units(text))


def of_units(found: Sequence[str]) -> list[str]:
    """Return the initials of units, as `initials` does."""
    joined = "".join(found)
    first, words = _polyphones()
    if first.search(joined):
        for word, circled in words:
            joined = joined.replace(word, circled)
    letters = joined.translate(_table())
    return letters.split() if letters.isascii() else _RUN.findall(letters)


def may_be_initials(word: list[str]) -> bool:
    """Return whether a typed word can be meant as initials: letters only, two or more."""
    return len(word) == 1 and word[0][0].isalpha() and len(word[0]) >= _SHORTEST


@cache
def _table() -> str:
    """Return a string that has the letter of a code point at its place (str.translate takes it)."""
    letters = _read("initials.txt").strip().replace(".", " ")
    head = [" "] * FIRST
    for at in range(ord("a"), ord("z") + 1):
        head[at + _CIRCLED] = chr(at)
    return "".join(head) + letters


@cache
def _polyphones() -> tuple[re.Pattern[str], tuple[tuple[str, str], ...]]:
    """Return the words with readings of their own, longest first, and what any of them has."""
    lines = [line for line in _read("polyphones.txt").splitlines() if not line.startswith("#")]
    words = {
        word: "".join(chr(ord(letter) + _CIRCLED) for letter in letters)
        for word, letters in map(str.split, filter(None, lines))
    }
    longest_first = sorted(words.items(), key=lambda pair: -len(pair[0]))
    return re.compile("|".join(re.escape(word) for word, _ in longest_first)), tuple(longest_first)


def _read(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")
