"""Registers and reports: what was kept, opened as a page to print, or taken away as a file."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiohttp import web

from daemon.model import RoomInfo
from daemon.ports import FiledReport, ReportsUnavailableError, UnknownReportError
from daemon.ports import Reports as ReportsPort

from .context import Context
from .pages import Pages
from .problems import ProblemError
from .words import msgid

PRINTED = "/reports/pages/"
MOST_WAITING = 4  # making one takes a whole core
PRINT_POLICY = (  # our own page, made of what people wrote: it may look well and do nothing
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-modals; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
BY_MONTH = {
    "monthly": msgid("Climate register"),
    "excursion": msgid("Excursions"),
    "sterilisation": msgid("Sterilisation"),
}
BY_YEAR = {"yearly": msgid("Analysis of the year")}
OF_SITE = {
    "alarms": msgid("Alarms"),
    "maintenance": msgid("Maintenance"),
    "audit": msgid("Extract of the ledger"),
}
STOOD = msgid("Records that stood in it")
UNAVAILABLE = msgid("The report can't be made now; the log of roomd says why.")


class ReportPages:
    """What a person can read and take away."""

    def __init__(self, context: Context, pages: Pages) -> None:
        self._context = context
        self._pages = pages
        self._waiting = 0
        self._timezone = ZoneInfo(context.site.timezone)

    async def reports(self, request: web.Request) -> web.Response:
        """Answer what can be made of this month and year, and what was kept."""
        reports = self._port()
        try:
            kept = await reports.list()
        except ReportsUnavailableError as error:
            raise ProblemError(
                503, msgid("The reports can't be read now."), {"Retry-After": "60"}
            ) from error
        now = self._today()
        return self._pages.still(
            request,
            "reports.html",
            rooms=[] if now is None else [(r.name, self._of_room(r.id, now)) for r in self._rooms],
            of_site=[] if now is None else self._of_site(now),
            kept=[(report, _address(report), _files(report)) for report in kept],
        )

    async def page(self, request: web.Request) -> web.Response:
        """Answer one report as a page to print."""
        reports, facts = self._port(), request.match_info
        subject = f"{facts['place']}/{facts['time']}"
        async with self._place():
            try:
                printed = await reports.page(facts["kind"], subject, self._pages.language(request))
            except UnknownReportError as error:
                raise ProblemError(404, msgid("There is no such report.")) from error
            except ReportsUnavailableError as error:
                raise ProblemError(503, UNAVAILABLE, {"Retry-After": "60"}) from error
        return web.Response(
            body=printed,
            content_type="text/html",
            charset="utf-8",
            headers={"Content-Security-Policy": PRINT_POLICY},
        )

    async def file(self, request: web.Request) -> web.Response:
        """Answer a kept file, to be saved."""
        name = request.match_info["name"]
        try:
            content, media = await self._port().file(name)
        except UnknownReportError as error:
            raise ProblemError(404, msgid("There is no such report.")) from error
        except ReportsUnavailableError as error:
            raise ProblemError(503, UNAVAILABLE, {"Retry-After": "60"}) from error
        saved = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
        headers = {
            "Content-Type": media,
            "Content-Disposition": saved,
            "Content-Security-Policy": PRINT_POLICY,
        }
        return web.Response(body=content, headers=headers)

    def _port(self) -> ReportsPort:
        reports = self._context.extra.reports
        if reports is None:
            raise ProblemError(404, msgid("This panel has no reports."))
        return reports

    @property
    def _rooms(self) -> tuple[RoomInfo, ...]:
        return self._context.site.rooms

    def _today(self) -> datetime | None:
        snapshot = self._context.live.snapshot
        return None if snapshot is None else snapshot.result.image.at.astimezone(self._timezone)

    def _of_room(self, room: str, now: datetime) -> list[tuple[str, str]]:
        month, year = f"{now:%Y-%m}", f"{now:%Y}"
        return [
            *((title, f"{PRINTED}{kind}/{room}/{month}") for kind, title in BY_MONTH.items()),
            *((title, f"{PRINTED}{kind}/{room}/{year}") for kind, title in BY_YEAR.items()),
            *((title, f"{path}?room={room}&start={month}-01") for title, path in self._stood()),
        ]

    def _stood(self) -> Iterator[tuple[str, str]]:
        """Yield what lived through the excursions of the month, where there are records."""
        if self._context.extra.records is not None:
            yield STOOD, "/records/stood"

    def _of_site(self, now: datetime) -> list[tuple[str, str]]:
        site, month = self._context.site.id, f"{now:%Y-%m}"
        return [(title, f"{PRINTED}{kind}/{site}/{month}") for kind, title in OF_SITE.items()]

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        if self._waiting >= MOST_WAITING:
            raise ProblemError(
                503, msgid("Other reports are being made: try again."), {"Retry-After": "30"}
            )
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1


def _address(report: FiledReport) -> str:
    """Return where the page of a kept report is, in its own language."""
    return f"{PRINTED}{report.kind}/{quote(report.subject)}?lang={report.language}"


def _files(report: FiledReport) -> list[tuple[str, str]]:
    """Return the kind and the address of each file of a report."""
    return [
        (name.rpartition(".")[2].upper(), f"/reports/files/{quote(name, safe='')}")
        for name in report.files
    ]
