"""The configuration as values: what may be written, in which unit, and what holds by default.

Every key is documented in `docs/configuration.md`. Whatever is not a field here is refused.
"""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from .alarm_sections import Alarms, RoomAlarms
from .backup_section import Backup
from .control_sections import (
    Circulation,
    Exceptions,
    Humidity,
    Output,
    Pair,
    Programme,
    Purifier,
    Safety,
    Schedule,
    Seasons,
    Temperature,
    Ventilation,
)
from .fields import (
    CREDENTIAL_PATTERN,
    DISTINCT,
    TOPIC_PATTERN,
    ZONE_PATTERN,
    AbsolutePath,
    Between,
    Host,
    Identifier,
    Name,
    OneOf,
    SerialPort,
    TcpPort,
    Timezone,
    UnitId,
)
from .media import Media
from .notify_section import Notify
from .plan_section import FloorPlan
from .records_section import Records
from .reports_section import Reports
from .section import LISTED, Section

MODBUS_TCP_PORT = 502
MQTT_PORT = 1883
MQTT_TLS_PORT = 8883

TRANSPORTS = ("rtu", "tcp", "rtu-over-tcp")


class Site(Section):
    """Where this controller stands. `simulated` marks every screen as a demonstration."""

    id: Identifier
    name: Name
    timezone: Timezone
    altitude_m: Annotated[float, Between(-400, 6000)] | None = None
    simulated: bool = False


class Storage(Section):
    """The databases: where, how large the history may grow (MiB), days of raw values."""

    directory: AbsolutePath = Path("/var/lib/roomd")
    history_max_mib: Annotated[int, Between(16, 1_000_000)] = 1024
    raw_days: Annotated[int, Between(1, 3660)] = 30


class Panel(Section):
    """The web panel. `allowed_hosts` are the further names under which browsers reach it.

    `kiosk`: the room has a panel of its own, which is missed from the start on. `diagonal_inch` of
    its screen makes its buttons as large as gloves need. `guests`: who has not signed in sees the
    state of the rooms. `wall_pin`: that panel asks for a PIN before it acts.
    `metrics_credential` names the file with the token by which others may read `/metrics`.
    `tls`: others than this machine are answered by TLS only.
    """

    host: Host = "127.0.0.1"
    port: TcpPort = 8080
    allowed_hosts: Annotated[tuple[Host, ...], LISTED, DISTINCT] = ()
    language: Literal["zh", "en"] = "zh"
    kiosk: bool = False
    diagonal_inch: Annotated[float, Between(4, 100)] | None = None
    guests: bool = False
    wall_pin: bool = True
    metrics_credential: Annotated[str, Field(pattern=CREDENTIAL_PATTERN)] | None = None
    tls: bool = False
    tls_certificate: AbsolutePath | None = None
    tls_key: AbsolutePath | None = None


class Mqtt(Section):
    """The broker that gets the readings; without this table nothing is published.

    `password_credential` names a file in $CREDENTIALS_DIRECTORY or /etc/roomd/credentials.
    """

    host: Host
    tls: bool = False
    port: TcpPort = Field(
        default_factory=lambda written: MQTT_TLS_PORT if written["tls"] else MQTT_PORT
    )
    ca_file: AbsolutePath | None = None
    username: Name | None = None
    password_credential: Annotated[str, Field(pattern=CREDENTIAL_PATTERN)] | None = None
    keepalive_s: Annotated[int, Between(5, 3600)] = 20
    topic_prefix: Annotated[str, Field(pattern=TOPIC_PATTERN, max_length=120)] = "roomd"
    publish_s: Annotated[float, Between(1, 3600)] = 10.0


class Scan(Section):
    """How often control looks at the process image, in seconds.

    Everything that waits for a scan (panel, watchdog, history) counts on one at least each 2 s.
    """

    period_s: Annotated[float, Between(0.1, 2)] = 1.0


class Bus(Section):
    """What every bus has. `worst_latency_s` overrides the slowest profile's, upwards only."""

    id: Identifier
    worst_latency_s: Annotated[float, Between(0.01, 5)] | None = None


class SerialBus(Bus):
    """RS-485 at a serial port. `echo`: the adapter hears its own bytes."""

    transport: Literal["rtu"]
    port: SerialPort
    baudrate: Annotated[
        int, OneOf((1200, 2400, 4800, 9600, 14400, 19200, 38400, 57600, 115200))
    ] = 9600
    parity: Literal["N", "E", "O"] = "N"
    stopbits: Annotated[int, OneOf((1, 2))] = 1
    echo: bool = False


class NetworkBus(Bus):
    """A gateway or device on the network: Modbus TCP, or RTU frames in a TCP stream."""

    transport: Literal["tcp", "rtu-over-tcp"]
    host: Host
    tcp_port: TcpPort = MODBUS_TCP_PORT


def _kind(bus: object) -> str:
    """Return the kind of a bus, by its other keys where its transport says nothing."""
    keys = bus if isinstance(bus, dict) else vars(bus) if isinstance(bus, Bus) else {}
    if keys.get("transport") in TRANSPORTS:
        return "serial" if keys["transport"] == "rtu" else "network"
    return "network" if "host" in keys else "serial"


AnyBus = Annotated[
    Annotated[SerialBus, Tag("serial")] | Annotated[NetworkBus, Tag("network")],
    Discriminator(_kind),
]


class Room(Section):
    """A storage room; its media set the climate that is allowed, its tables the rules."""

    id: Identifier
    name: Name
    media: Annotated[tuple[Media, ...], LISTED, Field(min_length=1), DISTINCT]
    humidity: Humidity | None = None
    temperature: Temperature | None = None
    ventilation: Ventilation | None = None
    circulation: Circulation | None = None
    purifier: Purifier | None = None
    safety: Safety = Safety()
    schedule: Schedule = ()
    exception: Exceptions = ()
    season: Seasons = ()
    alarms: RoomAlarms = RoomAlarms()
    plan: FloorPlan | None = None


class Device(Section):
    """A Modbus device in a room.

    `interlock`: its inputs guard people, so it is never backed off. `names` replaces the names of
    points, `calibration` is added to their values, in the point's unit.
    """

    id: Identifier
    profile: str
    bus: str
    unit_id: UnitId
    room: str
    zone: Annotated[str, Field(pattern=ZONE_PATTERN)] = ""
    poll_s: Annotated[float, Between(0.1, 3600)] = 5.0
    interlock: bool = False
    names: dict[str, Name] = Field(default_factory=dict)
    calibration: dict[str, Annotated[float, Field(allow_inf_nan=False)]] = Field(
        default_factory=dict
    )


class Config(Section):
    """One site, whole and checked."""

    site: Site
    storage: Storage = Storage()
    backup: Backup | None = None
    panel: Panel = Panel()
    mqtt: Mqtt | None = None
    scan: Scan = Scan()
    reports: Reports = Reports()
    records: Records = Records()
    alarms: Alarms = Alarms()
    bus: Annotated[tuple[AnyBus, ...], LISTED] = ()
    room: Annotated[tuple[Room, ...], LISTED] = ()
    device: Annotated[tuple[Device, ...], LISTED] = ()
    output: Annotated[tuple[Output, ...], LISTED] = ()
    pair: Annotated[tuple[Pair, ...], LISTED] = ()
    programme: Annotated[tuple[Programme, ...], LISTED] = ()
    notify: Annotated[tuple[Notify, ...], LISTED] = ()

    @cached_property
    def buses(self) -> dict[str, SerialBus | NetworkBus]:
        """The buses by id."""
        return {bus.id: bus for bus in self.bus}

    @cached_property
    def rooms(self) -> dict[str, Room]:
        """The rooms by id."""
        return {room.id: room for room in self.room}

    @cached_property
    def devices(self) -> dict[str, Device]:
        """The devices by id."""
        return {device.id: device for device in self.device}


def config_schema() -> dict[str, object]:
    """Return the JSON Schema of the merged TOML files, for editors."""
    schema = Config.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
