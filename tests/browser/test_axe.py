"""Every page as axe-core finds it, in both languages, by day and by night: nothing serious.

Letters have a contrast of 7:1 (large ones 4.5:1), controls have names, regions are marked. On no
screen, from a telephone to the large wall, a page is wider than the screen. `make pictures` keeps a
picture of every page on every screen in both languages.
"""

import hashlib
import os
import re
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from daemon.model.people import Role
from panel.help.topics import TOPICS
from tests.people_kit import NAMES, PASSWORD

from .axe import VENDOR, addresses, findings, pages_of
from .example import KEY
from .whole_site import RECORDS, Whole, whole_site

pytestmark = pytest.mark.asyncio(loop_scope="session")

RECORD = f"source=main&id={RECORDS[0].id}"
WHOLE = {  # addresses of pages that need to know what to show
    "/rooms/{room}": "/rooms/stack-1",
    "/alarms/kinds/{code}": "/alarms/kinds/humidity_high",
    "/help/{topic}": f"/help/{next(iter(TOPICS))}",
    "/reports/pages/{kind}/{place}/{time}": "/reports/pages/annual/stack-1/2026",  # not filed
    "/reports/pages/{code}": "/reports/pages/1A2B-3C4D",
    "/reports/shown/{kind}/{place}/{time}": "/reports/shown/monthly/stack-1/2026-11",
    "/reports/shown/{code}": "/reports/shown/1A2B-3C4D",
    "/reports/files/{name}": "/reports/files/none.xlsx",
    "/records": "/records?q=",
    "/records/record": f"/records/record?{RECORD}",
    "/records/box": "/records/box?code=1984-001",
    "/records/shelf": "/records/shelf?room=stack-1&rack=3&shelf=2",
    "/records/labels": "/records/labels?box=1984-001",
    "/records/browse": "/records/browse?axis=unit",
    "/records/stood": "/records/stood?room=stack-1",
    "/records/reports/{number}": "/records/reports/1",
    "/settings/buses/{bus}": "/settings/buses/rs485-1?unit_id=1&space=input&address=0&count=3",
    "/trend": "/trend?room=stack-1&quantity=relative_humidity",
    "/psychrometrics": "/psychrometrics?room=stack-1",
    "/static/{version}/{name}": "/static/0/none",
}
MAIN = ("/", "/rooms/stack-1", "/alarms", "/records?q=", "/sign-in")
PARTS = 4  # of a long walk
SIZE, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)
PICTURES = Path(os.environ["PICTURES"]) if "PICTURES" in os.environ else None
SIZES = (SIZE, ViewportSize(width=800, height=480), ViewportSize(width=1920, height=1080), PHONE)
PAPER = "/records/labels"  # as wide as the sheet that it is printed on
# A chart follows the screen some frames later.
TOO_WIDE = """async () => {
  const most = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  for (let n = 0; most() > 0 && n < 30; n++) await new Promise(requestAnimationFrame);
  return most();
}"""
OPEN = "for (const node of document.querySelectorAll('details')) node.open = true"
LANGUAGES = ("zh", "en")
KEYS = """(shown) => {
  document.querySelector(".latin").hidden = false;
  const rows = document.querySelectorAll(".latin > [class]");
  for (const row of rows) row.hidden = row.className !== shown;
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def whole(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Whole]:
    async with whole_site(tmp_path_factory.mktemp("whole")) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(
        viewport=SIZE,
        bypass_csp=True,  # for axe alone
        reduced_motion="reduce",  # colours on their way from day to night are nobody's choice
    )
    yield await context.new_page()
    await context.close()


async def look(page: Page, url: str, path: str) -> list[str]:
    """Return what axe finds on one page in both languages, and of its contrast at night."""
    found = []
    joint = "&" if "?" in path else "?"
    for language in LANGUAGES:
        await page.goto(f"{url}{path}{joint}lang={language}")
        if await page.locator("body[data-link]").count():
            await page.wait_for_selector('body[data-link="live"]')
        await page.evaluate(OPEN)
        found += await findings(page, f"{path} {language}")
        if not path.startswith(PAPER):
            found += await too_wide(page, f"{path} {language}")
    await page.emulate_media(color_scheme="dark")
    found += await findings(page, f"{path} dark", contrast_only=True)
    await page.emulate_media(color_scheme="light")
    return found


async def too_wide(page: Page, where: str) -> list[str]:
    """Return by how much a page is too wide for which screens."""
    found, usual = [], page.viewport_size
    for size in SIZES:
        await page.set_viewport_size(size)
        if (more := await page.evaluate(TOO_WIDE)) > 0:
            found.append(f"{where} {size['width']}x{size['height']}: {more} px too wide")
        if PICTURES is not None:
            name = re.sub(r"\W+", "-", f"{where} {size['width']}x{size['height']}").strip("-")
            await page.screenshot(path=PICTURES / f"{name}.png")
    await page.set_viewport_size(usual or SIZE)
    return found


async def sign_in(page: Page, url: str, role: Role) -> None:
    answer = await page.context.request.post(
        f"{url}/api/v1/sign-in",
        data={"name": NAMES[role], "password": PASSWORD},
        headers={"Origin": url},
    )
    assert answer.ok


async def test_axe_finds_what_is_wrong(whole: Whole, page: Page) -> None:
    await page.goto(f"{whole.panel.url}/sign-in")
    assert await findings(page, "/sign-in") == []
    await page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend',"
        ' \'<p style="color: #777; background: #fff">grey</p>'
        '<p style="color: #666; background: #fff">dark grey</p><button></button>\')'
    )
    found = {line.split()[1] for line in await findings(page, "/sign-in")}
    assert found == {"button-name", "color-contrast", "color-contrast-enhanced"}
    assert len(await findings(page, "/sign-in", contrast_only=True)) == 2


@pytest.mark.parametrize("part", range(PARTS))
async def test_an_administrator_finds_nothing_serious_on_any_page(
    whole: Whole, page: Page, part: int
) -> None:
    url = whole.panel.url
    await sign_in(page, url, Role.ADMIN)
    paths = await pages_of(page, whole.panel, addresses(whole.panel, WHOLE))
    assert set(MAIN) < set(paths)
    assert len(paths) >= 25
    found = [line for path in paths[part::PARTS] for line in await look(page, url, path)]
    assert found == []


async def test_the_rooms_own_panel_shows_nothing_serious(whole: Whole, page: Page) -> None:
    url = whole.panel.url
    await page.goto(f"{url}/local?key={KEY}")
    paths = ("/", "/rooms", "/unlock", "/sign-in")
    found = [line for path in paths for line in await look(page, url, path)]
    for state in ("letters", "signs"):
        await page.evaluate(KEYS, state)
        found += await findings(page, f"/sign-in with {state}")
    assert found == []


async def test_a_stranger_finds_nothing_serious(whole: Whole, page: Page) -> None:
    paths = ("/sign-in", "/setup", "/people", "/rooms/nowhere")
    found = [line for path in paths for line in await look(page, whole.panel.url, path)]
    assert found == []


async def test_a_telephone_shows_nothing_serious(whole: Whole, page: Page) -> None:
    url = whole.panel.url
    await sign_in(page, url, Role.OPERATOR)
    await page.set_viewport_size(PHONE)
    found = [line for path in MAIN for line in await look(page, url, path)]
    assert found == []


async def test_a_lost_connection_is_told_in_letters_that_can_be_read(
    whole: Whole, page: Page
) -> None:
    await page.clock.install()
    for path in ("/", "/rooms/stack-1"):
        await page.goto(f"{whole.panel.url}{path}")
        await page.wait_for_selector('body[data-link="live"]')
        whole.going.clear()
        await page.clock.fast_forward(6000)
        await expect(page.locator("body")).to_have_attribute("data-link", "lost")
        assert await findings(page, path) == []
        await page.emulate_media(color_scheme="dark")
        assert await findings(page, f"{path} dark", contrast_only=True) == []
        await page.emulate_media(color_scheme="light")
        whole.going.set()


async def test_what_is_vendored_for_the_suite_is_what_its_list_names() -> None:
    listed = tomllib.loads((VENDOR / "VENDOR.toml").read_text(encoding="utf-8"))["library"]
    named = {name: sha for library in listed for name, sha in library["files"].items()}
    assert {path.name for path in VENDOR.iterdir()} - {"VENDOR.toml"} == set(named)
    for name, sha in named.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == sha, name
