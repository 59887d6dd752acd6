"""Text in columns, where a Chinese character is as wide as two Latin ones (pure)."""

from collections.abc import Sequence
from unicodedata import combining, east_asian_width

GAP = "  "


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Return the rows with their cells aligned to the left; the last cell may be of any length."""
    widths = [max(map(display_width, cells)) for cells in zip(*rows, strict=True)]
    return "\n".join(
        GAP.join(
            cell + " " * (width - display_width(cell))
            for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    )


def display_width(text: str) -> int:
    """Return the columns that `text` takes on a terminal."""
    return sum(
        0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1
        for character in text
    )
