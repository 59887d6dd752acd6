"""Rooms with a UV lamp each, under the real core of the controller, on the simulator's wires.

Each room has a bus of its own with the contacts of its door, a lamp relay with a device-side timer
and a climate sensor. The programmes differ from real ones in their waiting times and climate limits
only, so that a lamp can be lit again within a second or two, also in a room whose door was opened
a thousand times; what puts it out is the same.
"""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import drivers
from daemon.clock import SystemClock
from daemon.configuration.loading import Loaded, load_config
from daemon.configuration.site import site_info
from daemon.control.settings import (
    OutputSettings,
    Programme,
    RoomSettings,
    SafetyInputs,
    Settings,
)
from daemon.control.state import ControlState
from daemon.core import Core
from daemon.model import Act, Band, CycleStatus, Kind, Origin, Snapshot, Stage, Verb
from daemon.notify import Notifier
from daemon.store.ledger import Ledger
from drivers.simulator.control import Remote
from tests.devices import SENSOR
from tests.rig import Rig, serial_line, tcp_line
from tests.site_process import serial_bus, tcp_bus

LOAD_UNIT = 9
DAY_S = 86_400.0
LOOK_S = 0.1  # between two looks at a door
# The shipped module, for boards that are known to answer within that time.
CONTACTS = re.sub(
    r"(?m)^(worst_latency_s = ).*$",
    rf"\g<1>{LOOK_S}",
    (Path(drivers.__file__).parent / "profiles" / "generic-di-8.toml").read_text(encoding="utf-8"),
).replace('id = "generic-di-8"', 'id = "test-di-8"', 1)
PROFILES = {"test-sensor": SENSOR, "test-di-8": CONTACTS}
AT_REST = (Stage.IDLE, Stage.LOCKED_OUT)
NUMBERS = itertools.count()


def names(rooms: int) -> list[str]:
    """Return the ids of so many rooms."""
    return [f"r{n}" for n in range(1, rooms + 1)]


def scenario(rooms: int, *, serial: bool) -> str:
    """Return a scenario of rooms `r1`, `r2`, … on lines of the same names."""
    text = ""
    for room in names(rooms):
        text += serial_line(room) if serial else tcp_line(room)
        text += f"""
[[room]]
id = "{room}"
temperature_c = 20.0
humidity_pct = 50.0
door_open = true
[[device]]
id = "door-{room}"
line = "{room}"
unit_id = 1
profile = "test-di-8"
room = "{room}"
latency_s = 0.005
[device.bind]
door_closed = "door_closed"
nobody_inside = "nobody"
estop_healthy = "e_stop_released"
[[device]]
id = "relay-{room}"
line = "{room}"
unit_id = 2
profile = "uv-lamp-relay"
room = "{room}"
latency_s = 0.005
bind = {{ lamp_1 = "uv_lamp" }}
[[device]]
id = "th-{room}"
line = "{room}"
unit_id = 3
profile = "test-sensor"
room = "{room}"
noise = 0
[[device]]
id = "load-{room}"
line = "{room}"
unit_id = {LOAD_UNIT}
mode = "fixed"
latency_s = 0.005
"""
    return text


def load(
    rig: Rig, rooms: int, *, serial: bool, look_s: float = LOOK_S, relay_s: float = 1.0
) -> Loaded:
    """Write a configuration for the rig's rooms and return it loaded.

    The doors are looked at every `look_s` seconds, the lamp relays every `relay_s`.
    """
    folder = rig.folder / "site"
    (folder / "profiles").mkdir(parents=True, exist_ok=True)
    for name, profile in PROFILES.items():
        (folder / "profiles" / f"{name}.toml").write_text(profile, encoding="utf-8")
    text = f"""
[site]
id = "uv"
name = "uv"
timezone = "Asia/Shanghai"
[storage]
directory = "{folder}"
"""
    devices = ""
    for room in names(rooms):
        bus = serial_bus(rig.path(room)) if serial else tcp_bus(rig.port(room))
        text += f'[[bus]]\nid = "bus-{room}"\n{bus}'
        for unit_id, name, profile, more in (
            (1, "door", "test-di-8", f"poll_s = {look_s}\ninterlock = true"),
            (2, "relay", "uv-lamp-relay", f"poll_s = {relay_s}"),
            (3, "th", "test-sensor", "poll_s = 2.0"),
        ):
            devices += f"""
[[device]]
id = "{name}-{room}"
profile = "{profile}"
bus = "bus-{room}"
unit_id = {unit_id}
room = "{room}"
{more}
"""
    text += "".join(
        f'[[room]]\nid = "{r}"\nname = "{r}"\nmedia = ["paper"]\n' for r in names(rooms)
    )
    text += devices
    path = folder / "roomd.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(path)


def settings_of(loaded: Loaded) -> Settings:
    """Return what control is told: one lamp and one programme without waiting times a room."""
    rooms = [room.id for room in loaded.config.room]
    return Settings(
        site=site_info(loaded.config, loaded.profiles),
        version="uv",
        rooms={room: _room(room) for room in rooms},
        outputs={f"lamp-{room}": _lamp(room) for room in rooms},
        programmes={f"uv-{room}": _programme(room) for room in rooms},
        stagger_s=0.0,
        adopt_s=0.5,
    )


def _room(room: str) -> RoomSettings:
    return RoomSettings(
        id=room,
        name=room,
        band=Band(low_c=14, high_c=24, low_pct=45, high_pct=60),
        safety=SafetyInputs(
            door_closed=(f"door-{room}.door_closed",),
            nobody=(f"door-{room}.nobody_inside",),
            e_stop_released=(f"door-{room}.estop_healthy",),
        ),
    )


def _lamp(room: str) -> OutputSettings:
    return OutputSettings(
        id=f"lamp-{room}",
        name="紫外灯",
        room=room,
        kind=Kind.UV_LAMP,
        device=f"relay-{room}",
        write="lamp_1",
        feedback=f"relay-{room}.lamp_1",
        hazardous=True,
        settle_s=0.2,
        dead_man_s=3.0,
        renew_s=1.0,
        starts_per_hour=100_000,
        daily_writes=10_000_000,
    )


def _programme(room: str) -> Programme:
    return Programme(
        id=f"uv-{room}",
        name="紫外消毒",
        room=room,
        output=f"lamp-{room}",
        run_s=DAY_S,
        warning_s=0.0,
        quiet_s=0.0,
        decay_s=0.0,
        worst_case_s=0.0,
        clear_s=0.0,
        rest_s=0.0,
        most_pct=100.0,
        least_c=-20.0,
        most_c=60.0,
        daily_run_s=DAY_S * 1000,
        lamp_life_s=DAY_S * 1000,
    )


class Site:
    """A running core, and a person at the panel of each of its rooms."""

    def __init__(self, core: Core) -> None:
        self.core = core

    async def until(self, room: str, holds: Callable[[Snapshot, CycleStatus], object]) -> Snapshot:
        """Return the first snapshot in which something holds for a room."""
        seq = 0
        while True:
            snapshot = await self.core.live.newer_than(seq)
            seq = snapshot.result.seq
            if holds(snapshot, snapshot.result.cycles[f"uv-{room}"]):
                return snapshot

    async def act(self, verb: Verb, subject: str) -> bool:
        """Let a person at the room's own panel do something; return whether it was accepted."""
        act = Act(
            id=str(next(NUMBERS)),
            verb=verb,
            subject=subject,
            who="bench",
            why="bench",
            origin=Origin.LOCAL,
        )
        return (await self.core.desk.act(act)).accepted

    async def sees(self, room: str, *, is_open: bool) -> None:
        """Return once the door of a room is seen to be open, or closed."""
        door = f"door-{room}.door_closed"
        await self.until(room, lambda s, _: s.result.image.readings[door].value is (not is_open))

    async def light(self, room: str, remote: Remote) -> None:
        """Close the open door of a room and run its programme until its lamp burns."""
        programme = f"uv-{room}"
        while not self.burns(room):
            await asyncio.to_thread(remote.door, room, is_open=True)
            await self.sees(room, is_open=True)
            await asyncio.to_thread(remote.door, room, is_open=False)
            await self.sees(room, is_open=False)
            found = await self.until(room, lambda _, c: c.stage in AT_REST)
            if found.result.cycles[programme].stage is Stage.LOCKED_OUT:
                await self.act(Verb.ACKNOWLEDGE, programme)
            await self.act(Verb.RESET, room)
            await self.act(Verb.REQUEST, programme)
            await self.act(Verb.CONFIRM, programme)
            await self.until(room, lambda _, c: self.burns(room) or c.stage in AT_REST)

    def burns(self, room: str) -> bool:
        """Return whether the lamp of a room is known to burn now."""
        snapshot = self.core.live.snapshot
        if snapshot is None:
            return False
        is_running = snapshot.result.cycles[f"uv-{room}"].stage is Stage.RUN
        return is_running and snapshot.result.outputs[f"lamp-{room}"].feedback is True


@asynccontextmanager
async def controlled(
    loaded: Loaded,
    settings: Settings,
    notifier: Notifier | None = None,
    services: Callable[[], Mapping[str, str]] = dict,
) -> AsyncIterator[tuple[Site, "asyncio.Task[None]"]]:
    """Run the core with its ledger; yield the site and the task that controls it."""
    clock = SystemClock()
    ledger = Ledger(Path(loaded.config.storage.directory), clock, settings.version)
    core = Core(
        loaded,
        settings,
        await ledger.recall() or ControlState(),
        ledger=ledger,
        clock=clock,
        notifier=notifier or Notifier(),
        services=services,
        listeners=(),
    )
    async with core.served():
        tasks = [asyncio.create_task(ledger.run()), asyncio.create_task(core.run())]
        try:
            yield Site(core), tasks[1]
        finally:
            for task in reversed(tasks):
                task.cancel()
                await asyncio.wait([task])
