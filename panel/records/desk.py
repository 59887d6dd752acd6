"""What every page of the records needs: the port, its troubles as answers."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from aiohttp import web

from daemon.record_ports import RecordsDesk, RecordsUnavailableError
from panel.context import Context, dumps
from panel.pages import Pages
from panel.problems import ProblemError, problem_json
from panel.reader import Reader
from panel.words import msgid

from .freshness import Fresh, freshness
from .record_words import Site

ANSWER_S = 20.0  # for one page; a search takes some ms, a year of climate some seconds
RETRY = {"Retry-After": "30"}
NO_RECORDS = msgid("This panel has no records: write [[records.source]] in the configuration.")
AWAY = msgid(
    "The records can't be read now; the rooms are looked after all the same. Try again; if it stays"
    " so, roomd records status says why. A damaged index is made anew from its sources."
)


class Desk:
    """The records of the site as the pages ask for them."""

    def __init__(self, context: Context, pages: Pages) -> None:
        self._context = context
        self._pages = pages
        self.zone: tzinfo = ZoneInfo(context.site.timezone)
        self.rooms = {room.id: room.name for room in context.site.rooms}

    @property
    def port(self) -> RecordsDesk:
        """Return who keeps the records; raises ProblemError 404 where nobody does."""
        if self._context.extra.records is None:
            raise ProblemError(404, NO_RECORDS)
        return self._context.extra.records

    @property
    def site(self) -> Site:
        """Return what words need of the site now."""
        return Site(rooms=self.rooms, zone=self.zone, today=self.port.today())

    @property
    def sources(self) -> Mapping[str, str]:
        """Return the names of the sources by their ids."""
        return {source.id: source.name for source in self.port.standings().sources}

    @property
    def now(self) -> datetime | None:
        """Return the time of the last scan, None before the first."""
        snapshot = self._context.live.snapshot
        return None if snapshot is None else snapshot.result.image.at

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[RecordsDesk]:
        """Yield the port; what can't be read, or takes too long, becomes a ProblemError 503."""
        port = self.port
        try:
            async with asyncio.timeout(ANSWER_S):
                yield port
        except (RecordsUnavailableError, TimeoutError) as error:
            raise ProblemError(503, AWAY, RETRY) from error

    def reader(self, request: web.Request) -> Reader:
        """Return who asks."""
        return self._context.presenters[self._pages.language(request)].reader

    def not_found(self, request: web.Request, sentence: str) -> web.Response:
        """Answer 404 as JSON, with how fresh the index is."""
        fresh = self.fresh(self.reader(request))
        response = problem_json(self._context, ProblemError(404, sentence))
        told = {**json.loads(response.text or "{}"), "fresh": asdict(fresh)}
        response.text = dumps(told)
        return response

    def fresh(self, reader: Reader) -> Fresh:
        """Return how fresh the index is."""
        return freshness(self.port.standings(), self.zone, reader)
