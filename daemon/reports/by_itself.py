"""Last month's registers, written by themselves on the first of a month from six o'clock on."""

import asyncio
import logging
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.clock import Clock
from daemon.configuration.loading import Loaded
from daemon.store.history import FILE as HISTORY

from . import child
from .asked import Asked, Period, ReportKind, month_before
from .child import ReportFailedError
from .shelf import FOLDER, Shelf, stem_of

log = logging.getLogger(__name__)

FROM = timedelta(hours=6)  # by then the month's last quarter is long in the file
LOOK_S = 900.0
AGAIN_S = 3600.0  # after a failure
TRUST_S = 60.0  # a clock that is not trusted can't say which month is over


class MonthlyReports:
    """Sees to it that last month's registers are on the shelf; `run` is its only task."""

    def __init__(self, loaded: Loaded, clock: Clock) -> None:
        config = loaded.config
        self._file = loaded.file
        self._clock = clock
        self._wanted = config.reports
        self._directory = config.storage.directory
        self._rooms = tuple(room.id for room in config.room)
        self._zone = ZoneInfo(config.site.timezone)
        self._trouble = ""

    @property
    def status(self) -> str:
        """What is wrong and what to do, "" when well."""
        return self._trouble

    async def run(self) -> None:
        """Write what is due until cancelled; raise only on a bug."""
        while True:
            wait_s = await self.look() if self._clock.trusted() else TRUST_S
            await self._clock.sleep_until(self._clock.monotonic() + wait_s)

    async def look(self) -> float:
        """Make what is due now; return the seconds until the next look."""
        month = month_before(self._clock.utc().astimezone(self._zone) - FROM)
        try:
            if rooms := await asyncio.to_thread(self._due, month):
                await self._make(month, rooms)
        except (OSError, sqlite3.Error, ReportFailedError, TimeoutError) as err:
            self._note(str(err) or type(err).__name__)
            return AGAIN_S
        self._trouble = ""
        return LOOK_S

    async def _make(self, month: Period, rooms: tuple[str, ...]) -> None:
        chosen = [part for room in rooms for part in ("--room", room)]
        wanted = self._wanted
        await child.run(
            self._file,
            wanted.language,
            (
                *("monthly", "--month", month.name, *chosen),
                *("--format", ",".join(wanted.formats), "--language", wanted.language),
            ),
        )
        log.info("the registers of %s are in %s", month.name, self._directory / FOLDER)

    def _due(self, month: Period) -> tuple[str, ...]:
        """Return the rooms whose register is missing, once the whole month is in the history."""
        first, rolled = _extent(self._directory / HISTORY)
        until = month.until_s(self._zone)
        if first is None or first >= until or rolled < until:
            return ()
        shelf = Shelf(self._directory / FOLDER)
        return tuple(room for room in self._rooms if not shelf.revisions(self._stem(month, room)))

    def _stem(self, month: Period, room: str) -> str:
        language = self._wanted.language
        return stem_of(Asked(kind=ReportKind.MONTHLY, place=room, period=month, language=language))

    def _note(self, reason: str) -> None:
        trouble = (
            f"上月登记表没有写成（{reason}）：请运行 roomd report monthly"
            f" / last month's registers were not made ({reason}): run roomd report monthly"
        )
        if trouble != self._trouble:
            log.warning("reports: %s", reason)
        self._trouble = trouble


def _extent(history: Path) -> tuple[int | None, int]:
    """Return the first quarter of the file, None where it has none, and the end of the last."""
    if not history.exists():
        return None, 0
    uri = f"{history.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as db:
        (first,) = db.execute("SELECT MIN(start) FROM quarter").fetchone()
        rolled = db.execute("SELECT until FROM rolled").fetchone()
        return first, 0 if rolled is None else int(rolled[0])
