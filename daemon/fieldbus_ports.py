"""What the panel may ask of the wires while a site is set up. Nothing here writes to a device.

An output is tested by asking control for it, as a person would: interlocks and guards hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from .model import Answer, Reason

Texts = Mapping[Literal["zh", "en"], str]
LAST_UNIT_ID = 247
MOST_WORDS = 64  # of one look at registers
TEST_S = 30.0  # how long an output is held by a test


class Registers(StrEnum):
    """The four address spaces of Modbus."""

    HOLDING = "holding"
    INPUT = "input"
    COIL = "coil"
    DISCRETE = "discrete"

    @property
    def is_bits(self) -> bool:
        """True where an address holds one bit, false where it holds a 16-bit word."""
        return self in (Registers.COIL, Registers.DISCRETE)


@dataclass(frozen=True, slots=True, kw_only=True)
class BusLine:
    """One bus: `place` is a port with its settings, or host and port, as the configuration has."""

    id: str
    transport: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFacts:
    """One device model that can be configured. `writable` are the tags that outputs may use."""

    id: str
    title: Texts
    is_verified: bool
    writable: tuple[str, ...]


class ProbeEnd(StrEnum):
    """How a run of looking for devices stands, or ended."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    BUS_DOWN = "bus_down"
    BUS_FULL = "bus_full"  # its polls leave no gap
    BROKEN = "broken"  # by a bug


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundUnit:
    """A unit id that answers, and the profiles that fit it equally well.

    `device` is the configured device of this unit id, "" without one; `online` whether its polls
    are answered. One that is configured and silent is told too: it was not asked again.
    """

    unit_id: int
    profiles: tuple[str, ...]
    device: str = ""
    online: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeRun:
    """One run over the unit ids `first`..`last` of a bus; `done` of them were looked at.

    `detail` says in English what the bus said, `ended_by` who ended it early. `left_s` is an
    estimate, None before there is one. `waits`: nothing is asked now, because a sterilisation
    cycle runs.
    """

    bus: str
    first: int
    last: int
    who: str
    at: datetime
    done: int
    found: tuple[FoundUnit, ...]
    end: ProbeEnd
    detail: str = ""
    ended_by: str = ""
    left_s: float | None = None
    waits: bool = False

    @property
    def total(self) -> int:
        """How many unit ids are looked at in all."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistersAsked:
    """Which registers, or bits, of a unit are read; `address` is the zero-based PDU address."""

    bus: str
    unit_id: int
    space: Registers
    address: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedPoint:
    """What a profile makes of some of the words: a value in its unit, or why there is none.

    `fault` is a name of `drivers.codec.Fault`, "" beside a value.
    """

    tag: str
    title: Texts
    address: int
    words: int
    value: float | bool | None
    unit: str
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistersRead:
    """What the unit answered: words, or bits, and what the profile of a configured device says."""

    asked: RegistersAsked
    words: tuple[int, ...]
    device: str
    points: tuple[DecodedPoint, ...]


class Unread(StrEnum):
    """Why registers could not be read."""

    NO_REPLY = "no_reply"
    REFUSED = "refused"  # with the code of a Modbus exception
    BAD_REPLY = "bad_reply"
    BUS_DOWN = "bus_down"
    BUS_FULL = "bus_full"
    FORBIDDEN = "forbidden"  # reading them has an effect, as the profile says
    BUSY = "busy"  # somebody else looks at registers now
    HAZARD = "hazard"  # a sterilisation cycle runs


class UnreadError(Exception):
    """The registers were not read; `code` is that of a Modbus exception, 0 without one."""

    def __init__(self, why: Unread, detail: str = "", code: int = 0) -> None:
        super().__init__(detail or why.value)
        self.why = why
        self.detail = detail
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDevice:
    """A found device as a person names it; what is None or "" is left out of the text."""

    id: str
    profile: str
    bus: str
    unit_id: int
    room: str
    zone: str = ""
    poll_s: float | None = None
    interlock: bool = False


class Untested(StrEnum):
    """Why an output can't be tested."""

    HAZARD = "hazard"  # only its own cycle may light it
    ALREADY = "already"  # another test is not over
    BY_HAND = "by_hand"  # somebody holds it on or off
    UNKNOWN = "unknown"  # nothing was decided for it yet


class UntestedError(Exception):
    """The test was not begun."""

    def __init__(self, why: Untested) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputPlace:
    """Where an output is on the wire; `running` is the tag of the machine's own feedback, or ""."""

    output: str
    bus: str
    device: str
    unit_id: int
    write: str
    running: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputTest:
    """One test of an output and what was seen of it so far, in seconds from its beginning.

    `sent_s`: the device took the command; `shown_s`: it reads back; `ran_s`: the machine itself
    showed it. `was_so`: it was so before the test, so that nothing can be seen. `held` is the
    guard or interlock that held it back last, `trouble` what the device did not do.
    """

    output: str
    on: bool
    who: str
    left_s: float
    is_over: bool
    stopped: bool
    was_so: bool
    has_running: bool
    sent_s: float | None = None
    shown_s: float | None = None
    ran_s: float | None = None
    held: Reason | None = None
    trouble: Reason | None = None


class Fieldbus(Protocol):
    """The devices on the wires of a running site. Only gaps that the polls leave are used."""

    def lines(self) -> Sequence[BusLine]:
        """Return the buses in the order of the configuration."""

    def profiles(self) -> Sequence[ProfileFacts]:
        """Return the device models that can be configured."""

    def outputs(self) -> Sequence[OutputPlace]:
        """Return where the outputs are, in the order of the configuration."""

    def probed(self) -> ProbeRun | None:
        """Return the run that goes on, else the last one; None before the first."""

    def probe(self, bus: str, first: int, last: int, who: str) -> bool:
        """Begin to look for devices; False while another run goes on."""

    def cancel(self, who: str) -> bool:
        """End the run; False where none goes on."""

    async def registers(self, asked: RegistersAsked, who: str) -> RegistersRead:
        """Return what the unit answers; raises UnreadError."""

    def device_text(self, new: NewDevice) -> str:
        """Return the `[[device]]` table of a device, to be put at the end of a file."""

    def tested(self) -> OutputTest | None:
        """Return the test that goes on, else the last one; None before the first."""

    async def test(self, output: str, who: str, *, on: bool) -> Answer:
        """Ask control to hold an output on or off for half a minute; raises UntestedError.

        Raises LedgerUnavailableError where it can't be written down, though it may go on.
        """

    async def end_test(self, who: str) -> Answer | None:
        """Give the output of the test back to its rules; None where no test goes on."""
