"""What the alarms are told once: limits, deadbands and delays of the site and of each room."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from daemon.model import AlarmKind, Band, Priority

from .catalogue import CATALOGUE

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomAlarms:
    """The limits of one room.

    `band` is None where the climate that the media allow is the limit. An alarm of a climate ends
    a deadband inside its limit. `swing_*` is the range of 24 h that is told, `swing_most_*` the one
    that is grave (1987 rules, art. 7: "±2 °C, ±5 %RH a day", read narrowly and widely). `drift_*`
    is how far the mean of a day may lie from that of 30 days (4 °C is our own choice: a season
    alone should stay below), `surface_margin_c` the least distance of the coldest surface from the
    dew point.
    """

    band: Band | None = None
    deadband_c: float = 0.5
    deadband_pct: float = 1.0
    swing_c: float = 2.0
    swing_most_c: float = 4.0
    swing_pct: float = 5.0
    swing_most_pct: float = 10.0
    drift_c: float = 4.0
    drift_pct: float = 5.0
    surface_margin_c: float = 3.0
    mould_index: float = 1.0
    mould_risk: float = 0.5
    ozone_mg_m3: float = 0.16


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmSettings:
    """The limits of the site, and the catalogue with its own delays and priorities.

    `lamp_ratio` is the share of a lamp's life after which its change is due. The sounders of a room
    call for alarms from `sounder_least` on (None: never), for `sounder_s` at most.
    """

    kinds: Mapping[str, AlarmKind] = field(default_factory=lambda: CATALOGUE)
    disk_free_ratio: float = 0.05
    backup_age_s: float = 3 * DAY_S
    sync_age_s: float = DAY_S
    panel_age_s: float = 120.0
    lamp_ratio: float = 0.9
    sounder_least: Priority | None = Priority.HIGH
    sounder_s: float = 600.0
