"""The port through which the climate of a place is asked: plain values, nothing of who measured."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Excursion:
    """A time in which a room, or a zone of it, was outside its limits; `kind` is their word."""

    room: str
    zone: str
    start: datetime
    end: datetime
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """What the climate of a room or zone was in a period; None where it was not measured.

    `covered_s` seconds of it were measured; of these `in_band` (0..1) were inside the limits, and
    `twpi_y` is their time-weighted preservation index in years. `mould_risk` is the share of a
    germination (1 = to be expected), `ozone_mg_h_m3` the dose of the `ozone_s`
    seconds in which ozone was measured; all of these add up over time.
    """

    covered_s: float = 0.0
    in_band: float | None = None
    twpi_y: float | None = None
    mould_risk: float | None = None
    ozone_mg_h_m3: float | None = None
    ozone_s: float = 0.0
    excursions: tuple[Excursion, ...] = ()


class Climate(Protocol):
    """Whoever keeps the history of the rooms."""

    async def lived(self, room: str, zone: str, start: datetime, end: datetime) -> Lived:
        """Return the climate of a zone, of the whole room with ""; of an unknown one nothing."""
