"""A running site with devices that are configured and others that are not, on one wire."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from daemon.clock import SystemClock
from daemon.commissioning.fieldbus import LiveFieldbus, fieldbus_of
from daemon.configuration.control_settings import control_settings
from daemon.configuration.loading import Loaded, load_config
from daemon.control.settings import Settings
from daemon.control.state import ControlState
from daemon.core import Core
from daemon.fieldbus_ports import ProbeEnd, ProbeRun
from daemon.model import Event, Snapshot
from daemon.notify import Notifier
from daemon.store.ledger import Ledger
from tests.devices import SENSOR
from tests.rig import Rig, serial_line, simulated, tcp_line
from tests.site_process import serial_bus, tcp_bus
from tests.waiting import until

TRUTH = "request,relay,machine"
READS = {1, 2, 3, 4}
LINE = "wire"
NEW, ODD, SILENT = 4, 6, 5  # unit ids that nobody configured
# It answers for one coil far away, and no shipped profile knows it.
STRANGER = """
id = "test-stranger"
title = { zh = "陌生设备", en = "Stranger" }
source = "made for the test suite"
[[identity]]
space = "coil"
address = 0x3000
encoding = "bit"
[[point]]
tag = "far"
quantity = "contact"
title = { zh = "远", en = "Far" }
space = "coil"
address = 0x3000
encoding = "bit"
"""


def scenario(*, serial: bool = False) -> str:
    """Return the wire: a sensor, a relay board with two fans, and two devices that are new."""
    return (
        (serial_line(LINE) if serial else tcp_line(LINE))
        + f"""
[[room]]
id = "r1"
temperature_c = 20.0
humidity_pct = 52.0
[[device]]
id = "th"
line = "{LINE}"
unit_id = 1
profile = "test-sensor"
room = "r1"
noise = 0
[[device]]
id = "io"
line = "{LINE}"
unit_id = 2
profile = "waveshare-relay-d-8"
room = "r1"
[device.bind]
relay_1 = "exhaust_fan"
input_1 = "exhaust_fan_running"
[[device]]
id = "new"
line = "{LINE}"
unit_id = {NEW}
profile = "xy-md02"
room = "r1"
noise = 0
[[device]]
id = "odd"
line = "{LINE}"
unit_id = {ODD}
profile = "test-stranger"
"""
    )


def site_text(rig: Rig, *, serial: bool = False, poll_s: float = 1.0) -> str:
    """Return the configuration of the site; the last two devices are not in it."""
    bus = serial_bus(rig.path(LINE)) if serial else tcp_bus(rig.port(LINE))
    return f"""
[site]
id = "site"
name = "调试"
timezone = "Asia/Shanghai"
[storage]
directory = "{rig.folder / "site" / "store"}"
[[bus]]
id = "{LINE}"
{bus}
[[room]]
id = "r1"
name = "一号库房"
media = ["paper"]
[[device]]
id = "th"
profile = "test-sensor"
bus = "{LINE}"
unit_id = 1
room = "r1"
poll_s = {poll_s}
[[device]]
id = "io"
profile = "waveshare-relay-d-8"
bus = "{LINE}"
unit_id = 2
room = "r1"
poll_s = {poll_s}
[[output]]
id = "fan"
name = "排风扇"
kind = "exhaust_fan"
room = "r1"
device = "io"
write = "relay_1"
running = "io.input_1"
[[output]]
id = "mix"
name = "循环风扇"
kind = "circulation_fan"
room = "r1"
device = "io"
write = "relay_2"
"""


@dataclass
class FieldbusSite:
    """The running core, its wires, and what was told to the ledger."""

    rig: Rig
    loaded: Loaded
    settings: Settings
    core: Core
    fieldbus: LiveFieldbus
    told: list[Event]

    async def until(self, holds: Callable[[Snapshot], object]) -> Snapshot:
        """Return the first snapshot of which something holds."""
        for _ in itertools.count():
            seq = -1 if self.core.live.snapshot is None else self.core.live.snapshot.result.seq
            if self.core.live.snapshot is not None and holds(self.core.live.snapshot):
                return self.core.live.snapshot
            await self.core.live.newer_than(seq)
        raise AssertionError

    async def ready(self) -> None:
        """Return once all devices answer, and the fans may be switched."""
        await self.until(
            lambda s: (
                all(s.devices[name].online for name in ("th", "io"))
                and all(
                    claim.owner != "adopt" for d in s.result.outputs.values() for claim in d.claims
                )
            )
        )

    async def searched(self, within_s: float = 60.0) -> ProbeRun:
        """Return the search once it has ended."""

        def is_over() -> bool:
            run = self.fieldbus.probed()
            return run is not None and run.end is not ProbeEnd.RUNNING

        await until(is_over, within_s)
        run = self.fieldbus.probed()
        assert run is not None
        return run

    def truth(self, kind: str) -> list[dict[str, Any]]:
        """Return what the simulator has logged of a kind."""
        lines = (self.rig.folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
        return [entry for line in lines if (entry := json.loads(line))["kind"] == kind]


@asynccontextmanager
async def fieldbus_site(
    *, serial: bool = False, poll_s: float = 1.0
) -> AsyncIterator[FieldbusSite]:
    """Run the site on the simulator's wire."""
    profiles = {"test-sensor": SENSOR, "test-stranger": STRANGER}
    with simulated(scenario(serial=serial), truth=TRUTH, profiles=profiles) as rig:
        folder = rig.folder / "site"
        (folder / "profiles").mkdir(parents=True)
        (folder / "store").mkdir()
        (folder / "profiles" / "test-sensor.toml").write_text(SENSOR, encoding="utf-8")
        main = folder / "roomd.toml"
        main.write_text(site_text(rig, serial=serial, poll_s=poll_s), encoding="utf-8")
        loaded = load_config(main)
        settings = replace(control_settings(loaded), adopt_s=0.5, stagger_s=0.0)
        clock, told = SystemClock(), list[Event]()
        ledger = Ledger(loaded.config.storage.directory, clock, settings.version)
        core = Core(
            loaded,
            settings,
            ControlState(),
            ledger=ledger,
            clock=clock,
            notifier=Notifier(),
            services=dict,
            listeners=(),
        )
        fieldbus = fieldbus_of(loaded, core, settings.outputs, clock, told.append)
        async with asyncio.timeout(110), core.served():
            tasks = [asyncio.create_task(run()) for run in (ledger.run, core.run, fieldbus.run)]
            site = FieldbusSite(rig, loaded, settings, core, fieldbus, told)
            try:
                await site.ready()
                yield site
            finally:
                for task in reversed(tasks):
                    task.cancel()
                    await asyncio.wait([task])
