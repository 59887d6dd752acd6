"""Takes the entries that commands have left into the ledger: the daemon's end of its inbox."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable

from .clock import Clock
from .model import Event
from .ports import LedgerUnavailableError, Live
from .store.ledger import Ledger
from .store.ledger_inbox import ENDS, REFUSED, Waiting, is_known, waiting

log = logging.getLogger(__name__)

LOOK_S = 1.0
KINDS = frozenset(
    {"calibration", "import", "ledger", "note", "people", "records"}
)  # what a command may put into the ledger


class Inbox:
    """Looks for entries while it runs; `taken` hears of each that is in the ledger.

    Nothing is taken before there is a snapshot: rows never come before what control remembers.
    """

    def __init__(
        self, ledger: Ledger, live: Live, clock: Clock, taken: Callable[[str], None]
    ) -> None:
        self._ledger = ledger
        self._live = live
        self._clock = clock
        self._taken = taken
        self._trouble = ""
        self._offered: dict[str, int] = {}  # entries that the ledger has taken but not written yet

    @property
    def status(self) -> str:
        """What is wrong and what to do, "" when well."""
        return self._trouble

    async def run(self) -> None:
        """Take entries until cancelled; raise only on a bug."""
        await self._live.newer_than(0)
        while True:
            try:
                await self.look()
            except (OSError, sqlite3.Error, LedgerUnavailableError) as error:
                self._note(error)
            else:
                self._trouble = ""
            await self._clock.sleep_until(self._clock.monotonic() + LOOK_S)

    async def look(self) -> None:
        """Take all that waits now. Raises OSError, sqlite3.Error or LedgerUnavailableError."""
        found, wrong = await asyncio.to_thread(waiting, self._ledger.path.parent)
        for path in wrong:
            log.error("%s is no entry for the ledger: set aside", path.name)
            await asyncio.to_thread(path.replace, path.with_suffix(REFUSED))
        for entry in found:
            await self._take(entry)

    async def _take(self, entry: Waiting) -> None:
        if entry.kind not in KINDS:
            log.error("%s: no command makes entries of the kind %s", entry.path.name, entry.kind)
            await asyncio.to_thread(entry.path.replace, entry.path.with_suffix(REFUSED))
            return
        if not await asyncio.to_thread(is_known, self._ledger.path, entry):
            if entry.id not in self._offered:
                body = {**entry.body, "entered": entry.at.isoformat()}
                event = Event(kind=entry.kind, subject=entry.subject, body=body)
                self._offered[entry.id] = self._ledger.record(event)
            await self._ledger.until(self._offered[entry.id])
        self._offered.pop(entry.id, None)
        await asyncio.to_thread(entry.path.unlink, missing_ok=True)
        self._taken(entry.kind)

    def _note(self, error: Exception) -> None:
        trouble = (
            f"登记的条目还没有写入台账（{error}）：请检查存储目录"
            f" / entries wait for the ledger ({error}): check the storage directory"
        )
        if trouble != self._trouble:
            log.warning("inbox: entries named *%s wait: %s", ENDS, error)
        self._trouble = trouble
