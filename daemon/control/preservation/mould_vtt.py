"""The mould index of VTT (Hukka and Viitanen 1999, Ojanen et al. 2010): growth and decline by hour.

0 nothing, 1 growth under the microscope, 3 seen by eye, 6 the surface is covered. The index has a
memory, so it can't be summed. But it depends on the climate of wet hours only, and in dry ones on
nothing but their number: `Hours` keeps just that, and is joined end to end, without any loss. A
gap neither grows nor dries.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import exp, log

WET_FROM_PCT = 80.0  # nothing grows below, in the classes that grow easiest
WETTEST_PCT = 100.0
WARMEST_C = 50.0
EVEN_FROM_C = 20.0  # warmer air needs no less damp
FIRST_DRY_H = 6  # of decline after growth, then a pause
REST_UNTIL_H = 24  # after it, slow decline
FIRST_DECLINE = 0.032 / 24  # per hour
SLOW_DECLINE = 0.016 / 24

Run = int | tuple[float, float]  # so many dry hours, or one wet hour: °C, %RH


class Class(StrEnum):
    """How easily a material grows mould; boards faced with paper are SENSITIVE."""

    VERY_SENSITIVE = "very_sensitive"
    SENSITIVE = "sensitive"
    MEDIUM_RESISTANT = "medium_resistant"
    RESISTANT = "resistant"


@dataclass(frozen=True, slots=True)
class _Growth:
    first: float  # k1 below index 1
    later: float
    a: float  # the index that a climate allows at most: a + b x - c x^2
    b: float
    c: float
    least_pct: float


_GROWTH: Mapping[Class, _Growth] = {
    Class.VERY_SENSITIVE: _Growth(1.0, 2.0, 1.0, 7.0, 2.0, 80.0),
    Class.SENSITIVE: _Growth(0.578, 0.386, 0.3, 6.0, 1.0, 80.0),
    Class.MEDIUM_RESISTANT: _Growth(0.072, 0.097, 0.0, 5.0, 1.5, 85.0),
    Class.RESISTANT: _Growth(0.033, 0.014, 0.0, 3.0, 1.0, 85.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mould:
    """The index, and the hours since it last grew."""

    index: float = 0.0
    dry_h: int = 0


CLEAN = Mould()


def critical_pct(temperature_c: float, least_pct: float = WET_FROM_PCT) -> float:
    """Return the %RH from which mould grows at this temperature, 100 where it never does."""
    if not 0 < temperature_c < WARMEST_C:
        return WETTEST_PCT
    if temperature_c > EVEN_FROM_C:
        return least_pct
    c = temperature_c
    return max(-0.00267 * c**3 + 0.160 * c**2 - 3.13 * c + 100, least_pct)


def hour(temperature_c: float, humidity_pct: float) -> Run:
    """Return one hour as a run."""
    if humidity_pct < WET_FROM_PCT or humidity_pct < critical_pct(temperature_c):
        return 1
    return temperature_c, min(humidity_pct, WETTEST_PCT)


def joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs in their order, dry ones that follow each other made one."""
    whole: list[Run] = []
    dry = 0
    for run in runs:
        if isinstance(run, int):
            dry += run
            continue
        if dry:
            whole.append(dry)
            dry = 0
        whole.append(run)
    if dry:
        whole.append(dry)
    return tuple(whole)


def grown(
    mould: Mould, runs: Iterable[Run], of: Class = Class.SENSITIVE, decline: float = 1.0
) -> Mould:
    """Return the mould after the runs; `decline` is the material's share of the decline of wood."""
    growth = _GROWTH[of]
    for run in runs:
        if isinstance(run, int):
            mould = _dried(mould, run, decline)
            continue
        temperature_c, humidity_pct = run
        critical = critical_pct(temperature_c, growth.least_pct)
        if critical >= WETTEST_PCT or humidity_pct < critical:
            mould = _dried(mould, 1, decline)
            continue
        index = mould.index + _growth_an_hour(mould.index, run, critical, growth)
        mould = Mould(index=index)
    return mould


def _growth_an_hour(
    index: float, climate: tuple[float, float], critical: float, growth: _Growth
) -> float:
    temperature_c, humidity_pct = climate
    x = (critical - humidity_pct) / (critical - WETTEST_PCT)
    most = max(growth.a + growth.b * x - growth.c * x * x, 0.0)
    slowed = max(1 - exp(2.3 * (index - most)), 0.0)
    weeks = exp(-0.68 * log(temperature_c) - 13.9 * log(humidity_pct) + 66.02)
    speed = growth.first if index < 1 else growth.later
    return speed * slowed / (7 * 24 * weeks)


def _dried(mould: Mould, hours: int, decline: float) -> Mould:
    until = mould.dry_h + hours
    first = min(until, FIRST_DRY_H) - min(mould.dry_h, FIRST_DRY_H)
    slow = max(until, REST_UNTIL_H) - max(mould.dry_h, REST_UNTIL_H)
    lost = decline * (first * FIRST_DECLINE + slow * SLOW_DECLINE)
    return Mould(index=max(mould.index - lost, 0.0), dry_h=until)
