"""Psychrometrics of room air, by psychrolib (ASHRAE Handbook Fundamentals 2017, chapter 1).

Temperatures lie between -100 and 200 °C, the reach of the formulas.
"""

from functools import lru_cache

import psychrolib

psychrolib.SetUnitSystem(psychrolib.SI)

LOWEST_PCT = 0.1  # below it a dew point has no meaning for a room
VAPOUR_GAS_CONSTANT = 461.5  # J/(kg K)
SEA_LEVEL_PA = 101_325.0
ZERO_C_K = 273.15
REMEMBERED = 256  # results: a value lasts for several scans


@lru_cache(maxsize=REMEMBERED)
def dew_point_c(temperature_c: float, humidity_pct: float) -> float | None:
    """Return the dew point in °C of air at `temperature_c` °C and `humidity_pct` %RH.

    None where the formulas do not reach: below -100 °C, above 200 °C, and for nearly dry cold air.
    """
    ratio = min(max(humidity_pct, LOWEST_PCT), 100.0) / 100
    try:
        return float(psychrolib.GetTDewPointFromRelHum(temperature_c, ratio))
    except ValueError:
        return None


@lru_cache(maxsize=REMEMBERED)
def saturation_pa(temperature_c: float) -> float:
    """Return the pressure in Pa of water vapour over air that can take no more."""
    return float(psychrolib.GetSatVapPres(temperature_c))


def absolute_humidity_g_m3(temperature_c: float, humidity_pct: float) -> float:
    """Return the grams of water in a cubic metre of air (vapour as an ideal gas)."""
    vapour_pa = saturation_pa(temperature_c) * humidity_pct / 100
    return 1000 * vapour_pa / (VAPOUR_GAS_CONSTANT * (temperature_c + ZERO_C_K))


def mixing_ratio_g_kg(temperature_c: float, humidity_pct: float) -> float:
    """Return the grams of water that go with a kilogram of dry air, at sea level."""
    ratio = min(max(humidity_pct, 0.0), 100.0) / 100
    return 1000 * float(psychrolib.GetHumRatioFromRelHum(temperature_c, ratio, SEA_LEVEL_PA))


def humidity_at_pct(temperature_c: float, humidity_pct: float, other_c: float) -> float:
    """Return the %RH of air of `temperature_c` and `humidity_pct` once it is at `other_c` °C.

    No water is added or taken away, so the result may lie above 100 %.
    """
    return humidity_pct * saturation_pa(temperature_c) / saturation_pa(other_c)
