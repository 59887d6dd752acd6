"""The climate of a shelf, a rack or a whole room, whatever stands there."""

from collections.abc import Mapping

from aiohttp import web

from panel.context import dumps
from panel.pages import Pages
from panel.problems import ProblemError
from panel.reader import Reader
from panel.words import msgid
from records_sync.holdings.model import Place

from .asked_record import PERIODS, Period, asked_period, asked_shelf, span_of
from .desk import Desk
from .record_climate import ClimateView, climate_view
from .record_views import locator
from .record_words import place_words, shelf_address


class ShelfPages:
    """What a person and a program can read about one shelf."""

    def __init__(self, desk: Desk, pages: Pages) -> None:
        self._desk = desk
        self._pages = pages

    async def shelf(self, request: web.Request) -> web.Response:
        """Answer the page of a shelf."""
        place, period = self._asked(request.query)
        reader = self._desk.reader(request)
        return self._pages.still(
            request,
            "records_shelf.html",
            place=place_words(place, self._desk.site, reader),
            locator=locator(place),
            room=place.room,
            fresh=self._desk.fresh(reader),
            climate=await self._climate(place, period, reader),
            periods=[
                (each.value, words, shelf_address(place, span=each.value))
                for each, words in PERIODS.items()
                if each is not Period.ALL
            ],
            period=period.value,
        )

    async def as_json(self, request: web.Request) -> web.Response:
        """Answer the same as JSON."""
        place, period = self._asked(request.query)
        reader = self._desk.reader(request)
        return web.json_response(
            {
                "place": place_words(place, self._desk.site, reader),
                "period": period.value,
                "climate": await self._climate(place, period, reader),
            },
            dumps=dumps,
        )

    def _asked(self, query: Mapping[str, str]) -> tuple[Place, Period]:
        period = asked_period(query)
        if period is Period.ALL:
            raise ProblemError(400, msgid("A shelf has no beginning: ask for 30 or 365 days."))
        return asked_shelf(query, self._desk.rooms), period

    async def _climate(self, place: Place, period: Period, reader: Reader) -> ClimateView | None:
        """Return the climate, None before the first scan; raises ProblemError 503."""
        if self._desk.now is None:
            return None
        async with self._desk.reading() as port:
            exposure = await port.climate_of_place(place, span_of(period, self._desk.now, ()))
        return climate_view(exposure, self._desk.site, reader)
