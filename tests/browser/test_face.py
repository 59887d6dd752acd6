"""The face in a real browser: what is read from three metres, and where a tap leads."""

import math
import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Page, expect

from daemon.model import Alarm, AlarmState, Priority, Verb
from panel.app import StreamLimits
from panel.places import Shares

from . import control_example as scenes
from .alarm_example import alarm, alarmed, damp
from .conftest import Visit, drawn, stop_clock
from .control_example import CONTROL_SITE
from .example import KEY, SETTINGS, Example
from .many_rooms import many
from .test_control import Stage3m, font_px
from .test_face_rooms import SCENES

pytestmark = pytest.mark.asyncio(loop_scope="session")

TILE = '.tile[data-room="stack-1"]'
# Millimetres on the wall of docs/panel.md: panel, rooms, digits, the word, may one go in (zh / en).
CLAIM = re.compile(
    r'^\| ([\d.]+)" (\d+)×(\d+) \| (\d) \| ([\d.]+) \| (.+) / (.+) \| (.+) / (.+) \|$',
    re.MULTILINE,
)
CLAIMS = CLAIM.findall((Path(__file__).parents[2] / "docs/panel.md").read_text(encoding="utf-8"))
# Of the size of a font: how tall a digit or a capital is, and a Chinese character.
DIGIT, CHARACTER = 0.73, 0.92
WANTED_MM = 17.5  # 20 arc minutes at three metres


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
        await drawn(page, (await stage.show(scenes.calm)).result.seq)
        await page.clock.run_for(3000)


async def wall(rooms: int, scene: str, inch: float) -> Example:
    """Return a panel of so many real rooms that shows a scene on a screen of so many inches."""
    site = replace(CONTROL_SITE, simulated=False)
    told, now = many(site, SCENES[scene](time.monotonic()), rooms)
    panel = Example(replace(SETTINGS, diagonal_inch=inch), told)
    await panel.live.publish(now)
    return panel


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: f"{claim[1]}x{claim[2]}-{claim[3]}")
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_what_is_read_from_afar_is_as_tall_as_the_manual_says(
    visit: Visit, claim: tuple[str, ...], language: str
) -> None:
    page, letter = visit.page, CHARACTER if language == "zh" else DIGIT
    inch, width, height, rooms = float(claim[0]), int(claim[1]), int(claim[2]), int(claim[3])
    mm = 25.4 * inch / math.hypot(width, height)
    digits, word, entry = (
        float(claim[at]) for at in ((4, 5, 7) if language == "zh" else (4, 6, 8))
    )
    await page.set_viewport_size({"width": width, "height": height})
    for scene in ("alarmed", "lamp"):
        panel = await wall(rooms, scene, inch)
        async with panel.serving():
            await page.goto(f"{panel.url}/local?key={KEY}")
            await visit.open(f"{panel.url}/?lang={language}")
            assert await fits(page)
            assert await font_px(page, ".tile .value .digits") * DIGIT * mm >= digits
            if scene == "alarmed":
                assert await font_px(page, ".tile > header > .word") * letter * mm >= word
            else:
                assert await font_px(page, ".tile .entry") * letter * mm >= entry


async def test_the_claims_cover_the_usual_panels_and_one_room_has_digits_for_three_metres() -> None:
    panels = {(claim[1], claim[2], claim[3]) for claim in CLAIMS}
    sizes = (("800", "480"), ("1280", "800"), ("1920", "1080"))
    assert panels >= {(*size, rooms) for size in sizes for rooms in ("1", "2", "4", "8")}
    for inch, _, _, rooms, digits, *_ in CLAIMS:
        if float(inch) > 10 and rooms in ("1", "2"):
            assert float(digits) >= WANTED_MM


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


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_one_viewer_too_many_is_told_so_and_asks_now_and_then(
    visit: Visit, language: str
) -> None:
    page = visit.page
    one_place = StreamLimits(places=Shares(total=1, reserved=0, each=1))
    panel = Example(site=CONTROL_SITE, limits=one_place)
    async with panel.serving(), ClientSession() as office:
        await panel.live.publish(scenes.shown(1, time.monotonic(), scenes.calm(time.monotonic())))
        await page.clock.install()
        async with office.get(f"{panel.url}/events"):
            await page.goto(f"{panel.url}/?lang={language}")
            told = "打开的面板过多" if language == "zh" else "Too many panels are open."
            await expect(page.locator(".crowd")).to_contain_text(told)
            for seq in (2, 3, 4, 5):
                t = time.monotonic()
                await panel.live.publish(scenes.shown(seq, t, scenes.local_stop(t)))
                await page.clock.run_for(5250)
            await expect(page.locator(f"{TILE} .doing [data-is=stopped]")).to_be_visible()
            await expect(page.locator("body")).to_have_attribute("data-link", "live")
            await expect(page.locator(".banner")).to_be_hidden()
        for seq in range(6, 22):
            t = time.monotonic()
            await panel.live.publish(scenes.shown(seq, t, scenes.calm(t)))
            await page.clock.run_for(5250)
        await expect(page.locator(".crowd")).to_be_hidden()


async def test_a_panel_without_server_stays_where_it_says_so(visit: Visit) -> None:
    page, stage = visit.page, Stage3m()
    await page.clock.install()
    async with stage.panel.serving():
        await stage.show(scenes.calm)
        await stage.enter(visit)
        await stop_clock(page)
    await page.clock.run_for(200_000)
    assert page.url == f"{stage.panel.url}/rooms"
    await expect(page.locator(".banner")).to_have_text("连接中断 3 分钟")
    await page.clock.resume()
    async with stage.panel.serving():
        await stage.show(scenes.calm)
        await page.wait_for_url(f"{stage.panel.url}/", timeout=20_000)


async def test_a_page_that_loads_itself_anew_goes_home_no_later(
    stage: Stage3m, visit: Visit
) -> None:
    page = visit.page
    await page.clock.install()
    await stage.show(scenes.calm)
    await stage.enter(visit)
    await visit.open(f"{stage.panel.url}/rooms")
    await alone(stage, page, 90)
    await page.reload()
    await alone(stage, page, 33)
    await page.wait_for_url(f"{stage.panel.url}/")


async def test_a_panel_goes_home_in_the_language_of_the_site(stage: Stage3m, visit: Visit) -> None:
    page = visit.page
    await page.clock.install()
    await stage.show(scenes.calm)
    await stage.enter(visit)
    for path in ("/rooms", "/"):
        await visit.open(f"{stage.panel.url}{path}?lang=en")
        await alone(stage, page, 125)
        await page.wait_for_url(f"{stage.panel.url}/?lang=zh")
        await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    await alone(stage, page, 125)
    assert page.url == f"{stage.panel.url}/?lang=zh"


async def test_a_panel_without_contact_shows_no_arrow(visit: Visit) -> None:
    page, stage = visit.page, Stage3m()
    way = page.locator(f"{TILE} .temperature .way")
    await page.clock.install()
    async with stage.panel.serving():
        await stage.show(scenes.calm)
        await visit.open(stage.panel.url)
        await expect(way).to_have_attribute("data-is", "falling")
        await stop_clock(page)
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
        await drawn(page, stage.seq)
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
