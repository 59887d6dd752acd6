"""What can be asked of a running simulator, by its control socket or by the scenario's script."""

from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, TypeAdapter

from drivers.profile import Strict

from .faults import FaultSpec

OPENNESS = {"open": True, "closed": False}
Openness = Annotated[bool, BeforeValidator(lambda word: OPENNESS.get(str(word), word))]
Word = Annotated[int, Field(ge=0, le=0xFFFF)]


class Fault(FaultSpec):
    """Set a fault on a device; several can be active."""

    cmd: Literal["fault"] = "fault"
    device: str


class Clear(Strict):
    """End the faults and pinned registers of one device, or of all."""

    cmd: Literal["clear"] = "clear"
    device: str | None = None


class Door(Strict):
    """Open or close the door of a room."""

    cmd: Literal["door"] = "door"
    room: str
    open: Openness


class People(Strict):
    """Say how many people are in a room."""

    cmd: Literal["people"] = "people"
    room: str
    count: int = Field(ge=0, le=100)


class EStop(Strict):
    """Press or release the emergency stop of a room."""

    cmd: Literal["e_stop"] = "e_stop"
    room: str
    pressed: bool


class Leak(Strict):
    """Wet or dry the leak sensor of a room."""

    cmd: Literal["leak"] = "leak"
    room: str
    wet: bool


class EmptyTank(Strict):
    """Empty the dehumidifier's tank of a room."""

    cmd: Literal["empty_tank"] = "empty_tank"
    room: str


class Outside(Strict):
    """Fix the outside air, or return to the scenario's day where nothing is given."""

    cmd: Literal["outside"] = "outside"
    temperature_c: float | None = Field(default=None, ge=-40, le=50)
    humidity_pct: float | None = Field(default=None, ge=1, le=100)


class Pin(Strict):
    """Hold raw words in a point's registers until `clear`; a relay's coil is set once."""

    cmd: Literal["set"] = "set"
    device: str
    tag: str
    words: tuple[Word, ...] = Field(min_length=1, max_length=2)


class Reset(Strict):
    """Power-cycle a device: relays fall, settings return to the start."""

    cmd: Literal["reset"] = "reset"
    device: str


class Unplug(Strict):
    """Take a line away: pty and symlink vanish, TCP connections are reset and refused."""

    cmd: Literal["unplug"] = "unplug"
    line: str


class Replug(Strict):
    """Bring a line back; an `rtu` line under another symlink where `path` is given."""

    cmd: Literal["replug"] = "replug"
    line: str
    path: Path | None = None


class Inject(Strict):
    """Put bytes on a line that nobody asked for."""

    cmd: Literal["inject"] = "inject"
    line: str
    hex: str = Field(pattern=r"^([0-9a-fA-F]{2} ?)+$")


class Stats(Strict):
    """Return the counters of all lines and devices."""

    cmd: Literal["stats"] = "stats"


class TruthOf(Strict):
    """Return the physical truth about a room."""

    cmd: Literal["truth"] = "truth"
    room: str


class Stop(Strict):
    """End the simulator."""

    cmd: Literal["stop"] = "stop"


Command = Annotated[
    Fault
    | Clear
    | Door
    | People
    | EStop
    | Leak
    | EmptyTank
    | Outside
    | Pin
    | Reset
    | Unplug
    | Replug
    | Inject
    | Stats
    | TruthOf
    | Stop,
    Field(discriminator="cmd"),
]

COMMAND: TypeAdapter[Command] = TypeAdapter(Command)
MODELS: tuple[type[Strict], ...] = get_args(get_args(Command)[0])
FIELDS: dict[str, tuple[str, ...]] = {
    model.model_fields["cmd"].default: tuple(name for name in model.model_fields if name != "cmd")
    for model in MODELS
}
