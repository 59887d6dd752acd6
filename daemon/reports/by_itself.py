"""The registers, written by themselves on the first of a month from six o'clock on.

Each month since the first quarter of a room gets its own, however long we were away.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

from daemon.clock import Clock
from daemon.configuration.control_settings import control_settings
from daemon.configuration.loading import Loaded
from daemon.model.render import Language
from daemon.store.history import FILE as HISTORY

from . import child
from .asked import Asked, Period, ReportKind, month_before, months_until
from .child import ReportFailedError
from .shelf import FOLDER, Shelf, stem_of

log = logging.getLogger(__name__)

FROM = timedelta(hours=6)  # by then the month's last quarter is long in the file
LOOK_S = 900.0
AGAIN_S = 3600.0  # after a failure
TRUST_S = 60.0  # a clock that is not trusted can't say which month is over
PATIENT_S = 3600.0  # a clock takes its time after each start
CLOCK = (
    "登记表在等时钟：时钟没有同步，不知道哪个月已经结束。请检查网络校时（timedatectl），"
    "或运行 roomd report monthly"
    " / the registers wait for the clock: it is not synchronised, so nobody knows which month is"
    " over. Look at its network time (timedatectl), or run roomd report monthly"
)


class MonthlyReports:
    """Sees to it that the registers of all months are on the shelf; `run` is its only task."""

    def __init__(self, loaded: Loaded, clock: Clock) -> None:
        config = loaded.config
        self._file = loaded.file
        self._clock = clock
        self._wanted = config.reports
        self._directory = config.storage.directory
        climate = control_settings(loaded).climate_tags
        self._tags = {room.id: (*climate[room.id][0], *climate[room.id][1]) for room in config.room}
        self._first: dict[str, int] = {}  # of each room that was read: its first quarter
        self._zone = ZoneInfo(config.site.timezone)
        self._trouble = ""

    @property
    def status(self) -> str:
        """What is wrong and what to do, "" when well."""
        return self._trouble

    async def run(self) -> None:
        """Write what is due until cancelled; raise only on a bug."""
        trusted_t = self._clock.monotonic()
        while True:
            t = self._clock.monotonic()
            if self._clock.trusted():
                trusted_t, wait_s = t, await self.look()
            else:
                wait_s = TRUST_S
                if t - trusted_t >= PATIENT_S:
                    self._tell(CLOCK, "the clock is not synchronised")
            await self._clock.sleep_until(self._clock.monotonic() + wait_s)

    async def look(self) -> float:
        """Make what is due now; return the seconds until the next look."""
        last = month_before(self._clock.utc().astimezone(self._zone) - FROM)
        failed: list[str] = []
        reason = ""
        try:
            due = await asyncio.to_thread(self._due, last)
        except (OSError, sqlite3.Error) as err:
            due, failed, reason = {}, [last.name], str(err) or type(err).__name__
        for month, rooms in due.items():
            try:
                await self._make(month, rooms)
            except (OSError, ReportFailedError, TimeoutError) as err:
                failed.append(month.name)
                reason = str(err) or type(err).__name__
        self._note(failed, reason)
        return AGAIN_S if failed else LOOK_S

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

    def _due(self, last: Period) -> dict[Period, tuple[str, ...]]:
        """Return the rooms whose register is missing, of each month that is wholly in the history.

        The newest month comes first; a room has none of the time before its first reading.
        """
        history = self._directory / HISTORY
        if not history.exists():
            return {}
        rolled = self._extend(history)
        shelf = Shelf(self._directory / FOLDER)
        missing: dict[Period, tuple[str, ...]] = {}
        for room, first in self._first.items():
            for month in months_until(datetime.fromtimestamp(first, self._zone), last):
                if month.until_s(self._zone) <= rolled and not self._is_kept(shelf, month, room):
                    missing[month] = (*missing.get(month, ()), room)
        return dict(sorted(missing.items(), key=lambda due: due[0].first, reverse=True))

    def _extend(self, history: Path) -> int:
        """Look for the first quarter of each room; return the end of the last one."""
        uri = f"{history.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as db:
            for room, tags in self._tags.items():
                if room not in self._first and (first := _first(db, tags)) is not None:
                    self._first[room] = first
            rolled = db.execute("SELECT until FROM rolled").fetchone()
        return 0 if rolled is None else int(rolled[0])

    def _is_kept(self, shelf: Shelf, month: Period, room: str) -> bool:
        """Return whether there is a register with all its files, in whatever language."""
        stems = (
            stem_of(Asked(kind=ReportKind.MONTHLY, place=room, period=month, language=language))
            for language in get_args(Language)
        )
        return any(
            all((shelf.folder / f"{kept.stem}.{each}").exists() for each in self._wanted.formats)
            for stem in stems
            if (kept := shelf.newest_file(stem)) is not None
        )

    def _note(self, failed: Sequence[str], reason: str) -> None:
        if not failed:
            self._trouble = ""
            return
        names, month = ", ".join(failed), failed[0]
        trouble = (
            f"{names} 登记表没有写成（{reason}）：请运行 roomd report monthly --month {month}"
            f" / the registers of {names} were not made ({reason}): run roomd report monthly"
            f" --month {month}"
        )
        self._tell(trouble, f"{names}: {reason}")

    def _tell(self, trouble: str, reason: str) -> None:
        if trouble != self._trouble:
            log.warning("reports: %s", reason)
        self._trouble = trouble


def _first(db: sqlite3.Connection, tags: Sequence[str]) -> int | None:
    """Return the first quarter in which one of some tags was read."""
    marks = ", ".join("?" * len(tags))
    series = f"SELECT id FROM series WHERE tag IN ({marks})"  # noqa: S608
    sql = f"SELECT start FROM quarter WHERE series IN ({series}) ORDER BY start LIMIT 1"  # noqa: S608
    found = db.execute(sql, tuple(tags)).fetchone()
    return None if found is None else int(found[0])
