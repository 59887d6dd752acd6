"""The heartbeat in a real browser: the room's own panel tells what it drew, a visitor nothing."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from panel.app import Extra
from tests.waiting import until

from .conftest import Visit
from .example import SETTINGS, Example

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEY = "a-key-made-at-this-start"


class Wall:
    """A panel that counts what it hears."""

    def __init__(self) -> None:
        self.heard = 0
        settings = replace(SETTINGS, local_key=KEY)
        self.panel = Example(settings, extra=Extra(seen=self._hear))

    def _hear(self) -> None:
        self.heard += 1


@pytest_asyncio.fixture(loop_scope="session")
async def wall() -> AsyncIterator[Wall]:
    opened = Wall()
    async with opened.panel.serving():
        yield opened


async def test_the_rooms_own_panel_tells_that_it_draws(wall: Wall, visit: Visit) -> None:
    await wall.panel.show(1)
    await visit.open(f"{wall.panel.url}/local?key={KEY}")
    await until(lambda: wall.heard == 1)
    await wall.panel.show(2)
    assert wall.heard == 1  # once in half a minute
    assert visit.complaints == []


async def test_a_visitor_tells_nothing(wall: Wall, visit: Visit) -> None:
    await wall.panel.show(1)
    await visit.open(f"{wall.panel.url}/")
    await wall.panel.show(2)
    assert not [url for url in visit.requests if url.endswith("/seen")]
    assert wall.heard == 0
