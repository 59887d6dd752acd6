"""The pages of the sources and of what their runs had to report, with their JSON."""

from dataclasses import asdict

from aiohttp import web

from daemon.model.people import Role
from daemon.record_ports import Standings
from panel.acting import asker_of
from panel.context import dumps
from panel.pages import Pages
from panel.problems import ProblemError
from panel.words import msgid
from records_sync.holdings.model import Key
from records_sync.sync.report import Hold

from .desk import Desk
from .paging import page_number, part
from .reports import briefs, loaded, whole
from .sync import held_keys, sync_view
from .sync_acts import DECIDES, SYNCS

RUNS = 10  # reports on the page of the sources
ROWS = 25  # of each kind on the page of a report
LONGEST_SOURCE = 64
PHRASES_FOR = (  # why a held list is carried out: a tap, no typing
    msgid("transferred to the archive of the city"),
    msgid("disposal was approved"),
    msgid("the range of the export was changed on purpose"),
    msgid("counts were compared with the main system"),
)
PHRASES_AGAINST = (
    msgid("the export is not complete"),
    msgid("wrong file or wrong range"),
    msgid("the main system is being asked"),
)
NO_REPORT = msgid("There is no such report; old ones are not kept for ever.")


class SyncPages:
    """How the index is kept up to date."""

    def __init__(self, desk: Desk, pages: Pages) -> None:
        self._desk = desk
        self._pages = pages

    async def sync(self, request: web.Request) -> web.Response:
        """Answer how the sources stand, and the last runs where the index can be read."""
        reader, zone = self._desk.reader(request), self._desk.zone
        standings = self._desk.port.standings()
        try:
            async with self._desk.reading() as port:
                kept = await port.reports(last=RUNS)
                known = await port.entries(_held(standings))
            runs = briefs(kept, self._names(), zone, reader)
        except ProblemError:  # here a person mends it: this page must not go with the index
            runs, known = None, {}
        return self._pages.still(
            request,
            "records_sync.html",
            sync=sync_view(standings, zone, reader, known),
            runs=runs,
            phrases=(PHRASES_FOR, PHRASES_AGAINST),
            may_sync=_may(request, SYNCS),
            may_decide=_may(request, DECIDES),
        )

    async def sync_json(self, request: web.Request) -> web.Response:
        """Answer how the sources stand now; the page asks for this again and again."""
        reader = self._desk.reader(request)
        view = sync_view(self._desk.port.standings(), self._desk.zone, reader)
        return web.json_response(view, dumps=dumps)

    async def report(self, request: web.Request) -> web.Response:
        """Answer what one run had to report."""
        asked = request.match_info["number"]
        if not (asked.isascii() and asked.isdigit() and len(asked) < 12):  # noqa: PLR2004
            raise ProblemError(404, NO_REPORT)
        number = page_number(request.query.get("page", "1"))
        async with self._desk.reading() as port:
            kept = await port.report(int(asked))
            body = None if kept is None else loaded(kept)
            known = await port.entries(held_keys(kept.source, body.hold)) if kept and body else {}
        if kept is None or body is None:
            raise ProblemError(404, NO_REPORT)
        reader = self._desk.reader(request)
        view = whole(kept, body, self._names(), self._desk.zone, reader, known)
        return self._pages.still(
            request,
            "records_report.html",
            fresh=self._desk.fresh(reader),
            report=view,
            rejected=part(view.rejected, number, ROWS),
            flagged=part(view.flagged, number, ROWS),
        )

    async def reports_json(self, request: web.Request) -> web.Response:
        """Answer the last reports of one source, of all without one, as the engine wrote them."""
        source = request.query.get("source", "")
        if len(source) > LONGEST_SOURCE:
            raise ProblemError(
                400,
                msgid("{key} must be a text of at most {most} letters."),
                key="source",
                most=LONGEST_SOURCE,
            )
        async with self._desk.reading() as port:
            kept = await port.reports(source or None)
        fresh = self._desk.fresh(self._desk.reader(request))
        told = [{**asdict(each), "at": each.at.isoformat()} for each in kept]
        return web.json_response({"fresh": asdict(fresh), "reports": told}, dumps=dumps)

    def _names(self) -> dict[str, str]:
        return {source.id: source.name for source in self._desk.port.standings().sources}


def _held(now: Standings) -> list[Key]:
    """Return the records that all held lists name."""
    return [
        key
        for source in now.sources
        if source.hold
        for key in held_keys(source.id, Hold.loaded(source.hold))
    ]


def _may(request: web.Request, need: Role) -> bool:
    """Return whether somebody is offered an act; at the room's own panel a PIN may be asked for."""
    asker = asker_of(request)
    return asker.kiosk or (asker.role is not None and asker.role >= need)
