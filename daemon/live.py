"""The newest snapshot, and the wait for a newer one; nobody can slow the scan down."""

import asyncio

from .model import Snapshot


class LatestSnapshot:
    """Holds one snapshot, swapped whole (the port `Live`)."""

    def __init__(self) -> None:
        self.snapshot: Snapshot | None = None
        self._changed = asyncio.Event()

    def swap(self, snapshot: Snapshot) -> None:
        """Put the newest snapshot in place and wake who waits."""
        self.snapshot = snapshot
        self._changed.set()
        self._changed = asyncio.Event()

    async def newer_than(self, seq: int) -> Snapshot:
        """Return the newest snapshot as soon as its `result.seq` is above `seq`."""
        while self.snapshot is None or self.snapshot.result.seq <= seq:
            await self._changed.wait()
        return self.snapshot
