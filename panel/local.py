"""The room's own panel: who holds its key, on this machine, may do more than a visitor.

An address alone proves nothing, and neither does a key that came over the network: both are asked
for, and what a proxy hands on came over the network. The key is made anew at each start of the
program and is known to who can read its file.
"""

import hmac
import secrets
from collections import deque
from collections.abc import Callable

from aiohttp import web

from .address import is_here
from .local_sessions import LocalSessions
from .problems import ProblemError
from .words import msgid

COOKIE = "roomd_local"
MOST_WRONG_KEYS = 5
WRONG_KEYS_S = 60.0


def same(one: str, other: str) -> bool:
    """Return whether two secrets are equal, in a time that does not tell how far they are."""
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))


class LocalPanel:
    """Opens sessions for who brings the key, and knows them again."""

    def __init__(self, key: str, monotonic: Callable[[], float], sessions: LocalSessions) -> None:
        self._key = key
        self._monotonic = monotonic
        self._sessions = sessions.open
        self.tokens = sessions.tokens
        self._wrong: deque[float] = deque(maxlen=MOST_WRONG_KEYS)

    def holds(self, request: web.Request) -> bool:
        """Return whether the request comes from the room's own panel."""
        return self.session_of(request) != ""

    def session_of(self, request: web.Request) -> str:
        """Return the session of the room's own panel, "" for who is not at it."""
        known = request.cookies.get(COOKIE, "")
        found = [session for session in self._sessions if same(known, session)]
        return found[0] if found and is_here(request) else ""

    async def enter(self, request: web.Request) -> web.Response:
        """Open a session for who brings the key, and go on to the page."""
        if not self._key or not is_here(request):
            raise ProblemError(403, msgid("The room's own panel is opened on this machine only."))
        if not same(request.query.get("key", ""), self._key):
            raise self._wrong_key()
        session = secrets.token_urlsafe(32)
        self._sessions.append(session)
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(COOKIE, session, httponly=True, samesite="Strict", path="/")
        return response

    def _wrong_key(self) -> ProblemError:
        """Return what is told to a wrong key. The right one never waits for others' wrong ones."""
        t = self._monotonic()
        if len(self._wrong) == MOST_WRONG_KEYS and t - self._wrong[0] < WRONG_KEYS_S:
            return ProblemError(
                429, msgid("Too many wrong keys: wait one minute."), {"Retry-After": "60"}
            )
        self._wrong.append(t)
        return ProblemError(403, msgid("This key is not valid; each start makes a new one."))
