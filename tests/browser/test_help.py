"""Help in a real browser: it fits, can be touched, and the page for the wall is one sheet of A4."""

import re

import pytest

from .alarm_example import ALARM_SITE, alarmed, everything
from .conftest import Visit
from .example import KEY, SETTINGS, Example

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIZES = ((800, 480), (1280, 800), (390, 844))


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_page_for_the_wall_is_one_sheet_of_a4(visit: Visit, language: str) -> None:
    panel = Example(SETTINGS, ALARM_SITE, extra=everything())
    async with panel.serving():
        await visit.page.goto(f"{panel.url}/manual?lang={language}")
        printed = await visit.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    box = re.search(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", printed)
    assert box
    assert (round(float(box[1])), round(float(box[2]))) == (595, 842)
    assert visit.complaints == []


@pytest.mark.parametrize("path", ["/help", "/help/twpi", "/guide"])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_help_fits_every_screen_and_can_be_touched(
    visit: Visit, path: str, language: str
) -> None:
    panel = Example(SETTINGS, ALARM_SITE, extra=everything())
    async with panel.serving():
        await panel.live.publish(alarmed(1, 0.0, ()))
        await visit.page.goto(f"{panel.url}{path}?lang={language}")
        for width, height in SIZES:
            await visit.page.set_viewport_size({"width": width, "height": height})
            assert await visit.page.evaluate("document.documentElement.scrollWidth") <= width
            small = await visit.page.evaluate(
                """() => [...document.querySelectorAll('main a, main summary, .button')]
                   .filter(n => n.checkVisibility() && n.getBoundingClientRect().height < 47.9)
                   .map(n => n.outerHTML)"""
            )
            assert small == []
    assert visit.complaints == []


async def test_a_question_mark_leads_to_the_word_and_back(visit: Visit) -> None:
    panel = Example(SETTINGS, ALARM_SITE, extra=everything())
    async with panel.serving():
        await panel.live.publish(alarmed(1, 0.0, ()))
        await visit.open(f"{panel.url}/rooms?lang=en")
        await visit.page.locator('.big.dew_point a[href="/help/dew-point"]').first.click()
        await visit.page.get_by_role("heading", name="Dew point").wait_for()
        await visit.page.get_by_role("link", name="Where it is shown: Rooms").click()
        await visit.page.wait_for_url(f"{panel.url}/rooms")


async def test_the_panel_on_the_wall_comes_back_from_the_page_to_print(visit: Visit) -> None:
    panel = Example(SETTINGS, ALARM_SITE, extra=everything())
    async with panel.serving():
        await visit.page.clock.install()
        await visit.page.goto(f"{panel.url}/local?key={KEY}")
        await visit.page.goto(f"{panel.url}/manual")
        await visit.page.clock.run_for(130_000)
        await visit.page.wait_for_url(f"{panel.url}/")
