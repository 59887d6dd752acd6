"""Keeps an outbox going: sends what waits, tries again after failures, tells how it stands."""

import asyncio
import random
from contextlib import suppress
from typing import Protocol

from .outbox import Outbox

FIRST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 900.0
LOOK_EVERY_S = 60.0  # what was missed in between, or released by a person


class UnreachableError(Exception):
    """The main system can't be reached now; `code` names the sentence, `detail` fills it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class Sender(Protocol):
    """One way to the main system."""

    async def send(self, outbox: Outbox) -> bool:
        """Send some of what waits; return whether there may be more. Raises UnreachableError."""


class Delivery:
    """One sender at work. `trouble` is why nothing goes now, None when well."""

    def __init__(
        self,
        outbox: Outbox,
        sender: Sender,
        happened: asyncio.Event,
        pause_s: float = FIRST_PAUSE_S,
    ) -> None:
        self.outbox = outbox
        self.trouble: UnreachableError | None = None
        self._sender = sender
        self._happened = happened
        self._first_s = pause_s
        self._tries = 0

    async def run(self) -> None:
        """Send until cancelled; raises sqlite3.Error."""
        while True:
            pause_s = await self.step()
            if pause_s:
                await self._wait(pause_s)

    async def step(self) -> float:
        """Send once; return the seconds until the next try, 0 where there may be more."""
        self._happened.clear()
        try:
            more = await self._sender.send(self.outbox)
        except UnreachableError as error:
            self.trouble = error
            self._tries += 1
            ceiling = min(LONGEST_PAUSE_S, self._first_s * 2 ** min(self._tries - 1, 20))
            return random.uniform(ceiling / 2, ceiling)
        self.trouble = None
        self._tries = 0
        return 0.0 if more else LOOK_EVERY_S

    async def _wait(self, pause_s: float) -> None:
        """Wait for the time; where all is well, only until something happens."""
        if self.trouble is not None:
            await asyncio.sleep(pause_s)
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(pause_s):
                await self._happened.wait()
