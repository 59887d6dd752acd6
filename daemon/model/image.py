"""The process image, and what a room's sensors say together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from .readings import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessImage:
    """Immutable snapshot of every reading for one scan."""

    t: float
    at: datetime
    clock_trusted: bool
    readings: Mapping[str, Reading]

    def __post_init__(self) -> None:
        object.__setattr__(self, "readings", MappingProxyType(dict(self.readings)))


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomClimate:
    """What a room's trusted sensors say together.

    `temperature` and `humidity` are the medians over the room's sensors, `dew_point` follows from
    them; each is a reading, so each has its own quality, reason and age.
    """

    temperature: Reading
    humidity: Reading
    dew_point: Reading
