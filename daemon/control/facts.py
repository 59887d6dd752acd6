"""The safety facts of a room: all contacts of a fact must agree, and doubt is never "well"."""

from collections.abc import Iterable

from daemon.model import ProcessImage, Quality, Reading, waiting

from .settings import RoomSettings
from .view import Fact, Facts

STALE_S = 0.6  # beside a hazard, a contact that was not read for so long is unknown


def facts(room: RoomSettings, image: ProcessImage, *, hazard: bool) -> Facts:
    """Return the facts of a room; beside a `hazard` its contacts must be `STALE_S` fresh."""
    safety, most_s = room.safety, STALE_S if hazard else None

    def fact(tags: Iterable[str], most_s: float | None = None) -> Fact:
        return agreed(contact(image, tag, most_s) for tag in tags)

    return Facts(
        door_closed=fact(safety.door_closed, most_s),
        nobody=fact(safety.nobody, most_s),
        e_stop_released=fact(safety.e_stop_released, most_s),
        floor_dry=fact(safety.floor_dry),
        no_fire=fact(safety.no_fire),
        ozone=_worst(image, safety.ozone),
        ozone_high=_highest(image, safety.ozone),
    )


def contact(image: ProcessImage, tag: str, most_s: float | None = None) -> Fact:
    """Return what a contact says, None where it is not known or older than `most_s` seconds."""
    reading = image.readings.get(tag)
    if reading is None or reading.quality is Quality.BAD or not isinstance(reading.value, bool):
        return None
    age_s = reading.age_s(image.t)
    if age_s is None or (most_s is not None and age_s > most_s):
        return None
    return reading.value


def agreed(values: Iterable[Fact]) -> Fact:
    """Return True only where all say so and there is one; a single no is a no."""
    known = list(values)
    if False in known:
        return False
    return True if known and None not in known else None


def _worst(image: ProcessImage, tags: Iterable[str]) -> Reading | None:
    readings = [image.readings.get(tag) or waiting("mg/m³") for tag in tags]
    if not readings:
        return None
    return min(readings, key=lambda r: (r.quality, -(r.number or 0.0)))


def _highest(image: ProcessImage, tags: Iterable[str]) -> Reading | None:
    readings = [image.readings[tag] for tag in tags if tag in image.readings]
    readable = [r for r in readings if r.number is not None]
    return max(readable, key=lambda r: r.number or 0.0, default=None)
