"""Psychrometrics of room air, by psychrolib (ASHRAE Handbook Fundamentals 2017, chapter 1)."""

import psychrolib

psychrolib.SetUnitSystem(psychrolib.SI)

LOWEST_PCT = 0.1  # below it a dew point has no meaning for a room


def dew_point_c(temperature_c: float, humidity_pct: float) -> float | None:
    """Return the dew point in °C of air at `temperature_c` °C and `humidity_pct` %RH.

    None where the formulas do not reach: below -100 °C, above 200 °C, and for nearly dry cold air.
    """
    ratio = min(max(humidity_pct, LOWEST_PCT), 100.0) / 100
    try:
        return float(psychrolib.GetTDewPointFromRelHum(temperature_c, ratio))
    except ValueError:
        return None
