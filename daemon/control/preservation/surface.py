"""The air at a cold surface: the same water as in the room, in colder air (`domain.md` 2.6).

RHs = RH · es(T) / es(Ts), by the Magnus formula of Alduchov and Eskridge 1996 over water.
"""

from collections.abc import Mapping
from math import exp

Surfaces = Mapping[int, float]  # °C of the coldest surface, by the start of its sample

NO_SURFACES: Surfaces = {}
MAGNUS = 17.625
MAGNUS_C = 243.04
WETTEST_PCT = 100.0


def surface_pct(temperature_c: float, humidity_pct: float, surface_c: float) -> float:
    """Return the %RH of a room's air where it touches a surface, 100 where water condenses."""
    here = temperature_c / (MAGNUS_C + temperature_c)
    there = surface_c / (MAGNUS_C + surface_c)
    return min(humidity_pct * exp(MAGNUS * (here - there)), WETTEST_PCT)
