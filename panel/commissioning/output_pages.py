"""The page where outputs are tested with a person present, and what it asks.

Only at the room's own panel, and only by an administrator: who tests stands beside the machine.
"""

import asyncio

from aiohttp import web

from daemon.fieldbus_ports import TEST_S, Fieldbus, UntestedError
from daemon.model import Answer
from daemon.model.people import Role
from daemon.model.render import sentence
from daemon.ports import LedgerUnavailableError
from panel.acting import NOT_HERE, NOT_YOURS, asker_of, named, refusal
from panel.actions import body_of
from panel.context import Context, dumps
from panel.i18n import LANGUAGE_TAGS
from panel.pages import Pages
from panel.problems import ProblemError
from panel.reader import Reader
from panel.words import msgid

from .bus_pages import NO_FIELDBUS
from .fieldbus_asked import nothing_asked, output_asked
from .fieldbus_words import UNTESTED
from .output_views import OutputView, TrialView, name_of, output_view, trial_view

ANSWER_S = 10.0  # for the next scan and the ledger
NO_TEST = msgid("No test goes on.")
NO_ANSWER = msgid("Control did not answer; look at the room before you try again.")


class OutputPages:
    """Tests of outputs."""

    def __init__(self, context: Context, pages: Pages) -> None:
        self._context = context
        self._pages = pages

    @property
    def port(self) -> Fieldbus:
        """Return the wires; raises ProblemError 404 where there are none."""
        if self._context.extra.commissioning is None:
            raise ProblemError(404, NO_FIELDBUS)
        return self._context.extra.commissioning.fieldbus

    async def outputs(self, request: web.Request) -> web.Response:
        """Answer all outputs, by room; away from the room's own panel without buttons."""
        site = self._context.site
        return self._pages.still(
            request,
            "settings_outputs.html",
            rooms=[
                (room, outputs)
                for room in site.rooms
                if (outputs := [output for output in site.outputs if output.room == room.id])
            ],
            places={place.output: place for place in self.port.outputs()},
            shown={view["id"]: view for view in self._views(request)},
            trial=self._trial(request),
            is_here=asker_of(request).kiosk,
            seconds=f"{TEST_S:.0f}",
        )

    async def as_json(self, request: web.Request) -> web.Response:
        """Answer how all outputs are, and the test; an open page asks for this again and again."""
        told = {"outputs": self._views(request), "test": self._trial(request)}
        return web.json_response(told, dumps=dumps)

    async def test(self, request: web.Request) -> web.Response:
        """Begin a test: 200 when control took it, 409 when it did not."""
        _require_here(request)
        outputs = {output.id for output in self._context.site.outputs}
        output, on = output_asked(await body_of(request), outputs)
        try:
            async with asyncio.timeout(ANSWER_S):
                answer = await self.port.test(output, named(request, ""), on=on)
        except UntestedError as error:
            raise ProblemError(409, UNTESTED[error.why]) from error
        except (TimeoutError, LedgerUnavailableError) as error:
            raise ProblemError(503, NO_ANSWER) from error
        return _answered(answer)

    async def end(self, request: web.Request) -> web.Response:
        """End the test; the output is given back to its rules."""
        nothing_asked(await body_of(request))
        try:
            async with asyncio.timeout(ANSWER_S):
                answer = await self.port.end_test(named(request, ""))
        except (TimeoutError, LedgerUnavailableError) as error:
            raise ProblemError(503, NO_ANSWER) from error
        if answer is None:
            raise ProblemError(409, NO_TEST)
        return _answered(answer)

    def _reader(self, request: web.Request) -> Reader:
        return self._context.presenters[self._pages.language(request)].reader

    def _views(self, request: web.Request) -> list[OutputView]:
        reader, now = self._reader(request), self._pages.now(request)
        places = {place.output: place for place in self.port.outputs()}
        return [
            output_view(info, places[info.id], now.decisions.get(info.id), now.t, reader)
            for info in self._context.site.outputs
            if info.id in places
        ]

    def _trial(self, request: web.Request) -> TrialView | None:
        test, reader = self.port.tested(), self._reader(request)
        if test is None:
            return None
        info = next(o for o in self._context.site.outputs if o.id == test.output)
        return trial_view(test, name_of(info, reader), TEST_S, reader)


def _require_here(request: web.Request) -> None:
    """Raise ProblemError for everybody but an administrator at the room's own panel."""
    asker = asker_of(request)
    if asker.kiosk and asker.role is not None and asker.role >= Role.ADMIN:
        return
    raise ProblemError(403, NOT_YOURS) if asker.kiosk else refusal(request, NOT_HERE)


def _answered(answer: Answer) -> web.Response:
    return web.json_response(
        {
            "id": answer.act.id,
            "accepted": answer.accepted,
            "code": answer.reason.code,
            **{tag: sentence(answer.reason, tag) for tag in LANGUAGE_TAGS},
        },
        status=200 if answer.accepted else 409,
        dumps=dumps,
    )
