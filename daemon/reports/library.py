"""The port `Reports`: what is on the shelf, and pages made on demand in a process of their own."""

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.clock import Clock
from daemon.configuration.loading import Loaded
from daemon.model.render import Language
from daemon.ports import FiledReport, ReportsUnavailableError, UnknownReportError

from . import child, page
from .asked import OF_SITE, Asked, ReportKind, period
from .child import ReportFailedError
from .filed import MEDIA, Filed
from .first import first_reading_s
from .shelf import FOLDER, DamagedReportError, Shelf, read


class Library:
    """Reports of one site. At most one is made at a time: it takes a whole core."""

    def __init__(self, loaded: Loaded, clock: Clock) -> None:
        config = loaded.config
        self._file = loaded.file
        self._clock = clock
        self._zone = ZoneInfo(config.site.timezone)
        self._site = config.site.id
        self._rooms = frozenset(room.id for room in config.room)
        self._shelf = Shelf(config.storage.directory / FOLDER)
        self._directory = config.storage.directory
        self._filed = Filed(self._shelf)
        self._turn = asyncio.Lock()

    async def list(self) -> Sequence[FiledReport]:
        """Return the kept reports, the newest time first."""
        try:
            found = await asyncio.to_thread(self._filed.all)
        except OSError as err:
            raise ReportsUnavailableError(str(err)) from err
        return sorted(
            found.values(),
            key=lambda r: (r.subject.rpartition("/")[2], r.subject, r.kind, r.until, r.revision),
        )[::-1]

    async def first(self) -> date | None:
        """Return the local day of the first reading."""
        try:
            first = await asyncio.to_thread(first_reading_s, self._directory)
        except sqlite3.Error as err:
            raise ReportsUnavailableError(str(err)) from err
        return None if first is None else datetime.fromtimestamp(first, self._zone).date()

    async def kept(self, code: str) -> bytes:
        """Return the kept report with this code as a page, as it was kept."""
        try:
            return await asyncio.to_thread(self._kept, code)
        except (OSError, DamagedReportError) as err:
            raise ReportsUnavailableError(str(err)) from err

    async def page(self, kind: str, subject: str, language: Language) -> bytes:
        """Return a report as a page; one of a time that is over is kept, and has a code.

        There is none of a time that has not begun, and none of the time before the first reading.
        """
        asked = self._asked(kind, subject, language)
        today = self._clock.utc().astimezone(self._zone).date()
        first = await self.first()
        if asked.period.first > today or (first is not None and asked.period.last < first):
            raise UnknownReportError(f"{kind} {subject}")
        over = asked.period.until_s(self._zone) <= self._clock.utc().timestamp()
        try:
            async with self._turn:
                printed = await child.run(self._file, language, _arguments(asked, over=over))
                if not over:
                    return printed
                return await asyncio.to_thread(Path(printed.decode().strip()).read_bytes)
        except (ReportFailedError, TimeoutError, OSError) as err:
            raise ReportsUnavailableError(str(err) or type(err).__name__) from err

    async def file(self, name: str) -> tuple[bytes, str]:
        """Return a file of the shelf and its media type."""
        path = self._shelf.folder / name
        if path.name != name or path.suffix not in MEDIA:
            raise UnknownReportError(name)
        try:
            return await asyncio.to_thread(path.read_bytes), MEDIA[path.suffix]
        except FileNotFoundError as err:
            raise UnknownReportError(name) from err
        except OSError as err:
            raise ReportsUnavailableError(str(err)) from err

    def _asked(self, kind: str, subject: str, language: Language) -> Asked:
        place, _, name = subject.rpartition("/")
        try:
            asked = Asked(
                kind=ReportKind(kind), place=place, period=period(name), language=language
            )
        except ValueError as err:
            raise UnknownReportError(f"{kind} {subject}") from err
        known = {self._site} if asked.kind in OF_SITE else self._rooms
        if place not in known:
            raise UnknownReportError(f"{kind} {subject}")
        return asked

    def _kept(self, code: str) -> bytes:
        for file, report in self._filed.all().items():
            if report.code and report.code == code:
                return page.rendered(read(file))
        raise UnknownReportError(code)


def _arguments(asked: Asked, *, over: bool) -> Sequence[str]:
    is_month = asked.period.first.month == asked.period.last.month
    return (
        asked.kind.value,
        *(("--month" if is_month else "--year"), asked.period.name),
        *(() if asked.kind in OF_SITE else ("--room", asked.place)),
        *("--language", asked.language, "--format", "html"),
        *(() if over else ("--preview",)),
    )
