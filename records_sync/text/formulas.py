"""Text that a spreadsheet would take for a formula: quoted in CSV files of ours, and bare again."""

from records_sync.text.headers import HEADINGS

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # or its full-width twin
EXPORTED = tuple(
    heading for heading in HEADINGS if heading.field not in ("rev", "operation", "status")
)
COLUMNS = tuple(heading.names[0] for heading in EXPORTED)  # of files that we write


def harmless(cell: str) -> str:
    """Return a cell with an apostrophe before what would begin a formula, or one so quoted."""
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA) else cell


def bare(cell: str) -> str:
    """Return a cell as it was before `harmless`."""
    return cell[1:] if cell.startswith("'") and harmless(cell) != cell else cell
