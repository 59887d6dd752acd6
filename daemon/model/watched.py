"""What alarms look at beside the image and the decisions: how the program itself goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .health import BusHealth, DeviceHealth
from .preservation import RoomMeasures


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """How polling, services and stores go, at one moment.

    `services` has "" for what is well, else what is wrong. `facts` are single numbers with their
    unit in the name (`disk_free_ratio`, `backup_unset`, `backup_age_s`, `panel_age_s`,
    `records_sync_age_s`, `holdings_copy_age_s`, `records_held`, `records_missing`,
    `records_overdue`); what a site does not have is absent.
    `calibration_left_s` tells by tag how long its certificate is still valid, below 0 when it is
    over. `rooms` are the running measures of each room.
    """

    devices: Mapping[str, DeviceHealth] = field(default_factory=dict)
    buses: Mapping[str, BusHealth] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, float] = field(default_factory=dict)
    calibration_left_s: Mapping[str, float] = field(default_factory=dict)
    rooms: Mapping[str, RoomMeasures] = field(default_factory=dict)
