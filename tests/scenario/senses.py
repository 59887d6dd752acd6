"""What the devices of the plant answer: the truth, or what a faulty sensor makes of it.

A device is read at the times of its own poll grid. Reads are made up for lazily, for what nothing
looks at between two scans need not be done: only the newest one counts, and how many failed.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from daemon.image import ImageWriter
from daemon.model import Why
from daemon.poller import SURE_FAILURES
from drivers.codec import Fault, Sample, decode
from drivers.profile import Point

SENTINEL_WORD = 0x8000
ABSURD_WORD = 0x7F00
NO_MORE = 1 << 62  # polls that were never missed
BOUNCE_HZ = 25.0  # fifty edges a second


class Lie(StrEnum):
    """What a sensor or contact does instead of telling the truth."""

    STUCK = "stuck"  # at `value`
    SENTINEL = "sentinel"
    NAN = "nan"
    ABSURD = "absurd"  # far out of range
    DRIFT = "drift"  # `value` per second
    NOISE = "noise"  # up to `value` both ways
    JUMP = "jump"  # by `value`
    BOUNCE = "bounce"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fib:
    """One lie from `since` to `until`."""

    lie: Lie
    since: float
    until: float
    value: float = 0.0


class Reader(NamedTuple):
    """A daemon that reads now. `shift_s` leads from the plant's time to its own."""

    t: float
    image: ImageWriter
    shift_s: float
    truth: Callable[[str, str], float | bool]
    chance: random.Random


@dataclass(slots=True, kw_only=True)
class Device:
    """One device: its points, its grid and what is wrong with it."""

    name: str
    bus: str
    poll_s: float
    phase_s: float
    points: Mapping[str, Point]
    interlock: bool
    polls: int = -1  # number of the newest one on the grid
    silent_until: float = 0.0
    failures: int = 0
    told_t: float = float("-inf")  # of the newest poll that was answered
    fibs: dict[str, Fib] = field(default_factory=dict)

    def begin(self, t: float) -> None:
        """Start polling at `t`, as a new process does."""
        self.polls = int((t - self.phase_s) // self.poll_s)
        self.failures = 0

    def hang(self) -> None:
        """Poll no more, as a task that waits for ever: nobody tells that nothing is read."""
        self.polls = NO_MORE

    def next_poll_t(self, t: float) -> float:
        """Return the first poll after `t`."""
        number = (t - self.phase_s) // self.poll_s + 1
        return self.phase_s + number * self.poll_s

    def poll(self, reader: Reader, *, bus_down: bool) -> None:
        """Make the newest poll up to now if it was not made yet."""
        number = int((reader.t - self.phase_s) // self.poll_s)
        missed = number - self.polls
        if missed <= 0:
            return
        self.polls = number
        polled_t = self.phase_s + number * self.poll_s
        if bus_down or polled_t < self.silent_until:
            self.failures += missed
            why = Why.LINK_DOWN if bus_down else Why.COMM_FAILURE
            sure = bus_down or self.failures >= SURE_FAILURES
            reader.image.doubt(self.name, self.points, why, sure=sure)
            return
        self.failures, self.told_t = 0, polled_t
        samples = [self._sample(tag, reader, polled_t) for tag in self.points]
        reader.image.accept(self.name, samples)

    def read(self, tag: str, reader: Reader) -> Sample | None:
        """Return one point, read beside the polls; None of a silent device."""
        if reader.t < self.silent_until:
            return None
        sample = self._sample(tag, reader, reader.t)
        reader.image.accept(self.name, (sample,))
        return sample

    def _sample(self, tag: str, reader: Reader, t: float) -> Sample:
        true, shown_t = reader.truth(self.name, tag), t + reader.shift_s
        fib = self.fibs.get(tag)
        if fib is not None and t >= fib.until:
            del self.fibs[tag]
            fib = None
        if isinstance(true, bool):
            bit = true if fib is None else _bit(fib, t)
            return Sample(tag=tag, value=bit, fault=None, raw=(bit,), t=shown_t)
        if fib is not None and fib.lie is Lie.NAN:
            fault = Fault.NOT_A_NUMBER
            return Sample(tag=tag, value=None, fault=fault, raw=(0,), t=shown_t)
        point = self.points[tag]
        return decode(point, (_word(point, fib, true, t, reader.chance),), shown_t)


def _bit(fib: Fib, t: float) -> bool:
    if fib.lie is Lie.BOUNCE:
        return int(t * 2 * BOUNCE_HZ) % 2 == 0
    return fib.value > 0


def _word(point: Point, fib: Fib | None, true: float, t: float, chance: random.Random) -> int:
    value = true
    if fib is not None:
        if fib.lie is Lie.SENTINEL:
            return SENTINEL_WORD
        if fib.lie is Lie.ABSURD:
            return ABSURD_WORD
        value = _lied(fib, true, t, chance)
    return max(-0x7FFF, min(0x7FFF, round(value / point.scale))) & 0xFFFF


def _lied(fib: Fib, true: float, t: float, chance: random.Random) -> float:
    if fib.lie is Lie.STUCK:
        return fib.value
    if fib.lie is Lie.DRIFT:
        return true + fib.value * (t - fib.since)
    if fib.lie is Lie.NOISE:
        return true + chance.uniform(-fib.value, fib.value)
    return true + fib.value
