"""How old the newest good backup is, for the alarms.

A share that hangs would hold whoever looks at it, so a thread of its own looks, which neither the
loop nor its end waits for.
"""

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

from daemon.clock import Clock
from daemon.configuration.model import Config
from daemon.store.ledger_read import reading

from .contents import LEDGER
from .generations import newest_good
from .place import MARK, note_of

LOOK_S = 60.0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BackupWatch:
    """`run` is its only task. A simulated site needs no backup, and says nothing without one."""

    def __init__(self, config: Config, clock: Clock) -> None:
        self._backup = config.backup
        self._site = config.site
        self._storage = config.storage.directory.absolute()
        self._clock = clock
        self._since: datetime | None = None  # the newest good backup; without one, the first row

    def facts(self) -> Mapping[str, float]:
        """Return the numbers for the alarms; what is not known yet is absent."""
        if self._backup is None:
            return {} if self._site.simulated else {"backup_unset": 1.0}
        if self._since is None:
            return {"backup_unset": 0.0}
        age_s = (self._clock.utc() - self._since).total_seconds()
        return {"backup_unset": 0.0, "backup_age_s": max(0.0, age_s)}

    async def run(self) -> None:
        """Look each minute until cancelled."""
        stop = Event()
        if self._backup is not None:
            place = self._backup.directory
            Thread(target=self._watch, args=(place, stop), name="backup", daemon=True).start()
        try:
            await asyncio.Event().wait()
        finally:
            stop.set()

    def look(self, place: Path) -> None:
        """Look once; blocks for as long as the disk does.

        While the disk is not there, what was noted of the last backup counts. Where there never was
        one, its age is that of what would be lost: all since the first row of the ledger.
        """
        now = self._clock.utc()
        try:
            is_there = (place / MARK).exists()
            newest = newest_good(place, self._site.id, now) if is_there else None
        except OSError:
            is_there, newest = False, None
        note = None if is_there else note_of(self._storage)
        known = newest or note
        self._since = known.at if known else self._first_row() or self._since or now

    def _watch(self, place: Path, stop: Event) -> None:
        while not stop.is_set():
            self.look(place)
            stop.wait(LOOK_S)

    def _first_row(self) -> datetime | None:
        """Return when the ledger began, by a clock that could be trusted."""
        sql = "SELECT at FROM ledger WHERE clock_trusted ORDER BY seq LIMIT 1"
        with suppress(sqlite3.Error), reading(self._storage / LEDGER) as db:
            if found := db.execute(sql).fetchone():
                return _EPOCH + timedelta(milliseconds=found[0])
        return None
