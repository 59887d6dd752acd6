"""The pages about people: signing in, the first administrator, the PIN, the accounts."""

from datetime import timedelta

from aiohttp import web

from daemon.model.people import Deed, Role
from daemon.ports import People
from panel.address import is_readable
from panel.context import Context
from panel.i18n import LANGUAGE_TAGS
from panel.page_token import TOKEN
from panel.pages import Pages
from panel.problems import ProblemError
from panel.words import Translate, duration_words, msgid

from .doorman import ASKER, Asker, Doorman
from .endpoints import NOT_THE_PANEL
from .form import next_of
from .sessions import Session
from .words import ROLES, UNAVAILABLE

KEYS = "123456789"


class PeoplePages:
    """What a person opens to sign in or to look after accounts."""

    def __init__(self, context: Context, pages: Pages, doorman: Doorman) -> None:
        self._context = context
        self._pages = pages
        self._doorman = doorman

    async def sign_in(self, request: web.Request) -> web.Response:
        """Answer the page to sign in; whoever can't may stop a room there."""
        return self._bare(request, "sign_in.html")

    async def set_up(self, request: web.Request) -> web.Response:
        """Answer the page for the first administrator."""
        return self._bare(request, "setup.html")

    async def sign_out(self, request: web.Request) -> web.Response:
        """Answer the page of who has signed in: his sessions, his password, the way out."""
        t, tr = self._context.monotonic(), self._tr(request)
        asker: Asker = request[ASKER]
        own = [one for one in self._doorman.sessions.standing(t) if one.name == asker.name]
        return self._pages.still(
            request, "sign_out.html", sessions=[self._line(one, t, tr) for one in own]
        )

    async def unlock(self, request: web.Request) -> web.Response:
        """Answer the keypad."""
        if not self._doorman.kiosk(request):
            raise ProblemError(403, NOT_THE_PANEL)
        return self._pages.still(request, "unlock.html", keys=KEYS, way_back=next_of(request))

    async def people(self, request: web.Request) -> web.Response:
        """Answer the accounts and the open sessions, to be changed."""
        people, t, tr = self._people(), self._context.monotonic(), self._tr(request)
        sessions = [self._line(one, t, tr) for one in self._doorman.sessions.standing(t)]
        return self._pages.still(
            request,
            "people.html",
            roster=people.roster(),
            sessions=sessions,
            roles=[(role.name.lower(), tr(ROLES[role])) for role in Role if role],
            deeds=Deed,
        )

    def _people(self) -> People:
        if self._context.extra.people is None:
            raise ProblemError(503, UNAVAILABLE)
        return self._context.extra.people

    def _tr(self, request: web.Request) -> Translate:
        return self._context.texts[self._pages.language(request)].tr

    def _line(self, session: Session, t: float, tr: Translate) -> tuple[str, str, str, str]:
        ago = tr(msgid("used {duration} ago"))
        duration = duration_words(timedelta(seconds=t - session.used_t).total_seconds(), tr)
        return session.id, session.name, session.address, ago.format(duration=duration)

    def _bare(self, request: web.Request, template: str) -> web.Response:
        """Return a page that shows nothing of the rooms but their names."""
        context, language = self._context, self._pages.language(request)
        people = context.extra.people
        text = (
            context.texts[language]
            .pages.get_template(template)
            .render(
                asset=context.assets.url,
                wall_inch=context.wall_inch(request),
                site=context.site,
                presenter=context.presenters[language],
                path=request.path,
                asker=request[ASKER],
                token=request[TOKEN],
                next=next_of(request),
                readable=is_readable(request),
                needs_first=people is not None and people.needs_first,
            )
        )
        response = web.Response(text=text, content_type="text/html")
        response.headers["Content-Language"] = LANGUAGE_TAGS[language]
        return response
