"""One snapshot at one time: every point has a reading, every room a face and a state; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from daemon.model import (
    SHOWN,
    Alarm,
    CycleStatus,
    Decision,
    Degraded,
    DeviceHealth,
    DeviceInfo,
    Priority,
    Quality,
    Reading,
    RoomClimate,
    RoomControl,
    RoomMeasures,
    Snapshot,
    Why,
    waiting,
)
from daemon.ports import WindowAdvice

from .equipment import device_state
from .layout import RoomLayout
from .tendency import Tendencies
from .words import State, msgid

STALE_SCAN_S = 5.0  # a scan takes place each second
UNSENSED = RoomClimate(temperature=waiting("°C"), humidity=waiting("%RH"), dew_point=waiting("°C"))
CLIMATE = {  # what a room's face shows -> quantity, name
    "temperature": ("temperature", msgid("Temperature")),
    "humidity": ("relative_humidity", msgid("Relative humidity")),
    "dew_point": ("dew_point", msgid("Dew point")),
}


def reading_state(reading: Reading) -> State:
    """Return how one reading does, taken alone."""
    if reading.quality is Quality.GOOD:
        return State.GOOD
    if reading.why is Why.WAITING_FOR_INITIAL_DATA:
        return State.WAITING
    return State.ATTENTION


def alarm_state(alarms: Iterable[Alarm]) -> State:
    """Return what shown alarms mean: ALARM while a high one holds, ATTENTION while any is shown."""
    states = [
        State.ALARM if alarm.priority is Priority.HIGH and alarm.active else State.ATTENTION
        for alarm in alarms
    ]
    return max(states, default=State.GOOD)


def room_state(
    face: Sequence[Reading], others: Iterable[Reading], devices: Iterable[DeviceHealth | None]
) -> State:
    """Return the state of a room from its temperature and humidity, its points and its devices.

    LOST when nothing of the face can be trusted, though a value was already expected.
    """
    states = [reading_state(reading) for reading in (*face, *others)]
    states += [min(device_state(health), State.ATTENTION) for health in devices]
    blind = bool(face) and all(reading.quality is Quality.BAD for reading in face)
    if blind and any(reading_state(reading) is not State.WAITING for reading in face):
        return State.LOST
    return max(states, default=State.GOOD)


@dataclass(frozen=True, slots=True)
class Moment:
    """One snapshot, or none yet, at the monotonic time `t`; every point has a reading.

    `windows` is the advice on opening windows by room, `tendencies` where the climate goes,
    `indexed` as of when the records are known: (None,) never wholly yet, () where there are none.
    """

    snapshot: Snapshot | None
    t: float
    readings: Mapping[str, Reading]
    windows: Mapping[str, WindowAdvice] = field(default_factory=dict)
    tendencies: Tendencies = field(default_factory=dict)
    indexed: tuple[datetime | None, ...] = ()

    @property
    def stale_s(self) -> float:
        """Seconds since the last scan where that is too long ago, else 0."""
        age_s = 0.0 if self.snapshot is None else self.t - self.snapshot.result.image.t
        return age_s if age_s > STALE_SCAN_S else 0.0

    @property
    def decisions(self) -> Mapping[str, Decision]:
        """What was decided for the outputs; {} before the first scan."""
        return self.snapshot.result.outputs if self.snapshot else {}

    @property
    def controls(self) -> Mapping[str, RoomControl]:
        """What control thinks of the rooms; {} before the first scan."""
        return self.snapshot.result.rooms if self.snapshot else {}

    @property
    def cycles(self) -> Mapping[str, CycleStatus]:
        """The sterilisation programmes; {} before the first scan."""
        return self.snapshot.result.cycles if self.snapshot else {}

    @property
    def degraded(self) -> tuple[Degraded, ...]:
        """The degraded modes that hold."""
        return self.snapshot.result.degraded if self.snapshot else ()

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """All alarms, the gravest first; what was set aside too."""
        return self.snapshot.result.alarms if self.snapshot else ()

    @property
    def measures(self) -> Mapping[str, RoomMeasures]:
        """The running measures by room."""
        return self.snapshot.measures if self.snapshot else {}

    def shown_alarms(self, room: str) -> tuple[Alarm, ...]:
        """Return the shown alarms of a room, "" being the site."""
        return tuple(a for a in self.alarms if a.state in SHOWN and a.room == room)

    def grave(self, room: str) -> Alarm | None:
        """Return the first high alarm that holds in a room."""
        shown = self.shown_alarms(room)
        return next((alarm for alarm in shown if alarm_state((alarm,)) is State.ALARM), None)

    def device(self, device: DeviceInfo) -> DeviceHealth | None:
        """Return how a device does, None where that is not known yet."""
        return self.snapshot.devices.get(device.id) if self.snapshot else None

    def face(self, room: RoomLayout) -> dict[str, Reading]:
        """Return what the room's face shows; nothing in a room without climate sensors."""
        climates = self.snapshot.result.climates if self.snapshot else {}
        climate = climates.get(room.room.id, UNSENSED)
        return {
            name: getattr(climate, name)
            for name, (quantity, _) in CLIMATE.items()
            if room.has(quantity)
        }

    def room_state(self, room: RoomLayout) -> State:
        """Return the state of a room, LOST when nobody scans any more."""
        if self.stale_s:
            return State.LOST
        face = self.face(room)
        return room_state(
            [face[name] for name in ("temperature", "humidity") if name in face],
            [self.readings[point.tag] for block in room.blocks for point in block.points],
            [self.device(block.device) for block in room.blocks],
        )
