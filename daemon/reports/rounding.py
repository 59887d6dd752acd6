"""How reports round: GB/T 8170-2008, once, half to even, of the decimal number as it is (pure).

A binary float has no true half: 0.15 is a little less. What counts is the shortest decimal that
names it, without the dust of its division. Nothing is ever -0.
"""

from decimal import ROUND_HALF_EVEN, Decimal
from math import isfinite
from string import Formatter
from typing import Any

DUST_DIGITS = 9  # what is finer comes of binary arithmetic


def rounded(value: float, digits: int = 1) -> float:
    """Return a number with so many decimals."""
    return float(_decimal(value, digits)) if isfinite(value) else value


def fixed(value: float, digits: int = 1) -> str:
    """Return a number as text with so many decimals."""
    return f"{_decimal(value, digits)}" if isfinite(value) else str(value)


def apart(value: float, limit: float) -> str:
    """Return a number as text with as few decimals as tell it from a limit."""
    shown = (digits for digits in range(1, DUST_DIGITS) if rounded(value, digits) != limit)
    return fixed(value, next(shown, DUST_DIGITS))


class Rounding(Formatter):
    """Formats as `str.format`, but decimals after our one rule."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return a float with a fixed number of decimals by our rule, all else as usual."""
        digits = format_spec.removeprefix(".").removesuffix("f")
        if isinstance(value, float) and format_spec == f".{digits}f" and digits.isdigit():
            return fixed(value, int(digits))
        return str(super().format_field(value, format_spec))


def _decimal(value: float, digits: int) -> Decimal:
    found = Decimal(repr(round(value, DUST_DIGITS))).quantize(
        Decimal(1).scaleb(-digits), ROUND_HALF_EVEN
    )
    return abs(found) if found.is_zero() else found
