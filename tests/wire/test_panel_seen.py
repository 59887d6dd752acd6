"""The heartbeat of the room's own panel over real sockets: who is heard, and for which frames."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, ClientTimeout, CookieJar

from panel.app import Extra
from panel.seen import LATE
from tests.browser.example import Example
from tests.page_token import with_token

from .test_panel_actions import KEY, LOCAL


class Wall:
    """A panel, what it heard, and a browser's session."""

    def __init__(self, session: ClientSession) -> None:
        self.heard = 0
        self.example = Example(LOCAL, extra=Extra(seen=self._hear))
        self.session = session

    def _hear(self) -> None:
        self.heard += 1

    async def enter(self) -> None:
        address = f"{self.example.url}/local"
        async with self.session.get(address, params={"key": KEY}, allow_redirects=False) as answer:
            assert answer.status == 303

    async def tell(self, body: object, **headers: str) -> int:
        token = await with_token(self.session, self.example.url)
        sent = {"Origin": self.example.url, **token, **headers}
        address = f"{self.example.url}/api/v1/seen"
        async with self.session.post(address, json=body, headers=sent) as answer:
            return answer.status


@pytest.fixture
async def wall() -> AsyncIterator[Wall]:
    jar = CookieJar(unsafe=True)
    async with ClientSession(timeout=ClientTimeout(total=15), cookie_jar=jar) as session:
        opened = Wall(session)
        async with opened.example.serving():
            await opened.example.show(5000)
            yield opened


async def test_the_rooms_own_panel_is_heard(wall: Wall) -> None:
    await wall.enter()
    assert await wall.tell({"seq": 5000}) == 204
    assert await wall.tell({"seq": 4990}) == 204
    assert wall.heard == 2


async def test_nobody_else_is(wall: Wall) -> None:
    assert await wall.tell({"seq": 5000}) == 403
    await wall.enter()
    assert await wall.tell({"seq": 5000}, Origin="http://elsewhere.example") == 403
    assert wall.heard == 0


@pytest.mark.parametrize(
    "body",
    [
        {"seq": 5001},  # not made yet
        {"seq": 5000 - LATE - 1},  # a page that hangs
        {"seq": -1},
        {"seq": True},
        {"seq": 5000.0},
        {"seq": "5000"},
        {},
        [5000],
        5000,
        "5000",
    ],
)
async def test_a_page_that_has_drawn_nothing_new_is_no_sign_of_life(
    wall: Wall, body: object
) -> None:
    await wall.enter()
    assert await wall.tell(body) == 400
    assert wall.heard == 0


async def test_only_posts_are_taken(wall: Wall) -> None:
    await wall.enter()
    async with wall.session.get(f"{wall.example.url}/api/v1/seen") as answer:
        assert answer.status == 405
        assert answer.headers["Allow"] == "POST"
