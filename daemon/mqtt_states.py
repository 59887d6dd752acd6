"""What is published: one JSON state a room and a device, built from a snapshot (pure)."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from .model import DeviceInfo, Reading, RoomInfo, SiteInfo, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomState:
    """The climate of one room."""

    topic: str
    room: RoomInfo

    def readings(self, snapshot: Snapshot) -> Mapping[str, Reading]:
        """Return the readings of the room by quantity."""
        climate = snapshot.result.climates[self.room.id]
        return {
            "temperature": climate.temperature,
            "relative_humidity": climate.humidity,
            "dew_point": climate.dew_point,
        }

    def urgency(self, snapshot: Snapshot) -> object:
        """Return what is published at once when it changes."""
        return _urgency(self.readings(snapshot))

    def state(self, snapshot: Snapshot, t: float) -> dict[str, object]:
        """Return the state at the monotonic time `t`."""
        return {
            "room": self.room.id,
            "name": self.room.name,
            **common(snapshot),
            "readings": _readings(self.readings(snapshot), t),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceState:
    """Every point of one device; `tags` maps the points' names to their tags."""

    topic: str
    device: DeviceInfo
    tags: Mapping[str, str]

    def readings(self, snapshot: Snapshot) -> Mapping[str, Reading]:
        """Return the readings of the device by point."""
        found = snapshot.result.image.readings
        return {name: found[tag] for name, tag in self.tags.items()}

    def urgency(self, snapshot: Snapshot) -> object:
        """Return what is published at once when it changes."""
        health = snapshot.devices.get(self.device.id)
        return (health and health.online, *_urgency(self.readings(snapshot)))

    def state(self, snapshot: Snapshot, t: float) -> dict[str, object]:
        """Return the state at the monotonic time `t`."""
        health = snapshot.devices.get(self.device.id)
        return {
            "device": self.device.id,
            "name": self.device.title_zh,
            "room": self.device.room,
            "zone": self.device.zone,
            "online": health is not None and health.online,
            "why": health.why.value if health else None,
            **common(snapshot),
            "readings": _readings(self.readings(snapshot), t),
        }


def base_topic(prefix: str, site: str) -> str:
    """Return what every topic of the site begins with."""
    return f"{prefix}/{site}"


def status_topic(prefix: str, site: str) -> str:
    """Return the topic that says whether the site is online."""
    return f"{base_topic(prefix, site)}/status"


def state_topics(prefix: str, info: SiteInfo) -> Iterator[RoomState | DeviceState]:
    """Yield everything that has a state of its own, in the order of the configuration."""
    base = base_topic(prefix, info.id)
    for room in info.rooms:
        yield RoomState(topic=f"{base}/room/{room.id}/state", room=room)
    for device in info.devices:
        points = (point for point in info.points if point.device == device.id)
        yield DeviceState(
            topic=f"{base}/device/{device.id}/state",
            device=device,
            tags={point.tag.removeprefix(f"{device.id}."): point.tag for point in points},
        )


def common(snapshot: Snapshot) -> dict[str, object]:
    """Return what every state says of its scan."""
    image = snapshot.result.image
    return {"at": _iso(image.at), "clock_trusted": image.clock_trusted}


def _readings(readings: Mapping[str, Reading], t: float) -> dict[str, object]:
    return {name: _reading(reading, t) for name, reading in readings.items()}


def _reading(reading: Reading, t: float) -> dict[str, object]:
    value = reading.value if isinstance(reading.value, bool) else reading.number
    age_s = reading.age_s(t)
    return {
        "value": value if value is not None and math.isfinite(value) else None,
        "unit": reading.unit,
        "quality": reading.quality.name.lower(),
        "why": reading.why.value,
        "age_s": None if age_s is None else round(age_s, 1),
        "at": None if reading.at is None else _iso(reading.at),
    }


def _urgency(readings: Mapping[str, Reading]) -> tuple[object, ...]:
    """Return qualities, reasons, and facts such as a door: not the numbers, they drift."""
    return tuple(
        (reading.quality, reading.why, reading.value if isinstance(reading.value, bool) else None)
        for reading in readings.values()
    )


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
