"""Mould in the manner of the Image Permanence Institute: days until spores germinate, and the risk.

The days are a smooth stand-in for the institute's table, fitted for 10..35 °C and 66..95 %RH (mean
error 4 %, at most 26 %). The table has no risk in air that is cool and not very damp; the lowest
isopleth of Zeng et al. 2023 has the same shape, and lowered by `MARGIN_PCT` it keeps every
published cell of the table that carries a risk.
"""

from math import cosh, exp

DAY_S = 86_400.0
GROWS_C = (2.0, 45.0)
FROM_PCT = 65.0
MARGIN_PCT = 6.0
WETTEST_PCT = 100.0


def lowest_isopleth_pct(temperature_c: float) -> float:
    """Return the %RH below which no mould at all was seen to grow (Zeng et al. 2023, LIM0)."""
    return 100 * (0.02633 * cosh(0.10083 * (temperature_c - 30)) + 0.7153)


def germination_days(temperature_c: float, humidity_pct: float) -> float | None:
    """Return after how many days of this climate spores germinate, None for never."""
    if not GROWS_C[0] <= temperature_c <= GROWS_C[1] or humidity_pct < FROM_PCT:
        return None
    if humidity_pct < lowest_isopleth_pct(temperature_c) - MARGIN_PCT:
        return None
    x = (min(humidity_pct, WETTEST_PCT) - 80) / 10
    y = (temperature_c - 22) / 10
    damp = -1.7413 * x + 0.6121 * x**2 - 0.1403 * x**3 + 0.0148 * x**4
    warm = -0.1151 * y + 0.0940 * y**2 - 0.0326 * y**3 + 0.0157 * y**4
    both = 0.0129 * x * y - 0.0108 * x * x * y - 0.0182 * x * y * y
    return exp(2.5752 + damp + warm + both)


def germination_per_s(temperature_c: float, humidity_pct: float) -> float:
    """Return the share of a germination that a second of this climate brings.

    Summed over time it is the mould risk factor: at 1 germination is to be expected.
    """
    days = germination_days(temperature_c, humidity_pct)
    return 0.0 if days is None else 1 / (days * DAY_S)
