"""The one pass over samples: sums by sample, swings by half hour, moisture and mould by hour.

Mould is that of the coldest surface, where one is colder than the air. The loop is written out,
with local names and no calls that most samples don't need: it runs over twenty years of quarters
for every room of a site.
"""

from collections.abc import Iterable
from math import exp

from daemon.model import Band

from .band import depth
from .emc import emc_pct
from .mould_ipi import FROM_PCT, germination_per_s
from .mould_vtt import Run, hour
from .pi import (
    ACTIVATION,
    BY_HUMIDITY,
    DAMP,
    DAYS_A_YEAR,
    GAS_CONSTANT,
    REACH_C,
    REACH_PCT,
    SHIFT,
    ZERO_C_K,
    decay_per_year,
)
from .sample import Sample
from .surface import NO_SURFACES, Surfaces, surface_pct
from .swing import HALF_HOUR_S, LEAST_S

HOUR_S = 3600
NEVER_S = -(1 << 60)
ALL_DECAY = DAYS_A_YEAR * exp(SHIFT)
LEAST_HOUR_S = HOUR_S / 2  # of an hour must be measured, else the mould index passes over it


class Gathering:
    """What the samples so far come to; `close` after the last."""

    def __init__(self, band: Band, origin_s: int, surfaces: Surfaces = NO_SURFACES) -> None:
        self.covered_s = self.temperature_cs = self.humidity_pcts = self.emc_pcts = 0.0
        self.germination = self.decay_s = 0.0
        self.inside_s = self.warm_ch = self.cold_ch = self.damp_pcth = self.dry_pcth = 0.0
        self.halves_c: list[float] = []
        self.halves_pct: list[float] = []
        self.hours: list[Run] = []
        self._band = band
        self._origin_s = origin_s
        self._surfaces = surfaces
        # The end, measured seconds, integrals; by how much the surface is colder and damper.
        self._half = (NEVER_S, 0.0, 0.0, 0.0, 0.0, 0.0)
        self._hour = (NEVER_S, 0.0, 0.0, 0.0, 0.0, 0.0)

    def take(self, samples: Iterable[Sample]) -> None:
        """Add samples in the order of time."""
        band = self._band
        low_c, high_c, low_pct, high_pct = band.low_c, band.high_c, band.low_pct, band.high_pct
        (coldest, hottest), (driest, wettest) = REACH_C, REACH_PCT
        by_humidity, activation, gas, zero = BY_HUMIDITY, ACTIVATION, GAS_CONSTANT, ZERO_C_K
        damp_share, surfaces = DAMP, self._surfaces
        decay, inside_s = 0.0, self.inside_s
        until, covered, warmth, damp, colder, wetter = self._half
        for start, seconds, c, pct in samples:
            if start >= until:
                self._half = until, covered, warmth, damp, colder, wetter
                until = self._turn(start)
                covered = warmth = damp = colder = wetter = 0.0
            covered += seconds
            warmth += seconds * c
            damp += seconds * pct
            if coldest <= c <= hottest and driest <= pct <= wettest:  # decay_per_year, in place
                energy = by_humidity * pct - activation
                decay += seconds * exp(energy / (gas * (c + zero)) - damp_share * pct)
            else:
                decay += seconds * decay_per_year(c, pct) / ALL_DECAY
            if low_c <= c <= high_c and low_pct <= pct <= high_pct:
                inside_s += seconds
            else:
                self._leave(seconds / HOUR_S, c, pct)
            if surfaces and (surface_c := surfaces.get(start, c)) < c:
                wet_pct = surface_pct(c, pct, surface_c)
                colder += seconds * (c - surface_c)
                wetter += seconds * (wet_pct - pct)
                if wet_pct >= FROM_PCT:
                    self.germination += seconds * germination_per_s(surface_c, wet_pct)
            elif pct >= FROM_PCT:
                self.germination += seconds * germination_per_s(c, pct)
        self._half = until, covered, warmth, damp, colder, wetter
        self.decay_s += decay * ALL_DECAY
        self.inside_s = inside_s

    def close(self) -> None:
        """End the half hour and the hour that are still open."""
        self._end_half()
        self._end_hour()

    def _leave(self, hours: float, c: float, pct: float) -> None:
        band = self._band
        warm, damp = depth(c, band.low_c, band.high_c), depth(pct, band.low_pct, band.high_pct)
        self.warm_ch += max(warm, 0.0) * hours
        self.cold_ch += max(-warm, 0.0) * hours
        self.damp_pcth += max(damp, 0.0) * hours
        self.dry_pcth += max(-damp, 0.0) * hours

    def _turn(self, start: int) -> int:
        """End the open half hour; return where the one that holds `start` ends."""
        self._end_half()
        since = start - self._origin_s
        if start >= self._hour[0]:
            self._end_hour()
            end = self._origin_s + (since // HOUR_S + 1) * HOUR_S
            self._hour = end, 0.0, 0.0, 0.0, 0.0, 0.0
        return self._origin_s + (since // HALF_HOUR_S + 1) * HALF_HOUR_S

    def _end_half(self) -> None:
        _, covered, warmth, damp, colder, wetter = self._half
        if covered >= LEAST_S:
            c, pct = warmth / covered, damp / covered
            self.halves_c.append(c)
            self.halves_pct.append(pct)
        end, seconds, warm, wet, chill, drip = self._hour
        seconds, warm, wet = seconds + covered, warm + warmth, wet + damp
        self._hour = end, seconds, warm, wet, chill + colder, drip + wetter

    def _end_hour(self) -> None:
        _, covered, warmth, damp, colder, wetter = self._hour
        if not covered:
            return
        self.covered_s += covered
        self.temperature_cs += warmth
        self.humidity_pcts += damp
        c, pct = warmth / covered, damp / covered
        self.emc_pcts += covered * emc_pct(c, pct)
        if covered >= LEAST_HOUR_S:
            self.hours.append(hour(c - colder / covered, pct + wetter / covered))
