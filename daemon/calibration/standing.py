"""What the scan is told of the register: read when it starts and after each new entry."""

import asyncio
import logging
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.clock import Clock

from .certificate import KIND, Entry
from .entries import entries
from .register import current, left_s

log = logging.getLogger(__name__)

AGAIN_S = 60.0  # after a failure


class Calibrations:
    """The certificates that count, as of the last look; `run` does the looking."""

    def __init__(self, ledger: Path, clock: Clock, zone: ZoneInfo) -> None:
        self._ledger = ledger
        self._clock = clock
        self._zone = zone
        self._found: Mapping[str, Entry] = {}
        self._stale = asyncio.Event()
        self._stale.set()
        self._trouble = ""

    @property
    def status(self) -> str:
        """What is wrong and what to do, "" when well."""
        return self._trouble

    def left_s(self) -> Mapping[str, float]:
        """Return by tag how long its certificate is valid still, in seconds, below 0 when over."""
        return left_s(self._found, self._clock.utc(), self._zone)

    def taken(self, kind: str) -> None:
        """Hear that an entry of some kind is in the ledger."""
        if kind == KIND:
            self._stale.set()

    async def run(self) -> None:
        """Keep up with the register until cancelled; raise only on a bug."""
        while True:
            await self._stale.wait()
            self._stale.clear()
            try:
                self._found = current(await asyncio.to_thread(entries, self._ledger))
            except (sqlite3.Error, ValueError, OSError) as error:
                self._note(error)
                await self._clock.sleep_until(self._clock.monotonic() + AGAIN_S)
                self._stale.set()
            else:
                self._trouble = ""

    def _note(self, error: Exception) -> None:
        if not self._trouble:
            log.warning("calibration: the register can't be read: %s", error)
        self._trouble = (
            "校准台账暂时读不出，传感器的有效期未更新：请检查存储卡"
            " / the calibration register can't be read now, due dates are not up to date:"
            " check the card"
        )
