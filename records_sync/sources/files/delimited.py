"""CSV and TSV. The delimiter is the one under which the header is understood best."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from records_sync.model import SourceError
from records_sync.sources.files.encoding import spelling_of
from records_sync.sources.files.limits import Limits
from records_sync.sources.files.part import Part, Parts
from records_sync.text.headers import HEADINGS, UNIT_HEADINGS, layout_of

DELIMITERS = (",", "\t", ";", "|", "，")
_LOOKED_AT = 64_000  # characters


def parts(path: Path, limits: Limits) -> Parts:
    """Yield the one table of the file; raises SourceError."""
    spelling = spelling_of(path)
    with path.open(encoding=spelling.encoding, errors="strict", newline="") as file:
        delimiter = _delimiter(file.read(_LOOKED_AT), limits)
        file.seek(0)
        yield Part(name="", rows=_rows(file, delimiter, limits), total=spelling.lines)


def _rows(file: io.TextIOBase, delimiter: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(limits.row_chars)
    lines = _Lines(file, limits.row_chars)
    try:
        for number, row in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), start=1):
            lines.held = 0
            yield number, row
    except csv.Error as err:
        raise SourceError("file_csv_quotes", str(lines.number)) from err


class _Lines:
    """The lines of a file; a row, which quotes may stretch over many, is bounded."""

    def __init__(self, file: io.TextIOBase, longest: int) -> None:
        self._file = file
        self._longest = longest
        self.held = 0  # characters of the row so far
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._file.readline(self._longest + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.held += len(line)
        if self.held > self._longest:
            raise SourceError("file_row_too_long", str(self.number))
        return line


def _delimiter(head: str, limits: Limits) -> str:
    """Return the delimiter under which a row of the head names the most fields."""
    return max(DELIMITERS, key=lambda delimiter: _understood(head, delimiter, limits))


def _understood(head: str, delimiter: str, limits: Limits) -> int:
    lines = head.splitlines(keepends=True)[: limits.header_rows]
    best = 0
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            for headings in (HEADINGS, UNIT_HEADINGS):
                best = max(best, len(layout_of(row[: limits.columns], headings).columns))
    except csv.Error:
        return best
    return best
