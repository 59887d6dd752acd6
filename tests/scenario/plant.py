"""A whole site on a virtual clock: true rooms, true relays, a wire that fails, the real daemon.

Only the wire is replaced. Readings go through the daemon's own image, every decision is made by
its own scan, and a restart takes the way over the stored text of its memory. Time moves from event
to event: a scan each second, each 0.2 s while one says that a hazard is live, and at once when the
poll of an interlock input sees a change.
"""

import random
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial

from daemon.control.settings import Settings
from daemon.model import Act, Order, Origin, ScanResult, Verb
from daemon.outputs import TIMER_MARGIN_S
from drivers.simulator.air import Air, air
from drivers.simulator.physics import Building
from tests.scenario.agenda import NEVER, Agenda
from tests.scenario.brain import Brain
from tests.scenario.points import SAFETY, profile_point, sources, units
from tests.scenario.room import SMALL, TrueRoom
from tests.scenario.senses import Device, Fib, Lie, Reader
from tests.scenario.site import DEAD_MAN_S, QUICK, Pace, settings
from tests.scenario.wire import Wire

SCAN_S = 1.0
BRISK_S = 0.2
READ_S = 0.02  # from a poll to its answer
FLIES_S = 1.0  # what is on the wire has arrived by then
MILD = air(27.0, 75.0)


class Plant:
    """The site, its time, and the daemon that controls it."""

    def __init__(
        self,
        rooms: Iterable[str] = ("a",),
        *,
        pace: Pace = QUICK,
        seed: int = 0,
        outside: Callable[[float], Air] = lambda _: MILD,
        building: Building = SMALL,
        told: Callable[[Settings], Settings] = lambda settings: settings,
    ) -> None:
        names, of_room = tuple(rooms), units(pace.sensors_s)
        self.t = 1000.0
        self.chance = random.Random(seed)
        self.settings = told(settings(names, pace))
        self.brain = Brain(self.settings, sources(names, of_room), self.t)
        self.rooms = {name: TrueRoom(name, self.t, outside, building) for name in names}
        self.wire = Wire(self._obey, self._verify, self._deaf, self._out)
        self.changes = 0  # of the truth
        self.alive = True
        self.lag_s = 0.0  # how late every scan comes
        self.coarse_s = SCAN_S  # between scans while no hazard is live
        self.after_event: list[Callable[[], None]] = []
        self.after_scan: list[Callable[[ScanResult], None]] = []
        self.bus_down_until = dict.fromkeys(self.settings.site.buses, 0.0)
        self.devices = {
            f"{room}-{unit.name}": Device(
                name=f"{room}-{unit.name}",
                bus=unit.bus,
                poll_s=unit.poll_s,
                phase_s=self.t - self.chance.uniform(0, unit.poll_s),
                points={tag: profile_point(tag, quantity) for tag, quantity in unit.points},
                interlock=unit.interlock,
            )
            for room in names
            for unit in of_room
        }
        self._acts: list[Act] = []
        self._asked = 0
        self._agenda = Agenda()
        self._look_t = NEVER
        self._scan_t = self.t + self.chance.uniform(0, SCAN_S)
        self._lives = 0

    # Time

    def advance(self, seconds: float) -> None:
        """Let so much time pass."""
        target = self.t + seconds
        while True:
            drops_t = min(room.board.next_drop_t for room in self.rooms.values())
            scan_t = self._scan_t if self.alive else NEVER
            t = min(scan_t, self._agenda.next_t, drops_t, self.wire.next_t, self._look_t)
            self._move(min(max(t, self.t), target))
            if t <= target:
                self._happen()
            for told in self.after_event:
                told()
            if t > target:
                return

    def later(self, seconds: float, happens: Callable[[], None]) -> None:
        """Let something happen after so long."""
        self._agenda.add(self.t + seconds, happens)

    def changing(self) -> None:
        """Bring everything up to now under the old truth, which is about to change."""
        self.changes += 1
        self._poll(SAFETY)
        for room in self.rooms.values():
            room.settle(self.t)
        soon = min(d.next_poll_t(self.t) for d in self.devices.values() if d.interlock)
        self._look_t = min(self._look_t, soon + READ_S)

    def _move(self, t: float) -> None:
        self.t = t
        self.brain.at(t)

    def _happen(self) -> None:
        self._agenda.happen(self.t)
        for room in self.rooms.values():
            if room.board.next_drop_t <= self.t:
                self.changing()
                room.board.let_go(self.t)
        if self.wire.next_t <= self.t:
            self.wire.run(self.t)
        if self._look_t <= self.t:
            self._look()
        if self.alive and self._scan_t <= self.t:
            self._scan()

    # The daemon's side

    def act(
        self,
        verb: Verb,
        subject: str,
        *,
        origin: Origin = Origin.LOCAL,
        for_s: float | None = None,
        value: float | None = None,
    ) -> Act:
        """Let a person ask something of the daemon; a dead one hears nothing."""
        self._asked += 1
        act = Act(
            id=f"act-{self._asked}",
            verb=verb,
            subject=subject,
            who="Li",
            why="a test",
            origin=origin,
            for_s=for_s,
            value=value,
        )
        self.repeat(act)
        return act

    def repeat(self, act: Act) -> None:
        """Let an act arrive, be it for the second time."""
        if self.alive:
            self._acts.append(act)
            self._scan_t = min(self._scan_t, self.t + self.lag_s)

    def kill(self, away_s: float, *, other_boot: bool = False, memory: str = "stored") -> None:
        """End the daemon at once, start it again after `away_s`."""
        self.alive = False
        self.wire.forget()
        self._acts.clear()
        self._lives += 1
        life = self._lives
        self.later(away_s, partial(self._rise, life, other_boot=other_boot, memory=memory))

    def stop(self, away_s: float) -> None:
        """Stop the daemon in order, as `Outputs.drive_safe` does; then start it again."""
        if self.alive:
            self.brain.save()
            for output in self.settings.outputs.values():
                if output.hazardous or output.dead_man_s is None:
                    self._obey(Order(output=output.id, on=False, safety=True))
        self.kill(away_s)

    def _rise(self, life: int, *, other_boot: bool, memory: str) -> None:
        if life != self._lives:
            return
        self.brain.restart(self.t, other_boot=other_boot, memory=memory)
        for device in self.devices.values():
            device.begin(self.t)
        self.alive = True
        self._scan_t = self.t + 0.3

    def _look(self) -> None:
        """Read the interlock inputs again; one that bounces is read at each of its polls."""
        self._poll()
        fast = [device for device in self.devices.values() if device.interlock]
        bounces = any(fib.lie is Lie.BOUNCE for d in fast for fib in d.fibs.values())
        soon = min(d.next_poll_t(self.t + READ_S) for d in fast)
        self._look_t = soon + READ_S if bounces else NEVER

    def _poll(self, bus: str = "") -> None:
        """Make the polls that are due, of one bus or of all."""
        for device in self.devices.values():
            if bus in ("", device.bus):
                down = self.t < self.bus_down_until[device.bus]
                device.poll(self._reader(), bus_down=down)
        if self.brain.woken:
            self._scan_t = min(self._scan_t, self.t + self.lag_s)

    def _reader(self) -> Reader:
        return Reader(self.t, self.brain.image, self.brain.shift_s, self._true, self.chance)

    def _true(self, device: str, tag: str) -> float | bool:
        room, _, unit = device.partition("-")
        return self.rooms[room].truth(unit, tag)

    def _settle(self) -> None:
        """Bring the air up to now for the sensors."""
        for room in self.rooms.values():
            room.settle(self.t)

    def _scan(self) -> None:
        self._settle()
        self._poll()
        acts, self._acts = self._acts, []
        ended = self.wire.taken(self.t)
        down = frozenset(bus for bus, until in self.bus_down_until.items() if self.t < until)
        result = self.brain.scan(acts, (end.written(self.brain.shift_s) for end in ended), down)
        self.wire.send(result.orders, self.t)
        for told in self.after_scan:
            told(result)
        pace_s = BRISK_S if result.brisk else SCAN_S
        if not result.brisk and not any(room.burns() for room in self.rooms.values()):
            pace_s = self.coarse_s
        self._scan_t = self.t + pace_s + self.lag_s

    def _obey(self, order: Order) -> None:
        """A board gets a command."""
        output = self.settings.outputs[order.output]
        self.changing()
        self.rooms[output.room].board.write(
            output.write, self.t, on=order.on, flash_s=output.dead_man_s, ours=True
        )

    def _deaf(self, order: Order) -> bool:
        """Return whether a board does not hear."""
        device = self.devices[self.settings.outputs[order.output].device]
        return self.t < max(device.silent_until, self.bus_down_until[device.bus])

    def _out(self, order: Order) -> bool:
        """Ask a board, as `daemon.outputs` does before a renewal; one that is deaf says nothing."""
        output = self.settings.outputs[order.output]
        if self._deaf(order):
            return False
        sample = self.devices[output.device].read(output.write, self._reader())
        return sample is not None and not sample.value

    def _verify(self, order: Order) -> None:
        """Do as `daemon.outputs` does with an echo; a changed command is read back."""
        output = self.settings.outputs[order.output]
        memory = self.brain.state.outputs.get(order.output)
        self.wire.renewable_t.pop(output.id, None)
        if order.on and output.hazardous:
            self.wire.renewable_t[output.id] = self.t + DEAD_MAN_S - TIMER_MARGIN_S
        if memory is None or memory.echoed_t is None:
            self.later(output.settle_s, partial(self._read_back, order.output))

    def _read_back(self, name: str) -> None:
        output = self.settings.outputs[name]
        if self.alive:
            self.devices[output.device].read(output.write, self._reader())

    # What people and fate do

    def lie(self, tag: str, lie: Lie, value: float = 0.0, lasts_s: float = NEVER) -> None:
        """Let a point tell something else than the truth for so long."""
        device, _, point = tag.partition(".")
        self.changing()
        fib = Fib(lie=lie, since=self.t, until=self.t + lasts_s, value=value)
        self.devices[device].fibs[point] = fib
        if lasts_s < NEVER:
            self.later(lasts_s, self.changing)

    def silence(self, device: str, lasts_s: float) -> None:
        """Let a device not answer for so long."""
        self.changing()
        self.devices[device].silent_until = self.t + lasts_s

    def mend(self) -> None:
        """Repair everything but what people have done."""
        self.changing()
        for device in self.devices.values():
            device.fibs.clear()
            device.silent_until = 0.0
        for room in self.rooms.values():
            room.dead.clear()
            for relay in room.board.relays.values():
                relay.coil = relay.coil and relay.ours
                relay.stuck, relay.ours = None, True
        self.bus_down_until = dict.fromkeys(self.bus_down_until, 0.0)
        self.wire.faults.clear()
        self.later(FLIES_S, partial(self.wire.mend, self.t + FLIES_S))
        self.lag_s = 0.0
        self.brain.ledger_sound = self.brain.clock.is_trusted = True

    def power_off(self, room: str, lasts_s: float) -> None:
        """Let a relay board lose its power for so long: it forgets, and does not answer."""
        self.changing()
        self.rooms[room].board.power_cycle()
        self.silence(f"{room}-relay", lasts_s)

    def cut(self, bus: str, lasts_s: float) -> None:
        """Let nothing come over a bus for so long."""
        self.changing()
        self.bus_down_until[bus] = self.t + lasts_s

    def jump(self, seconds: float) -> None:
        """Let the wall clock jump."""
        self.brain.clock.step += timedelta(seconds=seconds)
