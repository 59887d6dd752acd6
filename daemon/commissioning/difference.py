"""What a proposed text changes, as people compare texts: a unified diff (pure)."""

import re
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from itertools import islice

MOST_LINES = 1000  # to be compared one with another: twice as many take four times as long
CONTEXT = 3
HUNK = re.compile(r"@@ -(\d+)(,\d+)? \+(\d+)(,\d+)? @@")


def difference(old: str, new: str, name: str) -> str:
    """Return the unified diff of two texts of the file `name`, "" where they are the same."""
    if old == new:
        return ""
    before, after = (text.split("\n") for text in (old, new))
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    first, last = max(0, head - CONTEXT), max(0, tail - CONTEXT)
    old_part, new_part = before[first : len(before) - last], after[first : len(after) - last]
    if max(len(old_part), len(new_part)) > MOST_LINES:
        hunks = _whole(old_part, new_part, head - first, tail - last)
    else:
        hunks = islice(unified_diff(old_part, new_part, n=CONTEXT, lineterm=""), 2, None)
    return "\n".join((f"--- {name}", f"+++ {name}", *(_moved(line, first) for line in hunks)))


def with_line_ends_of(former: str, text: str) -> str:
    """Return `text` with the line ends of a former text, where that has one kind of them alone.

    What was typed in a browser has none of Windows, whatever the file has.
    """
    ours = former.count("\r\n")
    if ours and ours == former.count("\n") and "\r" not in text:
        return text.replace("\n", "\r\n")
    return text


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return with how many equal lines both begin."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _whole(before: Sequence[str], after: Sequence[str], head: int, tail: int) -> Iterator[str]:
    """Yield one hunk that takes away everything between the equal ends and puts the new there."""
    yield f"@@ -1,{len(before)} +1,{len(after)} @@"
    yield from (f" {line}" for line in before[:head])
    yield from (f"-{line}" for line in before[head : len(before) - tail])
    yield from (f"+{line}" for line in after[head : len(after) - tail])
    yield from (f" {line}" for line in before[len(before) - tail :])


def _moved(line: str, by: int) -> str:
    """Return a line of a diff; the head of a hunk with its places moved down."""
    found = HUNK.fullmatch(line)
    if found is None:
        return line
    old, olds, new, news = found.groups("")
    return f"@@ -{int(old) + by}{olds} +{int(new) + by}{news} @@"
