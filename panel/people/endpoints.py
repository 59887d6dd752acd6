"""What the pages about people send: signing in and out, the PIN, the accounts. Names in the ledger.

A name or a password that was wrong is never told apart, never logged, never written down.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import ceil

from aiohttp import web

from daemon.model.people import Change, Deed, Login, Person, RefusedError, Role
from daemon.ports import People, PeopleUnavailableError
from panel.address import address_of
from panel.context import Context, dumps
from panel.may import offered
from panel.page_token import TOKEN
from panel.problems import ProblemError, StalePageError
from panel.words import msgid

from .doorman import ASKER, COOKIE, SECURE_COOKIE, Asker, Doorman
from .form import form_of
from .sessions import IDLE_S, WALL_IDLE_S
from .words import REFUSALS, UNAVAILABLE

PEOPLE = "/api/v1/people"
PEOPLE_ACTS = (
    "/api/v1/sign-in",
    "/api/v1/sign-out",
    "/api/v1/setup",
    "/api/v1/unlock",
    "/api/v1/lock",
    "/api/v1/touched",
    "/api/v1/password",
    "/api/v1/sessions/end",
)
NOT_THE_PANEL = msgid("A PIN is typed at the room's own panel only; sign in with a password.")


class PeopleActs:
    """The addresses that change who may do what."""

    def __init__(self, context: Context, doorman: Doorman) -> None:
        self._context = context
        self._doorman = doorman

    @property
    def people(self) -> People:
        """Return the accounts; raises ProblemError where this panel has none."""
        if self._context.extra.people is None:
            raise ProblemError(503, UNAVAILABLE)
        return self._context.extra.people

    async def sign_in(self, request: web.Request) -> web.Response:
        """Open a new session for who brings name, password and, where he has one, a code."""
        form = await form_of(request, ("name", "password"), ("code",))
        login = Login(name=form["name"], password=form["password"], code=form["code"].strip())
        async with _told():
            person = await self.people.sign_in(login, address_of(request))
        return self._opened(request, person)

    async def set_up(self, request: web.Request) -> web.Response:
        """Make the first administrator by the one-time code, and open a session."""
        form = await form_of(request, ("code", "name", "password"))
        login = Login(name=form["name"], password=form["password"])
        async with _told():
            person = await self.people.set_up(form["code"], login, address_of(request))
        return self._opened(request, person)

    async def sign_out(self, request: web.Request) -> web.Response:
        """End the session of the request, or with `everywhere` all of that person."""
        form = await form_of(request, (), ("everywhere",))
        asker = _asker(request)
        if asker.stale:
            raise StalePageError
        if asker.session is not None:
            if form["everywhere"]:
                self._doorman.sessions.end_of(asker.name)
            self._doorman.sessions.end(asker.session.id)
            self.people.tell(asker.name, "signed_out", asker.name)
        return _left()

    async def unlock(self, request: web.Request) -> web.Response:
        """Let the room's own panel act for who types a PIN; who had signed in there is out."""
        form = await form_of(request, ("pin",))
        kiosk = self._kiosk(request)
        async with _told():
            pin = await self.people.unlock(form["pin"])
        self._doorman.wall.unlock(kiosk, pin, self._context.monotonic())
        token = self._doorman.tokens.of(kiosk, "")
        if (session := _asker(request).session) is None:
            return _done(token=token)
        self._doorman.sessions.end(session.id)
        self.people.tell(session.name, "signed_out", session.name)
        return _left(token=token)

    async def lock(self, request: web.Request) -> web.Response:
        """Ask for the PIN again."""
        await form_of(request, ())
        self._doorman.wall.lock(self._kiosk(request))
        return _done()

    async def touched(self, request: web.Request) -> web.Response:
        """Answer the seconds left after somebody touched a page: that uses a session, and a PIN."""
        await form_of(request, ())
        left_s = self._doorman.asker(request).left_s
        return web.json_response({"left_s": None if left_s is None else max(0, ceil(left_s))})

    async def password(self, request: web.Request) -> web.Response:
        """Change the password of who asks; all sessions of that person end but a new one."""
        form = await form_of(request, ("old", "new"), ("code",))
        asker = _asker(request)
        if asker.session is None:
            raise ProblemError(403, msgid("Sign in with your password first."))
        login = Login(name=asker.name, password=form["old"], code=form["code"].strip())
        change = Change(deed=Deed.PASSWORD, name=asker.name, secret=form["new"])
        async with _told():
            await self.people.sign_in(login, address_of(request))
            await self.people.change(change, asker.name)
        person = self.people.person(asker.name)
        if person is None:
            raise ProblemError(503, UNAVAILABLE)
        self._doorman.sessions.end_of(asker.name)
        return self._opened(request, person)

    async def change(self, request: web.Request) -> web.Response:
        """Change an account in the name of an administrator."""
        form = await form_of(request, ("deed", "name"), ("role", "secret"))
        roles = {role.name.lower(): role for role in Role}
        if form["deed"] not in set(Deed) or form["role"] not in {"", *roles}:
            raise ProblemError(400, msgid("deed must be one of: {known}."), known=", ".join(Deed))
        change = Change(
            deed=Deed(form["deed"]),
            name=form["name"],
            role=roles.get(form["role"]),
            secret=form["secret"],
        )
        async with _told():
            await self.people.change(change, _asker(request).name)
        return _done()

    async def end_session(self, request: web.Request) -> web.Response:
        """End somebody's session."""
        form = await form_of(request, ("id",))
        ended = self._doorman.sessions.end(form["id"])
        if ended is None:
            raise ProblemError(404, msgid("This session is over already."))
        self.people.tell(ended.name, "session_ended", _asker(request).name)
        return _done()

    async def session(self, request: web.Request) -> web.Response:
        """Answer who asks, what he may and for how long."""
        asker = _asker(request)
        return web.json_response(
            {
                "name": asker.name,
                "role": None if asker.role is None else asker.role.name.lower(),
                "kiosk": asker.kiosk,
                "locked": asker.locked,
                "left_s": None if asker.left_s is None else max(0, ceil(asker.left_s)),
                "may": sorted(offered(asker)),
                "token": request[TOKEN],
            },
            dumps=dumps,
        )

    async def roster(self, _request: web.Request) -> web.Response:
        """Answer the accounts and the open sessions."""
        t = self._context.monotonic()
        people = [
            {
                "name": one.name,
                "role": one.role.name.lower(),
                "disabled": one.disabled,
                "totp": one.has_totp,
                "pin": one.has_pin,
            }
            for one in self.people.roster()
        ]
        sessions = [
            {
                "id": one.id,
                "name": one.name,
                "address": one.address,
                "open_s": round(t - one.opened_t),
                "idle_s": round(t - one.used_t),
            }
            for one in self._doorman.sessions.standing(t)
        ]
        return web.json_response({"people": people, "sessions": sessions}, dumps=dumps)

    def _kiosk(self, request: web.Request) -> str:
        kiosk = self._doorman.kiosk(request)
        if not kiosk:
            raise ProblemError(403, NOT_THE_PANEL)
        return kiosk

    def _opened(self, request: web.Request, person: Person) -> web.Response:
        """Answer with a session that nobody had before; the one that asked ends, and a PIN.

        Those end by their cookies alone: nobody would hold them any more.
        """
        old = self._doorman.session(request)
        if old is not None:
            self._doorman.sessions.end(old.id)
        kiosk = self._doorman.kiosk(request)
        self._doorman.wall.lock(kiosk)
        secure = request.headers["Origin"].lower().startswith("https:")
        token = self._doorman.sessions.open(
            person,
            address_of(request),
            self._context.monotonic(),
            secure=secure,
            idle_s=WALL_IDLE_S if kiosk else IDLE_S,
        )
        response = _done(token=self._doorman.tokens.of(kiosk, token))
        response.set_cookie(
            SECURE_COOKIE if secure else COOKIE,
            token,
            httponly=True,
            samesite="Strict",
            secure=secure,
            path="/",
        )
        return response


def _asker(request: web.Request) -> Asker:
    asker: Asker = request[ASKER]
    return asker


def _done(**more: str) -> web.Response:
    told: dict[str, object] = {"done": True, **more}
    return web.json_response(told)


def _left(**more: str) -> web.Response:
    """Answer with the cookies of a session taken away."""
    response = _done(**more)
    response.del_cookie(COOKIE, path="/")
    response.del_cookie(SECURE_COOKIE, path="/", secure=True)
    return response


@asynccontextmanager
async def _told() -> AsyncIterator[None]:
    """Turn what the accounts refuse into a problem with its sentence."""
    try:
        yield
    except RefusedError as error:
        status, sentence = REFUSALS[error.refusal]
        wait_s = ceil(error.wait_s)
        headers = {"Retry-After": str(wait_s)} if wait_s else {}
        raise ProblemError(status, sentence, headers, wait_s=wait_s) from error
    except PeopleUnavailableError as error:
        raise ProblemError(503, UNAVAILABLE) from error
