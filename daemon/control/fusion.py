"""What a room's sensors say together: the median of those that can be trusted."""

from collections.abc import Iterable
from datetime import datetime
from statistics import median

from daemon.model import ACTED_ON, Quality, Reading, RoomClimate, Why, waiting

from .climate import dew_point_c

RANKS = ((Quality.GOOD, False), (Quality.UNCERTAIN, True), (Quality.UNCERTAIN, False))


def fused(readings: Iterable[Reading], unit: str) -> Reading:
    """Return the median of the GOOD readings, else of the UNCERTAIN ones, else a BAD reading.

    Of the UNCERTAIN ones those that may be acted on go first: one that is not believed does not
    spoil them. The result is as old as the oldest reading in it; a BAD one keeps the newest good
    time.
    """
    known = list(readings)
    for quality, acted_on in RANKS:
        votes = [
            r
            for r in known
            if r.quality is quality and r.number is not None and (r.why in ACTED_ON or not acted_on)
        ]
        if votes:
            oldest = min(votes, key=lambda r: r.t or 0.0)
            values = [r.number for r in votes if r.number is not None]
            return Reading(
                value=round(median(values), 2),
                unit=unit,
                quality=quality,
                why=oldest.why,
                t=oldest.t,
                at=oldest.at,
            )
    return max(known, key=lambda r: r.t or 0.0, default=waiting(unit))


def climate(temperatures: Iterable[Reading], humidities: Iterable[Reading]) -> RoomClimate:
    """Return the room's temperature, relative humidity and the dew point that follows."""
    temperature = fused(temperatures, "°C")
    humidity = fused(humidities, "%RH")
    return RoomClimate(
        temperature=temperature, humidity=humidity, dew_point=_dew_point(temperature, humidity)
    )


def _dew_point(temperature: Reading, humidity: Reading) -> Reading:
    """Return the dew point, only as good and as new as the worse and older of its inputs."""
    worse = min(temperature, humidity, key=lambda r: r.quality)
    at: datetime | None = min((r.at for r in (temperature, humidity) if r.at), default=None)
    t = min((r.t for r in (temperature, humidity) if r.t is not None), default=None)
    why = worse.why if worse.quality is not Quality.GOOD else Why.NONE
    value = None
    if temperature.number is not None and humidity.number is not None:
        value = dew_point_c(temperature.number, humidity.number)
        why = why if value is not None else Why.OUT_OF_RANGE
    quality = worse.quality if value is not None else Quality.BAD
    shown = None if value is None else round(value, 2)
    return Reading(value=shown, unit="°C", quality=quality, why=why, t=t, at=at)
