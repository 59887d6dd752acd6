"""From the tables about alarms to what the alarms are told: bands, shares, seconds (pure)."""

from dataclasses import replace

from daemon.control.alarms import settings as told
from daemon.control.alarms.catalogue import CATALOGUE
from daemon.model import AlarmKind, Band, Priority

from .alarm_sections import AlarmOfKind, Alarms
from .media import band_of
from .model import Room

MINUTE_S = 60.0
HOUR_S = 3600.0
PERCENT = 100.0
LIMITS = frozenset({"low_c", "high_c", "low_pct", "high_pct"})


def alarm_settings(alarms: Alarms) -> told.AlarmSettings:
    """Return what the alarms are told about the site."""
    own = {code: _kind(CATALOGUE[code], kind) for code, kind in alarms.kind.items()}
    return told.AlarmSettings(
        kinds={**CATALOGUE, **own},
        disk_free_ratio=alarms.disk_free_pct / PERCENT,
        backup_age_s=alarms.backup_age_h * HOUR_S,
        sync_age_s=alarms.sync_age_h * HOUR_S,
        panel_age_s=alarms.panel_age_s,
        lamp_ratio=alarms.lamp_life_pct / PERCENT,
        sounder_least=None if alarms.sounder == "never" else Priority[alarms.sounder.upper()],
        sounder_s=alarms.sounder_min * MINUTE_S,
    )


def room_alarms(room: Room) -> told.RoomAlarms:
    """Return what the alarms are told about a room."""
    return told.RoomAlarms(band=limits_of(room), **room.alarms.model_dump(exclude=set(LIMITS)))


def limits_of(room: Room) -> Band:
    """Return the climate outside which a room alarms: its own limits, else those of its media."""
    band = band_of(room.media)
    own = {key: value for key in LIMITS if (value := getattr(room.alarms, key)) is not None}
    return replace(band, **own)


def _kind(kind: AlarmKind, own: AlarmOfKind) -> AlarmKind:
    delays = own.model_dump(include={"on_delay_s", "off_delay_s"}, exclude_none=True)
    if own.priority is not None:
        delays["priority"] = Priority[own.priority.upper()]
    return replace(kind, **delays)
