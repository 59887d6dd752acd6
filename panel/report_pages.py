"""Registers and reports: what was kept, opened as a page to print, or taken away as a file.

At the room's own panel nothing opens beside the panel: there a report stands in a frame of it.
"""

from calendar import monthrange
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import date
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiohttp import web

from daemon.model import RoomInfo
from daemon.ports import FiledReport, ReportsUnavailableError, UnknownReportError
from daemon.ports import Reports as ReportsPort

from .context import Context, dumps
from .guard import HEADERS
from .months import month_of, name_of, steps
from .pages import Pages
from .problems import ProblemError
from .words import msgid

PRINTED = "/reports/pages/"
SHOWN = "/reports/shown/"  # the same in a frame of the panel
MOST_WAITING = 4  # making one takes a whole core
PRINT_POLICY = (  # our own page, made of what people wrote: it may look well and do nothing
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-modals{more}; "
    "frame-ancestors {ancestors}; base-uri 'none'; form-action 'none'"
)
FILE_POLICY = PRINT_POLICY.format(more="", ancestors="'none'")
# No script runs in it; the panel around it may ask how tall it is.
PAGE_POLICY = PRINT_POLICY.format(more=" allow-same-origin", ancestors="'self'")
AROUND_POLICY = f"{HEADERS['Content-Security-Policy']}; frame-src 'self'"
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
UNAVAILABLE = msgid("The report can't be made now; the log of roomd says why.")


class ReportPages:
    """What a person can read and take away."""

    def __init__(self, context: Context, pages: Pages) -> None:
        self._context = context
        self._pages = pages
        self._waiting = 0
        self._timezone = ZoneInfo(context.site.timezone)

    async def reports(self, request: web.Request) -> web.Response:
        """Answer what can be made of a month and its year, and what was kept."""
        kept, first = await self._kept()
        today = self._today()
        month = self._month(request, today)
        return self._pages.still(
            request,
            "reports.html",
            rooms=[
                (room.name, self._of_room(room.id, month), self._stood(room.id, month))
                for room in self._rooms
                if month
            ],
            of_site=self._of_site(month) if month else [],
            kept=[(report, _files(report)) for report in kept],
            month=name_of(month) if month else "",
            steps=steps(month, first or today, today) if month and today else {},
            waits=not self._clock_trusted(),
        )

    async def as_json(self, _: web.Request) -> web.Response:
        """Answer what was kept, with the addresses of its page and its files."""
        kept, first = await self._kept()
        told = [
            {
                **asdict(report),
                "page": f"{PRINTED}{quote(report.code)}",
                "files": [address for _, address in _files(report)],
            }
            for report in kept
        ]
        return web.json_response({"first": str(first or ""), "kept": told}, dumps=dumps)

    async def _kept(self) -> tuple[Sequence[FiledReport], date | None]:
        """Return what was kept and the day of the first reading; raises ProblemError."""
        reports = self._port()
        try:
            return await reports.list(), await reports.first()
        except ReportsUnavailableError as error:
            raise ProblemError(
                503, msgid("The reports can't be read now."), {"Retry-After": "60"}
            ) from error

    async def page(self, request: web.Request) -> web.Response:
        """Answer one report as a page to print."""
        reports, facts = self._port(), request.match_info
        subject, language = f"{facts['place']}/{facts['time']}", self._pages.language(request)
        async with self._place():
            return await _printed(reports.page(facts["kind"], subject, language))

    async def kept(self, request: web.Request) -> web.Response:
        """Answer one revision that was kept, by its code, as a page to print."""
        return await _printed(self._port().kept(request.match_info["code"]))

    async def shown(self, request: web.Request) -> web.Response:
        """Answer a page of the panel with a report in it."""
        self._port()
        within = quote(request.path.removeprefix(SHOWN))
        response = self._pages.still(
            request, "report.html", inside=f"{PRINTED}{within}?lang={self._pages.language(request)}"
        )
        response.headers["Content-Security-Policy"] = AROUND_POLICY
        return response

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
            "Content-Security-Policy": FILE_POLICY,
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

    def _today(self) -> date | None:
        snapshot = self._context.live.snapshot
        if snapshot is None:
            return None
        return snapshot.result.image.at.astimezone(self._timezone).date()

    def _month(self, request: web.Request, today: date | None) -> date | None:
        text = request.query.get("month", "")
        if text and (asked := month_of(text)) is None:
            raise ProblemError(400, msgid("Write a month as 2026-10."))
        return asked if text else today

    def _clock_trusted(self) -> bool:
        snapshot = self._context.live.snapshot
        return snapshot is None or snapshot.result.image.clock_trusted

    def _of_room(self, room: str, month: date) -> list[tuple[str, str]]:
        """Return titles and addresses; those of reports go on behind PRINTED or SHOWN."""
        name, year = name_of(month), f"{month:%Y}"
        return [
            *((title, f"{kind}/{room}/{name}") for kind, title in BY_MONTH.items()),
            *((title, f"{kind}/{room}/{year}") for kind, title in BY_YEAR.items()),
        ]

    def _stood(self, room: str, month: date) -> str:
        """Return where it stands what lived through a month, "" without records."""
        if self._context.extra.records is None:
            return ""
        days = monthrange(month.year, month.month)[1]
        return f"/records/stood?room={room}&start={month}&end={month.replace(day=days)}"

    def _of_site(self, month: date) -> list[tuple[str, str]]:
        site, name = self._context.site.id, name_of(month)
        return [(title, f"{kind}/{site}/{name}") for kind, title in OF_SITE.items()]

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


async def _printed(report: Awaitable[bytes]) -> web.Response:
    try:
        printed = await report
    except UnknownReportError as error:
        raise ProblemError(404, msgid("There is no such report.")) from error
    except ReportsUnavailableError as error:
        raise ProblemError(503, UNAVAILABLE, {"Retry-After": "60"}) from error
    return web.Response(
        body=printed,
        content_type="text/html",
        charset="utf-8",
        headers={"Content-Security-Policy": PAGE_POLICY},
    )


def _files(report: FiledReport) -> list[tuple[str, str]]:
    """Return the kind and the address of each file of a report."""
    return [
        (name.rpartition(".")[2].upper(), f"/reports/files/{quote(name, safe='')}")
        for name in report.files
    ]
