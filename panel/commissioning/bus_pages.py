"""The pages of the buses: their devices, the search for new ones, registers as they are."""

from collections.abc import Mapping

from aiohttp import web

from daemon.commissioning_ports import Commissioning, UnreadableError
from daemon.fieldbus_ports import Fieldbus, ProfileFacts, Unread, UnreadError
from panel.acting import named
from panel.actions import body_of
from panel.context import Context, dumps
from panel.equipment import BUS_COUNTERS
from panel.frames import Frame
from panel.pages import Pages
from panel.problems import ProblemError, SaidError
from panel.reader import Reader
from panel.shown import SnapshotView
from panel.words import ZONES, msgid

from .bus_views import ReadView, profile_view, read_view, run_view, unread_sentence
from .fieldbus_asked import (
    device_asked,
    known_bus,
    nothing_asked,
    probe_asked,
    registers_asked,
)
from .fieldbus_words import SPACES

NO_FIELDBUS = msgid("This panel can't look at buses: it does not belong to a running site.")
GOING = msgid("A search goes on already: wait for its end, or end it.")
NONE_GOES = msgid("No search goes on.")
PASSING = frozenset({Unread.BUS_DOWN, Unread.BUS_FULL, Unread.BUSY, Unread.HAZARD})
POLLS_S = (1, 2, 5, 10, 30, 60)
USUAL_POLL_S = 5


class BusPages:
    """What an administrator sees of the wires, and asks of them."""

    def __init__(self, context: Context, pages: Pages) -> None:
        self._context = context
        self._pages = pages

    @property
    def port(self) -> Fieldbus:
        """Return the wires; raises ProblemError 404 where there are none."""
        return self._commissioning.fieldbus

    async def buses(self, request: web.Request) -> web.Response:
        """Answer all buses with their counters."""
        return self._pages.page(
            request,
            "settings_buses.html",
            Frame.ROOMS,
            self._rooms(request),
            lines=self.port.lines(),
            counters=BUS_COUNTERS,
            devices=self._context.site.devices,
            run=self._run(request),
        )

    async def bus(self, request: web.Request) -> web.Response:
        """Answer one bus; with a query also the registers that it asks for."""
        bus = known_bus(request.match_info["bus"], self._ids)
        reader, read, trouble = self._reader(request), None, ""
        if "space" in request.query:
            try:
                read = await self._read(request, bus)
            except UnreadError as error:
                sentence, facts = unread_sentence(error)
                trouble = reader.tr(sentence).format(**facts)
            except ProblemError as problem:
                trouble = problem.detail(reader.tr)
        site = self._context.site
        return self._pages.page(
            request,
            "settings_bus.html",
            Frame.ROOMS,
            self._rooms(request),
            line=next(line for line in self.port.lines() if line.id == bus),
            counters=BUS_COUNTERS,
            devices=[device for device in site.devices if device.bus == bus],
            taken=sorted(device.id for device in site.devices),
            run=self._run(request),
            read=read,
            trouble=trouble,
            query=request.query,
            spaces={space.value: text for space, text in SPACES.items()},
            zones={name: reader.tr(text) for name, text in ZONES.items()},
            polls=POLLS_S,
            usual_poll=USUAL_POLL_S,
            models=[profile_view(one, reader) for one in self._profiles.values()],
        )

    async def as_json(self, request: web.Request) -> web.Response:
        """Answer how all buses stand, and the search; an open page asks again and again."""
        shown = self._rooms(request)
        told = {
            "buses": [
                {
                    "id": line.id,
                    "transport": line.transport,
                    "place": line.place,
                    **shown["buses"][line.id],
                    "devices": [
                        {"id": d.id, "unit_id": d.unit_id, **shown["devices"][d.id]}
                        for d in self._context.site.devices
                        if d.bus == line.id
                    ],
                }
                for line in self.port.lines()
            ],
            "search": self._run(request),
        }
        return web.json_response(told, dumps=dumps)

    async def registers(self, request: web.Request) -> web.Response:
        """Answer registers as they are now."""
        bus = known_bus(request.query.get("bus", ""), self._ids)
        try:
            read = await self._read(request, bus)
        except UnreadError as error:
            sentence, facts = unread_sentence(error)
            status = 503 if error.why in PASSING else 409
            raise ProblemError(status, sentence, None, **facts) from error
        return web.json_response(read, dumps=dumps)

    async def probe(self, request: web.Request) -> web.Response:
        """Begin a search."""
        bus, first, last = probe_asked(await body_of(request), self._ids)
        if not self.port.probe(bus, first, last, named(request, "")):
            raise ProblemError(409, GOING)
        return web.json_response(self._run(request), dumps=dumps)

    async def cancel(self, request: web.Request) -> web.Response:
        """End the search."""
        nothing_asked(await body_of(request))
        if not self.port.cancel(named(request, "")):
            raise ProblemError(409, NONE_GOES)
        return web.json_response(self._run(request), dumps=dumps)

    async def accept(self, request: web.Request) -> web.Response:
        """Answer a configuration file with a found device put at its end; nothing is saved."""
        rooms = [room.id for room in self._context.site.rooms]
        new, file = device_asked(await body_of(request), self._ids, self._profiles, rooms)
        try:
            texts = await self._commissioning.configuration.texts()
        except UnreadableError as error:
            raise SaidError(503, error.texts) from error
        before = next((each.text for each in texts.files if each.name == file), "")
        joint = "" if not before else "\n" if before.endswith("\n") else "\n\n"
        hint = profile_view(self._profiles[new.profile], self._reader(request))["hint"]
        told = {
            "file": file,
            "text": before + joint + self.port.device_text(new),
            "why": f"+ {new.id}",
            "version": texts.version,
            "hint": hint,
        }
        return web.json_response(told, dumps=dumps)

    @property
    def _commissioning(self) -> Commissioning:
        if self._context.extra.commissioning is None:
            raise ProblemError(404, NO_FIELDBUS)
        return self._context.extra.commissioning

    @property
    def _ids(self) -> list[str]:
        return [line.id for line in self.port.lines()]

    @property
    def _profiles(self) -> Mapping[str, ProfileFacts]:
        return {profile.id: profile for profile in self.port.profiles()}

    def _reader(self, request: web.Request) -> Reader:
        return self._context.presenters[self._pages.language(request)].reader

    def _rooms(self, request: web.Request) -> SnapshotView:
        presenter = self._context.presenters[self._pages.language(request)]
        return presenter.rooms_page(self._pages.now(request))

    def _run(self, request: web.Request) -> object:
        run = self.port.probed()
        return None if run is None else run_view(run, self._profiles, self._reader(request))

    async def _read(self, request: web.Request, bus: str) -> ReadView:
        asked = registers_asked(request.query, bus, self._ids)
        read = await self.port.registers(asked, named(request, ""))
        points = {
            point.tag.removeprefix(f"{read.device}."): point.quantity
            for point in self._context.site.points
            if point.device == read.device
        }
        return read_view(read, points, self._reader(request))
