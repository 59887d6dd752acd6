"""The form in which texts are compared: what looks the same to a reader is the same.

A text becomes a row of units: a Chinese character is one, a run of digits is one, a run of Latin
letters is one. Width, case, punctuation, spaces, control and direction characters do not count.
A number is whole: 12 is not found in 112.
"""

import re
import unicodedata
from collections.abc import Sequence

JOINT = "·"  # between units that would run together; never a unit itself
PRIVATE = "\ue000-\uf8ff"  # characters of old office fonts stand here
_UNIT = re.compile(rf"[0-9]+|[a-z]+|[^\W_0-9a-z]|[{PRIVATE}]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Return the text with what no file can hold (NUL, lone surrogates) as U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def is_storable(text: str) -> bool:
    """Return whether the text can be stored as it is."""
    return _UNSTORABLE.search(text) is None


def normal(text: str) -> str:
    """Return the text in one width and one case."""
    return unicodedata.normalize("NFKC", text).casefold()


def units(text: str) -> list[str]:
    """Return the units of a text in order."""
    return _UNIT.findall(normal(text))


def canon(found: Sequence[str]) -> str:
    """Return units as one string: a word is in a text where its string is in the text's."""
    return f"{JOINT}{JOINT.join(found)}{JOINT}" if found else ""


def spans(text: str, word: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return where a word stands in a text, as (start, end) of characters as they were written."""
    if not word:
        return ()
    placed = _placed(text)
    size = len(word)
    names = [unit for unit, _, _ in placed]
    wanted = list(word)
    found: list[tuple[int, int]] = []
    for at in range(len(names) - size + 1):
        if names[at : at + size] == wanted and (not found or placed[at][1] >= found[-1][1]):
            found.append((placed[at][1], placed[at + size - 1][2]))
    return tuple(found)


def _placed(text: str) -> list[tuple[str, int, int]]:
    """Return the units with the places of their first and past their last character."""
    pieces = [normal(char) for char in text]
    places = [at for at, piece in enumerate(pieces) for _ in piece]
    return [
        (match[0], places[match.start()], places[match.end() - 1] + 1)
        for match in _UNIT.finditer("".join(pieces))
    ]
