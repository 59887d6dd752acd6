"""The page of one trend, its JSON and its file."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from daemon.model import RoomInfo
from daemon.model.people import Role
from daemon.ports import Happenings
from panel.context import Context, dumps
from panel.pages import Pages
from panel.people.doorman import ASKER
from panel.settings import Language

from .asked_chart import span_of, subject_of, until_of
from .csv_text import csv_answer
from .spans import SPANS
from .subjects import DEW_POINT, ON_SHARE, TITLES, Subject, room_subject
from .trend_facts import TrendDesk, TrendFacts, without_people
from .trend_shown import TrendView
from .trend_view import TrendWords


class TrendCharts:
    """What a person sees behind a value."""

    def __init__(self, context: Context, pages: Pages, happenings: Happenings | None) -> None:
        self._context = context
        self._pages = pages
        self._desk = TrendDesk(context.site, context.live, context.trends, happenings)
        self._rooms: Mapping[str, RoomInfo] = {room.id: room for room in context.site.rooms}
        self._zone = zone = ZoneInfo(context.site.timezone)
        names = {output.id: output.name for output in context.site.outputs}
        self._words = {
            language: TrendWords(language, texts.tr, zone, names)
            for language, texts in context.texts.items()
        }

    @property
    def desk(self) -> TrendDesk:
        """What reads the steps."""
        return self._desk

    async def page(self, request: web.Request) -> web.Response:
        """Answer the page of one trend."""
        subject, span = subject_of(request, self._context.site), span_of(request)
        facts, view = await self._view(request)
        return self._pages.still(
            request,
            "trend.html",
            chart=view,
            asked=subject.query,
            spans=SPANS,
            span=span.name,
            ends=_address(facts.at) if facts.is_past else "",
            earlier=_address(facts.steps.buckets[0].start),
            later=_address(_later(facts)) if facts.is_past else None,
            siblings=self._siblings(subject),
            room=subject.room,
            has_air=room_subject(self._context.site, subject.room, DEW_POINT) is not None,
        )

    async def as_json(self, request: web.Request) -> web.Response:
        """Answer everything of one trend."""
        _, view = await self._view(request)
        return web.json_response(view, dumps=dumps)

    async def as_csv(self, request: web.Request) -> web.Response:
        """Answer the steps of one trend as a file."""
        subject, span = subject_of(request, self._context.site), span_of(request)
        language = self._pages.language(request)
        facts = await self._desk.facts(subject, span, until_of(request, self._zone))
        rows = self._words[language].csv(facts, self._title(subject, language))
        name = subject.point.tag if subject.point else f"{subject.room}-{subject.quantity}"
        ends = f"-{facts.at.astimezone(self._zone):%Y%m%d}" if facts.is_past else ""
        return csv_answer(rows, f"{name}-{span.name}{ends}")

    async def _view(self, request: web.Request) -> tuple[TrendFacts, TrendView]:
        subject, span = subject_of(request, self._context.site), span_of(request)
        language = self._pages.language(request)
        facts = await self._desk.facts(subject, span, until_of(request, self._zone))
        if not _knows_names(request):
            facts = without_people(facts)
        return facts, self._words[language].view(facts, self._title(subject, language))

    def _title(self, subject: Subject, language: Language) -> str:
        presenter, tr = self._context.presenters[language], self._context.texts[language].tr
        room = self._rooms.get(subject.room)
        parts = [] if room is None else [room.name]
        if subject.point is None:
            parts.append(tr(TITLES[subject.quantity]))
        else:
            zone = subject.point.zone
            parts += [presenter.zone(zone)] if zone else []
            name = presenter.title(subject.point)
            parts.append(tr(ON_SHARE).format(name=name) if subject.is_bit else name)
        return " · ".join(parts)

    def _siblings(self, subject: Subject) -> list[tuple[str, str]]:
        """Return title and address of the other values of the same room."""
        found = (room_subject(self._context.site, subject.room, q) for q in TITLES)
        return [(TITLES[each.quantity], each.query) for each in found if each is not None]


def _later(facts: TrendFacts) -> datetime | None:
    """Return the end of the next span, None where that is now."""
    until = facts.at + timedelta(seconds=facts.span.length_s)
    return until if until < facts.now else None


def _address(until: datetime | None) -> str:
    """Return the part of an address that ends a span, "" where it ends now."""
    return "" if until is None else f"&until={until.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def _knows_names(request: web.Request) -> bool:
    """Return whether the one who asks may read who did what."""
    role = request[ASKER].role
    return role is not None and role >= Role.VIEWER
