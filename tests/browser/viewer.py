"""Accounts with one person who may look and do nothing; nobody signs in here."""

import time
from collections.abc import Sequence
from typing import NoReturn

from playwright.async_api import BrowserContext

from daemon.model.people import Change, Login, Person, Pin, Role
from daemon.ports import PeopleUnavailableError
from panel.people.doorman import COOKIE, DOORMAN

from .example import Example

VIEWER = Person(name="阅览", role=Role.VIEWER)


class OneViewer:
    """`daemon.ports.People`."""

    needs_first = False

    def person(self, name: str) -> Person | None:
        return VIEWER if name == VIEWER.name else None

    def may_unlock(self, pin: Pin) -> bool:  # noqa: ARG002
        return False

    def roster(self) -> Sequence[Person]:
        return [VIEWER]

    async def sign_in(self, login: Login, address: str) -> NoReturn:
        raise PeopleUnavailableError(f"{login.name} {address}")

    async def unlock(self, pin: str) -> NoReturn:
        raise PeopleUnavailableError(pin)

    async def set_up(self, code: str, login: Login, address: str) -> NoReturn:
        raise PeopleUnavailableError(f"{code} {login.name} {address}")

    async def change(self, change: Change, by: str) -> NoReturn:
        raise PeopleUnavailableError(f"{change} {by}")

    def tell(self, name: str, what: str, by: str) -> None:
        """Nobody's sessions end here."""


async def look_on(panel: Example, context: BrowserContext) -> None:
    """Make a browser one of the viewer, somewhere else than at the room's own panel."""
    sessions = panel.app[DOORMAN].sessions
    token = sessions.open(VIEWER, "127.0.0.1", time.monotonic(), secure=False)
    cookie = {"name": COOKIE, "value": token, "url": panel.url}
    await context.add_cookies([cookie])  # type: ignore[list-item]
