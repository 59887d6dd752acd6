"""Units as words of a full-text index.

Two neighbours make one gram, so that a text of two units or more is a phrase of grams, found in any
place and nowhere else; single units have words of their own. The tokenisers of SQLite can't do it:
they glue Chinese characters and digits together, or drop what is shorter than three bytes.
"""

from collections.abc import Iterable, Sequence
from operator import add

from records_sync.text.folding import JOINT


def grams(units: Sequence[str]) -> list[str]:
    """Return each pair of neighbours as one word; between two Latin ones stands a joint."""
    found = list(map(add, units, units[1:]))
    if not any(map(str.isascii, found)):
        return found
    return [
        f"{units[at]}{JOINT}{units[at + 1]}" if gram.isascii() else gram
        for at, gram in enumerate(found)
    ]


def pairs(letters: str) -> list[str]:
    """Return each two neighbours of a run of initials; `marked` makes words of them."""
    return list(map(add, letters, letters[1:]))


def triples(letters: str) -> list[str]:
    """Return each three neighbours of a run of initials; `marked` makes words of them."""
    return list(map(add, map(add, letters, letters[1:]), letters[2:]))


def marked(letters: Iterable[str]) -> str:
    """Return pairs or triples of initials as words that no text has, separated by spaces."""
    joined = " 1".join(letters)
    return f"1{joined}" if joined else ""
