"""From a file to its lines: how big it is, how it is encoded, what its fingerprint is.

Every input is hostile: the file is read in pieces, and a line has a length.
"""

import codecs
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from daemon.model import reason

from .refusal import ImportRefusedError

MOST_BYTES = 200 << 20
MOST_LINE = 4096  # characters
CHUNK_BYTES = 1 << 20
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UNMARKED = ("utf-8", "gb18030", "cp1252")  # the first that fits
ENCODINGS = ("utf-8", "utf-16", "gb18030", "cp1252")
# A degree sign of Windows before C or F; GB18030 would read the two bytes as one rare character.
_WESTERN_DEGREE = re.compile(rb"\xb0[CF]")

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFile:
    """A file that can be read as text: its encoding and its SHA-256 in hexadecimal."""

    path: Path
    encoding: str
    sha256: str
    size: int

    def lines(self) -> Iterator[str]:
        """Yield the lines without their ends; raises ImportRefusedError or OSError."""
        with self.path.open(encoding=self.encoding, newline=None) as stream:
            number = 0
            try:
                while line := stream.readline(MOST_LINE + 1):
                    number += 1
                    if len(line) > MOST_LINE:
                        raise ImportRefusedError(
                            reason("import_long_line", row=number, most=MOST_LINE)
                        )
                    yield line.rstrip("\n")
            except UnicodeError as err:
                raise ImportRefusedError(
                    reason("import_encoding_wrong", encoding=self.encoding)
                ) from err


def text_file(path: Path, asked: str | None = None) -> TextFile:
    """Return a file with its encoding, `asked` or found; raises ImportRefusedError or OSError."""
    if not path.is_file():
        raise ImportRefusedError(reason("import_no_file", file=path.name))
    if path.stat().st_size > MOST_BYTES:
        raise ImportRefusedError(reason("import_too_big", mib=MOST_BYTES >> 20))
    digest, size, western = hashlib.sha256(), 0, False
    with path.open("rb") as stream:
        start = stream.read(3)
        stream.seek(0)
        names = _candidates(start, asked)
        fitting = {name: codecs.getincrementaldecoder(name)() for name in names}
        while chunk := stream.read(CHUNK_BYTES):
            size += len(chunk)
            if size > MOST_BYTES:
                raise ImportRefusedError(reason("import_too_big", mib=MOST_BYTES >> 20))
            digest.update(chunk)
            western = western or _WESTERN_DEGREE.search(chunk) is not None
            _drop_unfit(fitting, chunk, final=False)
        _drop_unfit(fitting, b"", final=True)
    if western and "utf-8" not in fitting and asked is None:
        fitting.pop("gb18030", None)
    if not fitting:
        raise ImportRefusedError(
            reason("import_no_encoding", encodings=", ".join(names))
            if asked is None
            else reason("import_encoding_wrong", encoding=asked)
        )
    return TextFile(path=path, encoding=next(iter(fitting)), sha256=digest.hexdigest(), size=size)


def _candidates(start: bytes, asked: str | None) -> tuple[str, ...]:
    marked = tuple(name for mark, name in BOMS if start.startswith(mark))
    if asked is None:
        return marked or UNMARKED
    return ("utf-8-sig",) if asked == "utf-8" else (asked,)


def _drop_unfit(
    decoders: dict[str, codecs.IncrementalDecoder], chunk: bytes, *, final: bool
) -> None:
    for name, decoder in list(decoders.items()):
        try:
            decoder.decode(chunk, final)
        except UnicodeError:
            del decoders[name]
