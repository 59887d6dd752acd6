"""How good the alarms were, from the ledger (the port `AlarmLog`); read beside the loop."""

import asyncio
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from .clock import Clock
from .control.alarms.quality import LEAD_S, quality, step_of
from .model.alarm_quality import AlarmQuality
from .ports import LedgerUnavailableError
from .store.ledger_read import rows

KIND = "alarm"
FRESH_S = 60.0  # whoever asks again before that is told the same


class LedgerAlarms:
    """Answers from the ledger at `path`; reads once at a time, however many ask."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._turn = asyncio.Lock()
        self._known: dict[int, tuple[float, AlarmQuality]] = {}

    async def quality(self, days: int) -> AlarmQuality:
        """Return how good the alarms of the last days were."""
        async with self._turn:
            known = self._known.get(days)
            if known is not None and self._clock.monotonic() - known[0] < FRESH_S:
                return known[1]
            try:
                found = await asyncio.to_thread(quality_of, self._path, days, self._clock.utc())
            except (sqlite3.Error, OSError, KeyError, ValueError) as err:
                raise LedgerUnavailableError(str(err)) from err
            self._known[days] = self._clock.monotonic(), found
            return found


def quality_of(path: Path, days: int, until: datetime) -> AlarmQuality:
    """Return how good the alarms of the `days` before `until` were.

    Raises sqlite3.Error where the ledger can't be read, KeyError or ValueError for a damaged row.
    """
    since = until - timedelta(days=days)
    steps = (
        step_of(row.at.timestamp(), row.subject, row.body)
        for row in rows(path, kind=KIND, since=since - timedelta(seconds=LEAD_S), until=until)
    )
    return quality(steps, since.timestamp(), until.timestamp())
