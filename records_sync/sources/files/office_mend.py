"""Characters that calamine 0.9 loses in an XLS, brought back from the file.

Texts of an XLS stand in records of 8 kB. A character past U+FFFF is two words, and where the first
ends a record and the second begins the next, calamine gives two U+FFFD for it. Both words still
stand in the file, between the same neighbours; where that place isn't certain, nothing is mended.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path

from records_sync.text.numbers import Cell

_LOST = "\ufffd\ufffd"
_AROUND = 8  # characters on either side that tell the place
_LEAST = 3  # of them at least
_TORN = rb"([\x00-\xff][\xd8-\xdb])\x3c\x00[\x00-\xff]{2}\x01([\x00-\xff][\xdc-\xdf])"


def mended(
    rows: Iterator[tuple[int, Sequence[Cell]]], path: Path
) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield the rows of an XLS with torn characters put together."""
    for number, cells in rows:
        if any(isinstance(cell, str) and _LOST in cell for cell in cells):
            with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as raw:
                yield number, [_whole(c, raw) if isinstance(c, str) else c for c in cells]
        else:
            yield number, cells


def _whole(text: str, raw: mmap) -> str:
    """Return a text with what can be found in the file in place of U+FFFD twice."""
    parts = text.split(_LOST)
    whole = parts[0]
    for before, after in pairwise(parts):
        whole += _found(before[-_AROUND:], after[:_AROUND], raw) + after
    return whole


def _found(before: str, after: str, raw: mmap) -> str:
    """Return the character that stood between, U+FFFD twice where that isn't certain."""
    if len(before) + len(after) < _LEAST:
        return _LOST
    place = re.escape(before.encode("utf-16-le")) + _TORN + re.escape(after.encode("utf-16-le"))
    found = {high + low for high, low in re.findall(place, raw)}
    return found.pop().decode("utf-16-le") if len(found) == 1 else _LOST
