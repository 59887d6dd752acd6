"""What control remembers, as text for the ledger and back, with the clocks that its times need."""

from datetime import datetime

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

from daemon.control.restart import restored
from daemon.control.state import ControlState
from daemon.model import ProcessImage


@dataclass(config=ConfigDict(ser_json_inf_nan="strings"), frozen=True, slots=True, kw_only=True)
class ControlMemory:
    """A state with the boot whose monotonic times it holds, and the wall time of its scan."""

    boot: str
    at: datetime
    clock_trusted: bool
    state: ControlState


_ADAPTER = TypeAdapter(ControlMemory)


def as_text(memory: ControlMemory) -> str:
    """Return the memory as JSON."""
    return _ADAPTER.dump_json(memory).decode()


def text_of(boot: str, image: ProcessImage, state: ControlState) -> str:
    """Return the memory after the scan of an image as JSON."""
    at, clock_trusted = image.at, image.clock_trusted
    return as_text(ControlMemory(boot=boot, at=at, clock_trusted=clock_trusted, state=state))


def from_text(text: str) -> ControlMemory:
    """Return the memory in a text, also of an older program; raises ValueError."""
    return _ADAPTER.validate_json(text)


def recalled(
    memory: ControlMemory, *, boot: str, t: float, at: datetime, clock_trusted: bool
) -> ControlState:
    """Return the state to start with at `t`. Only two trusted clocks tell how long we were away."""
    away_s = (at - memory.at).total_seconds()
    known = memory.clock_trusted and clock_trusted and away_s >= 0
    return restored(
        memory.state, t, same_boot=memory.boot == boot, away_s=away_s if known else None
    )
