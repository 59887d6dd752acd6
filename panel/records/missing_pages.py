"""The pages of what somebody should look for, and of what stood in a room in a period."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, time, timedelta

from aiohttp import web

from daemon.record_ports import MissingLine, StoodPage
from panel.context import Context, dumps
from panel.pages import Pages
from panel.problems import ProblemError
from panel.words import msgid

from .desk import Desk
from .freshness import minute
from .missing import GRAVE, REASONS, counts, lost, ordered
from .paging import Part, page_number, pages, part
from .record_words import Site
from .stood import asked, presets, stood_views

LINES = 12  # on one page
STOOD = 15


class MissingPages:
    """Where people go who look for records, one by one or after an excursion."""

    def __init__(self, context: Context, desk: Desk, pages: Pages) -> None:
        self._context = context
        self._desk = desk
        self._pages = pages

    async def missing(self, request: web.Request) -> web.Response:
        """Answer the 失踪 list, of one reason with `?reason=`."""
        reason, number = _reason(request), page_number(request.query.get("page", "1"))
        lines = await self._lines()
        chosen, counted = await asyncio.to_thread(lambda: (ordered(lines, reason), counts(lines)))
        shown, reader = part(chosen, number, LINES), self._desk.reader(request)
        return self._pages.still(
            request,
            "records_missing.html",
            fresh=self._desk.fresh(reader),
            reasons=REASONS,
            grave=GRAVE,
            counts=counted,
            reason=reason,
            total=len(lines),
            shown=Part(
                lines=lost(shown.lines, reader),
                number=shown.number,
                of=shown.of,
                total=shown.total,
            ),
        )

    async def missing_json(self, request: web.Request) -> web.Response:
        """Answer the whole list as JSON."""
        lines, reader = await self._lines(), self._desk.reader(request)
        fresh = self._desk.fresh(reader)

        def told() -> str:
            found = [asdict(line) for line in lost(ordered(lines), reader)]
            return dumps({"fresh": asdict(fresh), "lines": found})

        return web.json_response(text=await asyncio.to_thread(told))

    async def stood(self, request: web.Request) -> web.Response:
        """Answer which records stood in a room in a period."""
        desk = self._desk
        number, now = page_number(request.query.get("page", "1")), self._now()
        what, reader = asked(request.query, desk.rooms, now, desk.zone), desk.reader(request)
        async with desk.reading() as port:
            found = (
                StoodPage(total=0, number=1, records=())
                if what is None
                else await port.stood_in(what.room, what.span, number, STOOD)
            )
        site = Site(rooms=desk.rooms, zone=desk.zone, today=now.date())
        return self._pages.still(
            request,
            "records_stood.html",
            fresh=desk.fresh(reader),
            rooms=desk.rooms,
            what=what,
            span=() if what is None else _days(what.span.start, what.span.end, desk),
            presets=presets(what.room if what else next(iter(desk.rooms), ""), now),
            shown=Part(
                lines=stood_views(found.records, site, reader),
                number=found.number,
                of=pages(found.total, STOOD),
                total=found.total,
            ),
        )

    async def _lines(self) -> Sequence[MissingLine]:
        async with self._desk.reading() as port:
            return await port.missing()

    def _now(self) -> datetime:
        """Return the time of the newest scan; before the first one, the end of today."""
        snapshot = self._context.live.snapshot
        if snapshot is not None:
            return snapshot.result.image.at.astimezone(self._desk.zone)
        tomorrow = self._desk.port.today() + timedelta(days=1)
        return datetime.combine(tomorrow, time(), self._desk.zone)


def _days(start: datetime, end: datetime, desk: Desk) -> tuple[str, str, str, str]:
    """Return a period as people read it, and its first and last day as a form takes them."""
    last = (end - timedelta(microseconds=1)).astimezone(desk.zone)
    return (
        minute(start, desk.zone),
        minute(end, desk.zone),
        f"{start.astimezone(desk.zone):%Y-%m-%d}",
        f"{last:%Y-%m-%d}",
    )


def _reason(request: web.Request) -> str:
    reason = request.query.get("reason", "")
    if reason and reason not in REASONS:
        known = ", ".join(REASONS)
        raise ProblemError(400, msgid("{key} must be one of: {known}."), key="reason", known=known)
    return reason
