"""Who asks: a person with a session, the room's own panel with or without a PIN, or a visitor."""

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from daemon.model.people import Role
from daemon.ports import People
from panel.local import LocalPanel, same
from panel.page_token import HEADER, SAFE
from panel.settings import PanelSettings

from .sessions import Session, Sessions
from .wall import Wall

COOKIE, SECURE_COOKIE = "roomd_session", "__Host-roomd_session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks. `role` is None for a visitor of a site that shows nothing to visitors.

    Who has signed in has the role of the account and no other, at the room's own panel too.
    `kiosk`: it is the room's own panel; `locked`: that waits for a PIN. `name` is "" where nobody
    is known by name, `left_s` the time until a session or a PIN ends.
    `stale`: sessions came along, and not the token that goes with them; so they do not count.
    """

    role: Role | None
    kiosk: bool = False
    locked: bool = False
    name: str = ""
    left_s: float | None = None
    session: Session | None = None
    stale: bool = False


ASKER = web.RequestKey("asker", Asker)
STILL: web.RequestKey[Callable[[], bool]] = web.RequestKey("still")
"""Whether a request may still be answered, for answers that last."""


class Doorman:
    """Knows sessions and PINs of one panel."""

    def __init__(
        self,
        settings: PanelSettings,
        people: People | None,
        local: LocalPanel,
        monotonic: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._people = people
        self._local = local
        self._monotonic = monotonic
        self.sessions = Sessions()
        self.wall = Wall()
        self.tokens = local.tokens

    def asker(self, request: web.Request) -> Asker:
        """Return who asks now; to change something a cookie needs the token of its page."""
        token = self.token(request)
        if request.method not in SAFE and not same(request.headers.get(HEADER, ""), token):
            return self._visitor(stale=bool(token))
        visitor = self._at_the_panel(request)
        session = self.session(request)
        person = (
            None if session is None or self._people is None else self._people.person(session.name)
        )
        if session is None or person is None:
            return visitor
        return Asker(
            role=person.role,
            kiosk=visitor.kiosk,
            name=person.name,
            left_s=session.left_s(self._monotonic()),
            session=session,
        )

    def session(self, request: web.Request) -> Session | None:
        """Return the session of a request; one whose account has changed is over."""
        if self._people is None:
            return None
        token, secure = token_of(request)
        session = self.sessions.find(token, self._monotonic(), secure=secure)
        if session is None:
            return None
        person = self._people.person(session.name)
        if person is None or person.stamp != session.stamp:
            self.sessions.end(session.id)
            return None
        return session

    def token(self, request: web.Request) -> str:
        """Return what a page of this browser brings to change something, "" for a visitor."""
        session = token_of(request)[0] if self.session(request) is not None else ""
        return self.tokens.of(self.kiosk(request), session)

    def used(self, request: web.Request, asker: Asker, *, acts: bool) -> None:
        """Let what `asker` asks by live on: his session, else the PIN where he `acts`."""
        t = self._monotonic()
        if asker.session is not None:
            token, secure = token_of(request)
            self.sessions.use(token, t, secure=secure)
        elif acts and asker.kiosk:
            self.wall.use(self.kiosk(request), t)

    def kiosk(self, request: web.Request) -> str:
        """Return the session of the room's own panel, "" for who is not at it."""
        return self._local.session_of(request)

    def _visitor(self, *, stale: bool = False) -> Asker:
        return Asker(role=Role.GUEST if self._settings.guests else None, stale=stale)

    def _at_the_panel(self, request: web.Request) -> Asker:
        kiosk = self._local.session_of(request)
        if not kiosk:
            return self._visitor()
        if not self._settings.wall_pin:
            return Asker(role=Role.OPERATOR, kiosk=True)
        t = self._monotonic()
        open_ = self.wall.find(kiosk, t)
        if open_ is None or self._people is None or not self._people.may_unlock(open_.pin):
            return Asker(role=Role.VIEWER, kiosk=True, locked=True)
        return Asker(role=Role.OPERATOR, kiosk=True, name=open_.pin.name, left_s=open_.left_s(t))


def token_of(request: web.Request) -> tuple[str, bool]:
    """Return the token of a session, and whether it came by a cookie that needs TLS."""
    if SECURE_COOKIE in request.cookies:
        return request.cookies[SECURE_COOKIE], True
    return request.cookies.get(COOKIE, ""), False


DOORMAN = web.AppKey("doorman", Doorman)
