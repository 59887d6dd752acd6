"""The tables that tell control what to do: rules of a room, outputs, programmes.

Every key is documented in `docs/configuration.md`; what the times and limits mean is said in
`daemon.control.settings`.
"""

from typing import Annotated

from pydantic import AfterValidator, Field

from daemon.control.settings import OnLoss
from daemon.model import Kind

from .fields import (
    DISTINCT,
    Between,
    CalendarDay,
    CronTime,
    Identifier,
    MonthDay,
    Name,
    TagName,
    something_set,
)
from .section import LISTED, NAMED, Section

Celsius = Annotated[float, Between(-30, 60)]
Percent = Annotated[float, Between(0, 100)]
Minutes = Annotated[float, Between(0, 1440)]
Tags = Annotated[tuple[TagName, ...], LISTED, DISTINCT]


class Humidity(Section):
    """A room's relative humidity and the outputs that raise and lower it."""

    setpoint_pct: Percent
    deadband_pct: Annotated[float, Between(1, 20)] = 4.0
    glide_pct_per_day: Annotated[float, Between(0.1, 50)] = 2.0
    lower: Identifier | None = None
    raise_: Identifier | None = Field(default=None, alias="raise")


class Temperature(Section):
    """A room's temperature and the outputs that raise and lower it."""

    setpoint_c: Celsius
    deadband_c: Annotated[float, Between(0.3, 5)] = 1.0
    glide_c_per_day: Annotated[float, Between(0.1, 10)] = 1.0
    lower: Identifier | None = None
    raise_: Identifier | None = Field(default=None, alias="raise")


class Ventilation(Section):
    """A fan that takes in outside air while that dries; `outside` is a device in that zone."""

    fan: Identifier
    outside: Identifier
    margin_g_m3: Annotated[float, Between(0.1, 5)] = 0.5


class Circulation(Section):
    """A fan that mixes the air."""

    fan: Identifier
    run_min: Annotated[float, Between(0.5, 1440)]
    every_min: Annotated[float, Between(1, 1440)]
    spread_pct: Annotated[float, Between(0, 50)] = 0.0


class PurifierWindow(Section):
    """A time in which the purifier runs."""

    at: CronTime
    for_min: Annotated[float, Between(1, 10_080)]


class Purifier(Section):
    """An enclosed purifier, by the clock and by the air."""

    output: Identifier
    windows: Annotated[tuple[PurifierWindow, ...], LISTED] = ()
    above: TagName | None = None
    limit: Annotated[float, Between(0, 100_000)] | None = None


class Safety(Section):
    """The contacts and sensors that guard people; true means well."""

    door_closed: Tags = ()
    nobody: Tags = ()
    e_stop_released: Tags = ()
    floor_dry: Tags = ()
    no_fire: Tags = ()
    ozone: Tags = ()


class Setpoints(Section):
    """Setpoints that hold at some time; at least one of them is given."""

    setpoint_c: Celsius | None = None
    setpoint_pct: Percent | None = None


class ScheduledSetpoints(Setpoints):
    """Setpoints from a time of the week on."""

    at: CronTime


class ExceptionalSetpoints(Setpoints):
    """Setpoints of certain days, both included."""

    first: CalendarDay
    last: CalendarDay


class SeasonalSetpoints(Setpoints):
    """Setpoints from a day of the year on."""

    from_: MonthDay = Field(alias="from")


NEEDS_SETPOINT = AfterValidator(something_set("setpoint_c", "setpoint_pct"))
Schedule = Annotated[tuple[Annotated[ScheduledSetpoints, NEEDS_SETPOINT], ...], LISTED]
Exceptions = Annotated[tuple[Annotated[ExceptionalSetpoints, NEEDS_SETPOINT], ...], LISTED]
Seasons = Annotated[tuple[Annotated[SeasonalSetpoints, NEEDS_SETPOINT], ...], LISTED]


class Output(Section):
    """One machine, and the register or coil that switches it."""

    id: Identifier
    name: Name
    kind: Annotated[Kind, NAMED]
    room: str
    device: str
    write: str
    on_value: Annotated[float, Between(-65_536, 65_536)] = 1.0
    off_value: Annotated[float, Between(-65_536, 65_536)] = 0.0
    running: TagName | None = None
    full: TagName | None = None
    min_on_min: Minutes | None = None
    min_off_min: Minutes | None = None
    starts_per_hour: Annotated[int, Between(1, 60)] | None = None
    change_over_min: Minutes = 5.0
    on_sensor_loss: Annotated[OnLoss, NAMED] = OnLoss.OFF
    hold_min: Annotated[float, Between(0.1, 240)] | None = None
    duty_pct: Annotated[float, Between(1, 100)] | None = None
    effect_after_min: Annotated[float, Between(5, 1440)] = 40.0


class Pair(Section):
    """Two outputs of which at most one runs."""

    outputs: Annotated[tuple[Identifier, ...], LISTED, Field(min_length=2, max_length=2), DISTINCT]


class Programme(Section):
    """A sterilisation cycle with a hazard that nobody may meet."""

    id: Identifier
    name: Name
    room: str
    output: Identifier
    run_min: Annotated[float, Between(1, 480)]
    warning_s: Annotated[float, Between(60, 600)] = 90.0
    quiet_min: Annotated[float, Between(1, 240)] = 10.0
    decay_min: Annotated[float, Between(1, 1440)] = 30.0
    worst_case_min: Annotated[float, Between(30, 2880)] = 240.0
    clear_min: Annotated[float, Between(1, 240)] = 10.0
    entry_ozone_mg_m3: Annotated[float, Between(0.02, 0.2)] = 0.16
    start_ozone_mg_m3: Annotated[float, Between(0.01, 0.2)] = 0.05
    most_ozone_mg_m3: Annotated[float, Between(0.1, 100)] = 30.0
    most_pct: Annotated[float, Between(20, 60)] = 60.0
    least_c: Annotated[float, Between(0, 40)] = 14.0
    most_c: Annotated[float, Between(0, 40)] = 30.0
    rest_min: Annotated[float, Between(1, 10_080)] = 60.0
    daily_run_min: Annotated[float, Between(1, 1440)] = 120.0
    yearly_dose_mg_h_m3: Annotated[float, Between(0.1, 10_000)] = 100.0
    lamp_life_h: Annotated[float, Between(10, 50_000)] = 1000.0
    exhaust: Identifier | None = None
    sounder: Identifier | None = None
    contactor: Identifier | None = None
