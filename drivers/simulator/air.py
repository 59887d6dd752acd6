"""Moist air at sea-level pressure: Magnus formula after Alduchov and Eskridge (1996)."""

import math
from dataclasses import dataclass

PRESSURE_HPA = 1013.25
KELVIN = 273.15
VAPOUR_GAS_CONSTANT = 461.5  # J/(kg K)
VAPOUR_TO_AIR = 621.945  # ratio of the molar masses, g/kg


@dataclass(frozen=True, slots=True)
class Air:
    """Air of one place: temperature (°C) and mixing ratio (g of water per kg of dry air)."""

    temperature_c: float
    mixing_g_kg: float

    @property
    def humidity_pct(self) -> float:
        """Relative humidity over water, at most 100."""
        return min(100.0, 100 * self.vapour_hpa / saturation_hpa(self.temperature_c))

    @property
    def vapour_hpa(self) -> float:
        """Partial pressure of the water vapour."""
        return vapour_hpa(self.mixing_g_kg)

    @property
    def dew_point_c(self) -> float:
        """Temperature at which this air is saturated."""
        gamma = math.log(max(self.vapour_hpa, 1e-6) / 6.1094)
        return 243.04 * gamma / (17.625 - gamma)

    @property
    def absolute_g_m3(self) -> float:
        """Water in one cubic metre."""
        kelvin = self.temperature_c + KELVIN
        return self.vapour_hpa * 100 / (VAPOUR_GAS_CONSTANT * kelvin) * 1000

    def at(self, temperature_c: float) -> "Air":
        """Return air with the same water at another temperature."""
        return Air(temperature_c, self.mixing_g_kg)


def saturation_hpa(temperature_c: float) -> float:
    """Return the vapour pressure over water of saturated air."""
    return 6.1094 * math.exp(17.625 * temperature_c / (243.04 + temperature_c))


def vapour_hpa(mixing_g_kg: float) -> float:
    """Return the vapour pressure that belongs to a mixing ratio."""
    return PRESSURE_HPA * mixing_g_kg / (VAPOUR_TO_AIR + mixing_g_kg)


def mixing_g_kg(vapour: float) -> float:
    """Return the mixing ratio that belongs to a vapour pressure in hPa."""
    return VAPOUR_TO_AIR * vapour / (PRESSURE_HPA - vapour)


def air(temperature_c: float, humidity_pct: float) -> Air:
    """Return air of this temperature and relative humidity."""
    vapour = saturation_hpa(temperature_c) * humidity_pct / 100
    return Air(temperature_c, mixing_g_kg(vapour))
