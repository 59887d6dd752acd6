"""Numbers as loggers write them: with a unit behind, a decimal comma, another minus (pure)."""

import re
from decimal import ROUND_HALF_EVEN, Decimal

STEPS = 100  # a step is 0.01 of °C or %RH
LONGEST = 32  # characters that a number with its unit can have
_UNIT = re.compile(
    r"\s*(°|º|℃|℉|deg(rees)?\.?)?\s*(c|f|%\s*r\.?\s*[hf]\.?|%|r\.?h\.?)?\s*$", re.IGNORECASE
)
_NUMBER = re.compile(r"([+-]?)(\d{1,4})(?:[.,](\d{1,9}))?")
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u00a0": " ", "\u202f": " "})
NONE = frozenset({"", "-", "--", "---", "----", "n/a", "na", "nan", "null", "none", "无", "缺测"})


def is_missing(text: str) -> bool:
    """Return whether a cell says that nothing was measured."""
    return text.strip().casefold() in NONE


def hundredths(text: str) -> int:
    """Return a number in steps of 0.01; raises ValueError for anything else."""
    plain = _UNIT.sub("", text.translate(_MINUS).strip(), count=1) if len(text) <= LONGEST else ""
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise ValueError(f"no number: {text!r}")
    sign, whole, part = found.groups()
    return _rounded(Decimal(f"{sign}{whole}.{part or 0}") * STEPS)


def celsius(fahrenheit: int) -> int:
    """Return hundredths of °F as hundredths of °C."""
    return _rounded(Decimal(fahrenheit - 32 * STEPS) * 5 / 9)


def _rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
