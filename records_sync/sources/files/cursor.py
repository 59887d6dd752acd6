"""What of a folder has been taken, as the opaque cursor of its source: JSON, bounded.

A file is known by name, size and time of change, so that it isn't read again; and by its digest,
so that a second copy under another name adds nothing. While one is being read, its row is kept.
"""

import json
from dataclasses import astuple, dataclass, replace
from typing import Any

from records_sync.model import SourceError

REMEMBERED = 200  # files; the oldest are forgotten


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One file as it stood in the folder; `digest` is the start of its SHA-256."""

    name: str
    size: int
    mtime_ns: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a file has been read: all before this row of this part is applied."""

    digest: str
    part: int
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Files that were taken, in order; the one being read; the digest of the last full list.

    `passed` are files that are not read: a person turned them down, or a later full list made them
    needless.
    """

    taken: tuple[Seen, ...] = ()
    passed: tuple[Seen, ...] = ()
    reading: Place | None = None
    epoch: str = ""

    def knows(self, name: str, size: int, mtime_ns: int) -> bool:
        """Return True for a file that stands there as it did when it was taken or passed by."""
        there = (name, size, mtime_ns)
        return any((s.name, s.size, s.mtime_ns) == there for s in (*self.taken, *self.passed))

    def knows_digest(self, digest: str) -> bool:
        """Return True for content that was taken or turned down, under whatever name."""
        return any(seen.digest == digest for seen in (*self.taken, *self.passed))

    def with_known(self, seen: Seen) -> "Cursor":
        """Return the cursor after a file with content that it knows."""
        if any(seen.digest == passed.digest for passed in self.passed):
            return self.passing(seen)
        return self.with_taken(seen)

    def with_taken(self, seen: Seen) -> "Cursor":
        """Return the cursor after a whole file."""
        others = [known for known in self.taken if known.name != seen.name]
        return replace(self, taken=(*others, seen)[-REMEMBERED:], reading=None)

    def passing(self, *files: Seen) -> "Cursor":
        """Return the cursor that goes by these files."""
        return replace(self, passed=(*self.passed, *files)[-REMEMBERED:])

    def at(self, place: Place) -> "Cursor":
        """Return the cursor within a file."""
        return replace(self, reading=place)

    def dumped(self) -> str:
        """Return the cursor as text."""
        at = self.reading
        value = {
            "taken": [astuple(seen) for seen in self.taken],
            "passed": [astuple(seen) for seen in self.passed],
            "reading": [at.digest, at.part, at.row] if at else None,
            "epoch": self.epoch,
        }
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def loaded(text: str | None) -> Cursor:
    """Return the cursor of a text, an empty one for None; raises SourceError."""
    if text is None:
        return Cursor()
    try:
        value: Any = json.loads(text)
        at = value["reading"]
        return Cursor(
            taken=_files(value["taken"]),
            passed=_files(value.get("passed", ())),  # older cursors have none
            reading=Place(digest=str(at[0]), part=int(at[1]), row=int(at[2])) if at else None,
            epoch=str(value["epoch"]),
        )
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as err:
        raise SourceError("file_cursor") from err


def _files(told: Any) -> tuple[Seen, ...]:
    return tuple(
        Seen(name=str(name), size=int(size), mtime_ns=int(mtime), digest=str(digest))
        for name, size, mtime, digest in told
    )
