"""Grams and initials of many titles at once, by moving whole arrays instead of single words.

It comes to what `units`, `grams` and `initials` say of each title (a test compares). Each unit is
one code point here: numbers and Latin words stand as codes of a private plane until the end.
"""

import re
from array import array
from collections.abc import Sequence
from typing import NamedTuple

from records_sync.text import initials
from records_sync.text.folding import JOINT, PRIVATE, normal

_FIRST, _LAST = 0xF0000, 0xFFFFD  # more than a page can have numbers
_CODES = f"{chr(_FIRST)}-{chr(_LAST)}"
_RUN = re.compile("[0-9]+|[a-z]+")
_NO_UNIT = re.compile(rf"[^\w\n{PRIVATE}{_CODES}]+|_+")
_CODED = re.compile(f"[{_CODES}]+")
_TAKEN = re.compile(f"[{chr(_FIRST)}-\U0010ffff]+")
_SPACE = ord(" ")
GAP = "×"  # for what has no initial; no joint, or the 1 of a window would read like a number's gram
_NO_LETTER = GAP.encode("latin-1")
_JOINT = JOINT.encode("latin-1")


class Words(NamedTuple):
    """The words of a title, each kind separated by spaces."""

    grams: str
    units: str  # those that stand in it twice, twice
    pairs: str  # of initials
    triples: str


class Titles:
    """The words of titles, each found by its place."""

    def __init__(self, titles: Sequence[str]) -> None:
        self._runs: dict[str, str] = {}
        self._by_code: list[str] = []
        folded = [normal(title) for title in titles]
        text = "\n".join(folded)
        if text.count("\n") >= len(titles):  # one of them has such a sign itself
            text = "\n".join(title.replace("\n", " ") for title in folded)
        coded = _NO_UNIT.sub("", _RUN.sub(self._code, _TAKEN.sub(" ", text)))
        self._starts = [0]
        self._has_codes = []
        for title in coded.split("\n"):
            self._starts.append(self._starts[-1] + len(title) + 1)
            self._has_codes.append(_CODED.search(title) is not None)
        letters = initials.letters(coded).encode("latin-1", "replace")
        letters = letters.replace(b"?", _NO_LETTER).replace(_JOINT, _NO_LETTER)
        points = array("I", coded.encode("utf-32-le", "surrogatepass"))
        self._units = _spaced(points)
        self._grams = _spaced(points, points[1:] + points[:1])
        self._pairs = _windows(letters, 2)
        self._triples = _windows(letters, 3)

    def _code(self, match: re.Match[str]) -> str:
        run = match[0]
        code = self._runs.get(run)
        if code is None:
            code = self._runs[run] = chr(_FIRST + len(self._by_code))
            self._by_code.append(run)
        return code

    def __getitem__(self, at: int) -> Words:
        """Return the words of a title."""
        start, end = self._starts[at], self._starts[at + 1] - 1
        two, three = max(start, end - 1), max(start, end - 2)  # where the last window begins
        grams, units = self._grams[3 * start : 3 * two], self._units[2 * start : 2 * end]
        if self._has_codes[at]:
            grams, units = _CODED.sub(self._decoded, grams), _CODED.sub(self._decoded, units)
        return Words(
            grams,
            units,
            self._pairs[4 * start : 4 * two],
            self._triples[5 * start : 5 * three],
        )

    def _decoded(self, match: re.Match[str]) -> str:
        return JOINT.join([self._by_code[ord(code) - _FIRST] for code in match[0]])


def _spaced(*points: "array[int]") -> str:
    """Return the first of all, a space, the second of all, a space, and so on."""
    step = len(points) + 1
    out = array("I", [_SPACE]) * (step * len(points[0]))
    for at, found in enumerate(points):
        out[at::step] = found
    return out.tobytes().decode("utf-32-le", "surrogatepass")


def _windows(letters: bytes, size: int) -> str:
    """Return a 1, each `size` neighbours and a space."""
    out = bytearray(b" ") * ((size + 2) * len(letters))
    out[0 :: size + 2] = b"1" * len(letters)
    for step in range(size):
        out[step + 1 :: size + 2] = letters[step:] + letters[:step]
    return out.decode("latin-1")
