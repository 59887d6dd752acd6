"""The day outside: pure."""

import math

from pydantic import Field

from drivers.profile import Strict

from .air import Air, air

DAY_H = 24.0
DAMPEST_PCT = 98.0


class Weather(Strict):
    """A day whose temperature and water both peak at `peak_h` and are lowest before sunrise.

    `swing` is half of the daily range. The defaults are a plum-rain day on the middle Yangtze.
    """

    mean_c: float = Field(default=25.0, ge=-30, le=45)
    swing_c: float = Field(default=4.0, ge=0, le=20)
    mean_g_kg: float = Field(default=16.0, ge=0, le=30)
    swing_g_kg: float = Field(default=1.0, ge=0, le=10)
    peak_h: float = Field(default=14.5, ge=0, lt=DAY_H)


def outside(weather: Weather, hour: float) -> Air:
    """Return the outside air at `hour` of the day (hours since midnight, any number of days)."""
    phase = math.cos(2 * math.pi * (hour - weather.peak_h) / DAY_H)
    temperature_c = weather.mean_c + weather.swing_c * phase
    wettest = air(temperature_c, DAMPEST_PCT).mixing_g_kg
    mixing = max(0.0, weather.mean_g_kg + weather.swing_g_kg * phase)
    return Air(temperature_c, min(mixing, wettest))
