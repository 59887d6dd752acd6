"""The wires of a running site for who sets it up (the port `Fieldbus`)."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from daemon.clock import Clock
from daemon.configuration.loading import Loaded
from daemon.configuration.model import NetworkBus, SerialBus
from daemon.control.settings import OutputSettings
from daemon.core import Core
from daemon.fieldbus_ports import (
    BusLine,
    NewDevice,
    OutputPlace,
    OutputTest,
    ProbeRun,
    ProfileFacts,
    RegistersAsked,
    RegistersRead,
)
from daemon.model import Answer, Event
from daemon.ports import Operator

from .device_text import device_text
from .looking import Looking
from .output_tests import OutputTests
from .probing import Probing
from .wires import Wires


class LiveFieldbus:
    """Looks and tests beside the polls; `run` must be running."""

    def __init__(self, wires: Wires, operator: Operator) -> None:
        self._wires = wires
        self._probing = Probing(wires)
        self._looking = Looking(wires)
        self._testing = OutputTests(wires, operator)

    def lines(self) -> Sequence[BusLine]:
        """Return the buses in the order of the configuration."""
        return tuple(
            BusLine(id=bus.id, transport=bus.transport, place=_place(bus))
            for bus in self._wires.config.bus
        )

    def profiles(self) -> Sequence[ProfileFacts]:
        """Return the device models that can be configured."""
        return tuple(
            ProfileFacts(
                id=profile.id,
                title={"zh": profile.title.zh, "en": profile.title.en},
                is_verified=profile.verified,
                writable=tuple(writable.tag for writable in profile.write),
            )
            for profile in self._wires.profiles.values()
        )

    def outputs(self) -> Sequence[OutputPlace]:
        """Return where the outputs are, in the order of the configuration."""
        devices = self._wires.config.devices
        return tuple(
            OutputPlace(
                output=output.id,
                bus=devices[output.device].bus,
                device=output.device,
                unit_id=devices[output.device].unit_id,
                write=output.write,
                running=output.running or "",
            )
            for output in self._wires.outputs.values()
        )

    def probed(self) -> ProbeRun | None:
        """Return the run that goes on, else the last one."""
        return self._probing.newest()

    def probe(self, bus: str, first: int, last: int, who: str) -> bool:
        """Begin to look for devices; False while another run goes on."""
        return self._probing.begin(bus, first, last, who)

    def cancel(self, who: str) -> bool:
        """End the run; False where none goes on."""
        return self._probing.cancel(who)

    async def registers(self, asked: RegistersAsked, who: str) -> RegistersRead:
        """Return what the unit answers; raises UnreadError."""
        return await self._looking.registers(asked, who)

    def device_text(self, new: NewDevice) -> str:
        """Return the `[[device]]` table of a device."""
        return device_text(new)

    def tested(self) -> OutputTest | None:
        """Return the test that goes on, else the last one."""
        return self._testing.newest()

    async def test(self, output: str, who: str, *, on: bool) -> Answer:
        """Ask control to hold an output for half a minute; raises UntestedError."""
        return await self._testing.begin(output, who, on=on)

    async def end_test(self, who: str) -> Answer | None:
        """Give the output of the test back to its rules; None where no test goes on."""
        return await self._testing.end(who)

    async def run(self) -> None:
        """Look and watch until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._probing.run(), name="probing")
            group.create_task(self._testing.run(), name="output test")


def fieldbus_of(
    loaded: Loaded,
    core: Core,
    outputs: Mapping[str, OutputSettings],
    clock: Clock,
    record: Callable[[Event], object],
) -> LiveFieldbus:
    """Return the wires of a running core; `record` takes a row for the ledger."""
    wires = Wires(
        config=loaded.config,
        profiles=loaded.profiles,
        buses=core.buses,
        outputs=outputs,
        live=core.live,
        clock=clock,
        record=record,
    )
    return LiveFieldbus(wires, core.desk)


def _place(bus: SerialBus | NetworkBus) -> str:
    if isinstance(bus, SerialBus):
        return f"{bus.port} {bus.baudrate} 8{bus.parity}{bus.stopbits}"
    return f"{bus.host}:{bus.tcp_port}"
