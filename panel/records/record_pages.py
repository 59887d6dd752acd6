"""One record: all that is known of it, the climate it has lived in, what can be done with it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from aiohttp import web

from daemon.record_ports import RecordSheet
from panel.context import dumps
from panel.pages import Pages
from panel.problems import ProblemError
from panel.reader import Reader
from panel.words import msgid
from records_sync.holdings.model import Key
from records_sync.index.browse import Axis

from .asked_record import PERIODS, Period, asked_key, asked_period, span_of
from .desk import Desk
from .record_climate import ClimateView, climate_view
from .record_views import RecordView, record_view
from .record_words import PLACE_PARTS, record_address

UNKNOWN = msgid("Neither the index nor the local facts know this record.")
LOAN_DAYS = (7, 14, 30)
MOST_UNITS = 500
WHYS = (  # for a change of status: a tap, no typing
    msgid("list of the transfer approved"),
    msgid("list of the destruction approved"),
    msgid("not found when it was asked for"),
    msgid("entered by mistake"),
    msgid("come back"),
)


class RecordPages:
    """What a person and a program can read about one record."""

    def __init__(self, desk: Desk, pages: Pages) -> None:
        self._desk = desk
        self._pages = pages

    async def record(self, request: web.Request) -> web.Response:
        """Answer the page of a record; an unknown one is said with how fresh the index is."""
        key, period = asked_key(request.query), asked_period(request.query)
        reader = self._desk.reader(request)
        async with self._desk.reading() as port:
            sheet = await port.record(key)
            units = [node.name for node in await port.browse(Axis.UNIT) if node.name]
        view = None if sheet is None else self._view(sheet, reader)
        climate = None if sheet is None else await self._climate(sheet, period, reader)
        response = self._pages.still(
            request,
            "records_record.html",
            record=view,
            key=key,
            fresh=self._desk.fresh(reader),
            climate=climate,
            periods=_periods(key),
            period=period.value,
            units=units[:MOST_UNITS],
            rooms=self._desk.rooms,
            shelf_parts=PLACE_PARTS,
            days=_days(self._desk.site.today),
            today=self._desk.site.today.isoformat(),
            whys=WHYS,
        )
        if view is None:
            response.set_status(404)
        return response

    async def as_json(self, request: web.Request) -> web.Response:
        """Answer the same as JSON."""
        key, period = asked_key(request.query), asked_period(request.query)
        reader = self._desk.reader(request)
        async with self._desk.reading() as port:
            sheet = await port.record(key)
        if sheet is None:
            return self._desk.not_found(request, UNKNOWN)
        fresh = self._desk.fresh(reader)
        return web.json_response(
            {
                "fresh": {"state": fresh.state, "text": fresh.text},
                "record": self._view(sheet, reader),
                "period": period.value,
                "climate": await self._climate(sheet, period, reader),
            },
            dumps=dumps,
        )

    def _view(self, sheet: RecordSheet, reader: Reader) -> RecordView:
        return record_view(sheet, self._desk.sources, self._desk.site, reader)

    async def _climate(
        self, sheet: RecordSheet, period: Period, reader: Reader
    ) -> ClimateView | None:
        """Return the climate; a record is worth reading without it, so None where it can't be."""
        if self._desk.now is None:
            return None
        span = span_of(period, self._desk.now, sheet.facts)
        try:
            async with self._desk.reading() as port:
                exposure = await port.climate_of_record(sheet.key, span)
        except ProblemError:
            return None
        return climate_view(exposure, self._desk.site, reader)


def _periods(key: Key) -> Sequence[tuple[str, str, str]]:
    """Return each period: its name, its words, its address."""
    return [
        (period.value, words, record_address(key, span=period.value))
        for period, words in PERIODS.items()
    ]


def _days(today: date) -> Mapping[int, str]:
    """Return the days on which loans of so many days end."""
    return {days: (today + timedelta(days=days)).isoformat() for days in LOAN_DAYS}
