"""Sessions of people who signed in: in memory, so a restart ends them all. Times are monotonic.

The browser holds a token, this program its hash. A session ends after some time without use, at
most twelve hours after it began, and when anything about the account changes.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from daemon.model.people import Person

IDLE_S = 15 * 60.0
WALL_IDLE_S = 3 * 60.0  # signed in with a password at the wall: the next one stands there soon
LONGEST_S = 12 * 3600.0
MOST = 64
MOST_OF_PERSON = 8
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser of one person. `id` names it in lists and opens nothing.

    `stamp` is that of the account at sign-in; `secure`: it was opened through TLS.
    """

    id: str
    name: str
    stamp: int
    address: str
    secure: bool
    idle_s: float
    opened_t: float
    used_t: float

    def left_s(self, t: float) -> float:
        """Return the seconds until it ends by itself."""
        return min(self.used_t + self.idle_s, self.opened_t + LONGEST_S) - t


class Sessions:
    """The open sessions."""

    def __init__(self) -> None:
        self._open: dict[bytes, Session] = {}

    def open(
        self, person: Person, address: str, t: float, *, secure: bool, idle_s: float = IDLE_S
    ) -> str:
        """Open a session and return its token; the oldest give way where there are too many."""
        self._drop(lambda one: one.left_s(t) <= 0)
        own = [key for key, one in self._by_use() if one.name == person.name]
        for key in own[: max(0, len(own) - MOST_OF_PERSON + 1)]:
            del self._open[key]
        for key, _ in self._by_use()[: max(0, len(self._open) - MOST + 1)]:
            del self._open[key]
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._open[_hash(token)] = Session(
            id=secrets.token_hex(6),
            name=person.name,
            stamp=person.stamp,
            address=address,
            secure=secure,
            idle_s=idle_s,
            opened_t=t,
            used_t=t,
        )
        return token

    def find(self, token: str, t: float, *, secure: bool) -> Session | None:
        """Return the open session of a token, which came by a cookie of TLS where `secure`."""
        session = self._open.get(_hash(token)) if token else None
        if session is None or session.secure is not secure:
            return None
        if session.left_s(t) <= 0:
            self.end(session.id)
            return None
        return session

    def use(self, token: str, t: float, *, secure: bool) -> None:
        """Let a session live on from now; one that `find` does not give stays over."""
        if (found := self.find(token, t, secure=secure)) is not None:
            self._open[_hash(token)] = replace(found, used_t=t)

    def end(self, name: str) -> Session | None:
        """End the session of this id and return it, None where there is none."""
        ended = next((one for one in self._open.values() if one.id == name), None)
        self._drop(lambda one: one.id == name)
        return ended

    def end_of(self, person: str) -> int:
        """End every session of a person; return how many there were."""
        return self._drop(lambda one: one.name == person)

    def standing(self, t: float) -> tuple[Session, ...]:
        """Return the open sessions, the one used last first."""
        self._drop(lambda one: one.left_s(t) <= 0)
        return tuple(one for _, one in reversed(self._by_use()))

    def _by_use(self) -> list[tuple[bytes, Session]]:
        return sorted(self._open.items(), key=lambda item: item[1].used_t)

    def _drop(self, wrong: Callable[[Session], bool]) -> int:
        gone = [key for key, one in self._open.items() if wrong(one)]
        for key in gone:
            del self._open[key]
        return len(gone)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()
