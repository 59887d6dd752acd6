"""What waits in memory for the ledger: without a bound, nothing is ever dropped."""

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from daemon.model import Event
from daemon.ports import LedgerUnavailableError

from .ledger_chain import Row, canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event with its times: monotonic seconds, and the wall clock with its standing."""

    event: Event
    t: float
    at: datetime
    clock_trusted: bool

    def row(self, boot: str, version: str) -> Row:
        """Return the row that it becomes, still without a number."""
        event = self.event
        return Row(
            seq=0,
            boot=boot,
            t=float(self.t),
            at_ms=round(self.at.timestamp() * 1000),
            clock_trusted=int(self.clock_trusted),
            version=version,
            kind=event.kind,
            subject=event.subject,
            body=canonical(event.body),
        )


class LedgerQueue:
    """Entries in their order; `filled` is set by each new one."""

    def __init__(self) -> None:
        self.filled = asyncio.Event()
        self.offered = 0
        self.settled = 0
        self._entries: deque[Entry] = deque()
        self._changed = asyncio.Event()

    def __len__(self) -> int:
        return len(self._entries)

    def take(self, entry: Entry) -> None:
        """Take an entry in."""
        self._entries.append(entry)
        self.offered += 1
        self.filled.set()

    def batch(self, most: int) -> list[Entry]:
        """Return the oldest entries, at most so many."""
        return list(islice(self._entries, most))

    def settle(self, count: int) -> None:
        """Forget the oldest entries: they are on the disk."""
        for _ in range(count):
            self._entries.popleft()
        self.settled += count
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, number: int, within_s: float) -> None:
        """Return once the first `number` entries are settled; raise LedgerUnavailableError."""
        try:
            async with asyncio.timeout(within_s):
                while self.settled < number:
                    await self._changed.wait()
        except TimeoutError as error:
            raise LedgerUnavailableError from error
