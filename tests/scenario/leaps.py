"""A plant whose daemon leaves out the scans that would decide what the last one did.

A scan is pure, and while no reading changes only time can make it decide anew. So after a scan that
left all that is remembered as it was, the next moment is sought at which anything else can happen:
a poll of a sensor of the air, an event of the plant, the end of a claim, a renewal, a look at the
sensors. The seconds before it are left out. While a setpoint glides that is not enough: a scan is
tried at the last of these seconds, on the readings of now, and where it remembers anything else
than what it adds up, the first second that does so is found by halving.

Beside anything that is wrong or under way each second is scanned, and in a site that knows hours or
programmes always. The air moves on a grid of its own: it does not matter when somebody looks.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import timedelta
from operator import attrgetter
from typing import Any, TypeVar

from daemon.control.commands import RENEW_SHARE
from daemon.control.scan import scan
from daemon.control.settings import OutputSettings, RoomSettings
from daemon.control.state import ControlState, OutputMemory, RoomMemory
from daemon.control.suspicion import CHECK_S
from daemon.control.unsteady import HOUR_S
from daemon.control.view import Inputs
from daemon.model import Verdict
from tests.scenario.agenda import NEVER
from tests.scenario.plant import SCAN_S, Plant

T = TypeVar("T")
STEP_S = 10.0  # of the air
SLOW_S = 10.0  # a device that is asked more seldom is scanned after each of its polls
ROUNDING_S = 1e-6
SETTLED = (Verdict.CONFIRMED, Verdict.UNKNOWN)


def _all_but(of: type[Any], *names: str) -> Callable[[Any], object]:
    return attrgetter(*(f.name for f in fields(of) if f.name not in names))


# Without alarms, which switch nothing, and what a scan only adds to: seconds, gliding setpoints.
# A look at the sensors decides by whom it doubts, and that at once; the rest it notes for the next.
SITE = _all_but(ControlState, "seq", "t", "outputs", "rooms", "alarms", "suspicion")
DOUBTED = attrgetter("suspicion.doubtful")
OUTPUT = _all_but(OutputMemory, "run_s")
ROOM = _all_but(RoomMemory, "setpoint_c", "setpoint_pct", "quiet_t", "clear_t")
SETPOINTS = attrgetter("setpoint_c", "setpoint_pct")


class LeapingPlant(Plant):
    """The site, its time, and the daemon that controls it; `leaps` may be taken from it."""

    leaps = True
    scans = 0  # that were made, be it to try
    after_step: Callable[[], None] = staticmethod(lambda: None)  # of the air
    _target = NEVER
    _air_t = 0.0

    def advance(self, seconds: float) -> None:
        """Let so much time pass."""
        self._target = self.t + seconds
        super().advance(seconds)

    def _settle(self) -> None:
        self._air_t = self._air_t or self.t
        while self._air_t + STEP_S <= self.t:
            self._air_t += STEP_S
            for room in self.rooms.values():
                room.settle(self._air_t)
            self.after_step()

    def _poll(self, bus: str = "") -> None:
        self._settle()
        super()._poll(bus)

    def _scan(self) -> None:
        before = self.brain.state
        super()._scan()
        self.scans += 1
        inputs = self.brain.inputs
        if not (inputs and self.leaps and self._is_timeless() and self._is_calm()):
            return
        seconds = list(self._seconds(self._next_t()))
        if seconds and _glides(before, self.brain.state):
            self._try(inputs, seconds)
        elif seconds and _is_still(before, self.brain.state):
            self._scan_t = seconds[-1] + SCAN_S

    def _is_timeless(self) -> bool:
        """Return whether nothing in the settings begins at a time of its own."""
        rooms = self.settings.rooms.values()
        return not self.settings.programmes and not any(map(_knows_hours, rooms))

    def _is_calm(self) -> bool:
        """Return whether nothing is under way or wrong."""
        result, state = self.brain.result, self.brain.state
        return (
            self.wire.is_idle
            and not self._acts
            and not self.lag_s
            and max(self.bus_down_until.values()) <= self.t
            and result is not None
            and not (result.brisk or result.orders or result.degraded)
            and not any(trip.latched or trip.well_t is not None for trip in state.trips.values())
            and not any(map(_is_busy, state.outputs.values()))
            and not any(
                device.fibs or device.failures or device.silent_until > self.t
                for device in self.devices.values()
            )
        )

    def _next_t(self) -> float:
        """Return when the next thing can happen that a scan must see."""
        result, state, now = self.brain.result, self.brain.state, self.brain.clock.t
        claims = () if result is None else (c for d in result.outputs.values() for c in d.claims)
        renewals = (
            _renewal_t(output, state.outputs[name])
            for name, output in self.settings.outputs.items()
        )
        ends = [c.until for c in claims if c.until is not None]
        ends += [t + HOUR_S for memory in state.outputs.values() for t in _unsteady(memory)]
        polls = [d.next_poll_t(self.t) for d in self.devices.values() if d.poll_s >= SLOW_S]
        return min(
            self._target,
            self._agenda.next_t,
            self._look_t,
            *(room.board.next_drop_t for room in self.rooms.values()),
            *polls,
            min(*(end for end in ends if end > now), *renewals, state.suspicion.checked_t + CHECK_S)
            - self.brain.shift_s
            - ROUNDING_S,
        )

    def _seconds(self, until: float) -> Iterator[float]:
        """Yield the times of the scans before `until`."""
        second = self._scan_t
        while second < until:
            yield second
            second += SCAN_S

    def _try(self, inputs: Inputs, seconds: list[float]) -> None:
        """Leave out the first of these seconds, as many as change nothing."""
        before = self.brain.state
        still, other, ahead = -1, len(seconds), len(seconds) - 1
        while other - still > 1:
            after = self._after(inputs, before, seconds[ahead])
            if _is_still(before, after):
                still, self.brain.state = ahead, after
                self._scan_t = seconds[ahead] + SCAN_S
            else:
                other = ahead
            ahead = (still + other) // 2

    def _after(self, inputs: Inputs, before: ControlState, t: float) -> ControlState:
        """Return what a scan at `t` remembers if no reading changes until then."""
        ahead_s = t + self.brain.shift_s - inputs.image.t
        at = inputs.image.at + timedelta(seconds=ahead_s)
        image = replace(inputs.image, t=t + self.brain.shift_s, at=at)
        self.scans += 1
        _, state = scan(replace(inputs, image=image, acts=(), written=()), self.settings, before)
        return state


def _knows_hours(room: RoomSettings) -> bool:
    windows = room.purifier is not None and room.purifier.windows
    return bool(windows or room.schedule or room.exceptions or room.seasons)


def _is_busy(memory: OutputMemory) -> bool:
    """Return whether a command is on its way, or the machine does not do what it was told."""
    wrong = bool(memory.error) or memory.mismatch_t is not None
    return memory.flying or wrong or memory.verdict not in SETTLED


def _unsteady(memory: OutputMemory) -> tuple[float, ...]:
    """Return the times from which the hour of an unsteady feedback is counted."""
    return () if memory.unsteady_t is None else (memory.unsteady_t, *memory.flickers[:1])


def _renewal_t(output: OutputSettings, memory: OutputMemory) -> float:
    """Return when the timer of an output is to be started anew."""
    if not memory.command or output.dead_man_s is None or memory.written_t is None:
        return NEVER
    last_t = memory.written_t if memory.asked_t is None else max(memory.asked_t, memory.written_t)
    return last_t + output.renew_s * RENEW_SHARE


def _glides(before: ControlState, after: ControlState) -> bool:
    """Return whether a setpoint is on its way."""
    return any(
        name not in before.rooms or SETPOINTS(memory) != SETPOINTS(before.rooms[name])
        for name, memory in after.rooms.items()
    )


def _is_still(before: ControlState, after: ControlState) -> bool:
    """Return whether the same is remembered, but for what each scan adds up."""
    return bool(
        SITE(before) == SITE(after)
        and DOUBTED(before) == DOUBTED(after)
        and _are_same(before.outputs, after.outputs, OUTPUT)
        and _are_same(before.rooms, after.rooms, ROOM)
    )


def _are_same(before: Mapping[str, T], after: Mapping[str, T], of: Callable[[T], object]) -> bool:
    return before.keys() == after.keys() and all(
        memory is after[name] or of(memory) == of(after[name]) for name, memory in before.items()
    )
