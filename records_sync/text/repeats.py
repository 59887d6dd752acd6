"""Rows of one table with the same number: the later stays in the index, so the earlier is told.

What is remembered is small and bounded: of a longer table only the last rows are compared.
"""

from dataclasses import dataclass, field

from records_sync.model import Record
from records_sync.text.fields import Doubts

AGAIN = "row_again"
OTHER = "doubt_same_number"
_KEPT = 200_000  # numbers, twice over: some 40 MB
_TITLE_BITS = 24
_SHOWN = 45  # characters of a number


@dataclass(slots=True)
class Repeats:
    """The numbers of the rows that were read, and what tells their titles apart."""

    _rows: dict[int, int] = field(default_factory=dict)
    _older: dict[int, int] = field(default_factory=dict)

    def doubts(self, row: int, record: Record) -> Doubts:
        """Take note of a record; return what to tell where its number has been there."""
        code, earlier = self.note(row, record.id, record.title)
        if not code:
            return []
        known_by = "ref_code" if record.ref_code else "temp_no" if record.temp_no else "id"
        return [(code, known_by, f"{getattr(record, known_by)[:_SHOWN]} ({earlier})")]

    def note(self, row: int, name: str, title: str) -> tuple[str, int]:
        """Take note of a row; return (code, the earlier row) where its number has been there."""
        key, mark = hash(name), hash(title) & ((1 << _TITLE_BITS) - 1)
        before = self._rows.get(key) or self._older.get(key)
        self._rows[key] = row << _TITLE_BITS | mark
        if len(self._rows) >= _KEPT:
            self._rows, self._older = {}, self._rows
        if before is None:
            return "", 0
        earlier, was = divmod(before, 1 << _TITLE_BITS)
        return (AGAIN if was == mark else OTHER), earlier
