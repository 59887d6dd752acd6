"""The vocabulary of the controller: values that never travel without unit, age and quality."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from types import MappingProxyType


class Quality(IntEnum):
    """How far a reading can be trusted; the order is meaningful."""

    BAD = 0
    UNCERTAIN = 1
    GOOD = 2


class Why(StrEnum):
    """The reason behind a quality, in the words of OPC UA."""

    NONE = "none"
    WAITING_FOR_INITIAL_DATA = "waiting_for_initial_data"
    LAST_USABLE = "last_usable"  # one read failed: the value is the last good one
    COMM_FAILURE = "comm_failure"  # the device does not answer
    LINK_DOWN = "link_down"  # the whole bus is unusable
    BAD_REPLY = "bad_reply"  # answers, but not to what was asked
    REFUSED = "refused"  # the device answers with an exception
    SENSOR_FAILURE = "sensor_failure"  # the device says that it has no value
    OUT_OF_RANGE = "out_of_range"
    UNCONFIRMED_JUMP = "unconfirmed_jump"  # faster than the sensor can change; asked again
    SENSOR_NOT_ACCURATE = "sensor_not_accurate"  # stuck, or far from its neighbours
    CONFIGURATION_ERROR = "configuration_error"  # another device answers at this unit id
    LOCAL_OVERRIDE = "local_override"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One value with all that is known about it.

    `value` is None while the quality is BAD: there is no bare number to misuse. `t` is the
    monotonic time of the last good read in seconds, `at` the same in UTC; both None before it.
    """

    value: float | bool | None
    unit: str
    quality: Quality
    why: Why
    t: float | None
    at: datetime | None

    def age_s(self, t: float) -> float | None:
        """Return the seconds since the last good read, or None when there was none."""
        return None if self.t is None else max(0.0, t - self.t)

    @property
    def number(self) -> float | None:
        """The value of a GOOD or UNCERTAIN numeric reading, else None."""
        if self.quality is Quality.BAD or isinstance(self.value, bool):
            return None
        return self.value


def waiting(unit: str) -> Reading:
    """Return the reading of a point that was never read."""
    return Reading(
        value=None,
        unit=unit,
        quality=Quality.BAD,
        why=Why.WAITING_FOR_INITIAL_DATA,
        t=None,
        at=None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PointInfo:
    """What is fixed about one point: its place, its meaning, its names.

    `tag` is `device.point`; `quantity` one of `drivers.profile.Quantity`; `resolution` the
    smallest step that the device shows (0 where unknown). `of_room`: the value speaks for the room;
    a pipe temperature and a sensor in the zone `outside` do not.
    """

    tag: str
    device: str
    room: str
    zone: str
    quantity: str
    unit: str
    title_zh: str
    title_en: str
    resolution: float
    is_bit: bool
    of_room: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceInfo:
    """What is fixed about one device. `poll_s` is the asked poll period in seconds."""

    id: str
    bus: str
    unit_id: int
    profile: str
    room: str
    zone: str
    poll_s: float
    title_zh: str
    title_en: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomInfo:
    """What is fixed about one room."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteInfo:
    """The site with its rooms, devices and points, in the order of the configuration."""

    id: str
    name: str
    timezone: str
    rooms: tuple[RoomInfo, ...]
    devices: tuple[DeviceInfo, ...]
    points: tuple[PointInfo, ...]
    buses: tuple[str, ...]
    simulated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceHealth:
    """How polling one device goes. Times in seconds; counters since start."""

    online: bool
    why: Why
    detail: str
    polls: int
    failures: int
    latency_s: float | None
    next_try_s: float | None  # seconds until a backed-off device is tried again


@dataclass(frozen=True, slots=True, kw_only=True)
class BusHealth:
    """How one bus goes. Counters since start; `busy` is the share of time on the wire, 0..1."""

    up: bool
    detail: str
    requests: int
    no_replies: int
    bad_replies: int
    refusals: int
    reopens: int
    busy: float
    progress_t: float  # monotonic time at which the bus task last went round


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """What one scan found and decided; everything that anyone outside control may look at."""

    seq: int
    image: ProcessImage
    climates: Mapping[str, RoomClimate]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The last scan with the health of devices, buses and services, as shown to people."""

    result: ScanResult
    devices: Mapping[str, DeviceHealth]
    buses: Mapping[str, BusHealth]
    services: Mapping[str, str]  # best-effort service -> "" when well, else what is wrong
