"""The port `Reports`: what is on the shelf, and pages made on demand in a process of their own."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.clock import Clock
from daemon.configuration.loading import Loaded
from daemon.model.render import Language
from daemon.ports import FiledReport, ReportsUnavailableError, UnknownReportError

from . import child
from .asked import OF_SITE, Asked, ReportKind, period
from .child import ReportFailedError
from .corrections import code_of
from .shelf import FOLDER, KEPT, DamagedReportError, Shelf, read

MEDIA = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".csv": "text/csv; charset=utf-8",
}


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
        self._turn = asyncio.Lock()

    async def list(self) -> Sequence[FiledReport]:
        """Return the kept reports, the newest time first."""
        try:
            return await asyncio.to_thread(self._listed)
        except OSError as err:
            raise ReportsUnavailableError(str(err)) from err

    async def page(self, kind: str, subject: str, language: Language) -> bytes:
        """Return a report as a page; one of a time that is over is kept, and has a code."""
        asked = self._asked(kind, subject, language)
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

    def _listed(self) -> Sequence[FiledReport]:
        found = [
            report
            for file in (self._shelf.folder / KEPT).glob("*.json")
            if (report := self._filed(file)) is not None
        ]
        return sorted(
            found, key=lambda r: (r.subject.rpartition("/")[2], r.subject, r.kind, r.revision)
        )[::-1]

    def _filed(self, kept: Path) -> FiledReport | None:
        """Return one kept report; a damaged one is not listed, `verify` tells of it."""
        try:
            document = read(kept)
        except DamagedReportError:
            return None
        names = (f"{kept.stem}{suffix}" for suffix in MEDIA)
        return FiledReport(
            kind=document.kind,
            subject=document.subject,
            language=document.language,
            title=document.title,
            revision=document.revision,
            code=code_of(document),
            files=tuple(name for name in names if (self._shelf.folder / name).is_file()),
        )


def _arguments(asked: Asked, *, over: bool) -> Sequence[str]:
    is_month = asked.period.first.month == asked.period.last.month
    return (
        asked.kind.value,
        *(("--month" if is_month else "--year"), asked.period.name),
        *(() if asked.kind in OF_SITE else ("--room", asked.place)),
        *("--language", asked.language, "--format", "html"),
        *(() if over else ("--preview",)),
    )
