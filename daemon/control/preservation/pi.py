"""The Preservation Index of the Image Permanence Institute, and the lifetime multiplier.

PI is how many years a fresh record of cellulose acetate would last in an unchanging climate until
it is visibly damaged; paper follows it in proportion. It is a yardstick, no prophecy.

The exponential fit stays within 6 % of the institute's own calculator (mean 1.6 %) for 10..30 °C
and 30..60 %RH; it is used for -23..65 °C and 6..95 %RH, beyond which it stands still.
"""

from enum import StrEnum
from math import exp

ZERO_C_K = 273.15
GAS_CONSTANT = 8.314  # J/(mol K)
DAYS_A_YEAR = 365.0
# PI in days = exp((ACTIVATION - BY_HUMIDITY RH) / (GAS_CONSTANT T) + DAMP RH - SHIFT), T in kelvin
ACTIVATION = 95_220.0
BY_HUMIDITY = 134.9
DAMP = 0.0284
SHIFT = 28.023
REACH_C = (-23.0, 65.0)
REACH_PCT = (6.0, 95.0)
GOOD_Y = 75.0
FAIR_Y = 45.0
REFERENCE_K = 293.15  # 20 °C
REFERENCE_PCT = 50.0
PAPER_J = 100_000.0  # activation energy of paper, J/mol
VARNISH_J = 70_000.0


class Rating(StrEnum):
    """How slowly records age, in the institute's three steps."""

    GOOD = "good"
    FAIR = "fair"
    RISK = "risk"


def decay_per_year(temperature_c: float, humidity_pct: float) -> float:
    """Return the share of a record's life that a year in this climate takes: 1 / PI."""
    c = min(max(temperature_c, REACH_C[0]), REACH_C[1])
    pct = min(max(humidity_pct, REACH_PCT[0]), REACH_PCT[1])
    energy = BY_HUMIDITY * pct - ACTIVATION
    return DAYS_A_YEAR * exp(energy / (GAS_CONSTANT * (c + ZERO_C_K)) - DAMP * pct + SHIFT)


def pi_y(temperature_c: float, humidity_pct: float) -> float:
    """Return the Preservation Index in years."""
    return 1.0 / decay_per_year(temperature_c, humidity_pct)


def rating(years: float) -> Rating:
    """Return the step of a PI or TWPI: good from 75 years on, fair from 45, below that a risk."""
    if years >= GOOD_Y:
        return Rating.GOOD
    return Rating.FAIR if years >= FAIR_Y else Rating.RISK


def lifetime_multiplier(
    temperature_c: float, humidity_pct: float, activation_j: float = PAPER_J
) -> float:
    """Return how many times longer a record lasts than at 20 °C and 50 %RH.

    (50 / RH)^1.3 exp(Ea / R (1 / T - 1 / 293.15)), Michalski 2002; meant for 30..70 %RH. Dry air
    counts as 1 %RH: the formula has no sense below.
    """
    share = REFERENCE_PCT / max(humidity_pct, 1.0)
    warmth = 1 / (temperature_c + ZERO_C_K) - 1 / REFERENCE_K
    return float(share**1.3) * exp(activation_j / GAS_CONSTANT * warmth)
