"""Equilibrium moisture content: how much water wood (and board, and paper alike) takes up.

The equation of Hailwood and Horrobin with the constants of the USDA Wood Handbook. The moisture
table of the Image Permanence Institute is this equation, rounded to 0.1 (0..40 °C, 10..90 %RH).
"""

REACH_C = (-40.0, 80.0)  # a denominator passes zero beyond


def emc_pct(temperature_c: float, humidity_pct: float) -> float:
    """Return the water in wood, as % of its dry mass, once it has come to rest in this air."""
    c = min(max(temperature_c, REACH_C[0]), REACH_C[1])
    h = min(max(humidity_pct, 0.0), 100.0) / 100
    w = 349 + 1.29 * c + 0.0135 * c * c
    k = 0.805 + 0.000736 * c - 2.73e-6 * c * c
    k1 = 6.27 - 0.00938 * c - 0.000303 * c * c
    k2 = 1.91 + 0.0407 * c - 0.000293 * c * c
    kh = k * h
    single = k1 * kh
    double = k2 * kh * single
    return 1800 / w * (kh / (1 - kh) + (single + 2 * double) / (1 + single + double))
