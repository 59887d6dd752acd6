"""A panel with real accounts on a still clock, and browsers that visit it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientTimeout, CookieJar

from daemon.model import Event
from daemon.model.people import Change, Deed, Role
from daemon.people.accounts import Accounts
from daemon.people.book import Book
from daemon.people.deeds import carried_out
from panel.app import Extra
from panel.settings import PanelSettings
from tests.browser.control_example import CONTROL_SITE
from tests.browser.example import (
    HOST,
    KEY,
    Example,
    HandFedLive,
    HandFedOperator,
    snapshot,
)
from tests.fakes import StillClock
from tests.page_token import with_token

CLOSED = PanelSettings(host=HOST, port=0, local_key=KEY)
PASSWORD = "vier alte Worte 7"  # noqa: S105 - of nobody
PIN = "802746"
NAMES = {
    Role.VIEWER: "钱一",
    Role.OPERATOR: "张三",
    Role.SAFETY: "李四",
    Role.ADMIN: "王芳",
}


def add(directory: Path, *roles: Role) -> None:
    """Make one account for each role; the operator has a PIN."""
    book = Book(directory)
    for role in roles:
        change = Change(deed=Deed.ADD, name=NAMES[role], role=role, secret=PASSWORD)
        carried_out(book, change)
    if Role.OPERATOR in roles:
        carried_out(book, Change(deed=Deed.PIN, name=NAMES[Role.OPERATOR], secret=PIN))


@dataclass
class Visitor:
    """One browser."""

    url: str
    session: ClientSession

    async def post(self, path: str, body: object, **headers: str) -> tuple[int, dict[str, Any]]:
        """Send as a page of this browser does, but for the given headers."""
        token = await with_token(self.session, self.url, **headers)
        usual = {"Origin": self.url, "Content-Type": "application/json", **token}
        async with self.session.post(
            f"{self.url}{path}", data=json.dumps(body), headers={**usual, **headers}
        ) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text else {}

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        async with self.session.get(
            f"{self.url}{path}", headers=headers, allow_redirects=False
        ) as answer:
            return answer.status, await answer.text()

    async def sign_in(self, role: Role, password: str = PASSWORD) -> int:
        body = {"name": NAMES[role], "password": password}
        return (await self.post("/api/v1/sign-in", body))[0]

    async def enter(self) -> None:
        """Become the room's own panel."""
        await self.get(f"/local?key={KEY}")

    async def unlock(self, pin: str = PIN) -> int:
        return (await self.post("/api/v1/unlock", {"pin": pin}))[0]

    async def who(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((await self.get("/api/v1/session"))[1])
        return found

    def cookie(self, name: str) -> str:
        return next((c.value for c in self.session.cookie_jar if c.key == name), "")


@dataclass
class PeopleSite:
    """A panel, its accounts, and what they wrote into the ledger."""

    directory: Path
    settings: PanelSettings = CLOSED
    clock: StillClock = field(default_factory=StillClock)
    rows: list[Event] = field(default_factory=list)
    operator: HandFedOperator = field(default_factory=HandFedOperator)
    extra: Extra = field(default_factory=Extra)

    def __post_init__(self) -> None:
        self.live = HandFedLive()
        self.accounts = Accounts(self.directory, self.live, self.clock, self.rows.append)
        self.example = Example(
            self.settings,
            CONTROL_SITE,
            operator=self.operator,
            extra=replace(self.extra, people=self.accounts),
            monotonic=self.clock.monotonic,
        )

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["PeopleSite"]:
        await self.live.publish(snapshot(1, self.clock.t))
        await self.example.live.publish(snapshot(1, self.clock.t))
        await self.accounts.begin()
        async with self.example.serving():
            yield self

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[Visitor]:
        async with ClientSession(
            timeout=ClientTimeout(total=20), cookie_jar=CookieJar(unsafe=True)
        ) as session:
            yield Visitor(self.example.url, session)

    def told(self, what: str) -> list[Event]:
        return [row for row in self.rows if row.body["what"] == what]


def guests(settings: PanelSettings = CLOSED) -> PanelSettings:
    return replace(settings, guests=True)
