"""Where the next page begins: an opaque text in an address. One that isn't ours counts as none."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import astuple, dataclass

KINDS = ("r", "n", "k")  # ranked, newest first, in the order of numbers
_LARGEST = (1 << 62) - 1


@dataclass(frozen=True, slots=True)
class Mark:
    """The place of the last record of a page in its order."""

    kind: str
    score: int
    year: int
    number: int
    key: str


def mark_of(kind: str, *, score: int = 0, year: int = 0, number: int = 0, key: str = "") -> str:
    """Return a mark as text."""
    told = json.dumps(astuple(Mark(kind, score, year, number, key)))
    return urlsafe_b64encode(told.encode()).decode()


def parsed(text: str) -> Mark | None:
    """Return the mark of a text, None where it is none."""
    if not text:
        return None
    try:
        kind, score, year, number, key = json.loads(urlsafe_b64decode(text.encode()))
    except (ValueError, TypeError, RecursionError):
        return None
    numbers = (score, year, number)
    if kind not in KINDS or not isinstance(key, str) or not key.isprintable():
        return None
    if not all(type(value) is int and abs(value) <= _LARGEST for value in numbers):
        return None
    return Mark(kind, score, year, number, key)
