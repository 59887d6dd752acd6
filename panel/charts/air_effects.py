"""What each machine of a room would do to its air, as a way on the chart; pure.

The steps are of a size that can be seen, not what a machine reaches. Drying by condensing gives the
latent heat back to the room: the air goes along a line of constant enthalpy.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from daemon.model import Kind

from .air import enthalpy_kj_kg, humidity_pct, saturated_g_kg

WATER_STEP_G = 1.5
HEAT_STEP_C = 3.0
FRESH_SHARE = 0.5  # of the way to the air outside
LEAST_G = 0.1
COOLING_STEPS = 6  # along the line of saturation

STEAM_KJ_KG, VAPOUR_KJ_KGK, AIR_KJ_KGK = 2501.0, 1.86, 1.006  # of psychrolib's moist air


@dataclass(frozen=True, slots=True, kw_only=True)
class Air:
    """One state: °C and grams of water with a kilogram of dry air."""

    c: float
    g_kg: float

    def pct(self, pa: float) -> float:
        """Return its %RH."""
        return humidity_pct(self.c, self.g_kg, pa)


Way = tuple[Air, ...]
Effect = Callable[[Air, Air | None, float], Way | None]


def way(kind: Kind, here: Air, outside: Air | None, pa: float) -> Way | None:
    """Return where a machine would lead the air, from here on; None where it moves it nowhere.

    `outside` is the air that a fan would bring, None where it is not measured.
    """
    effect = EFFECTS.get(kind)
    return None if effect is None else effect(here, outside, pa)


def _dry(here: Air, _outside: Air | None, _pa: float) -> Way | None:
    left = max(LEAST_G, here.g_kg - WATER_STEP_G)
    if left >= here.g_kg:
        return None
    ratio = left / 1000
    heat = enthalpy_kj_kg(here.c, here.g_kg) - STEAM_KJ_KG * ratio
    return here, Air(c=heat / (AIR_KJ_KGK + VAPOUR_KJ_KGK * ratio), g_kg=left)


def _damp(here: Air, _outside: Air | None, pa: float) -> Way | None:
    most = min(here.g_kg + WATER_STEP_G, saturated_g_kg(here.c, pa))
    return (here, Air(c=here.c, g_kg=most)) if most > here.g_kg else None


def _warm(here: Air, _outside: Air | None, _pa: float) -> Way:
    return here, Air(c=here.c + HEAT_STEP_C, g_kg=here.g_kg)


def _cool(here: Air, _outside: Air | None, pa: float) -> Way:
    """Cool without water until the air is saturated, then along that line: it dries."""
    steps = (HEAT_STEP_C * n / COOLING_STEPS for n in range(1, COOLING_STEPS + 1))
    states = (here.c - step for step in steps)
    return here, *(Air(c=c, g_kg=min(here.g_kg, saturated_g_kg(c, pa))) for c in states)


def _ventilate(here: Air, outside: Air | None, _pa: float) -> Way | None:
    if outside is None:
        return None
    return here, Air(
        c=here.c + (outside.c - here.c) * FRESH_SHARE,
        g_kg=here.g_kg + (outside.g_kg - here.g_kg) * FRESH_SHARE,
    )


EFFECTS: Mapping[Kind, Effect] = {
    Kind.DEHUMIDIFIER: _dry,
    Kind.HUMIDIFIER: _damp,
    Kind.COOLER: _cool,
    Kind.HEATER: _warm,
    Kind.EXHAUST_FAN: _ventilate,
}
