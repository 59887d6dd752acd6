"""Time inside the allowed band, and how much a room was outside of it: depth times time.

A dose of 10 %RH-hours is 5 %RH too much for two hours: it tells a graze from a flood. Both ends of
the band are inside.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BandTime:
    """Seconds with temperature and humidity both inside; degree-hours and %RH-hours outside."""

    inside_s: float = 0.0
    warm_ch: float = 0.0
    cold_ch: float = 0.0
    damp_pcth: float = 0.0
    dry_pcth: float = 0.0


def depth(value: float, low: float, high: float) -> float:
    """Return how far a value lies above (> 0) or below (< 0) its limits, 0 inside.

    What was not measured (NaN) is nowhere: 0.
    """
    if value > high:
        return value - high
    if value < low:
        return value - low
    return 0.0


def joined(parts: list[BandTime]) -> BandTime:
    """Return what all parts come to."""
    return BandTime(
        inside_s=sum(part.inside_s for part in parts),
        warm_ch=sum(part.warm_ch for part in parts),
        cold_ch=sum(part.cold_ch for part in parts),
        damp_pcth=sum(part.damp_pcth for part in parts),
        dry_pcth=sum(part.dry_pcth for part in parts),
    )
