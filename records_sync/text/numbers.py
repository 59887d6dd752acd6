"""Numbers as spreadsheets hand them on: what Excel did to them is undone or told.

A number of a cell is a float: past 15 digits its tail is invented, and `1.2E+11` in a text has lost
its tail for good. 件号 and 案卷号 lose their leading zeros (0001 becomes 1).
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

BECAME_DATE = "became_date"
DIGITS_LOST = "digits_lost"

Cell = str | int | float | date | time | timedelta | None

_TEXT_ONLY = {str}
_EXACT = 10**15  # a spreadsheet keeps 15 digits
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[Ee]\+\d{1,3}")
_WHOLE = re.compile(r"(\d{1,9})(?:\.0*)?[年页份张件]?")
_POINT_ZERO = re.compile(r"(\d+)\.0+")
_MOMENT = re.compile(
    r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})(?:\D+(\d{1,2})\D+(\d{1,2})(?:\D+(\d{1,2}))?)?"
)
_LONGEST_REV = 18  # digits: it stays within 63 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """A row as texts, and which of its cells a spreadsheet has damaged: index -> how."""

    cells: Sequence[str]
    damage: dict[int, str] = field(default_factory=dict)


def _shown(cell: Cell) -> tuple[str, str]:
    """Return a cell as a person would write it, and how it was damaged or ""."""
    if isinstance(cell, datetime):
        whole_day = cell.time() == time()
        return str(cell.date() if whole_day else cell.replace(microsecond=0)), BECAME_DATE
    if isinstance(cell, date | time | timedelta):
        return str(cell), BECAME_DATE
    if isinstance(cell, float):
        return _number(cell)
    return "" if cell is None else str(cell), ""


def _number(cell: float) -> tuple[str, str]:
    if not math.isfinite(cell):
        return "", ""
    if cell.is_integer():
        return str(int(cell)), DIGITS_LOST if abs(cell) >= _EXACT else ""
    return repr(cell), ""


def texts(cells: Sequence[Cell]) -> Texts:
    """Return a row of typed cells as texts."""
    if set(map(type, cells)) <= _TEXT_ONLY:
        return Texts(cells=cells)  # type: ignore[arg-type]  # just looked
    shown = [(cell, "") if type(cell) is str else _shown(cell) for cell in cells]
    return Texts(
        cells=[text for text, _ in shown],
        damage={index: how for index, (_, how) in enumerate(shown) if how},
    )


def is_scientific(text: str) -> bool:
    """Return True for `1.2E+11`, of which nobody knows the rest."""
    return _SCIENTIFIC.fullmatch(text.strip()) is not None


def narrow(text: str) -> str:
    """Return a number without full-width forms and without a spreadsheet's `.0`."""
    flat = text if text.isascii() else unicodedata.normalize("NFKC", text).strip()
    found = _POINT_ZERO.fullmatch(flat) if "." in flat else None
    return found[1] if found else flat


def whole(text: str) -> int | None:
    """Return a count; `12页`, `１２` and `12.0` are 12. None where it is no number."""
    found = _WHOLE.fullmatch(narrow(text))
    return int(found[1]) if found else None


def padded(text: str, width: int) -> str:
    """Return a number with the leading zeros that a spreadsheet took."""
    return text.zfill(width) if text.isascii() and text.isdigit() else text


def revision(text: str) -> int | None:
    """Return what grows with each change of a record: a number, or a moment as YYYYMMDDhhmmss."""
    flat = narrow(text)
    if flat.isascii() and flat.isdigit():
        return int(flat) if len(flat) <= _LONGEST_REV else None
    if found := _MOMENT.match(flat):
        return int("".join(part.zfill(width) for part, width in _places(found)))
    return None


def _places(found: re.Match[str]) -> list[tuple[str, int]]:
    return list(zip((part or "" for part in found.groups()), (4, 2, 2, 2, 2, 2), strict=True))
