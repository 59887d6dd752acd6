"""The one rule for text on its way into a CSV: a spreadsheet shows it and never runs it (pure).

`records_sync` knows nothing of this package and keeps the same rule for itself; a test compares.
"""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a formula may begin; Chinese and Japanese Excel take the full-width signs for the others."""


def csv_text(text: str) -> str:
    """Return text that a spreadsheet shows instead of running it."""
    return f"'{text}" if text.startswith(FORMULA) else text
