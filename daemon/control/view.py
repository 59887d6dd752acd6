"""What every decision of one scan looks at: built once, frozen, shared by all parts of control."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from daemon.model import (
    Act,
    Condition,
    ProcessImage,
    Reading,
    RoomClimate,
    Watched,
    Written,
    waiting,
)

from .settings import Settings
from .state import ControlState, OutputMemory, RoomMemory

NOTHING = Watched()
Fact = bool | None  # True: well; False: not; None: unknown, which never counts as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What reaches one scan from outside.

    `acts` are what people ask, `written` how orders ended since the last scan. `ledger_sound`:
    the ledger can be written; `down` are the buses that are unusable. `watched` is for alarms.
    """

    image: ProcessImage
    acts: tuple[Act, ...] = ()
    written: tuple[Written, ...] = ()
    ledger_sound: bool = True
    down: frozenset[str] = frozenset()
    watched: Watched = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The safety facts of one room at this moment.

    `ozone` speaks for all its sensors: the least certain, of the equally certain the highest; None
    without a sensor. `ozone_high` is the highest that can be read; None where none can.
    """

    door_closed: Fact
    nobody: Fact
    e_stop_released: Fact
    floor_dry: Fact
    no_fire: Fact
    ozone: Reading | None
    ozone_high: Reading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One scan's inputs, what they mean, and what was remembered before it.

    `conditions` are all possible alarms by their keys, while acts on alarms are answered.
    """

    settings: Settings
    inputs: Inputs
    image: ProcessImage  # readings as far as they are believed
    climates: Mapping[str, RoomClimate]
    facts: Mapping[str, Facts]
    state: ControlState
    conditions: Mapping[str, Condition] = field(default_factory=dict)

    @property
    def t(self) -> float:
        """The monotonic time of the scan."""
        return self.image.t

    @property
    def started_t(self) -> float:
        """When this process began; now, at its first scan."""
        return self.t if self.state.started_t is None else self.state.started_t

    @property
    def elapsed_s(self) -> float:
        """Seconds since the last scan, 0 at the first."""
        return 0.0 if self.state.t is None else max(0.0, self.t - self.state.t)

    def reading(self, tag: str) -> Reading:
        """Return the reading of a tag; one that nobody reads was never read."""
        return self.image.readings.get(tag) or waiting("")

    def output(self, output: str) -> OutputMemory:
        """Return what is remembered of an output."""
        return self.state.outputs.get(output) or NEW_OUTPUT

    def room(self, room: str) -> RoomMemory:
        """Return what is remembered of a room."""
        return self.state.rooms.get(room) or NEW_ROOM


NEW_OUTPUT = OutputMemory()
NEW_ROOM = RoomMemory()
