"""What a room is wanted at, and what a person may choose instead."""

from dataclasses import dataclass
from enum import StrEnum

from .reasons import Reason


class Quantity(StrEnum):
    """What has a setpoint: °C or %RH."""

    TEMPERATURE = "temperature"
    HUMIDITY = "humidity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setpoint:
    """One setpoint of a room now: `goal` is where it glides to, `least` to `most` can be chosen.

    `chosen` says who chose it, None where the configuration says it; `until` is monotonic, None
    without an end. `undo` is the id of the act that can be undone, "" where none can.
    """

    quantity: Quantity
    goal: float
    least: float
    most: float
    chosen: Reason | None = None
    until: float | None = None
    undo: str = ""
