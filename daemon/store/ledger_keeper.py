"""Whether a process keeps a ledger now: by a lock that the kernel takes back when its process ends.

A file with a process number could be left behind; a lock can't. The file itself stays, empty.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from .control_memory import from_text
from .ledger_read import memory_text, newest_at


class Life(NamedTuple):
    """What is known of the process that keeps a ledger.

    `is_kept`: it runs; None where nobody can tell. `seen_at` is its last sign on the disk.
    """

    is_kept: bool | None
    seen_at: datetime


def lock_of(ledger: Path) -> Path:
    """Return the lock that belongs to a ledger."""
    return ledger.with_suffix(".lock")


@asynccontextmanager
async def keeping(ledger: Path) -> AsyncIterator[None]:
    """Keep a ledger during the block; without a disk to write to, it is kept unnoticed."""
    held = await asyncio.to_thread(_locked, lock_of(ledger))
    try:
        yield
    finally:
        if held is not None:
            os.close(held)


def life(ledger: Path) -> Life:
    """Return whether a ledger is kept now, and until when it surely was.

    Raises sqlite3.Error, or ValueError where the memory can't be read.
    """
    seen_at = newest_at(ledger)
    if (text := memory_text(ledger)) is not None:
        seen_at = max(seen_at, from_text(text).at)
    return Life(_is_kept(lock_of(ledger)), seen_at.astimezone(UTC))


def _locked(path: Path) -> int | None:
    held = None
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
    for flags in (os.O_RDONLY | os.O_CREAT, os.O_RDONLY):  # a lock needs no leave to write
        with suppress(OSError):
            held = os.open(path, flags | os.O_CLOEXEC, 0o644)
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
    return held


def _is_kept(path: Path) -> bool | None:
    try:
        asked = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError:
        return None
    try:
        fcntl.flock(asked, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(asked)
    return False
