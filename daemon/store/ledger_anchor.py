"""The anchor beside the ledger: the head that was reached, in a file of its own.

A chain that was cut at its end is whole; the anchor knows that it once was longer.
"""

import asyncio
import logging
import os
from pathlib import Path

from .ledger_chain import Head, parsed_head

log = logging.getLogger(__name__)

ANCHOR_S = 60.0  # at most one write in so long
TOLD_S = 3600.0  # between two heads in the journal


def anchor_of(ledger: Path) -> Path:
    """Return where the anchor of a ledger lies."""
    return ledger.with_name("ledger.head")


def read_anchor(ledger: Path) -> Head | None:
    """Return the anchor of a ledger, None without one; raises ValueError for a damaged one."""
    try:
        return parsed_head(anchor_of(ledger).read_text("utf-8"))
    except FileNotFoundError:
        return None


def write_anchor(ledger: Path, head: Head) -> None:
    """Put a head into the anchor, whole or not at all; raises OSError."""
    place = anchor_of(ledger)
    unfinished = place.with_name(f"{place.name}.new")
    with unfinished.open("w", encoding="utf-8") as stream:
        stream.write(f"{head}\n")
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class Anchor:
    """Keeps the anchor of one ledger up to date, and tells the head in the journal."""

    def __init__(self, ledger: Path) -> None:
        self._ledger = ledger
        self._head: Head | None = None
        self._t = self._told_t = float("-inf")

    def due_t(self, head: Head) -> float:
        """Return when the anchor wants to be written; never, where it has the head."""
        return float("inf") if head == self._head else self._t + ANCHOR_S

    async def keep(self, head: Head, t: float) -> None:
        """Write and tell the head where it is time to; raises OSError."""
        if t >= self.due_t(head):
            await self.write(head, t)
        if t - self._told_t >= TOLD_S:
            self._told_t = t
            log.info("ledger: the head is %s", head)

    async def write(self, head: Head, t: float) -> None:
        """Write the head at once where the anchor does not have it; raises OSError."""
        if head != self._head:
            await asyncio.to_thread(write_anchor, self._ledger, head)
            self._head, self._t = head, t
