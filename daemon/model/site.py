"""What is fixed about the site: rooms, devices, points, outputs, programmes."""

from dataclasses import dataclass
from typing import Literal

from .control import Kind

Wall = Literal["north", "south", "east", "west"]


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
    """What is fixed about one room.

    `doors` are the tags of the contacts of its doors, true where shut; the deadbands are full
    widths, None without a rule.
    """

    id: str
    name: str
    doors: tuple[str, ...] = ()
    deadband_c: float | None = None
    deadband_pct: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputInfo:
    """What is fixed about one output. `hazardous`: it can hurt a person who is inside.

    `feedback` is the tag that shows its command, "" where none does; `on_value` and `off_value` are
    what that shows.
    """

    id: str
    room: str
    kind: Kind
    name: str
    hazardous: bool
    device: str = ""
    feedback: str = ""
    on_value: float = 1.0
    off_value: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeInfo:
    """What is fixed about one sterilisation programme; `output` is its hazard."""

    id: str
    room: str
    name: str
    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanZone:
    """Where a zone is in its room: metres from the west wall and from the north wall."""

    zone: str
    x_m: float
    y_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDoor:
    """A door in a wall: `at_m` from the wall's west or north end to the near side of the door."""

    wall: Wall
    at_m: float
    width_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPlan:
    """One room on the plan of the site: a rectangle in metres, x to the east, y to the south."""

    room: str
    x_m: float
    y_m: float
    width_m: float
    depth_m: float
    zones: tuple[PlanZone, ...] = ()
    doors: tuple[PlanDoor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteInfo:
    """The site with its rooms, devices, points and outputs, in the order of the configuration.

    `plans` are the rooms whose place and size are known; `altitude_m` is above the sea, None where
    nobody has said it.
    """

    id: str
    name: str
    timezone: str
    rooms: tuple[RoomInfo, ...]
    devices: tuple[DeviceInfo, ...]
    points: tuple[PointInfo, ...]
    buses: tuple[str, ...]
    simulated: bool
    outputs: tuple[OutputInfo, ...] = ()
    programmes: tuple[ProgrammeInfo, ...] = ()
    plans: tuple[RoomPlan, ...] = ()
    altitude_m: float | None = None
