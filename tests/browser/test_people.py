"""Signing in, the accounts and the keypad of the wall in a real browser, by hand and eye."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from daemon.clock import SystemClock
from daemon.model import Origin, Verb
from daemon.model.people import Change, Deed, Role
from daemon.people.accounts import Accounts
from daemon.people.book import Book
from daemon.people.deeds import carried_out
from panel.app import Extra
from panel.people.wall import UNLOCKED_S
from tests.control_kit import ROOM
from tests.people_kit import CLOSED, NAMES, PASSWORD, PIN, PeopleSite, add
from tests.setpoint_site import SetpointSite
from tests.waiting import until

from .alarm_example import ALARM_SITE, alarmed, storm
from .conftest import Visit
from .example import KEY, Example, HandFedLive, HandFedOperator, snapshot

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


async def typed(page: Page, pin: str = PIN) -> None:
    """Type a PIN on the keypad and send it."""
    for digit in pin:
        await page.click(f'[data-key="{digit}"]')
    await page.click('.keys button:has-text("确定")')


async def test_a_setpoint_that_a_pin_stood_before_is_offered_again_and_waits_for_a_tap(
    tmp_path: Path, visit: Visit
) -> None:
    add(tmp_path, Role.OPERATOR)
    live, clock = HandFedLive(), SystemClock()
    await live.publish(snapshot(1, clock.monotonic()))
    accounts = Accounts(tmp_path, live, clock, lambda _row: None)
    await accounts.begin()
    (folder := tmp_path / "site").mkdir()
    site = SetpointSite(folder, settings=CLOSED, extra=Extra(people=accounts))
    page, strip = visit.page, visit.page.locator(".undone")
    dialog = page.locator(f'[data-room="{ROOM}"] dialog[data-quantity="humidity"]')
    goal = page.locator(f'[data-room="{ROOM}"] .setpoint[data-quantity="humidity"] .goal-value')
    async with site.serving() as url:
        await page.goto(f"{url}/local?key={KEY}")
        await visit.open(f"{url}/rooms?a=%26")

        async def choose() -> None:
            await page.locator(f'[data-room="{ROOM}"] [data-opens="humidity"]').click()
            for digit in "54":
                await dialog.locator(f'[data-digit="{digit}"]').click()
            await dialog.locator(".confirm").click()

        await choose()
        await page.wait_for_url("**/unlock?**")
        await typed(page)
        await page.wait_for_url(f"{url}/rooms?a=%26")
        await expect(strip).to_contain_text("尚未执行 一号库房 · 湿度设定值 · 改为 54 %RH · 2 小时")
        await expect(goal).to_contain_text("52")
        await strip.get_by_text("现在执行").click()
        await expect(strip.locator(".told")).to_contain_text("湿度设定值由 52 % 改为 54 %")
        await expect(goal).to_contain_text("54")
        await expect(strip.locator("button").first).to_be_hidden()
        await visit.open(f"{url}/rooms?a=%26")
        await expect(strip).to_be_hidden()  # once is enough
        await page.click('.asker button[data-send="/api/v1/lock"]')
        await page.wait_for_selector('.asker a[href^="/unlock"]')
        await choose()
        await page.wait_for_url("**/unlock?**")
        await typed(page)
        await strip.get_by_text("不执行").click()
        await expect(strip).to_be_hidden()
        await visit.open(f"{url}/rooms?a=%26")
        await expect(strip).to_be_hidden()
    assert complaints(visit) == []


async def test_an_alarm_that_a_pin_stood_before_is_shelved_by_one_tap_more(
    tmp_path: Path, visit: Visit
) -> None:
    add(tmp_path, Role.OPERATOR)
    live, clock, operator = HandFedLive(), SystemClock(), HandFedOperator()
    await live.publish(snapshot(1, clock.monotonic()))
    accounts = Accounts(tmp_path, live, clock, lambda _row: None)
    await accounts.begin()
    panel = Example(CLOSED, ALARM_SITE, operator=operator, extra=Extra(people=accounts))
    page = visit.page
    async with panel.serving() as url:
        t = clock.monotonic()
        await panel.live.publish(alarmed(1, t, storm(t)))
        await page.goto(f"{url}/local?key={KEY}")
        await visit.open(f"{url}/alarms")
        await page.locator(".away:visible > summary").first.click()
        await page.locator(".phrases label:visible").nth(1).click()
        await page.locator("[data-act=alarm_shelve]:visible").first.click()
        await page.wait_for_url("**/unlock?**")
        await typed(page)
        what = page.locator(".undone .what")
        await expect(what).to_have_text("火警 · 一号库房 · 搁置 30 分钟 · 等待配件")
        assert operator.acts == []
        await page.locator(".undone").get_by_text("现在执行").click()
        await until(lambda: len(operator.acts) == 1)
    (done,) = operator.acts
    assert (done.verb, done.subject) == (Verb.ALARM_SHELVE, "fire:stack-1")
    assert (done.for_s, done.why, done.who) == (1800.0, "等待配件", "本机面板 · 张三")


async def test_what_somebody_is_at_is_not_taken_away_when_the_pin_is_over(
    site: PeopleSite, visit: Visit
) -> None:
    page, asker = visit.page, visit.page.locator(".asker")
    await page.goto(f"{site.example.url}/local?key={KEY}")
    await page.goto(f"{site.example.url}/unlock?next=%2Frooms")
    await typed(page)
    await page.wait_for_url("**/rooms")
    site.clock.t += UNLOCKED_S - 5
    await page.clock.install()
    await visit.open(f"{site.example.url}/rooms")
    await page.locator(".operator [name=why]").first.select_option(index=2)
    await page.evaluate("document.body.dataset.mine = 'kept'")
    site.clock.t += 6
    await page.clock.run_for(8000)
    await expect(asker.locator(".countdown")).to_have_text("0 s")
    assert await page.evaluate("document.body.dataset.mine") == "kept"
    await page.locator(".operator [name=why]").first.select_option(index=0)
    await page.clock.run_for(1000)
    await expect(asker.locator('a[href^="/unlock"]')).to_be_visible()
    assert complaints(visit) == []


async def test_a_touch_lets_the_pin_count_on(site: PeopleSite, visit: Visit) -> None:
    page = visit.page
    await page.goto(f"{site.example.url}/local?key={KEY}")
    await page.goto(f"{site.example.url}/unlock?next=%2Frooms")
    await typed(page)
    await page.wait_for_url("**/rooms")
    await visit.open(f"{site.example.url}/rooms")
    site.clock.t += UNLOCKED_S - 20
    async with page.expect_response("**/api/v1/touched") as answered:
        await page.mouse.click(2, 2)
    assert (await (await answered.value).json())["left_s"] == UNLOCKED_S
    await expect(page.locator(".asker .countdown")).to_have_text(re.compile("^(60|5[5-9]) s$"))


async def test_every_page_of_the_wall_leads_home_by_a_tap_and_by_itself(
    site: PeopleSite, visit: Visit
) -> None:
    page, url = visit.page, site.example.url
    await page.goto(f"{url}/local?key={KEY}")
    for path in ("/sign-in", "/setup", "/people", "/nowhere"):
        await page.goto(f"{url}{path}")
        await page.locator('a.button[href="/"]').first.click()
        await page.wait_for_url(f"{url}/")
        await page.goto(f"{url}{path}")
        await expect(page.locator('.stops [data-act="stop"]').first).to_be_visible()
    await page.goto(f"{url}/sign-in?next=/sign-out")
    await sign_in(visit, Role.ADMIN)
    await page.locator('[data-send="/api/v1/sign-out"]').first.click()
    await page.wait_for_url(f"{url}/")
    await page.clock.install()
    for path in ("/sign-in", "/people", "/nowhere"):
        await page.goto(f"{url}{path}")
        await page.clock.run_for(125_000)
        await page.wait_for_url(f"{url}/")


SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


@pytest.mark.parametrize("size", [(800, 480), (1280, 800)])
async def test_an_administrator_signs_in_at_the_wall_by_touch_alone(
    tmp_path: Path, visit: Visit, size: tuple[int, int]
) -> None:
    password = f"Aa0 {SIGNS}"
    change = Change(deed=Deed.ADD, name="sam-1", role=Role.ADMIN, secret=password)
    carried_out(Book(tmp_path), change)
    page, board = visit.page, visit.page.locator(".latin")
    await page.set_viewport_size({"width": size[0], "height": size[1]})

    async def tap(text: str) -> None:
        for letter in text:
            quoted = letter.lower().replace("\\", "\\\\").replace('"', '\\"')
            key = board.locator(f'[data-types="{quoted}"]')
            if letter == " ":
                key = board.locator('[data-does="space"]')
            elif await key.locator("visible=true").count() == 0:
                await board.locator('[data-does="signs"]').click()
            if letter.isupper():
                await board.locator('[data-does="shift"]').click()
            await key.locator("visible=true").click()

    async with PeopleSite(tmp_path).serving() as site:
        await page.goto(f"{site.example.url}/local?key={KEY}")
        await page.goto(f"{site.example.url}/people")
        await page.get_by_role("link", name="登录").click()
        await expect(board).to_be_hidden()
        await page.locator("[name=name]").click()
        await expect(page.locator("[name=name]")).to_be_in_viewport(ratio=1)
        await tap("samm")
        await board.locator('[data-does="back"] >> visible=true').click()
        await tap("-1")
        assert await page.input_value("[name=name]") == "sam-1"
        for key in await board.locator("button >> visible=true").all():
            touch = await key.bounding_box()
            assert touch is not None
            assert min(touch["width"], touch["height"]) >= 48
        await page.locator("[name=password]").click()
        field, keys = (
            await page.locator("[name=password]").bounding_box(),
            await board.bounding_box(),
        )
        assert field is not None
        assert keys is not None
        assert field["y"] >= 0
        assert field["y"] + field["height"] <= keys["y"]
        await page.locator(".halt").click()  # the keys and the place of the form hide no stop
        await page.locator(".halt-box .stop").first.click()
        await until(lambda: len(site.operator.acts) == 1)
        await page.locator('.halt-box [popovertargetaction="hide"]').click()
        await page.locator("[name=password]").click()
        await tap(password)
        assert await page.input_value("[name=password]") == password
        await board.locator('[data-does="hide"]').click()
        await expect(board).to_be_hidden()
        await page.locator("[name=password]").click()
        await board.locator('[data-does="send"]').click()
        await page.wait_for_url(f"{site.example.url}/people")
        await expect(page.locator(".asker")).to_contain_text("sam-1")
    assert complaints(visit) == []


async def test_who_is_not_at_the_wall_types_on_keys_of_his_own(
    site: PeopleSite, visit: Visit
) -> None:
    await visit.page.goto(f"{site.example.url}/sign-in")
    await visit.page.locator("[name=name]").click()
    await expect(visit.page.locator(".latin")).to_have_count(0)


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
