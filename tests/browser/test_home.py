"""The page in a real browser: it shows the snapshot, stays true, and says so when it can't."""

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from daemon.model import Why

from .conftest import Visit, stop_clock
from .example import (
    RELAYS,
    SITE,
    Example,
    bad,
    climate,
    doubtful,
    good,
    offline,
    point,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIZES = ((800, 480), (1280, 800), (1920, 1080), (390, 844))
TEMPERATURE = '[data-room="stack-1"] .big.temperature'


async def texts(page: Page, selector: str) -> list[str]:
    return [text.strip() for text in await page.locator(selector).all_inner_texts()]


async def test_the_page_shows_every_value_of_the_snapshot(example: Example, visit: Visit) -> None:
    page = visit.page
    await example.show(1, temperature=18.4, humidity=51.2)
    await visit.open(f"{example.url}/rooms")
    assert await texts(page, '[data-room="stack-1"] .big .digits') == ["18.4", "51.2", "8.6"]
    for tag, value in {
        "th-north.temperature": "18.4",
        "th-south.humidity": "51.2",
        "o3-1.ozone": "0.02",
        "relay-1.relay_1": "关断",
        "relay-1.door": "闭合",
    }.items():
        assert await texts(page, f'[data-tag="{tag}"] .digits') == [value]
    assert await texts(page, ".top > .word") == ["读数正常"]
    assert (await texts(page, ".clock > .digits"))[0].startswith("2026-11-23 10:45:")
    assert await page.title() == "读数正常 · 当阳市编办档案室"
    await expect(page.locator(".simulation")).to_contain_text("模拟设备 SIMULATION")
    await expect(page.locator(f"{TEMPERATURE} .line")).to_have_attribute("d", _two_pieces())
    assert await texts(page, f"{TEMPERATURE} figcaption b") == ["17.8", "19.3"]
    assert visit.complaints == []
    assert {url.split("/")[2] for url in visit.requests} == {f"127.0.0.1:{example.port}"}


def _two_pieces() -> re.Pattern[str]:
    return re.compile(r"^M[^M]+M[^M]+$")


async def test_a_new_snapshot_changes_the_nodes_in_place(example: Example, visit: Visit) -> None:
    page = visit.page
    await example.show(1, temperature=18.4)
    await visit.open(f"{example.url}/rooms")
    await page.evaluate("document.querySelector('.big .digits').dataset.mine = 'kept'")
    boxes = "[...document.querySelectorAll('section, article, .big')].map(n => n.offsetTop)"
    before = await page.evaluate(boxes)
    now = time.monotonic()
    await example.show(
        2,
        temperature=19.7,
        readings={"th-south.temperature": bad(good(1, "°C", now - 35), Why.COMM_FAILURE)},
        devices={"th-south": offline(Why.COMM_FAILURE, "no_reply", 12)},
    )
    digits = page.locator(f"{TEMPERATURE} .digits")
    await expect(digits).to_have_text("19.7")
    await expect(digits).to_have_attribute("data-mine", "kept")
    await expect(page.locator('[data-room="stack-1"] > header > .word')).to_have_text("注意")
    dead = page.locator('[data-tag="th-south.temperature"]')
    await expect(dead.locator(".digits")).to_have_text("—")
    await expect(dead.locator(".note")).to_contain_text("无应答 · 上次有效 35 秒前")
    assert "repeating-linear-gradient" in await _background(page, '[data-is="bad"] > .value')
    await example.show(3, temperature=21.1)
    await expect(digits).to_have_text("21.1")
    assert await page.evaluate(boxes) == before
    assert visit.requests.count(f"{example.url}/rooms") == 1
    assert visit.complaints == []


async def _background(page: Page, selector: str) -> str:
    script = "node => getComputedStyle(node).backgroundImage"
    return str(await page.locator(selector).first.evaluate(script))


async def frozen(page: Page) -> None:
    """Stop the clock of the page; from here on only `page.clock.run_for` moves it."""
    await stop_clock(page)


async def test_a_page_that_hears_nothing_turns_grey_within_5_s_and_recovers(visit: Visit) -> None:
    page, panel = visit.page, Example()
    link, banner = page.locator("body"), page.locator(".banner")
    await page.clock.install()
    async with panel.serving():
        await panel.show(1, temperature=18.4)
        await visit.open(f"{panel.url}/rooms")
        await frozen(page)
        await panel.show(2, temperature=18.5)
        await expect(page.locator(f"{TEMPERATURE} .digits")).to_have_text("18.5")
    await page.clock.run_for(4400)
    await expect(link).to_have_attribute("data-link", "live")
    await page.clock.run_for(500)
    await expect(link).to_have_attribute("data-link", "lost")
    await expect(banner).to_have_text("连接中断 4 秒")
    await page.clock.run_for(8000)
    await expect(banner).to_have_text("连接中断 12 秒")
    await expect(page.locator(".top > .word")).to_have_text("失联")
    assert await page.title() == "失联 · 当阳市编办档案室"
    assert "repeating-linear-gradient" in await _background(page, ".big > .value")
    await expect(page.locator(".big > .note").first).to_be_hidden()
    async with panel.serving():
        await panel.show(7, temperature=22.2, humidity=44.4)
        await page.clock.run_for(6000)
        await expect(link).to_have_attribute("data-link", "live")
        assert await texts(page, '[data-room="stack-2"] .big .digits') == ["22.2", "44.4", "11.1"]
        await expect(banner).to_be_hidden()
        await expect(page.locator(".top > .word")).to_have_text("读数正常")
    assert visit.requests.count(f"{panel.url}/rooms") == 1


async def test_a_server_without_news_is_told_from_a_cut_and_a_stuck_page_starts_again(
    example: Example, visit: Visit
) -> None:
    page = visit.page
    await page.clock.install()
    await example.show(1)
    await visit.open(f"{example.url}/rooms")
    await frozen(page)
    await expect(page.locator("body")).to_have_attribute("data-link", "live")
    await page.clock.run_for(4600)
    await expect(page.locator(".banner")).to_have_text(re.compile(r"^[4-9] 秒没有新数据$"))
    await page.clock.run_for(6000)  # a second stream brings the same old scan: that is no news
    await expect(page.locator("body")).to_have_attribute("data-link", "lost")
    assert visit.requests.count(f"{example.url}/rooms") == 1
    seconds = 0
    while visit.requests.count(f"{example.url}/rooms") == 1 and seconds < 90:
        await page.clock.run_for(1000)
        seconds += 1
    assert 40 < seconds < 75
    await page.wait_for_selector('body[data-link="live"]')


# Of the room whose card the middle of the screen shows: what one reads at the top of it.
IN_SIGHT = """() => {
  const under = document.querySelector(".top").getBoundingClientRect();
  const edge = Math.max(0, getComputedStyle(document.querySelector(".top")).position === "sticky"
    ? under.bottom : 0);
  const strip = document.elementFromPoint(60, edge + 12).closest(".whose");
  return strip && { text: strip.innerText.split("\\n").map((part) => part.trim()),
    state: strip.querySelector(".word").dataset.is, height: strip.offsetHeight / innerHeight };
}"""


async def test_whose_values_these_are_stays_in_sight_while_a_room_is_scrolled(
    example: Example, visit: Visit
) -> None:
    page = visit.page
    await page.clock.install()
    await example.show(1, temperature=18.4)
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        await visit.open(f"{example.url}/rooms")
        strip = page.locator('[data-room="stack-1"] > .whose')
        head = page.locator('[data-room="stack-1"] > header > h2')
        await page.evaluate("scrollTo(0, 0)")
        box = await head.bounding_box()
        assert box is not None
        over = "([x, y]) => document.elementFromPoint(x, y).closest('.whose') === null"
        assert await page.evaluate(over, [box["x"] + 4, box["y"] + box["height"] / 2])
        await page.evaluate(
            "document.querySelector('.room .control, .room .blocks').scrollIntoView()"
        )
        seen = await page.evaluate(IN_SIGHT)
        assert seen["text"] == ["一号库房", "读数正常"], (width, height)
        assert seen["height"] < 0.1
        assert await strip.get_attribute("aria-hidden") == "true"  # told once to who listens
    await frozen(page)
    await page.clock.run_for(6000)
    await expect(page.locator("body")).to_have_attribute("data-link", "lost")
    assert (await page.evaluate(IN_SIGHT))["text"] == ["一号库房", "失联"]


async def test_the_language_is_switched_and_remembered(example: Example, visit: Visit) -> None:
    page = visit.page
    await example.show(1)
    await visit.open(f"{example.url}/rooms")
    await page.get_by_text("English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.locator(".top > .word")).to_have_text("Readings sound")
    await example.show(2, clock_trusted=False)
    await expect(page.locator(".clock .word")).to_have_text("clock not synchronised")
    await visit.open(f"{example.url}/rooms")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await page.get_by_text("中文").click()
    await expect(page.locator(".top > .word")).to_have_text("读数正常")
    assert visit.complaints == []


async def test_a_page_of_another_configuration_reloads_itself(visit: Visit) -> None:
    page, before = visit.page, Example()
    async with before.serving():
        await before.show(1)
        await visit.open(f"{before.url}/rooms")
    fourth = point(RELAYS, "relay_4", "relay", "4")
    after = Example(site=replace(SITE, points=(*SITE.points, fourth)))
    after.port = before.port
    async with after.serving():
        await after.show(1)
        await page.wait_for_selector('[data-tag="relay-1.relay_4"]', timeout=10_000)


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_nothing_is_wider_than_the_screen(
    example: Example, visit: Visit, theme: str, tmp_path: Path
) -> None:
    page, now = visit.page, time.monotonic()
    usual = climate(-12.3, 61.2, now - 3)
    dead = climate(0, 0, now - 4000)
    await example.show(
        1,
        readings={
            "th-north.temperature": doubtful(good(-12.3, "°C", now), Why.UNCONFIRMED_JUMP),
            "o3-1.ozone": bad(good(0.02, "mg/m³", now - 200), Why.SENSOR_FAILURE),
        },
        climates={
            "stack-1": replace(usual, humidity=doubtful(usual.humidity, Why.SENSOR_NOT_ACCURATE)),
            "stack-2": replace(dead, temperature=bad(dead.temperature, Why.COMM_FAILURE)),
        },
        devices={"th-east": offline(Why.CONFIGURATION_ERROR, "wrong_device")},
        clock_trusted=False,
        bus_up=False,
        services={"history": "cannot open /var/lib/roomd/history.db: disk full"},
    )
    await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    await visit.open(f"{example.url}/rooms?lang={'en' if theme == 'dark' else 'zh'}")
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        wide = await page.evaluate("document.documentElement.scrollWidth")
        cut = await page.evaluate(
            """() => [...document.querySelectorAll('.value, .word, .note, .name, .button, h1, h2')]
               .filter(n => n.scrollWidth > n.clientWidth + 1).map(n => n.outerHTML)"""
        )
        assert wide <= width
        assert cut == []
        for button in await page.locator(".button").all():
            touch = await button.bounding_box()
            assert touch is not None
            assert min(touch["width"], touch["height"]) >= 48
        await page.screenshot(path=tmp_path / f"{width}x{height}-{theme}.png", full_page=True)
    assert visit.complaints == []
