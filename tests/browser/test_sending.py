"""What a page sends: once, though the answer got lost; and from an old page nothing but a stop."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from daemon.model import Origin, Verb
from daemon.model.people import Role
from daemon.store.ledger_newest import newest
from panel.people.wall import UNLOCKED_S
from tests.control_kit import ROOM
from tests.people_kit import PIN, PeopleSite, add
from tests.setpoint_site import SetpointSite
from tests.waiting import until

from . import control_example as scenes
from .conftest import Visit
from .control_example import CONTROL_SITE
from .example import KEY, SETTINGS, Example, HandFedOperator
from .test_people import complaints, sign_in

pytestmark = pytest.mark.asyncio(loop_scope="session")

ACTS = "**/api/v1/acts"
AGES = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
DIALOG = f'[data-room="{ROOM}"] dialog[data-quantity="humidity"]'
OFF = '[data-act="off"]'


def losing(origin: str, heard: list[str]) -> Callable[[Route], object]:
    """Return what lets a request get through and its answer get lost; it notes the ids."""

    async def lose(route: Route) -> None:
        heard.append(json.loads(route.request.post_data or "{}")["id"])
        await route.fetch(headers={**route.request.headers, "origin": origin})
        await route.abort()

    return lose


async def acted(site: PeopleSite, count: int) -> None:
    await until(lambda: len(site.operator.acts) == count)


async def humidity(page: Page, digits: str) -> None:
    """Choose a setpoint in the open dialog and confirm it."""
    for digit in digits:
        await page.locator(f'{DIALOG} [data-digit="{digit}"]').click()
    await page.locator(f"{DIALOG} .confirm").click()


async def test_what_got_through_without_an_answer_is_done_once_and_then_answered(
    tmp_path: Path, visit: Visit
) -> None:
    site, heard, page = SetpointSite(tmp_path), list[str](), visit.page
    async with site.serving() as url:
        await visit.open(f"{url}/local?key={KEY}")
        await visit.open(f"{url}/rooms")
        page.on("request", lambda asked: _note(asked.url, asked.post_data, heard))
        await page.locator(f'[data-room="{ROOM}"] [data-opens="humidity"]').click()
        await page.route(ACTS, losing(site.panel.url, []))
        await humidity(page, "54")
        told = page.locator(f"{DIALOG} .told")
        await expect(told).to_have_attribute("data-is", "lost")
        await page.unroute(ACTS)
        await page.locator(f"{DIALOG} .confirm").click()
        room = page.locator(f'[data-room="{ROOM}"] .setpoints > .told')
        await expect(room).to_contain_text("湿度设定值由 52 % 改为 54 %")
        first, second = heard
        assert first == second
        rows = newest(site.ledger.path, "act", *AGES, 9)
        assert [(row.subject, row.body["value"]) for row in rows] == [(ROOM, 54.0)]
        await page.locator(f'[data-room="{ROOM}"] [data-opens="humidity"]').click()
        await humidity(page, "53")
        await expect(room).to_contain_text("改为 53 %")
        assert len({*heard}) == 2  # another wish is another act


def _note(url: str, body: str | None, heard: list[str]) -> None:
    if url.endswith("/api/v1/acts"):
        heard.append(json.loads(body or "{}")["id"])


@pytest.mark.parametrize(("verb", "kept"), [("hand", True), ("off", False), ("stop", False)])
async def test_what_makes_safer_is_a_new_act_at_each_press(
    visit: Visit, verb: str, kept: bool
) -> None:
    operator, page, heard = HandFedOperator(), visit.page, list[str]()
    panel = Example(replace(SETTINGS, local_key=KEY), CONTROL_SITE, operator=operator)
    async with panel.serving():
        t = time.monotonic()
        await panel.live.publish(scenes.shown(1, t, scenes.calm(t)))
        await page.goto(f"{panel.url}/local?key={KEY}")
        await visit.open(f"{panel.url}/rooms")
        fan = page.locator('[data-output="fan-1"]')
        await fan.locator("summary").click()
        button = page.locator('[data-room="stack-1"] header .stop')
        if verb != "stop":
            button = fan.locator(f'[data-act="{verb}"]').first
        answer = page.locator('[data-room="stack-1"] .answer')
        await page.route(ACTS, losing(panel.url, heard))
        await button.click()
        await expect(answer).to_have_attribute("data-is", "lost")
        await page.unroute(ACTS)
        await button.click()
        await expect(answer).to_have_attribute("data-is", "good")
        first, second = operator.acts
        assert [first.id] == heard
        assert (first.id == second.id) is kept
        await button.click()
        await until(lambda: len(operator.acts) == 3)
        assert operator.acts[2].id not in {first.id, second.id}  # both were answered


async def test_a_page_from_before_another_signed_in_stops_rooms_and_does_nothing_else(
    tmp_path: Path, visit: Visit
) -> None:
    add(tmp_path, Role.OPERATOR, Role.SAFETY)
    async with PeopleSite(tmp_path).serving() as site:
        url, page = site.example.url, visit.page
        await page.goto(f"{url}/sign-in?next=/rooms")
        await sign_in(visit, Role.OPERATOR)
        await page.wait_for_selector('body[data-link="live"]')
        await page.locator(".output > details > summary").first.click()
        newer = Visit(await page.context.new_page())
        await newer.page.goto(f"{url}/sign-in?next=/rooms")
        await sign_in(newer, Role.SAFETY)
        await newer.page.wait_for_selector('body[data-link="live"]')
        answer = page.locator('[data-room="stack-1"] .answer').first
        await page.locator('[data-room="stack-1"] header .stop').click()
        await acted(site, 1)
        assert site.operator.acts[0].who == "远程 127.0.0.1"
        await page.locator(OFF).first.click()
        await expect(answer).to_contain_text("请重新加载页面")
        await expect(page.locator(".asker")).to_contain_text("李四", timeout=10_000)
        await page.wait_for_selector('body[data-link="live"]')
        await page.locator(".output > details > summary").first.click()
        await page.locator(OFF).first.click()
        await acted(site, 2)
        assert [act.verb for act in site.operator.acts] == [Verb.STOP, Verb.OFF]
        assert site.operator.acts[1].who == "远程 127.0.0.1 · 李四"
        assert complaints(visit) == []


async def test_a_page_of_the_wall_that_stands_over_a_pin_goes_on_working(
    tmp_path: Path, visit: Visit
) -> None:
    add(tmp_path, Role.OPERATOR)
    async with PeopleSite(tmp_path).serving() as site:
        page = visit.page
        async with site.visitor() as other:
            await page.goto(f"{site.example.url}/local?key={KEY}")
            await visit.open(f"{site.example.url}/rooms")
            await page.locator(".output > details > summary").first.click()
            cookie = "; ".join(f"{c['name']}={c['value']}" for c in await page.context.cookies())
            for n in range(2):  # the same browser types its PIN on another page
                status, _ = await other.post("/api/v1/unlock", {"pin": PIN}, Cookie=cookie)
                assert status == 200
                await page.locator(OFF).first.click()
                await acted(site, n + 1)
                site.clock.t += UNLOCKED_S + 1
        done = [(act.who, act.origin) for act in site.operator.acts]
        assert done == [("本机面板 · 张三", Origin.LOCAL)] * 2
        assert complaints(visit) == []
