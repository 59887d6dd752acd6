"""The page of the psychrometric chart, and its JSON."""

from collections.abc import Mapping
from dataclasses import asdict
from zoneinfo import ZoneInfo

from aiohttp import web

from daemon.model import RoomInfo
from panel.context import Context, dumps
from panel.feed import Feed
from panel.pages import Pages
from panel.problems import ProblemError
from panel.words import msgid

from .air import pressure_pa
from .air_axes import HEIGHT, WIDTH, Axes, near
from .air_chart import AirDrawing, AirFacts, drawing, trail_of
from .air_csv import air_rows
from .air_effects import Air
from .air_facts import air_facts
from .air_words import AirView, air_view
from .asked_chart import room_of
from .csv_text import csv_answer
from .series import Steps
from .spans import DAY_S, Span
from .subjects import DEW_POINT, FACE, room_subject, sources_of
from .trend_facts import TrendDesk

TRAIL = Span(
    name="trail",
    title="",
    length_s=DAY_S,
    step_s=900,
    steps_a_row=1,
    refresh_s=60,
)
VIEWS = {"whole": msgid("whole chart"), "near": msgid("near the allowed climate")}


class AirCharts:
    """What the air of a room is, was and could be."""

    def __init__(self, context: Context, feed: Feed, pages: Pages, desk: TrendDesk) -> None:
        self._context = context
        self._feed = feed
        self._pages = pages
        self._desk = desk
        self._rooms: Mapping[str, RoomInfo] = {room.id: room for room in context.site.rooms}
        self._names = {output.id: output.name for output in context.site.outputs}

    async def page(self, request: web.Request) -> web.Response:
        """Answer the chart of a room; it is drawn anew at each opening."""
        site = self._context.site
        room, chosen = self._rooms[room_of(request, site)], _view_of(request)
        facts, trailed = await self._facts(request, room)
        axes = Axes(pa=facts.pa)
        if chosen == "near" and facts.band is not None:
            axes = near(facts.band, facts.pa)
        drawn = drawing(facts, axes)
        return self._pages.still(
            request,
            "psychrometrics.html",
            room=room,
            rooms=[r for r in site.rooms if room_subject(site, r.id, DEW_POINT) is not None],
            views=VIEWS if facts.band is not None else {},
            chosen=chosen,
            drawn=drawn,
            words=self._words(request, facts, drawn),
            trailed=trailed,
            pressure=f"{facts.pa / 100:.0f}",
            altitude=site.altitude_m,
            size=(WIDTH, HEIGHT),
        )

    async def as_json(self, request: web.Request) -> web.Response:
        """Answer the states behind the chart, and its words."""
        room = self._rooms[room_of(request, self._context.site)]
        facts, _ = await self._facts(request, room)
        drawn = drawing(facts, Axes(pa=facts.pa))
        shown = {"facts": asdict(facts), "words": self._words(request, facts, drawn)}
        return web.json_response(shown, dumps=dumps)

    async def as_csv(self, request: web.Request) -> web.Response:
        """Answer the last day of a room's air as a file."""
        site, language = self._context.site, self._pages.language(request)
        room = room_of(request, site)
        warm, damp = await self._steps(room)
        tr, zone = self._context.texts[language].tr, ZoneInfo(site.timezone)
        return csv_answer(
            air_rows(warm, damp, pressure_pa(site.altitude_m), zone, tr), f"{room}-air"
        )

    async def _facts(self, request: web.Request, room: RoomInfo) -> tuple[AirFacts, bool]:
        """Return the facts, and whether the last day could be read."""
        site, now = self._context.site, self._feed.now(self._pages.language(request))
        try:
            trail = await self._trail(room.id)
        except ProblemError:
            return air_facts(site, room, now), False
        return air_facts(site, room, now, trail), True

    async def _trail(self, room: str) -> tuple[Air | None, ...]:
        return trail_of(*await self._steps(room), pressure_pa(self._context.site.altitude_m))

    async def _steps(self, room: str) -> tuple[Steps, Steps]:
        sources = sources_of(self._context.site, room)
        warm, damp = [await self._desk.steps(sources[quantity], TRAIL) for quantity in FACE]
        return warm, damp

    def _words(self, request: web.Request, facts: AirFacts, drawn: AirDrawing) -> AirView:
        tr = self._context.texts[self._pages.language(request)].tr
        return air_view(facts, drawn, self._names, tr)


def _view_of(request: web.Request) -> str:
    chosen = request.query.get("view", "whole")
    if chosen not in VIEWS:
        raise ProblemError(400, msgid("view must be one of: {known}."), known=", ".join(VIEWS))
    return chosen
