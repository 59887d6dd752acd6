"""The panel of a `tests.fieldbus_site`: real accounts, real files, and browsers that visit it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import ClientSession, ClientTimeout, CookieJar

from daemon.clock import SystemClock
from daemon.commissioning.files import ConfigurationFiles, Ends
from daemon.commissioning_ports import Commissioning
from daemon.people.accounts import Accounts
from panel.app import Extra, PanelSettings, make_app
from panel.server import serve
from tests.browser.example import HOST, KEY, HandFedTrends
from tests.fieldbus_site import FieldbusSite, fieldbus_site
from tests.people_kit import NAMES, Visitor, add

CLOSED = PanelSettings(host=HOST, port=0, local_key=KEY)


@dataclass
class FieldbusPanel:
    """A running site and the address of its panel."""

    site: FieldbusSite
    url: str

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[Visitor]:
        """Open a browser."""
        async with ClientSession(
            timeout=ClientTimeout(total=30), cookie_jar=CookieJar(unsafe=True)
        ) as session:
            yield Visitor(self.url, session)


@asynccontextmanager
async def fieldbus_panel(*, poll_s: float = 1.0) -> AsyncIterator[FieldbusPanel]:
    """Run the site with its panel; a person of each role may sign in."""
    clock = SystemClock()
    async with fieldbus_site(poll_s=poll_s) as site:
        people = site.rig.folder / "people"
        people.mkdir()
        add(people, *NAMES)
        accounts = Accounts(people, site.core.live, clock, site.told.append)
        await accounts.begin()
        ends = Ends(record=site.told.append, restart=lambda: None, trouble=None)
        files = ConfigurationFiles(site.loaded, site.core.live, clock, ends)
        extra = Extra(
            people=accounts,
            commissioning=Commissioning(configuration=files, fieldbus=site.fieldbus),
        )
        app = make_app(
            CLOSED,
            site.settings.site,
            site.core.live,
            HandFedTrends(),
            lambda: b"",
            clock.monotonic,
            site.core.desk,
            extra=extra,
        )
        listening: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(serve(app, HOST, 0, listening.set_result))
            try:
                yield FieldbusPanel(site, (await listening).rstrip("/"))
            finally:
                serving.cancel()
