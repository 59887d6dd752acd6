"""The tables that set the alarms: limits of the site and of a room, delays by kind.

Every key is documented in `docs/configuration.md`; what holds by default, and what it means, is
said in `daemon.control.alarms.settings` and `daemon.control.alarms.catalogue`.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from .fields import Between, something_set
from .section import Section

Seconds = Annotated[float, Between(0, 86_400)]
Celsius = Annotated[float, Between(-30, 60)]
Percent = Annotated[float, Between(0, 100)]


class AlarmOfKind(Section):
    """How patient and how grave one kind of alarm is; what is left out stays as it is."""

    on_delay_s: Seconds | None = None
    off_delay_s: Seconds | None = None
    priority: Literal["low", "medium", "high"] | None = None


NEEDS_CHANGE = AfterValidator(something_set("on_delay_s", "off_delay_s", "priority"))


class Alarms(Section):
    """The limits of the site; `kind` has a table by code of the catalogue."""

    disk_free_pct: Annotated[float, Between(0.1, 50)] = 5.0
    backup_age_h: Annotated[float, Between(1, 8760)] = 72.0
    sync_age_h: Annotated[float, Between(0.1, 8760)] = 24.0
    panel_age_s: Annotated[float, Between(10, 86_400)] = 120.0
    lamp_life_pct: Annotated[float, Between(10, 100)] = 90.0
    sounder: Literal["never", "low", "medium", "high"] = "high"
    sounder_min: Annotated[float, Between(0.1, 1440)] = 10.0
    kind: dict[str, Annotated[AlarmOfKind, NEEDS_CHANGE]] = Field(default_factory=dict)


class RoomAlarms(Section):
    """The limits of one room; those of its climate are what its media allow, where not given."""

    low_c: Celsius | None = None
    high_c: Celsius | None = None
    low_pct: Percent | None = None
    high_pct: Percent | None = None
    deadband_c: Annotated[float, Between(0.1, 5)] = 0.5
    deadband_pct: Annotated[float, Between(0.1, 10)] = 1.0
    swing_c: Annotated[float, Between(0.5, 20)] = 2.0
    swing_most_c: Annotated[float, Between(0.5, 40)] = 4.0
    swing_pct: Annotated[float, Between(1, 50)] = 5.0
    swing_most_pct: Annotated[float, Between(1, 100)] = 10.0
    drift_c: Annotated[float, Between(0.5, 20)] = 4.0
    drift_pct: Annotated[float, Between(1, 50)] = 5.0
    surface_margin_c: Annotated[float, Between(0.5, 10)] = 3.0
    mould_index: Annotated[float, Between(0.1, 6)] = 1.0
    mould_risk: Annotated[float, Between(0.05, 1)] = 0.5
    ozone_mg_m3: Annotated[float, Between(0.02, 0.2)] = 0.16
