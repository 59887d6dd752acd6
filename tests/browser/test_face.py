"""The face in a real browser: what is read from three metres, and where a tap leads."""

import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from daemon.model import Alarm, AlarmState, Priority, Verb

from . import control_example as scenes
from .alarm_example import alarm, alarmed, damp
from .conftest import Visit
from .control_example import CONTROL_SITE
from .test_control import Stage3m, font_px

pytestmark = pytest.mark.asyncio(loop_scope="session")

TILE = '.tile[data-room="stack-1"]'
# 20 arc minutes at three metres are 17.5 mm: so many px on the usual panels (inch, px).
TALL = {(1280, 800): 143, (800, 480): 91, (1920, 1080): 135}


@pytest_asyncio.fixture(loop_scope="session")
async def stage() -> AsyncIterator[Stage3m]:
    opened = Stage3m()
    async with opened.panel.serving():
        yield opened


async def fits(page: Page) -> bool:
    script = "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
    height, width = await page.evaluate(script)
    size = page.viewport_size
    assert size is not None
    return bool(height <= size["height"] and width <= size["width"])


async def alone(stage: Stage3m, page: Page, seconds: int) -> None:
    """Let time go by on the page while control goes on."""
    for _ in range(0, seconds, 3):
        await stage.show(scenes.calm)
        await page.clock.run_for(3000)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", TALL, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_two_rooms_are_on_one_screen_with_digits_for_three_metres(
    stage: Stage3m, visit: Visit, size: tuple[int, int], language: str
) -> None:
    page = visit.page
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await stage.show(scenes.uv_run)
    await visit.open(f"{stage.panel.url}/?lang={language}")
    assert await font_px(page, f"{TILE} .value") >= TALL[size]
    assert await fits(page)
    assert await page.locator(".tile .value").count() == len(CONTROL_SITE.rooms) * 2
    assert visit.complaints == []


async def test_a_tile_says_whether_to_go_in_what_runs_and_where_it_goes(
    stage: Stage3m, visit: Visit
) -> None:
    page = visit.page
    await stage.show(scenes.calm)
    await visit.open(stage.panel.url)
    tile = page.locator(TILE)
    await expect(tile.locator(".entry")).to_have_text("可进入")
    await expect(tile.locator(".doing")).to_have_text("正在运行：除湿机")
    await expect(tile.locator(".temperature .way")).to_have_attribute("data-is", "falling")
    await expect(tile.locator(".temperature .way")).to_have_text("下降")
    await stage.show(scenes.uv_run)
    await expect(tile.locator(".entry")).to_have_text("禁止进入")
    await expect(tile.locator(".left")).to_have_text("23:14")
    assert visit.complaints == []


async def test_a_tap_on_a_tile_opens_the_room_and_its_stop_button_stops(
    stage: Stage3m, visit: Visit
) -> None:
    page = visit.page
    await stage.show(scenes.calm)
    await visit.open(stage.panel.url)
    await page.locator(f"{TILE} .stop").click()
    await expect(page.locator(f"{TILE} .answer")).not_to_be_empty()
    assert [(act.verb, act.subject) for act in stage.operator.acts] == [(Verb.STOP, "stack-1")]
    values = await page.locator(f"{TILE} .values").bounding_box()
    assert values is not None
    await page.mouse.click(values["x"] + 20, values["y"] + 20)
    await page.wait_for_url("**/rooms/stack-1")
    assert await page.locator(".room").count() == 1


async def test_an_unknown_room_is_a_page_that_says_so(stage: Stage3m, visit: Visit) -> None:
    answer = await visit.page.goto(f"{stage.panel.url}/rooms/nowhere")
    assert answer is not None
    assert answer.status == 404
    await expect(visit.page.locator("body")).to_contain_text("没有这个库房")


async def test_the_panel_rests_on_the_face_and_any_touch_wakes_it(
    stage: Stage3m, visit: Visit
) -> None:
    page = visit.page
    await page.clock.install()
    await stage.show(scenes.calm)
    await stage.enter(visit)
    await alone(stage, page, 125)
    await page.wait_for_url(f"{stage.panel.url}/")
    await visit.open(stage.panel.url)
    await alone(stage, page, 65)
    await expect(page.locator("body")).to_have_attribute("data-rest", "yes")
    assert await page.evaluate("document.body.style.translate") != ""
    await page.mouse.click(5, 5)
    await expect(page.locator("body")).to_have_attribute("data-rest", "no")


async def test_a_panel_without_contact_shows_no_arrow(visit: Visit) -> None:
    page, stage = visit.page, Stage3m()
    way = page.locator(f"{TILE} .temperature .way")
    await page.clock.install()
    async with stage.panel.serving():
        await stage.show(scenes.calm)
        await visit.open(stage.panel.url)
        await expect(way).to_have_attribute("data-is", "falling")
        await page.clock.pause_at(await page.evaluate("Date.now() / 1000 + 0.05"))
        await stage.show(scenes.calm)
    await page.clock.run_for(5000)
    await expect(page.locator("body")).to_have_attribute("data-link", "lost")
    await expect(way).to_have_attribute("data-is", "unknown")
    await expect(way.locator("[data-text]")).to_have_text("")


async def alarms_for(stage: Stage3m, page: Page, seconds: int, *alarms: Alarm) -> None:
    """Let time go by on the page while these alarms are shown."""
    for _ in range(0, seconds, 3):
        stage.seq += 1
        await stage.panel.live.publish(alarmed(stage.seq, time.monotonic(), alarms))
        await page.clock.run_for(3000)


async def test_an_alarm_in_the_place_of_another_wakes_the_panel(
    stage: Stage3m, visit: Visit
) -> None:
    page, body = visit.page, visit.page.locator("body")
    t = time.monotonic()
    silent = alarm("device_silent", t, priority=Priority.LOW, subject="th-south", number=3)
    stuck = alarm("sensor_stuck", t, priority=Priority.LOW, subject="th-south.humidity", number=4)
    await page.clock.install()
    await stage.show(scenes.calm)
    await stage.enter(visit)
    await visit.open(stage.panel.url)
    await alarms_for(stage, page, 66, silent)
    await expect(body).to_have_attribute("data-rest", "yes")
    await alarms_for(stage, page, 6, stuck)
    await expect(body).to_have_attribute("data-rest", "no")
    await alarms_for(stage, page, 66, stuck)
    await expect(body).to_have_attribute("data-rest", "yes")


async def test_a_panel_stays_awake_until_somebody_has_seen_a_medium_alarm(
    stage: Stage3m, visit: Visit
) -> None:
    page, body = visit.page, visit.page.locator("body")
    t = time.monotonic()
    await page.clock.install()
    await stage.show(scenes.calm)
    await stage.enter(visit)
    await visit.open(stage.panel.url)
    await alone(stage, page, 66)
    await expect(body).to_have_attribute("data-rest", "yes")
    await alarms_for(stage, page, 126, damp(t))
    await expect(body).to_have_attribute("data-rest", "no")
    await alarms_for(stage, page, 6, damp(t, state=AlarmState.ACKNOWLEDGED))
    await expect(body).to_have_attribute("data-rest", "yes")


async def test_a_visitors_page_stays_where_it_is(stage: Stage3m, visit: Visit) -> None:
    page = visit.page
    await page.clock.install()
    await stage.show(scenes.calm)
    await visit.open(f"{stage.panel.url}/rooms")
    await alone(stage, page, 240)
    assert page.url == f"{stage.panel.url}/rooms"
    assert await page.locator("body").get_attribute("data-rest") is None
