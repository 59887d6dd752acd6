"""The physics of moist air for charts, by psychrolib (ASHRAE Fundamentals 2017); pure.

Humidity ratio W: grams of water that go with a kilogram of dry air.
"""

from math import log

import psychrolib

psychrolib.SetUnitSystem(psychrolib.SI)

SEA_LEVEL_PA = 101_325.0
MAGNUS, MAGNUS_C = 17.625, 243.04  # Alduchov and Eskridge 1996
LEAST_PCT = 0.1


def pressure_pa(altitude_m: float | None) -> float:
    """Return the usual air pressure at a height above the sea; at the sea where it is not known."""
    return (
        SEA_LEVEL_PA if altitude_m is None else float(psychrolib.GetStandardAtmPressure(altitude_m))
    )


def ratio_g_kg(temperature_c: float, humidity_pct: float, pa: float) -> float:
    """Return W of air."""
    share = min(max(humidity_pct, 0.0), 100.0) / 100
    return 1000 * float(psychrolib.GetHumRatioFromRelHum(temperature_c, share, pa))


def saturated_g_kg(temperature_c: float, pa: float) -> float:
    """Return W of air that can take no more."""
    return 1000 * float(psychrolib.GetSatHumRatio(temperature_c, pa))


def humidity_pct(temperature_c: float, g_kg: float, pa: float) -> float:
    """Return the %RH of air with a W; above 100 it would rain."""
    share = psychrolib.GetVapPresFromHumRatio(g_kg / 1000, pa)
    return 100 * float(share / psychrolib.GetSatVapPres(temperature_c))


def enthalpy_kj_kg(temperature_c: float, g_kg: float) -> float:
    """Return the heat in a kilogram of dry air with its water."""
    return float(psychrolib.GetMoistAirEnthalpy(temperature_c, g_kg / 1000)) / 1000


def dew_c(g_kg: float, pa: float) -> float:
    """Return where air with this W begins to condense, by bisection between -60 and 60 °C."""
    low, high = -60.0, 60.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if saturated_g_kg(middle, pa) < g_kg else (low, middle)
    return low


def quick_dew_c(temperature_c: float, humidity_pct: float) -> float:
    """Return the dew point by Magnus: within 0.1 °C of the above in rooms, for long series."""
    share = min(max(humidity_pct, LEAST_PCT), 100.0) / 100
    gamma = log(share) + MAGNUS * temperature_c / (MAGNUS_C + temperature_c)
    return MAGNUS_C * gamma / (MAGNUS - gamma)
