"""A running bus set up by fingers in a real browser: search, registers, a new device, a test."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from daemon.model.people import Role
from tests.fieldbus_panel import FieldbusPanel, fieldbus_panel
from tests.fieldbus_site import LINE, NEW, ODD
from tests.people_kit import NAMES, PASSWORD
from tests.waiting import until

from .conftest import Visit
from .example import KEY

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIZES = ((800, 480), (1280, 800), (390, 844))
TOO_SMALL = """() => [...document.querySelectorAll("main :is(button, a.button, .stepper input)")]
  .filter((node) => node.checkVisibility())
  .map((node) => [node.outerHTML.slice(0, 60), node.getBoundingClientRect()])
  .filter(([, box]) => box.width < 48 || box.height < 48).map(([name]) => name)"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest_asyncio.fixture(loop_scope="session")
async def panel() -> AsyncIterator[FieldbusPanel]:
    async with fieldbus_panel() as served:
        yield served


async def admin(panel: FieldbusPanel, visit: Visit, path: str, *, wall: bool = False) -> Page:
    """Open a page as an administrator, at the room's own panel where it is asked for."""
    page = visit.page
    if wall:
        await visit.open(f"{panel.url}/local?key={KEY}")
    await page.goto(f"{panel.url}/sign-in")
    await page.fill("[name=name]", NAMES[Role.ADMIN])
    await page.fill("[name=password]", PASSWORD)
    await page.click("form[data-send] button")
    await page.wait_for_url(f"{panel.url}/")
    await visit.open(f"{panel.url}{path}?lang=en")
    return page


async def tapped(page: Page, field: str, keys: str) -> None:
    """Type a number with the keypad on the screen, key by key."""
    await page.locator(f".stepper:has([name={field}]) [data-keys]").click()
    for key in ["0x", *keys[2:]] if keys.startswith("0x") else keys:
        await page.locator(f'.keys-for [data-digit="{key}"]').click()
    await page.locator(".keys-for [data-done]").click()


async def test_a_search_by_touch_shows_what_is_found_while_it_goes_on(
    panel: FieldbusPanel, visit: Visit
) -> None:
    page = await admin(panel, visit, f"/settings/buses/{LINE}")
    assert await page.locator("[data-search]").get_attribute("data-running") == "no"
    await page.click('[data-last="16"]')
    assert await page.input_value("[name=last]") == "16"
    await tapped(page, "last", "247")
    await tapped(page, "first", "4")
    await page.click("form.search-for .when-still")
    await expect(page.locator("[data-cancel]")).to_be_visible()
    await expect(page.locator("form.search-for .when-still")).to_be_hidden()
    new = page.locator(f'#found [data-unit="{NEW}"]')
    await expect(new).to_contain_text("XY-MD02", timeout=20_000)
    await expect(page.locator(f'#found [data-unit="{ODD}"]')).to_contain_text(
        "no profile knows it", timeout=20_000
    )
    assert await page.locator("[data-search] progress").get_attribute("value") is not None
    await page.click("[data-cancel]")
    await expect(page.locator("[data-search]")).to_contain_text("search ended early")
    await expect(page.locator("form.search-for .when-still")).to_be_visible()
    assert visit.complaints == []


async def test_a_found_device_is_handed_to_the_editor_without_typing(
    panel: FieldbusPanel, visit: Visit
) -> None:
    page = await admin(panel, visit, f"/settings/buses/{LINE}")
    panel.site.fieldbus.probe(LINE, NEW, NEW, "x")
    await page.locator(f'[data-accept="{NEW}"]').click(timeout=15_000)
    dialog = page.locator("dialog.accept")
    assert await dialog.locator("[name=profile]").input_value() == "xy-md02"
    assert await dialog.locator("[name=id]").input_value() == f"xy-md02-{NEW}"
    await dialog.locator("[name=zone]").select_option("north")
    await dialog.locator("[name=profile]").select_option("waveshare-relay-8")
    await expect(dialog.locator(".hint")).to_contain_text("It can switch relay_1")
    await dialog.locator("[name=profile]").select_option("xy-md02")
    await dialog.locator("button.strong").click()
    await page.wait_for_url("**/settings/files")
    proposal = page.locator("textarea")
    await expect(proposal).to_have_value(
        f'[[device]]\nid = "xy-md02-{NEW}"\nprofile = "xy-md02"\nbus = "{LINE}"\nunit_id = {NEW}\n'
        'room = "r1"\nzone = "north"\npoll_s = 5.0\n'
    )


async def test_registers_are_read_by_touch_and_shown_beside_the_profile(
    panel: FieldbusPanel, visit: Visit
) -> None:
    page = await admin(panel, visit, f"/settings/buses/{LINE}")
    await page.locator('.devices [data-look="1"]').click()
    assert await page.input_value("[name=unit_id]") == "1"
    await page.locator("label:has([value=input])").click()
    await tapped(page, "address", "0x1")
    await tapped(page, "count", "2")
    await page.click("form.registers-of > button")
    await expect(page.locator("#read .decoded")).to_contain_text("Relative humidity")
    rows = page.locator("#read .words").first.locator("tbody tr")
    await expect(rows).to_have_count(2)
    assert "0x0001" in await rows.first.inner_text()
    await page.locator("#read details").evaluate("(node) => (node.open = true)")
    await expect(page.locator("#read details")).to_contain_text("CDAB")
    await tapped(page, "address", "9000")
    await page.click("form.registers-of > button")
    await expect(page.locator("#read .answer")).to_contain_text("it has no such addresses")
    assert "address=9000" in page.url
    await tapped(page, "count", "99")
    assert await page.input_value("[name=count]") == "64"  # as many as can be asked for


async def test_an_output_is_held_for_a_test_watched_and_let_go(
    panel: FieldbusPanel, visit: Visit
) -> None:
    await visit.page.set_viewport_size({"width": 800, "height": 480})
    page = await admin(panel, visit, "/settings/outputs", wall=True)
    button = page.locator('[data-output="fan"] .offer-on')
    await button.scroll_into_view_if_needed()
    await button.click()  # too short
    assert panel.site.fieldbus.tested() is None
    await button.hover()
    await page.mouse.down()
    await until(lambda: panel.site.fieldbus.tested() is not None, 10)
    await page.mouse.up()
    trial = page.locator("[data-trial]")
    await expect(trial).to_contain_text("is held on")
    await expect(trial).to_contain_text("and the machine ran after", timeout=10_000)
    for field in ("asked", "told", "coil", "machine"):
        await expect(page.locator(f'[data-output="fan"] [data-field="{field}"]')).to_have_text("on")
    await expect(page.locator('[data-output="mix"] .hold').first).to_be_hidden()
    await page.click("[data-end]")
    await expect(trial).to_contain_text("ended early")
    await expect(page.locator('[data-output="fan"] [data-field="coil"]')).to_have_text("off")
    assert [entry["on"] for entry in panel.site.truth("relay")] == [True, False]
    assert visit.complaints == []


async def test_elsewhere_outputs_are_shown_and_not_offered(
    panel: FieldbusPanel, visit: Visit
) -> None:
    page = await admin(panel, visit, "/settings/outputs")
    await expect(page.locator(".output-tests")).to_contain_text("at the room's own panel only")
    assert await page.locator("[data-test]").count() == 0
    await expect(page.locator('[data-output="fan"] [data-field="coil"]')).to_have_text("off")


async def test_every_page_fits_the_screens_and_the_fingers(
    panel: FieldbusPanel, visit: Visit
) -> None:
    page = await admin(panel, visit, "/settings/buses", wall=True)
    panel.site.fieldbus.probe(LINE, 1, 6, "x")
    await panel.site.searched()
    query = "unit_id=1&space=input&address=1&count=2"
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        for path in ("/settings/buses", f"/settings/buses/{LINE}?{query}", "/settings/outputs"):
            for language in ("zh", "en"):
                joint = "&" if "?" in path else "?"
                await visit.open(f"{panel.url}{path}{joint}lang={language}")
                await page.evaluate(
                    "for (const node of document.querySelectorAll('details')) node.open = true"
                )
                where = (width, path, language)
                assert not await page.evaluate(SIDEWAYS), where
                assert await page.evaluate(TOO_SMALL) == [], where
