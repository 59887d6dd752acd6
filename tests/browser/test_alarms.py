"""Alarms in a real browser: acknowledged and set aside by taps or keys, and never the wrong one."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from playwright.async_api import expect

from daemon.model import Alarm, AlarmState, Verb

from . import alarm_example as scenes
from .alarm_example import ALARM_SITE, alarmed, everything
from .conftest import Visit, stop_clock
from .example import SETTINGS, Example, HandFedOperator

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEY = "a-key-made-at-this-start"
DAMP = '[data-alarm="humidity_high:stack-1"]'
SIZES = ((800, 480), (1280, 800), (390, 844))


class Room:
    """A panel that shows alarms, with its operator."""

    def __init__(self) -> None:
        self.operator = HandFedOperator()
        settings = replace(SETTINGS, local_key=KEY)
        self.panel = Example(settings, ALARM_SITE, operator=self.operator, extra=everything())
        self.seq = 0

    async def show(self, *alarms: Alarm) -> None:
        self.seq += 1
        await self.panel.live.publish(alarmed(self.seq, time.monotonic(), alarms))

    async def enter(self, visit: Visit, path: str = "/alarms") -> None:
        """Open a page as the room's own panel."""
        await visit.open(f"{self.panel.url}/local?key={KEY}")
        await visit.open(f"{self.panel.url}{path}")


@pytest_asyncio.fixture(loop_scope="session")
async def room() -> AsyncIterator[Room]:
    opened = Room()
    async with opened.panel.serving():
        yield opened


async def test_an_alarm_is_acknowledged_and_shelved_without_typing(
    room: Room, visit: Visit
) -> None:
    page = visit.page
    await room.show()
    await room.enter(visit)
    await expect(page.locator(".bar .alarms")).to_have_text("没有报警")
    t = time.monotonic()
    await room.show(scenes.damp(t))
    card = page.locator(DAMP)
    await expect(card.locator(".says")).to_contain_text("66.2 %")
    await expect(page.locator(".bar .alarms")).to_contain_text("报警 1 条")
    await expect(card.locator('[data-act="alarm_reset"]')).to_be_hidden()
    await expect(page.locator("[data-settling]")).to_have_count(0)
    await card.get_by_text("确认", exact=True).click()
    answer = page.locator(".answer")
    await expect(answer).to_have_attribute("data-is", "good")
    await expect(answer).to_contain_text("库房湿度过高")
    await room.show(scenes.damp(t, state=AlarmState.ACKNOWLEDGED))
    await expect(card.locator(".state")).to_have_text("已确认")
    await expect(card.get_by_text("确认", exact=True)).to_be_hidden()

    await card.locator(".away > summary").click()
    await card.get_by_text("正在维修").click()
    await card.get_by_text("搁置 2 小时").click()
    await expect(answer).to_have_attribute("data-is", "good")
    acknowledged, shelved = room.operator.acts
    assert (acknowledged.verb, acknowledged.subject) == (
        Verb.ALARM_ACKNOWLEDGE,
        "humidity_high:stack-1",
    )
    assert (shelved.verb, shelved.for_s, shelved.why) == (Verb.ALARM_SHELVE, 7200.0, "正在维修")
    await room.show(scenes.damp(t, state=AlarmState.SHELVED, until=t + 7200, why="正在维修"))
    await expect(page.locator(f'[data-group="aside"] {DAMP} .kept')).to_contain_text("正在维修")
    await expect(page.locator(".bar .alarms")).to_have_text("没有报警")
    await expect(page.locator(f"{DAMP} .away")).to_be_hidden()
    await room.show()
    await expect(page.locator(DAMP)).to_have_count(0)
    assert visit.complaints == []


async def test_a_tap_meant_for_another_card_does_nothing(room: Room, visit: Visit) -> None:
    page = visit.page
    t = time.monotonic()
    await room.show(scenes.damp(t))
    await room.enter(visit)
    await page.clock.install()
    await stop_clock(page)
    await room.show(scenes.fire(t), scenes.damp(t))
    fire = page.locator('[data-alarm="fire:stack-1"]')
    await expect(fire).to_be_visible()
    await fire.get_by_text("确认", exact=True).click()
    assert room.operator.acts == []
    await page.clock.run_for(700)
    await fire.get_by_text("确认", exact=True).click()
    await expect(page.locator(".answer")).to_have_attribute("data-is", "good")
    assert [act.subject for act in room.operator.acts] == ["fire:stack-1"]


async def test_a_page_that_hears_nothing_does_not_say_no_alarms(visit: Visit) -> None:
    page, room = visit.page, Room()
    await page.clock.install()
    async with room.panel.serving():
        await room.show()
        await visit.open(room.panel.url)
        await expect(page.locator(".bar .alarms")).to_have_text("没有报警")
        await stop_clock(page)
    await page.clock.run_for(5000)
    await expect(page.locator(".bar .alarms")).to_have_text("失联")


async def test_keys_are_enough_and_what_is_refused_is_explained(room: Room, visit: Visit) -> None:
    page = visit.page
    await room.show(scenes.damp(time.monotonic()))
    await room.enter(visit)
    room.operator.refused = "act_alarm_reasonless"
    summary = page.locator(f"{DAMP} .away > summary")
    await summary.focus()
    await page.keyboard.press("Enter")
    button = page.locator(DAMP).get_by_text("停用", exact=True)
    await button.focus()
    await page.keyboard.press("Enter")
    answer = page.locator(".answer")
    await expect(answer).to_have_text("库房湿度过高: 请写明原因")
    await expect(answer).to_have_attribute("data-is", "attention")


@pytest.mark.parametrize("path", ["/", "/rooms"])
async def test_a_high_alarm_never_stands_beside_may_be_entered(
    room: Room, visit: Visit, path: str
) -> None:
    page = visit.page
    await room.show()
    await visit.open(f"{room.panel.url}{path}")
    gate = page.locator('[data-room="stack-1"] .gate')
    await expect(gate.locator(".entry")).to_have_text("可进入")
    await room.show(scenes.fire(time.monotonic()))
    await expect(gate.locator(".entry")).to_have_text("有报警，先查明")
    await expect(gate.locator(".why")).to_contain_text("先疏散")
    await expect(page.locator('[data-room="stack-1"] > header .word')).to_have_text("报警")


@pytest.mark.parametrize("path", ["/", "/rooms", "/alarms", "/plan", "/reports", "/alarms/quality"])
async def test_every_page_fits_the_screen_and_can_be_touched(
    room: Room, visit: Visit, path: str
) -> None:
    page = visit.page
    await room.show(*scenes.storm(time.monotonic()))
    await room.enter(visit, f"{path}?lang=en")
    for summary in await page.locator(".preservation summary, .away > summary").all():
        if await summary.is_visible():
            await summary.evaluate("node => { node.parentNode.open = true; }")
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        small = await page.evaluate(
            """() => [...document.querySelectorAll(
                 '.button, summary, input[name=who], main a:not(.whole)')]
               .filter(n => n.checkVisibility() && n.getBoundingClientRect().height < 47.9)
               .map(n => n.outerHTML)"""
        )
        assert small == []
    assert visit.complaints == []
