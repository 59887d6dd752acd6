"""The pages of the trees and of the counts, with their JSON and the file of the counts."""

from dataclasses import asdict

from aiohttp import web

from panel.context import dumps
from panel.pages import Pages
from panel.problems import ProblemError
from panel.words import msgid
from records_sync.index.browse import Axis

from .browse import AXES, Branch, branches, nothing
from .desk import Desk
from .paging import page_number, part
from .statistics import months, tables, units

NODES = 20  # on one page
UNITS = 15
UNKNOWN = msgid("There is nothing under this name: open the tree anew.")
LONGEST_KEY = 500  # characters of a node's key
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BrowsePages:
    """Where a person goes who does not know what to search for."""

    def __init__(self, desk: Desk, pages: Pages) -> None:
        self._desk = desk
        self._pages = pages

    async def browse(self, request: web.Request) -> web.Response:
        """Answer one tree, or what is under one of its nodes."""
        axis, under = _asked(request)
        found = await self._branches(request)
        shown = part(found, page_number(request.query.get("page", "1")), NODES)
        reader = self._desk.reader(request)
        response = self._pages.still(
            request,
            "records_browse.html",
            fresh=self._desk.fresh(reader),
            axes=AXES,
            axis=axis,
            under=under,
            shown=shown,
            nothing=reader.tr(UNKNOWN) if under else nothing(axis, reader.tr),
        )
        if under and not found:
            response.set_status(404)
        return response

    async def browse_json(self, request: web.Request) -> web.Response:
        """Answer the same as JSON, all nodes of it."""
        axis, under = _asked(request)
        found = await self._branches(request)
        if under and not found:
            return self._desk.not_found(request, UNKNOWN)
        fresh = self._desk.fresh(self._desk.reader(request))
        body = {"fresh": asdict(fresh), "axis": axis.value, "under": under}
        return web.json_response({**body, "nodes": [asdict(each) for each in found]}, dumps=dumps)

    async def statistics(self, request: web.Request) -> web.Response:
        """Answer how many records there are of each kind."""
        number = page_number(request.query.get("page", "1"))
        async with self._desk.reading() as port:
            counted = await port.counted()
        reader, of = self._desk.reader(request), counted.statistics
        return self._pages.still(
            request,
            "records_statistics.html",
            fresh=self._desk.fresh(reader),
            total=None if of is None else of.total,
            tables=tables(counted, reader),
            facts_are_away=counted.facts_are_away,
            months=() if of is None else months(of.growth),
            shown=part(() if of is None else units(of), number, UNITS),
        )

    async def statistics_json(self, request: web.Request) -> web.Response:
        """Answer the counts as JSON."""
        async with self._desk.reading() as port:
            counted = await port.counted()
        fresh = self._desk.fresh(self._desk.reader(request))
        of = counted.statistics
        return web.json_response(
            {
                "fresh": asdict(fresh),
                "statistics": None if of is None else asdict(of),
                "statuses": {status.value: count for status, count in counted.statuses.items()},
                "gone": {status.value: count for status, count in counted.gone.items()},
            },
            dumps=dumps,
        )

    async def statistics_file(self, request: web.Request) -> web.Response:
        """Answer the counts as XLSX, to be saved."""
        language = self._pages.language(request)
        async with self._desk.reading() as port:
            content = await port.statistics_file(language)
        name = f"records-statistics-{self._desk.port.today():%Y%m%d}.xlsx"
        return web.Response(
            body=content,
            headers={
                "Content-Type": XLSX,
                "Content-Disposition": f'attachment; filename="{name}"',
            },
        )

    async def _branches(self, request: web.Request) -> tuple[Branch, ...]:
        axis, under = _asked(request)
        async with self._desk.reading() as port:
            nodes = await port.browse(axis, under)
        return branches(nodes, axis, under, self._desk.reader(request).tr)


def _asked(request: web.Request) -> tuple[Axis, str]:
    asked, under = request.query.get("axis", Axis.TIME.value), request.query.get("under", "")
    if asked not in set(Axis):
        raise ProblemError(400, msgid("axis must be one of: {known}."), known=", ".join(Axis))
    if len(under) > LONGEST_KEY:
        raise ProblemError(
            400,
            msgid("{key} must be a text of at most {most} letters."),
            key="under",
            most=LONGEST_KEY,
        )
    return Axis(asked), under
