"""In which characters a text file is written: BOM, strict UTF-8, strict GB18030; else refused.

The whole file is looked at before a row is taken, so that a bad byte in the last line is found
first. GB18030 holds GBK, cp936 and GB2312. Nothing is ever dropped or replaced.
"""

import codecs
from dataclasses import dataclass
from pathlib import Path

from records_sync.model import SourceError

CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("utf-8", "gb18030")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """The encoding of a file, and how many lines it has."""

    encoding: str
    lines: int


def spelling_of(path: Path) -> Spelling:
    """Return how a file is written; raises SourceError with the first line that can't be read."""
    with path.open("rb") as file:
        head = file.read(4)
    boms = [encoding for bom, encoding in _BOMS if head.startswith(bom)]
    furthest = 0
    for encoding in boms or _CANDIDATES:
        lines, whole = _lines(path, encoding)
        if whole:
            return Spelling(encoding=encoding, lines=lines)
        furthest = max(furthest, lines)
    raise SourceError("file_encoding", str(furthest + 1))


def _lines(path: Path, encoding: str) -> tuple[int, bool]:
    """Return how many lines can be decoded strictly, and whether that was all."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    lines = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            try:
                lines += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as err:
                return lines + _before(err), False
            if not chunk:
                return lines, True


def _before(err: UnicodeDecodeError) -> int:
    """Return the lines of a chunk that stand before its bad byte."""
    return bytes(err.object[: err.start]).count(b"\n")
