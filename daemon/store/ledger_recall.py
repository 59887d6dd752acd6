"""What control starts with: the memory in the ledger, read within seconds or given up."""

import asyncio
from pathlib import Path

from daemon.clock import Clock
from daemon.control.state import ControlState
from daemon.ports import MemoryLostError

from .control_memory import from_text, recalled
from .database import FAILURES
from .ledger_anchor import anchor_of
from .ledger_read import memory_text

RECALL_S = 5.0


async def recall(ledger: Path, clock: Clock, boot: str) -> ControlState | None:
    """Return the state to start with, None where there never was a ledger.

    Raises MemoryLostError where there was one, but no memory can be read in time.
    """
    try:
        async with asyncio.timeout(RECALL_S):
            text = await asyncio.to_thread(_text, ledger)
        memory = None if text is None else from_text(text)
    except (*FAILURES, OSError, ValueError) as error:
        raise MemoryLostError(str(error)) from error
    if memory is None:
        return None
    return recalled(
        memory, boot=boot, t=clock.monotonic(), at=clock.utc(), clock_trusted=clock.trusted()
    )


def _text(ledger: Path) -> str | None:
    if ledger.exists() and ledger.stat().st_size:
        return memory_text(ledger)
    if anchor_of(ledger).exists():
        raise ValueError("the ledger is gone")
    return None
