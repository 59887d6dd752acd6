"""The scenario file: rooms, lines, devices and a script of events; all checked before start."""

import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from drivers.catalog import shipped_profiles, site_profiles
from drivers.profile import Profile, Strict

from .commands import Command
from .physics import Building
from .signals import SIGNALS
from .weather import DAY_H, Weather


class RoomSpec(Strict):
    """One room as it is at the start."""

    id: str = Field(min_length=1)
    temperature_c: float = Field(default=22.0, ge=-20, le=50)
    humidity_pct: float = Field(default=60.0, ge=1, le=100)
    people: int = Field(default=0, ge=0)
    door_open: bool = False
    building: Building = Building()


class LineSpec(Strict):
    """One bus, seen from the devices' end.

    `path` is the symlink that an `rtu` line makes to its pty. Serial settings pace an `rtu` line.
    `echo` returns every received byte, as some RS-485 adapters do. `tid = "zero"` is a gateway
    that answers every transaction id with 0.
    """

    id: str = Field(min_length=1)
    transport: Literal["tcp", "rtu-over-tcp", "rtu"]
    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65535)
    path: Path | None = None
    baudrate: Literal[1200, 2400, 4800, 9600, 14400, 19200, 38400, 57600, 115200] = 9600
    parity: Literal["N", "E", "O"] = "N"
    stopbits: Literal[1, 2] = 1
    echo: bool = False
    tid: Literal["echo", "zero"] = "echo"

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if (self.transport == "rtu") != (self.path is not None):
            raise ValueError("path belongs to transport rtu, and rtu needs it")
        return self


class DeviceSpec(Strict):
    """One device on a line.

    `mode`: `profile` answers from the physics by its profile; `fixed` and `counter` answer any
    address with a known word, for benches. `place` is where its probe is; `zone_offset_c` how much
    warmer that corner is; `offset_c` and `offset_pct` are errors of the probe, `lag_s` its lag,
    `noise` scales its noise (0 for none). `bind` ties tags to signals, `hold` gives constants to
    tags that nothing drives. `holes` says how addresses between the points answer.
    """

    id: str = Field(min_length=1)
    line: str
    unit_id: int = Field(ge=1, le=255)
    mode: Literal["profile", "fixed", "counter"] = "profile"
    profile: str | None = None
    room: str | None = None
    place: Literal["room", "wall", "outside"] = "room"
    zone_offset_c: float = 0.0
    offset_c: float = 0.0
    offset_pct: float = 0.0
    lag_s: float = Field(default=20.0, ge=0)
    noise: float = Field(default=1.0, ge=0)
    latency_s: float = Field(default=0.0, ge=0, le=10)
    strict_gap: bool = False
    holes: Literal["refuse", "zero"] = "refuse"
    bind: dict[str, str] = Field(default_factory=dict)
    hold: dict[str, float] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known(self) -> Self:
        if (self.mode == "profile") != (self.profile is not None):
            raise ValueError("profile belongs to mode profile, and that mode needs it")
        for tag, signal in self.bind.items():
            if signal not in SIGNALS:
                raise ValueError(f"bind {tag}: no signal is called {signal}")
        return self


class Event(Strict):
    """One command of the script, `at_s` real seconds after the start."""

    at_s: float = Field(ge=0)
    do: Command


class Scenario(Strict):
    """Everything that is simulated. `speed` runs the physics faster, never the wire."""

    speed: float = Field(default=1.0, gt=0, le=3600)
    seed: int = 1
    start_hour: float = Field(default=8.0, ge=0, lt=DAY_H)
    weather: Weather = Weather()
    profiles: Path | None = None  # folder of site profiles
    room: tuple[RoomSpec, ...] = ()
    line: tuple[LineSpec, ...] = Field(min_length=1)
    device: tuple[DeviceSpec, ...] = ()
    event: tuple[Event, ...] = ()

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        known = {
            "line": [line.id for line in self.line],
            "room": [room.id for room in self.room],
            "device": [device.id for device in self.device],
        }
        for kind, ids in known.items():
            if again := _repeated(ids):
                raise ValueError(f"{kind} given twice: {again}")
        if again := _repeated((device.line, device.unit_id) for device in self.device):
            raise ValueError(f"unit id given twice: {again}")
        for device in self.device:
            _check_names(f"device {device.id}", device, known)
            if device.bind and device.room is None:
                raise ValueError(f"device {device.id}: bind needs a room")
        for event in self.event:
            _check_names(f"event {event.do.cmd}", event.do, known)
        return self


def read_scenario(path: Path) -> Scenario:
    """Return the scenario of a file; its `profiles` folder is relative to the file.

    Raises OSError, tomllib.TOMLDecodeError or pydantic.ValidationError (a ValueError both).
    """
    scenario = Scenario.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    if scenario.profiles is None:
        return scenario
    return scenario.model_copy(update={"profiles": path.parent / scenario.profiles})


def profiles_of(scenario: Scenario) -> Mapping[str, Profile]:
    """Return the shipped profiles, overlaid by the site's.

    Raises ValueError where a device names none of them, or binds or holds a tag it has not.
    """
    profiles = shipped_profiles()
    if scenario.profiles is not None:
        profiles |= site_profiles(scenario.profiles)
    for device in scenario.device:
        if device.profile is None:
            continue
        if device.profile not in profiles:
            raise ValueError(f"device {device.id}: no profile is called {device.profile}")
        profile = profiles[device.profile]
        tags = {*profile.points, *(writable.tag for writable in profile.write)}
        if unknown := {*device.bind, *device.hold} - tags:
            raise ValueError(f"device {device.id}: no tag is called {', '.join(sorted(unknown))}")
    return profiles


def _check_names(who: str, what: Strict, known: Mapping[str, Collection[str]]) -> None:
    for kind, ids in known.items():
        name = getattr(what, kind, None)
        if name is not None and name not in ids:
            raise ValueError(f"{who}: no {kind} is called {name}")


def _repeated(names: Iterable[object]) -> set[object]:
    return {name for name, times in Counter(names).items() if times > 1}
