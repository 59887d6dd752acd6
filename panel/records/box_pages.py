"""One box: its shelf, what is in it, its climate, and its check by the scanner."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from panel.context import dumps
from panel.pages import Pages
from panel.problems import ProblemError
from panel.reader import Reader
from panel.words import msgid

from .asked_record import PERIODS, Period, asked_box, asked_group, asked_period, span_of
from .box_views import box_view, group_parameters
from .desk import Desk
from .record_climate import ClimateView, climate_view
from .record_words import PLACE_PARTS, box_address

UNKNOWN = msgid("Neither the index nor the local facts know this box.")


class BoxPages:
    """What a person and a program can read about one box."""

    def __init__(self, desk: Desk, pages: Pages) -> None:
        self._desk = desk
        self._pages = pages

    async def box(self, request: web.Request) -> web.Response:
        """Answer the page of a box; an unknown one is said with how fresh the index is."""
        code, period = asked_box(request.query), asked_period(request.query)
        reader = self._desk.reader(request)
        async with self._desk.reading() as port:
            sheet = await port.box(code, asked_group(request.query))
        view = None if sheet is None else box_view(sheet, self._desk.site, reader)
        response = self._pages.still(
            request,
            "records_box.html",
            box=view,
            code=code,
            fresh=self._desk.fresh(reader),
            climate=None if view is None else await self._climate(code, period, reader),
            periods=_periods(code, group_parameters(asked_group(request.query))),
            period=period.value,
            rooms=self._desk.rooms,
            shelf_parts=PLACE_PARTS,
        )
        if view is None:
            response.set_status(404)
        return response

    async def as_json(self, request: web.Request) -> web.Response:
        """Answer the same as JSON."""
        code, period = asked_box(request.query), asked_period(request.query)
        reader = self._desk.reader(request)
        async with self._desk.reading() as port:
            sheet = await port.box(code, asked_group(request.query))
        if sheet is None:
            return self._desk.not_found(request, UNKNOWN)
        fresh = self._desk.fresh(reader)
        return web.json_response(
            {
                "fresh": {"state": fresh.state, "text": fresh.text},
                "box": box_view(sheet, self._desk.site, reader),
                "period": period.value,
                "climate": await self._climate(code, period, reader),
            },
            dumps=dumps,
        )

    async def _climate(self, code: str, period: Period, reader: Reader) -> ClimateView | None:
        """Return the climate; a box is worth reading without it, so None where it can't be."""
        if self._desk.now is None:
            return None
        try:
            async with self._desk.reading() as port:
                span = span_of(period, self._desk.now, ())
                exposure = await port.climate_of_box(code, span)
        except ProblemError:
            return None
        return climate_view(exposure, self._desk.site, reader)


def _periods(code: str, more: Mapping[str, str]) -> Sequence[tuple[str, str, str]]:
    """Return each period but the whole time: of a box nobody keeps when it began."""
    return [
        (period.value, words, box_address(code, **more, span=period.value))
        for period, words in PERIODS.items()
        if period is not Period.ALL
    ]
