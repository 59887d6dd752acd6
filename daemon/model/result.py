"""What a scan found and decided, and the snapshot that people see."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .alarms import Alarm
from .control import Answer, CycleStatus, Decision, Degraded, Event, Order, RoomControl
from .health import BusHealth, DeviceHealth
from .image import ProcessImage, RoomClimate
from .preservation import RoomMeasures


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """What one scan found and decided; everything that anyone outside control may look at.

    `orders` are for the wire, `events` for the ledger, `answers` for those who acted. `brisk`: a
    hazard is live, so the next scan must come soon.
    """

    seq: int
    image: ProcessImage
    climates: Mapping[str, RoomClimate]
    outputs: Mapping[str, Decision] = field(default_factory=dict)
    rooms: Mapping[str, RoomControl] = field(default_factory=dict)
    cycles: Mapping[str, CycleStatus] = field(default_factory=dict)
    degraded: tuple[Degraded, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    orders: tuple[Order, ...] = ()
    events: tuple[Event, ...] = ()
    answers: tuple[Answer, ...] = ()
    brisk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The last scan with the health of devices, buses and services, as shown to people.

    `measures` are the running measures of each room; a room of which nothing is known is absent.
    """

    result: ScanResult
    devices: Mapping[str, DeviceHealth]
    buses: Mapping[str, BusHealth]
    services: Mapping[str, str]  # best-effort service -> "" when well, else what is wrong
    measures: Mapping[str, RoomMeasures] = field(default_factory=dict)
