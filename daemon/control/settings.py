"""What control is told once: rooms, outputs and programmes as plain values.

Tags are `device.point`. Times are in seconds, hours of the day are local to the site.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from daemon.model import Band, Claim, PointInfo, SiteInfo

from .alarms.groups import AlarmGroups
from .alarms.settings import AlarmSettings, RoomAlarms
from .claims import default
from .output_settings import OnLoss, OutputSettings

__all__ = [
    "COLDEST",
    "CirculationRule",
    "DatedException",
    "HumidityRule",
    "OnLoss",
    "OutputSettings",
    "Programme",
    "PurifierRule",
    "RoomSettings",
    "SafetyInputs",
    "Season",
    "SetpointChange",
    "Settings",
    "TemperatureRule",
    "VentilationRule",
    "Window",
]

COLDEST = "coldest"  # the zone of a sensor at the coldest surface


@dataclass(frozen=True, slots=True, kw_only=True)
class HumidityRule:
    """Relative humidity of a room: `lower` and `raise_` are outputs, either may be missing."""

    setpoint_pct: float
    deadband_pct: float = 4.0
    glide_pct_per_day: float = 2.0
    lower: str | None = None
    raise_: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemperatureRule:
    """Temperature of a room: `lower` cools, `raise_` heats, either may be missing."""

    setpoint_c: float
    deadband_c: float = 1.0
    glide_c_per_day: float = 1.0
    lower: str | None = None
    raise_: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VentilationRule:
    """A fan that takes in outside air while that dries the room.

    `temperature` and `humidity` are tags of sensors outside, `margin_g_m3` the advantage in
    absolute humidity that is asked for.
    """

    fan: str
    temperature: str
    humidity: str
    margin_g_m3: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class CirculationRule:
    """A fan that mixes the room's air for `run_s` out of every `every_s`.

    It also runs while the sensors of the room lie more than `spread_pct` %RH apart (0: never).
    """

    fan: str
    run_s: float
    every_s: float
    spread_pct: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A time of the week: begins at each cron time `at`, lasts `for_s`."""

    at: str
    for_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PurifierRule:
    """An enclosed purifier: runs in its windows, and while `above` is over `limit` (its unit)."""

    output: str
    windows: tuple[Window, ...] = ()
    above: str | None = None
    limit: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SetpointChange:
    """From each cron time `at` on, other setpoints; None leaves one alone."""

    at: str
    setpoint_c: float | None = None
    setpoint_pct: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedException:
    """Days, both included, on which the weekly schedule does not hold but these setpoints."""

    first: date
    last: date
    setpoint_c: float | None = None
    setpoint_pct: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Setpoints from a day of the year on, until the next season begins."""

    month: int
    day: int
    setpoint_c: float | None = None
    setpoint_pct: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyInputs:
    """The tags behind each fact of a room; all of one fact must agree. True means well.

    Every contact is wired fail-safe: current flows while all is well. `ozone` are concentrations.
    """

    door_closed: tuple[str, ...] = ()
    nobody: tuple[str, ...] = ()
    e_stop_released: tuple[str, ...] = ()
    floor_dry: tuple[str, ...] = ()
    no_fire: tuple[str, ...] = ()
    ozone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSettings:
    """One room: what is allowed, what is wanted, what guards people."""

    id: str
    name: str
    band: Band
    humidity: HumidityRule | None = None
    temperature: TemperatureRule | None = None
    ventilation: VentilationRule | None = None
    circulation: CirculationRule | None = None
    purifier: PurifierRule | None = None
    schedule: tuple[SetpointChange, ...] = ()
    exceptions: tuple[DatedException, ...] = ()
    seasons: tuple[Season, ...] = ()
    safety: SafetyInputs = field(default_factory=SafetyInputs)
    alarms: RoomAlarms = field(default_factory=RoomAlarms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A sterilisation cycle with a hazard that nobody may meet (`domain.md` 4.3).

    `worst_case_s` is how long the room stays closed where ozone can't be measured. Caps: `run_s`
    a cycle, `daily_run_s` a day, `yearly_dose_mg_h_m3` of ozone a year, `lamp_life_s` of burning.
    """

    id: str
    name: str
    room: str
    output: str
    run_s: float
    warning_s: float = 90.0
    quiet_s: float = 600.0
    decay_s: float = 1800.0
    worst_case_s: float = 4 * 3600.0
    clear_s: float = 600.0
    entry_ozone_mg_m3: float = 0.16
    start_ozone_mg_m3: float = 0.05
    most_ozone_mg_m3: float = 30.0
    most_pct: float = 60.0
    least_c: float = 14.0
    most_c: float = 30.0
    rest_s: float = 3600.0
    daily_run_s: float = 7200.0
    yearly_dose_mg_h_m3: float = 100.0
    lamp_life_s: float = 1000 * 3600.0
    exhaust: str | None = None
    sounder: str | None = None
    contactor: str | None = None


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that control is told. `version` names the configuration that it came from.

    `pairs` are outputs of which at most one may run. `stagger_s` keeps starts apart, `adopt_s` is
    how long a start only looks on. `monitor_only`: no output is switched on.
    """

    site: SiteInfo
    version: str = ""
    rooms: Mapping[str, RoomSettings] = field(default_factory=dict)
    outputs: Mapping[str, OutputSettings] = field(default_factory=dict)
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    pairs: tuple[tuple[str, str], ...] = ()
    stagger_s: float = 10.0
    adopt_s: float = 5.0
    monitor_only: bool = False
    alarms: AlarmSettings = field(default_factory=AlarmSettings)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of the site."""
        return ZoneInfo(self.site.timezone)

    @cached_property
    def points_of(self) -> Mapping[tuple[str, str], tuple[PointInfo, ...]]:
        """The points that speak for a room, by room and quantity."""
        points: dict[tuple[str, str], tuple[PointInfo, ...]] = {}
        for point in self.site.points:
            if point.of_room:
                key = point.room, point.quantity
                points[key] = (*points.get(key, ()), point)
        return points

    @cached_property
    def partners(self) -> Mapping[str, tuple[str, ...]]:
        """The outputs that exclude each output."""
        return {
            output: tuple(b if a == output else a for a, b in self.pairs if output in (a, b))
            for output in self.outputs
        }

    @cached_property
    def outputs_of(self) -> Mapping[str, tuple[OutputSettings, ...]]:
        """The outputs of each room."""
        return {
            room: tuple(o for o in self.outputs.values() if o.room == room) for room in self.rooms
        }

    @cached_property
    def defaults(self) -> Mapping[str, tuple[Claim, ...]]:
        """The claims of each room that hold when nobody wants anything: off."""
        return {
            room: tuple(default(output.id) for output in outputs)
            for room, outputs in self.outputs_of.items()
        }

    @cached_property
    def programmes_of(self) -> Mapping[str, tuple[Programme, ...]]:
        """The programmes of each room."""
        return {
            room: tuple(p for p in self.programmes.values() if p.room == room)
            for room in self.rooms
        }

    @cached_property
    def alarm_groups(self) -> AlarmGroups:
        """What the conditions of alarms look at together."""
        return AlarmGroups.of(self.site)

    @cached_property
    def climate_tags(self) -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """The tags of the temperatures and the humidities that speak for each room.

        The coldest wall has a voice only where nothing else measures: it differs by nature.
        """

        def tags(room: str, quantity: str) -> tuple[str, ...]:
            points = self.points_of.get((room, quantity), ())
            usual = tuple(p.tag for p in points if p.zone != COLDEST)
            return usual or tuple(p.tag for p in points)

        return {
            room.id: (tags(room.id, "temperature"), tags(room.id, "relative_humidity"))
            for room in self.site.rooms
        }

    @cached_property
    def surface_tags(self) -> Mapping[str, tuple[str, ...]]:
        """The tags of the temperatures at the coldest surface of each room."""
        return {
            room.id: tuple(
                p.tag for p in self.points_of.get((room.id, "temperature"), ()) if p.zone == COLDEST
            )
            for room in self.site.rooms
        }
