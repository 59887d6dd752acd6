"""Looking for devices on the wires of a running site: one run at a time, in the gaps of the polls.

What is configured and answers its polls is not asked again, and what is configured and silent is
left to its own polls: a run takes nothing from real devices. Nothing is ever written.
"""

import asyncio
from dataclasses import replace

from daemon.fieldbus_ports import FoundUnit, ProbeEnd, ProbeRun
from daemon.model import Why
from drivers.bus import Bus
from drivers.discovery import Search, discover
from drivers.errors import LinkDownError, NoSlackError, StaleRequestError
from drivers.jobs import Rank

from .rows import probe_begun, probe_ended
from .wires import Wires

GAP_S = 45.0  # for one gap; a dead device may have gone first, and waits for 20 s at most
BACK_S = 40.0  # for a lost link to be there again
MOST_LOSSES = 2  # some gateways hang up on who asks for a device that they don't have
LOOK_S = 0.25
SEARCH = Search(rank=Rank.LOOK, patience_s=GAP_S)
LEFT_ALONE = frozenset({Why.COMM_FAILURE, Why.LINK_DOWN, Why.WAITING_FOR_INITIAL_DATA})


class Probing:
    """The runs; `run` must be running. The last one is kept until the next."""

    def __init__(self, wires: Wires) -> None:
        self._wires = wires
        self._run: ProbeRun | None = None
        self._begun_t = 0.0
        self._asked = asyncio.Event()
        self._hold: asyncio.Timeout | None = None  # on the run that goes on

    def newest(self) -> ProbeRun | None:
        """Return the run that goes on, else the last one, with an estimate of what is left."""
        run = self._run
        if run is None or run.end is not ProbeEnd.RUNNING or not run.done:
            return run
        spent_s = self._wires.clock.monotonic() - self._begun_t
        return replace(run, left_s=spent_s / run.done * (run.total - run.done))

    def begin(self, bus: str, first: int, last: int, who: str) -> bool:
        """Begin a run; False while another one goes on."""
        if self._hold is not None or (self._run and self._run.end is ProbeEnd.RUNNING):
            return False
        self._run = ProbeRun(
            bus=bus,
            first=first,
            last=last,
            who=who,
            at=self._wires.clock.utc(),
            done=0,
            found=(),
            end=ProbeEnd.RUNNING,
        )
        self._begun_t = self._wires.clock.monotonic()
        self._wires.record(probe_begun(self._run))
        self._asked.set()
        return True

    def cancel(self, who: str) -> bool:
        """End the run that goes on; False without one."""
        if self._run is None or self._run.end is not ProbeEnd.RUNNING:
            return False
        self._run = replace(self._run, ended_by=who)
        self._ended(ProbeEnd.CANCELLED)
        if self._hold is not None:
            self._hold.reschedule(asyncio.get_running_loop().time())
        return True

    async def run(self) -> None:
        """Look where it is asked for, until cancelled."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            if self._run is None or self._run.end is not ProbeEnd.RUNNING:
                continue
            try:
                async with asyncio.timeout(None) as self._hold:
                    self._ended(*await self._each(self._run))
            except TimeoutError:
                pass  # cancelled by a person
            finally:
                self._hold = None
                if self._run.end is ProbeEnd.RUNNING:
                    self._ended(ProbeEnd.BROKEN)

    async def _each(self, run: ProbeRun) -> tuple[ProbeEnd, str]:
        """Return how the run ended, and what the bus said."""
        bus, losses = self._wires.buses[run.bus], 0
        if not bus.up:
            return ProbeEnd.BUS_DOWN, str(bus.down)
        unit_id = run.first
        while unit_id <= run.last:
            await self._until_calm()
            try:
                found = await self._unit(bus, run.bus, unit_id)
            except StaleRequestError:
                continue  # once the wires are free again, from the first question
            except NoSlackError as err:
                return ProbeEnd.BUS_FULL, str(err)
            except LinkDownError as err:
                losses += 1
                if losses > MOST_LOSSES or not await self._up_again(bus):
                    return ProbeEnd.BUS_DOWN, f"unit {unit_id}: {err}"
                continue
            self._note(found)
            unit_id += 1
        return ProbeEnd.DONE, ""

    async def _unit(self, bus: Bus, bus_id: str, unit_id: int) -> FoundUnit | None:
        """Return what is at a unit id, None for silence."""
        device = self._wires.device_at(bus_id, unit_id)
        if device is not None:
            health = self._wires.health(device.id)
            online = health is not None and health.online
            if online or health is None or health.why in LEFT_ALONE:
                profiles = (device.profile,) if online else ()
                return FoundUnit(
                    unit_id=unit_id, profiles=profiles, device=device.id, online=online
                )
        search = replace(SEARCH, only_while=self._wires.are_free)
        found = await discover(bus, unit_id, self._wires.profiles, search)
        if found is None:
            return None
        name = "" if device is None else device.id
        return FoundUnit(
            unit_id=unit_id, profiles=found.profiles, device=name, online=device is None
        )

    def _note(self, found: FoundUnit | None) -> None:
        if self._run is not None and self._run.end is ProbeEnd.RUNNING:
            more = (*self._run.found, found) if found else self._run.found
            self._run = replace(self._run, done=self._run.done + 1, found=more)

    async def _until_calm(self) -> None:
        """Wait while a sterilisation cycle is on its way."""
        seq = 0
        while not self._wires.are_free():
            if self._run is not None:
                self._run = replace(self._run, waits=True)
            seq = (await self._wires.live.newer_than(seq)).result.seq
        if self._run is not None and self._run.waits:
            self._run = replace(self._run, waits=False)

    async def _up_again(self, bus: Bus) -> bool:
        """Return whether a lost link came back in time."""
        clock = self._wires.clock
        latest = clock.monotonic() + BACK_S
        while not bus.up and clock.monotonic() < latest:
            await clock.sleep_until(clock.monotonic() + LOOK_S)
        return bus.up

    def _ended(self, end: ProbeEnd, detail: str = "") -> None:
        if self._run is None or self._run.end is not ProbeEnd.RUNNING:
            return
        self._run = replace(self._run, end=end, detail=detail, waits=False)
        self._wires.record(probe_ended(self._run))
