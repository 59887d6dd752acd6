"""May the window be opened now, why, and which hour is best (pure).

The archivist's table of old, kept by itself: what the air outside usually holds in each hour of the
day, from the last days, set against the air of the room by the same conditions that the ventilation
rule has. The best hour is a forecast by habit, not a promise: the answer at that hour decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from daemon.model import Reason

from .climate import (
    VAPOUR_GAS_CONSTANT,
    ZERO_C_K,
    absolute_humidity_g_m3,
    saturation_pa,
)
from .preservation.sample import Sample
from .situation import PLAUSIBLE_C, told
from .ventilation import Exchange, advice

DAYS = 5  # of which the usual day is made
LEAST_S = 2 * 3600.0  # an hour of the day is known when so much of it was measured
LEAST_HOURS = 18
USUAL_MARGIN_G_M3 = 0.5  # where no rule asks for another


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualAir:
    """What the air outside usually is in one hour of the day."""

    c: float
    pct: float
    g_m3: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """The answer for one room; `best_hour` is local, None where no hour is good or none is known.

    It is today's where it is still to come, else tomorrow's: `best_reason` says which.
    """

    allowed: bool
    reason: Reason
    best_hour: int | None
    best_reason: Reason


def usual_day(samples: Iterable[Sample], zone: ZoneInfo) -> Mapping[int, UsualAir]:
    """Return the usual air by local hour, of those hours that were measured long enough.

    Water and warmth are averaged, humidity follows from them: a mean of %RH has no meaning.
    """
    sums: dict[int, tuple[float, float, float]] = {}
    for start, seconds, c, pct in samples:
        if not PLAUSIBLE_C[0] <= c <= PLAUSIBLE_C[1]:
            continue
        at = datetime.fromtimestamp(start, zone).hour
        covered, warmth, water = sums.get(at, (0.0, 0.0, 0.0))
        held = absolute_humidity_g_m3(c, pct)
        sums[at] = covered + seconds, warmth + seconds * c, water + seconds * held
    return {
        hour: _usual(warmth / covered, water / covered)
        for hour, (covered, warmth, water) in sums.items()
        if covered >= LEAST_S
    }


def advised(
    now: tuple[bool, Reason],
    indoors: Exchange | Reason,
    usual: Mapping[int, UsualAir] | None,
    hour: int,
) -> Advice:
    """Return the advice at the local `hour`.

    `now` is the answer of this moment, `indoors` the room (whatever the air outside in it), or why
    it is not known; `usual` None is a site without a sensor outside.
    """
    best_hour, why = _best(indoors, usual, hour)
    return Advice(allowed=now[0], reason=now[1], best_hour=best_hour, best_reason=why)


def _usual(c: float, g_m3: float) -> UsualAir:
    vapour_pa = g_m3 * VAPOUR_GAS_CONSTANT * (c + ZERO_C_K) / 1000
    pct = min(100.0, 100 * vapour_pa / saturation_pa(c))
    return UsualAir(c=c, pct=pct, g_m3=absolute_humidity_g_m3(c, pct))


def _best(
    indoors: Exchange | Reason, usual: Mapping[int, UsualAir] | None, hour: int
) -> tuple[int | None, Reason]:
    if usual is None:
        return None, told("window_no_sensor_outside")
    if len(usual) < LEAST_HOURS:
        return None, told("window_too_little_outside", known=len(usual), days=DAYS)
    if isinstance(indoors, Reason):
        return None, indoors
    driest = sorted(usual, key=lambda h: (usual[h].g_m3, h))
    good = [h for h in driest if _may(indoors, usual[h])]
    today = [h for h in good if h >= hour]
    told_hour = next(iter((*today, *good, *driest)))
    at, inside, outside = f"{told_hour:02}:00", indoors.inside_g_m3, usual[told_hour].g_m3
    if today:
        return told_hour, told("window_best_today", hour=at, out_g_m3=outside, in_g_m3=inside)
    if good:
        return told_hour, told("window_best_tomorrow", hour=at, out_g_m3=outside, in_g_m3=inside)
    return None, told("window_no_good_hour", hour=at, out_g_m3=outside, in_g_m3=inside)


def _may(indoors: Exchange, air: UsualAir) -> bool:
    return advice(replace(indoors, outside_c=air.c, outside_pct=air.pct, going=False))[0]
