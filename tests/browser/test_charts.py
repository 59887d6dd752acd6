"""The pages of charts in a real browser: drawn, read by finger and keys, live, legible."""

import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from daemon.model import Snapshot
from panel.settings import PanelSettings

from .chart_example import CHART_SITE, ChartTrends, chart_snapshot, charted
from .conftest import Visit
from .example import SETTINGS, Example

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIZES = ((800, 480), (1280, 800), (390, 844))
TREND = "/trend?room=stack-1&quantity=relative_humidity"
AIR = "/psychrometrics?room=stack-1"
KEY = "k" * 24
DARK_PIXELS = """() => {
  const canvas = document.querySelector(".plot canvas");
  const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const found = new Set();
  for (let n = 0; n < data.length; n += 4)
    if (data[n + 3] > 200 && data[n] < 40) found.add((n / 4) % width);
  return found.size;
}"""


async def show(panel: Example, seq: int) -> Snapshot:
    new = chart_snapshot(seq, time.monotonic())
    await panel.live.publish(new)
    return new


def made(settings: PanelSettings = SETTINGS) -> Example:
    return Example(settings=settings, site=CHART_SITE, extra=charted(), trends=ChartTrends())


@pytest_asyncio.fixture(loop_scope="session")
async def panel() -> AsyncIterator[Example]:
    example = made()
    async with example.serving():
        await show(example, 1)
        yield example


async def open_drawn(visit: Visit, url: str) -> Page:
    await visit.open(url)
    await visit.page.wait_for_selector("[data-drawn]", timeout=5000)
    return visit.page


async def test_a_trend_is_drawn_with_its_strips_and_asks_nobody_else(
    panel: Example, visit: Visit
) -> None:
    page = await open_drawn(visit, panel.url + TREND)
    assert await page.evaluate(DARK_PIXELS) > 300
    await expect(page.locator(".readout .value")).to_have_text("52.0 %RH")
    await expect(page.locator(".strip figcaption > span:first-child")).to_have_text(
        ["门", "除湿机", "加湿机", "空调"]
    )
    bars = page.locator('[data-strip="dry-1"] path.on')
    assert (await bars.get_attribute("d") or "").count("M") > 10
    box = await page.locator(".plot .u-over").bounding_box()
    strip = await page.locator('[data-strip="dry-1"] svg').bounding_box()
    assert box is not None
    assert strip is not None
    assert abs(box["x"] - strip["x"]) < 2
    assert abs(box["width"] - strip["width"]) < 3
    assert visit.complaints == []
    assert {url.split("/")[2] for url in visit.requests} == {f"127.0.0.1:{panel.port}"}


async def test_a_gap_is_empty_in_the_drawing(panel: Example, visit: Visit) -> None:
    page = await open_drawn(visit, f"{panel.url}{TREND}&range=1h")
    await page.locator(".plot .u-over").hover(position={"x": 5, "y": 40})
    over = await page.locator(".plot .u-over").bounding_box()
    assert over is not None
    await page.mouse.move(over["x"] + over["width"] * 44 / 60, over["y"] + 60)
    await expect(page.locator(".readout .value")).to_have_text("—")
    await page.mouse.move(over["x"] + over["width"] * 20 / 60, over["y"] + 60)
    await expect(page.locator(".readout .value")).to_have_text(re.compile(r"^5\d\.\d %RH$"))


async def test_the_cursor_follows_keys_and_a_mark_is_told(panel: Example, visit: Visit) -> None:
    page = await open_drawn(visit, panel.url + TREND)
    await page.locator(".plot .u-over").focus()
    await page.keyboard.press("ArrowLeft")
    first = await page.locator(".readout .at").inner_text()
    await page.keyboard.press("ArrowLeft")
    assert await page.locator(".readout .at").inner_text() != first
    over = await page.locator(".plot .u-over").bounding_box()
    assert over is not None
    await page.mouse.move(over["x"] + over["width"] * (24 - 9) / 24, over["y"] + 60)
    await expect(page.locator(".readout .mark-text")).to_contain_text("湿度过高")
    await expect(page.locator(".readout .at")).to_contain_text("11-23 01:4")  # of the site


async def test_a_finger_moves_the_cursor(panel: Example, visit: Visit) -> None:
    page = await open_drawn(visit, panel.url + TREND)
    over = page.locator(".plot .u-over")
    before = await page.locator(".readout .at").inner_text()
    await over.dispatch_event(
        "pointerdown",
        {"pointerType": "touch", "clientX": 600, "clientY": 400, "bubbles": True},
    )
    await expect(page.locator(".readout .at")).not_to_have_text(before)
    await expect(page.locator(".strip-cursor")).to_be_visible()


async def test_a_guest_does_not_read_who_did_what_and_the_rooms_panel_does(
    panel: Example, visit: Visit
) -> None:
    await visit.open(panel.url + TREND)
    assert "张三" not in await visit.page.content()
    assert "湿度过高" in await visit.page.content()
    inside = made(replace(SETTINGS, local_key=KEY))
    async with inside.serving():
        await show(inside, 1)
        await visit.page.goto(f"{inside.url}/local?key={KEY}")
        await visit.open(inside.url + TREND)
        assert "张三" in await visit.page.content()


async def test_a_trend_without_history_says_so(panel: Example, visit: Visit) -> None:
    panel.trends.available = False
    answer = await visit.page.goto(panel.url + TREND)
    assert answer is not None
    assert answer.status == 503
    await expect(visit.page.locator("main")).to_contain_text("历史记录")


async def test_the_air_is_drawn_with_its_arrows_and_moves_by_itself(
    panel: Example, visit: Visit
) -> None:
    page = visit.page
    await page.clock.install()
    await visit.open(panel.url + AIR)
    await expect(page.locator(".air-chart .arrow")).to_have_count(4)
    await expect(page.locator(".effects > li").first).to_contain_text("除湿机")
    await expect(page.locator(".effects > li").first).to_contain_text("正在运行")
    await expect(page.locator(".air-now")).to_contain_text("20.4 °C")
    where = await page.locator(".air-chart .now").get_attribute("cx")
    whole = chart_snapshot(2, time.monotonic())
    warmer = replace(
        whole.result.climates["stack-1"].temperature,
        value=22.6,
    )
    climates = {
        **whole.result.climates,
        "stack-1": replace(whole.result.climates["stack-1"], temperature=warmer),
    }
    await panel.live.publish(replace(whole, result=replace(whole.result, climates=climates)))
    await page.clock.fast_forward(61_000)
    await expect(page.locator(".air-now")).to_contain_text("22.6 °C")
    assert await page.locator(".air-chart .now").get_attribute("cx") != where
    assert visit.complaints == []


async def test_every_value_of_a_room_leads_to_its_trend(panel: Example, visit: Visit) -> None:
    page = visit.page
    await visit.open(f"{panel.url}/rooms/stack-1")
    await expect(page.locator('[data-spark="point/th-north.humidity"] .line')).to_have_attribute(
        "d", re.compile(r"^M[^M]+M[^M]+$")
    )
    await expect(page.locator('[data-spark="room/stack-1/dew_point"] .line')).to_have_attribute(
        "d", re.compile("^M")
    )
    assert len([url for url in visit.requests if "sparklines" in url]) == 1
    await page.locator(".big.humidity a.value").click()
    await expect(page.locator("h2").first).to_have_text("一号库房 · 相对湿度")
    await visit.open(f"{panel.url}/rooms/stack-1")
    await page.locator('[data-tag="relay-1.door"] a.name').click()
    await expect(page.locator("h2").first).to_have_text("一号库房 · 门磁（接通的时间占比）")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("address", [TREND, f"{TREND}&range=1y", AIR, f"{AIR}&view=near"])
async def test_a_chart_fits_every_screen_and_can_be_touched(
    panel: Example, visit: Visit, address: str, language: str
) -> None:
    page = visit.page
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        await visit.open(f"{panel.url}{address}&lang={language}")
        for summary in await page.locator("summary").all():
            await summary.click()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for part in await page.locator("main .button, main summary").all():
            box = await part.bounding_box()
            assert box is not None
            assert box["height"] >= 47.5
        text = await page.locator("main").inner_text()
        assert re.search(r"[\u4e00-\u9fff]", text)
        assert not re.search(r"{\w+}", text)
    page_text = await page.content()
    assert not re.search(r"<(?:script|style)>|\sstyle=\"[^\"]*\"\s*>\s*</style>", page_text)
    assert visit.complaints == []


async def test_the_pages_need_no_script_for_their_words(panel: Example, visit: Visit) -> None:
    browser = visit.page.context.browser
    assert browser is not None
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(panel.url + TREND)
    await expect(page.locator("table")).to_have_count(1)
    assert await page.locator("tbody tr").count() == 24
    await page.goto(panel.url + AIR)
    await expect(page.locator(".air-chart .now")).to_have_count(1)
    await context.close()
