"""One Chromium for all browser tests; each test gets a fresh page that notes what went wrong."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest_asyncio
from playwright.async_api import Browser, Error, Page, async_playwright, expect

from .example import Example

CHROMIUM = "/usr/bin/chromium-headless-shell"  # the same engine without a window: half the work
WHOLE_CHROMIUM = "/usr/bin/chromium"  # as on the wall: for figures
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Visit:
    """A page with all that it asked for and complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def open(self, url: str) -> None:
        """Go to `url` and wait until the first event was shown."""
        await self.page.goto(url)
        await self.page.wait_for_selector('body[data-link="live"]', timeout=5000)


async def stop_clock(page: Page) -> None:
    """Let the time of a page stand still, as soon as the machine can."""
    after_s = 0.05
    while True:
        try:
            await page.clock.pause_at(await page.evaluate(f"Date.now() / 1000 + {after_s}"))
        except Error as error:
            if "to the past" not in str(error):
                raise
            after_s *= 2  # it was over before it was asked for
        else:
            return


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        await launched.close()


# The page says which scan it shows, so that its time need not run ahead of what it is told.
SHOWN = """document.addEventListener("snapshot", ({ detail }) => {
  document.documentElement.dataset.shown = detail.seq;
})"""


async def drawn(page: Page, seq: int) -> None:
    """Return once the page shows a scan."""
    await expect(page.locator("html")).to_have_attribute("data-shown", str(seq), timeout=20_000)


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    await context.add_init_script(SHOWN)
    opened = Visit(await context.new_page())
    opened.watch()
    yield opened
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def example() -> AsyncIterator[Example]:
    panel = Example()
    async with panel.serving():
        yield panel
