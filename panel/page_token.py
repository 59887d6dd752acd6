"""The token of a page: what it sends beside its cookies to change something.

A browser adds cookies to whatever it sends here, whoever made it send that. The token stands in our
own pages and answers alone, where no other site can read it. It is made of both sessions, that of
the room's own panel and that of who has signed in, so it is good for both of them or for none.
"""

import hmac
import secrets

from aiohttp import web

HEADER = "X-Roomd-Token"
SAFE = frozenset({"GET", "HEAD"})  # methods that change nothing and need none
TOKEN = web.RequestKey("token", str)


class Tokens:
    """Makes tokens by a key of this run of the program, which is kept nowhere."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def of(self, kiosk: str, session: str) -> str:
        """Return the token that goes with the secrets of two sessions, "" where there is none."""
        if not kiosk and not session:
            return ""
        return hmac.digest(self._key, f"{kiosk} {session}".encode(), "sha256").hex()
