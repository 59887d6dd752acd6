"""What the conditions look at together, found once from what is fixed about the site."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from daemon.model import DeviceInfo, PointInfo, SiteInfo, alarm_key

MEASURED = frozenset(
    {
        "temperature",
        "relative_humidity",
        "dew_point",
        "absolute_humidity",
        "mixing_ratio",
        "ozone",
        "contact",
    }
)
"""The quantities of sensors; what a machine says of itself is watched with the machine."""

# What profiles call the points that ask for a person.
FILTER_DIRTY, FILTER_HOURS, FILTER_DUE_HOURS = "filter_dirty", "fan_hours", "fan_alarm_hours"
TANK_FULL = "water_full"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceGroup:
    """One device: its sensors, and the alarms that explain why they are silent."""

    id: str
    room: str
    bus_down: str  # the key of the alarm
    silent: str
    sensors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterGroup:
    """The filter of one device: a tag that says it is dirty, or run hours and their limit."""

    device: str
    room: str
    dirty: str | None = None
    hours: str | None = None
    due_hours: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TankGroup:
    """A device that says by itself that its tank is full."""

    device: str
    room: str
    full: str


@dataclass(frozen=True, kw_only=True)
class AlarmGroups:
    """All groups of a site. `buses` tells the room of each bus, "" where it serves several."""

    buses: Mapping[str, str]
    devices: tuple[DeviceGroup, ...]
    filters: tuple[FilterGroup, ...]
    tanks: tuple[TankGroup, ...]

    @cached_property
    def device_of(self) -> Mapping[str, DeviceGroup]:
        """The devices by id."""
        return {device.id: device for device in self.devices}

    @classmethod
    def of(cls, site: SiteInfo) -> Self:
        """Return the groups of a site."""
        points: dict[str, list[PointInfo]] = {device.id: [] for device in site.devices}
        for point in site.points:
            points.setdefault(point.device, []).append(point)
        tags = {
            device: {point.tag.partition(".")[2]: point.tag for point in of_device}
            for device, of_device in points.items()
        }
        return cls(
            buses={bus: _room_of(d for d in site.devices if d.bus == bus) for bus in site.buses},
            devices=tuple(_device(device, points[device.id]) for device in site.devices),
            filters=tuple(f for d in site.devices if (f := _filter(d, tags[d.id])) is not None),
            tanks=tuple(
                TankGroup(device=d.id, room=d.room, full=tags[d.id][TANK_FULL])
                for d in site.devices
                if TANK_FULL in tags[d.id]
            ),
        )


def _room_of(devices: Iterable[DeviceInfo]) -> str:
    rooms = {device.room for device in devices}
    return rooms.pop() if len(rooms) == 1 else ""


def _device(device: DeviceInfo, points: Iterable[PointInfo]) -> DeviceGroup:
    return DeviceGroup(
        id=device.id,
        room=device.room,
        bus_down=alarm_key("bus_down", device.bus),
        silent=alarm_key("device_silent", device.id),
        sensors=tuple(point.tag for point in points if point.quantity in MEASURED),
    )


def _filter(device: DeviceInfo, tags: Mapping[str, str]) -> FilterGroup | None:
    dirty, hours, due = (tags.get(n) for n in (FILTER_DIRTY, FILTER_HOURS, FILTER_DUE_HOURS))
    if dirty is None and (hours is None or due is None):
        return None
    return FilterGroup(device=device.id, room=device.room, dirty=dirty, hours=hours, due_hours=due)
