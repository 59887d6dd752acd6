"""Reports at the room's own panel: nothing opens beside the panel, and the stops stay in reach."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from playwright.async_api import expect

from daemon.model import Verb
from daemon.model.document import Column, Document, Section, Table
from daemon.reports import page as printed
from tests.waiting import until

from .alarm_example import ALARM_SITE, HandFedReports, alarmed, everything
from .conftest import Visit
from .example import KEY, SETTINGS, Example, HandFedOperator

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOVED = """() => new Promise((done) => {
    const look = () => scrollY > 100 && done();
    addEventListener("scroll", look);
    look();
})"""
WALLS = ((800, 480), (1280, 800))
REGISTER = printed.rendered(
    Document(
        kind="monthly",
        subject="stack-1/2026-11",
        language="zh",
        title="档案库房温湿度登记表",
        lines=(("库房", "一号库房"),),
        sections=(
            Section(
                title="",
                tables=(
                    Table(
                        columns=tuple(Column(title=f"第 {n} 栏") for n in range(8)),
                        rows=tuple(tuple(f"{day}.{n}" for n in range(8)) for day in range(1, 32)),
                    ),
                ),
            ),
        ),
    )
)


class Office(HandFedReports):
    """Reports of the length of real ones."""

    async def page(self, kind: str, subject: str, language: str) -> bytes:
        await super().page(kind, subject, "en" if language == "en" else "zh")
        return REGISTER


class Wall:
    """A panel with reports."""

    def __init__(self) -> None:
        self.operator = HandFedOperator()
        extra = replace(everything(), reports=Office())
        settings = replace(SETTINGS, local_key=KEY)
        self.panel = Example(settings, ALARM_SITE, operator=self.operator, extra=extra)

    async def enter(self, visit: Visit, path: str) -> None:
        await self.panel.live.publish(alarmed(1, time.monotonic(), ()))
        await visit.open(f"{self.panel.url}/local?key={KEY}")
        await visit.open(f"{self.panel.url}{path}")


@pytest_asyncio.fixture(loop_scope="session")
async def wall() -> AsyncIterator[Wall]:
    opened = Wall()
    async with opened.panel.serving():
        yield opened


@pytest.mark.parametrize(("width", "height"), WALLS)
async def test_a_report_on_the_wall_leaves_the_way_back_and_the_stops(
    wall: Wall, visit: Visit, width: int, height: int
) -> None:
    page = visit.page
    await page.set_viewport_size({"width": width, "height": height})
    await wall.enter(visit, "/reports?lang=zh")
    await page.get_by_text("温湿度登记表", exact=True).first.click()
    sheet = page.frame_locator(".framed iframe")
    await expect(sheet.locator("h1")).to_have_text("档案库房温湿度登记表")
    await expect(page.locator(".framed [data-failed]")).to_be_hidden()
    assert page.url.endswith("/reports/shown/monthly/stack-1/2026-11")
    assert len(page.context.pages) == 1
    frame = await page.locator(".framed iframe").bounding_box()
    assert frame is not None
    assert frame["height"] > 600
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.mouse.move(width / 2, height / 2)
    await page.mouse.wheel(0, 300)  # over the report: the page around it moves
    await page.evaluate(MOVED)
    await expect(page.get_by_text("返回", exact=True)).to_be_in_viewport(ratio=1)
    halt = page.locator("header.top .halt")
    await expect(halt).to_be_in_viewport(ratio=1)
    await halt.click()
    await page.locator('#halt [data-act="stop"][data-subject="stack-1"]').click()
    await until(lambda: bool(wall.operator.acts))
    assert wall.operator.acts[-1].verb is Verb.STOP
    await page.get_by_text("关闭", exact=True).click()
    await page.get_by_text("返回", exact=True).click()
    await page.wait_for_url("**/reports")
    assert visit.complaints == []


async def test_a_report_that_cannot_be_shown_is_said_on_the_wall(wall: Wall, visit: Visit) -> None:
    await wall.enter(visit, "/reports/shown/poem/stack-1/2026-11?lang=zh")
    await expect(visit.page.locator(".framed [data-failed]")).to_contain_text("显示不了这份报表")
    await expect(visit.page.locator("header.top .halt")).to_be_visible()


async def test_a_long_touch_opens_no_menu_on_the_wall(wall: Wall, visit: Visit) -> None:
    await wall.enter(visit, "/reports")
    asked = (
        "document.querySelector('main a').dispatchEvent("
        "new MouseEvent('contextmenu', {bubbles: true, cancelable: true}))"
    )
    assert await visit.page.evaluate(asked) is False
