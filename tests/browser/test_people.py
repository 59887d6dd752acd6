"""Signing in, the accounts and the keypad of the wall in a real browser, by hand and eye."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from daemon.model import Origin
from daemon.model.people import Role
from tests.people_kit import NAMES, PASSWORD, PIN, PeopleSite, add
from tests.waiting import until

from .conftest import Visit
from .example import KEY

pytestmark = pytest.mark.asyncio(loop_scope="session")

# A refused try is an answer that browsers note by themselves.
NOTED = "Failed to load resource: the server responded with a status of 40"


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[PeopleSite]:
    add(tmp_path, *NAMES)
    async with PeopleSite(tmp_path).serving() as serving:
        yield serving


def complaints(visit: Visit) -> list[str]:
    return [text for text in visit.complaints if not text.startswith(NOTED)]


async def sign_in(visit: Visit, role: Role, password: str = PASSWORD) -> None:
    page = visit.page
    await page.fill("[name=name]", NAMES[role])
    await page.fill("[name=password]", password)
    await page.press("[name=password]", "Enter")


async def test_a_password_stays_out_of_the_address_where_no_script_runs(
    site: PeopleSite, browser: Browser
) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{site.example.url}/sign-in")
    await page.fill("input[name=name]", "张三")
    await page.fill("input[name=password]", PASSWORD)
    await expect(page.locator("form.people button")).to_be_disabled()
    await page.press("input[name=password]", "Enter")
    assert page.url == f"{site.example.url}/sign-in"
    await context.close()


async def test_a_visitor_signs_in_comes_back_to_the_page_and_signs_out(
    site: PeopleSite, visit: Visit
) -> None:
    page = visit.page
    await page.goto(f"{site.example.url}/rooms")
    await page.click('a:has-text("登录")')
    await sign_in(visit, Role.OPERATOR, "not the right password")
    await page.wait_for_selector(".answer:has-text('不正确')")
    assert await page.input_value("[name=password]") == ""
    await sign_in(visit, Role.OPERATOR)
    await page.wait_for_selector('body[data-link="live"]')
    assert page.url == f"{site.example.url}/rooms"
    assert "张三" in await page.inner_text(".asker")
    assert await page.locator('[data-act="request"]').count() == 0
    await page.locator(".output > details > summary").first.click()
    await page.locator('[data-act="off"]').first.click()
    await until(lambda: len(site.operator.acts) == 1)
    assert site.operator.acts[0].who == "远程 127.0.0.1 · 张三"
    await page.click(".asker a")
    await page.click('button:has-text("退出登录")')
    await page.wait_for_url("**/sign-in")
    await page.goto(f"{site.example.url}/rooms")
    assert await page.locator("text=登录").count() > 0
    assert complaints(visit) == []


async def test_who_cannot_sign_in_stops_a_room(site: PeopleSite, visit: Visit) -> None:
    page = visit.page
    await page.goto(f"{site.example.url}/sign-in?lang=en")
    await page.locator('[data-act="stop"]').first.click()
    await page.wait_for_selector(".stops .answer:has-text('everything in the room is stopped')")
    assert site.operator.acts[0].subject == "stack-1"
    assert complaints(visit) == []


async def test_the_wall_asks_for_a_pin_once_an_act_needs_it(site: PeopleSite, visit: Visit) -> None:
    page = visit.page
    await page.goto(f"{site.example.url}/local?key={KEY}")
    await visit.open(f"{site.example.url}/rooms")
    await page.locator(".output > details > summary").first.click()
    await page.locator('[data-act="off"]').first.click()
    await page.wait_for_url("**/unlock?next=%2Frooms")
    for digit in "999991":
        await page.click(f'[data-key="{digit}"]')
    await page.click('.keys button:has-text("确定")')
    await page.wait_for_selector(".keypad .answer:has-text('不正确')")
    for digit in PIN:
        await page.click(f'[data-key="{digit}"]')
    await page.click('.keys button:has-text("确定")')
    await page.wait_for_url("**/rooms")
    countdown = await page.inner_text(".asker .countdown")
    assert 50 <= int(countdown.removesuffix(" s")) <= 60
    await page.locator(".output > details > summary").first.click()
    await page.locator('[data-act="off"]').first.click()
    await until(lambda: len(site.operator.acts) == 1)
    done = site.operator.acts[0]
    assert (done.who, done.origin) == ("本机面板 · 张三", Origin.LOCAL)
    await page.click('.asker button[data-send="/api/v1/lock"]')
    await page.wait_for_selector('.asker a[href^="/unlock"]')
    assert complaints(visit) == []


async def test_an_administrator_adds_an_account_and_ends_a_session(
    site: PeopleSite, visit: Visit
) -> None:
    page = visit.page
    async with site.visitor() as other:
        await other.sign_in(Role.VIEWER)
        await page.goto(f"{site.example.url}/sign-in?next=/people")
        await sign_in(visit, Role.ADMIN)
        await page.wait_for_url("**/people")
        await page.click('li:has-text("钱一") button')
        await page.wait_for_selector('li:has-text("钱一")', state="detached")
        assert (await other.get("/alarms"))[0] == 401
    form = page.locator('form:has(select[name="role"])')
    await form.locator("[name=name]").fill("赵六")
    await form.locator("[name=secret]").fill(PASSWORD)
    await form.locator("button").click()
    await page.wait_for_selector('[data-person="赵六"]')
    await page.click('[data-person="赵六"] > summary')
    await page.click('[data-person="赵六"] button:has-text("停用")')
    await page.wait_for_selector('[data-person="赵六"] summary:has-text("已停用")')
    assert complaints(visit) == []


async def test_the_pages_fit_the_small_panel_and_a_telephone(
    site: PeopleSite, visit: Visit
) -> None:
    page = visit.page
    await page.goto(f"{site.example.url}/local?key={KEY}")
    for width, height in ((800, 480), (360, 740)):
        await page.set_viewport_size({"width": width, "height": height})
        for path in ("/unlock", "/sign-in", "/sign-out"):
            await page.goto(f"{site.example.url}{path}")
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, path
