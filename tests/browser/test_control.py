"""Control in a real browser: what is seen from afar, and what a finger can and can't do."""

import re
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from daemon.model import Origin, Snapshot, Stage, Verb
from tests.waiting import until

from . import control_example as scenes
from .conftest import Visit, drawn, stop_clock
from .control_example import CONTROL_SITE, Scene
from .example import SETTINGS, Example, HandFedOperator

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEY = "a-key-made-at-this-start"
ROOM = '[data-room="stack-1"]'
SIZES = ((800, 480), (1280, 800), (1920, 1080), (390, 844))


class Stage3m:
    """A panel that shows scenes, with its operator."""

    def __init__(self) -> None:
        self.operator = HandFedOperator()
        settings = replace(SETTINGS, local_key=KEY)
        self.panel = Example(settings, CONTROL_SITE, operator=self.operator)
        self.seq = 0

    async def show(self, scene: Callable[[float], Scene]) -> Snapshot:
        self.seq += 1
        t = time.monotonic()
        new = scenes.shown(self.seq, t, scene(t), humidity=61.2)
        await self.panel.live.publish(new)
        return new

    async def enter(self, visit: Visit) -> None:
        """Open the page as the room's own panel."""
        await visit.open(f"{self.panel.url}/local?key={KEY}")
        await visit.open(f"{self.panel.url}/rooms")


@pytest_asyncio.fixture(loop_scope="session")
async def stage() -> AsyncIterator[Stage3m]:
    opened = Stage3m()
    async with opened.panel.serving():
        yield opened


async def font_px(page: Page, selector: str) -> float:
    script = "node => parseFloat(getComputedStyle(node).fontSize)"
    return float(await page.locator(selector).first.evaluate(script))


def requested(t: float) -> Scene:
    return scenes.nearly_started(t, Stage.REQUESTED)


def warning(t: float) -> Scene:
    return scenes.nearly_started(t, Stage.WARNING)


async def test_entry_and_doing_follow_control_in_place(stage: Stage3m, visit: Visit) -> None:
    page = visit.page
    await stage.show(scenes.calm)
    await visit.open(f"{stage.panel.url}/rooms")
    entry = page.locator(f"{ROOM} .gate")
    await expect(entry.locator(".entry")).to_have_text("可进入")
    await expect(page.locator(f"{ROOM} .doing")).to_have_text("正在运行：除湿机")
    await stage.show(warning)
    await expect(entry).to_have_attribute("data-is", "leave")
    await expect(entry.locator(".left")).to_have_text("1:11")
    await stage.show(scenes.uv_run)
    await expect(entry.locator(".entry")).to_have_text("禁止进入")
    await expect(entry.locator(".left")).to_have_text("23:14")
    await expect(page.locator(f"{ROOM} .doing")).to_have_text("正在运行：除湿机、紫外灯")
    assert visit.requests.count(f"{stage.panel.url}/rooms") == 1
    assert visit.complaints == []


async def test_may_i_go_in_is_on_the_first_screen_and_large(stage: Stage3m, visit: Visit) -> None:
    page = visit.page
    await stage.show(scenes.uv_run)
    await visit.open(f"{stage.panel.url}/rooms")
    for width, height in ((800, 480), (1280, 800)):
        await page.set_viewport_size({"width": width, "height": height})
        for part in (".gate .entry", ".gate .left", ".doing", ".stop"):
            await expect(page.locator(f"{ROOM} {part}").first).to_be_in_viewport(ratio=1)
        assert await font_px(page, f"{ROOM} .gate .entry") >= height / 20


async def test_a_page_that_hears_nothing_does_not_say_may_be_entered(visit: Visit) -> None:
    page, stage = visit.page, Stage3m()
    await page.clock.install()
    async with stage.panel.serving():
        await stage.show(scenes.calm)
        await visit.open(f"{stage.panel.url}/rooms")
        await stop_clock(page)
        await stage.show(scenes.calm)
    await page.clock.run_for(5000)
    await expect(page.locator("body")).to_have_attribute("data-link", "lost")
    await expect(page.locator(f"{ROOM} .gate .entry")).to_have_text("状态不明，进入前先查明")
    await expect(page.locator(f"{ROOM} .doing")).to_be_hidden()


async def test_the_sentence_is_there_and_all_reasons_unfold(stage: Stage3m, visit: Visit) -> None:
    page = visit.page
    await stage.show(scenes.door_tripped)
    await visit.open(f"{stage.panel.url}/rooms")
    lamp = page.locator('[data-output="uv-1"]')
    await expect(lamp.locator(".why")).to_contain_text("紫外灯已停 14 分钟：库房门没有关好")
    await expect(lamp.locator(".full")).to_be_hidden()
    await lamp.locator("summary").click()
    await expect(lamp.locator(".full")).to_be_visible()
    await expect(lamp.locator(".full")).to_contain_text("1. 安全联锁要求关")
    await stage.show(scenes.calm)
    await expect(lamp.locator(".full")).to_be_visible()
    await expect(lamp.locator(".full")).to_contain_text("1. 默认要求关")


async def test_a_visitor_can_stop_a_room_and_reads_the_answer(stage: Stage3m, visit: Visit) -> None:
    page = visit.page
    await stage.show(scenes.calm)
    await visit.open(f"{stage.panel.url}/rooms")
    await page.locator(f"{ROOM} header .stop").click()
    answer = page.locator(f"{ROOM} .answer")
    await expect(answer).to_have_text("本室设备已全部停止")
    (act,) = stage.operator.acts
    assert (act.verb, act.subject, act.origin) == (Verb.STOP, "stack-1", Origin.REMOTE)
    await stage.show(scenes.local_stop)
    await expect(page.locator(f"{ROOM} .doing")).to_have_text("已手动停止，没有设备在运行")
    await expect(answer).to_have_text("本室设备已全部停止")
    assert await page.locator('[data-act="release"]').count() == 0
    await expect(page.locator('[data-room="stack-2"] .answer')).to_have_text("")
    assert visit.complaints == []


async def test_the_stop_button_never_sleeps_while_an_answer_is_awaited(
    stage: Stage3m, visit: Visit
) -> None:
    page = visit.page
    await stage.show(scenes.calm)
    await visit.open(f"{stage.panel.url}/rooms")
    stage.operator.answers.clear()
    stop = page.locator(f"{ROOM} header .stop")
    await stop.click()
    await until(lambda: len(stage.operator.acts) == 1)
    await expect(stop).to_be_enabled()
    await stop.click()
    await until(lambda: len(stage.operator.acts) == 2)
    assert len({act.id for act in stage.operator.acts}) == 2
    stage.operator.answers.set()
    await expect(page.locator(f"{ROOM} .answer")).to_have_text("本室设备已全部停止")


async def test_a_visitor_can_abort_a_run(stage: Stage3m, visit: Visit) -> None:
    await stage.show(scenes.uv_run)
    await visit.open(f"{stage.panel.url}/rooms")
    await visit.page.locator('[data-act="abort"]').click()
    await expect(visit.page.locator(f"{ROOM} .answer")).not_to_have_text("")
    assert [(act.verb, act.subject) for act in stage.operator.acts] == [(Verb.ABORT, "uv-night")]


async def test_at_the_rooms_own_panel_an_output_is_switched_by_hand(
    stage: Stage3m, visit: Visit
) -> None:
    page = visit.page
    await stage.show(scenes.calm)
    await stage.enter(visit)
    assert page.url == f"{stage.panel.url}/rooms"
    fan = page.locator('[data-output="fan-1"]')
    await page.locator(f"{ROOM} [name=who]").fill("张三")
    await page.locator(f"{ROOM} [name=why]").select_option("清洁")
    await fan.locator("summary").click()
    await fan.get_by_text("手动开 2 小时").click()
    await expect(page.locator(f"{ROOM} .answer")).to_have_attribute("data-is", "good")
    (act,) = stage.operator.acts
    assert (act.verb, act.subject, act.for_s) == (Verb.HAND, "fan-1", 7200.0)
    assert (act.who, act.why, act.origin) == ("本机面板 · 自称 张三", "清洁", Origin.LOCAL)
    await stage.show(scenes.by_hand)
    await expect(fan.locator(".mode")).to_have_text("手动开")
    await expect(fan.locator(".row .left")).to_have_text(re.compile(r"^1:52:0\d 后恢复自动$"))


async def test_a_hazard_has_no_button_that_switches_it_on(stage: Stage3m, visit: Visit) -> None:
    await stage.show(scenes.calm)
    await stage.enter(visit)
    buttons = visit.page.locator('[data-output="uv-1"] [data-act]')
    verbs = set(await buttons.evaluate_all("nodes => nodes.map(n => n.dataset.act)"))
    assert verbs == {"auto", "off", "lamp_changed"}


async def test_a_start_takes_two_steps_and_the_second_is_held(stage: Stage3m, visit: Visit) -> None:
    page = visit.page
    await page.clock.install()
    await stage.show(scenes.calm)
    await stage.enter(visit)
    await expect(page.locator('[data-act="confirm"]')).to_be_hidden()
    await page.locator('[data-act="request"]').click()
    await expect(page.locator(f"{ROOM} .answer")).to_have_attribute("data-is", "good")
    await stage.show(requested)
    hold = page.locator('[data-act="confirm"]')
    await expect(hold).to_be_visible()
    await expect(page.locator(".checks h5")).to_have_text("启动还缺")
    await stop_clock(page)
    await hold.hover()
    await page.mouse.down()
    await page.clock.run_for(1400)
    await page.mouse.up()
    await page.clock.run_for(2000)
    assert [act.verb for act in stage.operator.acts] == [Verb.REQUEST]
    await page.mouse.down()
    await page.clock.run_for(1600)
    await page.mouse.up()
    await expect(page.locator(f"{ROOM} .answer")).to_have_attribute("data-is", "good")
    assert [act.verb for act in stage.operator.acts] == [Verb.REQUEST, Verb.CONFIRM]
    assert len({act.id for act in stage.operator.acts}) == 2


async def test_a_held_key_confirms_too_and_a_finger_that_slides_off_does_not(
    stage: Stage3m, visit: Visit
) -> None:
    page = visit.page
    await page.clock.install()
    await stage.show(requested)
    await stage.enter(visit)
    await stop_clock(page)
    hold = page.locator('[data-act="confirm"]')
    await hold.hover()
    await page.mouse.down()
    await page.mouse.move(1, 1)
    await page.clock.run_for(3000)
    await page.mouse.up()
    await hold.blur()
    await page.keyboard.down("Enter")  # pressed elsewhere, and still held when the button comes
    await hold.focus()
    await page.keyboard.down("Enter")
    await page.clock.run_for(3000)
    await page.keyboard.up("Enter")
    assert stage.operator.acts == []
    await page.keyboard.down("Enter")
    await page.clock.run_for(1600)
    await page.keyboard.down("Enter")  # held on: it repeats
    await page.clock.run_for(3000)
    await page.keyboard.up("Enter")
    await expect(page.locator(f"{ROOM} .answer")).to_have_attribute("data-is", "good")
    assert [act.verb for act in stage.operator.acts] == [Verb.CONFIRM]


async def test_a_latched_trip_is_reset_at_the_panel(stage: Stage3m, visit: Visit) -> None:
    page = visit.page
    await stage.show(scenes.calm)
    await stage.enter(visit)
    reset = page.locator(f'{ROOM} [data-act="reset"]')
    await expect(reset).to_be_hidden()
    await stage.show(scenes.door_tripped)
    await expect(page.locator(f"{ROOM} .trips")).to_contain_text("原因已消除，请复位")
    await reset.click()
    await expect(page.locator(f"{ROOM} .answer")).to_have_attribute("data-is", "good")
    assert [act.verb for act in stage.operator.acts] == [Verb.RESET]


async def test_what_control_refuses_and_what_never_arrived_stay_on_the_page(
    stage: Stage3m, visit: Visit
) -> None:
    page = visit.page
    await stage.show(scenes.calm)
    await visit.open(f"{stage.panel.url}/rooms")
    stage.operator.refused = "act_repeated"
    stop, answer = page.locator(f"{ROOM} header .stop"), page.locator(f"{ROOM} .answer")
    await stop.click()
    await expect(answer).to_have_text("这个操作已经处理过，不会再做一次")
    await expect(answer).to_have_attribute("data-is", "attention")
    await page.route("**/api/v1/acts", lambda route: route.abort())
    await stop.click()
    await expect(answer).to_have_attribute("data-is", "lost")
    await expect(answer).to_contain_text("操作没有送到控制程序")
    await expect(stop).to_be_enabled()


async def test_a_stop_that_nobody_answers_says_so_within_seconds(
    stage: Stage3m, visit: Visit
) -> None:
    await stage.show(scenes.calm)
    await visit.open(f"{stage.panel.url}/rooms")
    stage.operator.answers.clear()
    await visit.page.locator(f"{ROOM} header .stop").click()
    answer = visit.page.locator(f"{ROOM} .answer")
    await expect(answer).to_have_attribute("data-is", "lost", timeout=30_000)
    await expect(answer).to_have_text("控制程序没有应答：请重试，或使用现场开关。")
    stage.operator.answers.set()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_failed_stop_of_a_room_is_seen_beside_its_button(
    visit: Visit, size: tuple[int, int]
) -> None:
    page, stage = visit.page, Stage3m()
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.clock.install()
    async with stage.panel.serving():
        await stage.show(scenes.calm)
        await visit.open(f"{stage.panel.url}/rooms/stack-1")
        await stop_clock(page)
    await page.clock.run_for(6000)
    await page.locator(f"{ROOM} header .stop").click()
    answer = page.locator(f"{ROOM} .answer")
    await expect(answer).to_contain_text("操作没有送到控制程序")
    told = await answer.bounding_box()
    banner = await page.locator(".banner").bounding_box()
    assert told is not None
    assert banner is not None
    assert told["y"] + told["height"] <= banner["y"]


async def follow(stage: Stage3m, page: Page, scene: Callable[[float], Scene], seconds: int) -> None:
    """Let time go by on the page while the room stays so."""
    for _ in range(seconds):
        await drawn(page, (await stage.show(scene)).result.seq)
        await page.clock.run_for(1000)


@pytest.mark.parametrize("path", ["/", "/rooms/stack-1"])
async def test_what_a_stop_was_answered_does_not_outlive_the_stop(
    stage: Stage3m, visit: Visit, path: str
) -> None:
    page = visit.page
    answer = page.locator(f"{ROOM} .answer")
    await page.clock.install()
    await stage.show(scenes.calm)
    await visit.open(f"{stage.panel.url}{path}")
    await page.locator(f"{ROOM} header .stop").click()
    await expect(answer).to_have_attribute("data-is", "good")
    await follow(stage, page, scenes.calm, 2)  # the scan of the stop comes after its answer
    await follow(stage, page, scenes.local_stop, 4)
    await expect(answer).not_to_be_empty()
    await follow(stage, page, scenes.calm, 2)
    await expect(answer).to_be_empty()


async def test_an_answer_goes_half_a_minute_after_values_are_live_again(visit: Visit) -> None:
    page, stage = visit.page, Stage3m()
    answer = page.locator(f"{ROOM} .answer")
    await page.clock.install()
    async with stage.panel.serving():
        await stage.show(scenes.calm)
        await visit.open(stage.panel.url)
        await stop_clock(page)
    await page.clock.run_for(6000)
    await page.locator(f"{ROOM} header .stop").click()
    await expect(answer).to_have_attribute("data-is", "lost")
    await page.clock.run_for(60_000)
    await expect(answer).not_to_be_empty()  # nothing else says yet that it failed
    await page.clock.resume()
    async with stage.panel.serving():
        await stage.show(scenes.calm)
        await expect(page.locator("body")).to_have_attribute("data-link", "live", timeout=15_000)
        await expect(answer).not_to_be_empty()
        await follow(stage, page, scenes.calm, 33)
        await expect(answer).to_be_empty()


async def test_the_answer_is_english_on_the_english_page(stage: Stage3m, visit: Visit) -> None:
    await stage.show(scenes.calm)
    await visit.open(f"{stage.panel.url}/rooms?lang=en")
    await visit.page.locator(f"{ROOM} header .stop").click()
    answer = visit.page.locator(f"{ROOM} .answer")
    await expect(answer).to_have_text("everything in the room is stopped")


async def test_degraded_modes_stand_at_the_top(stage: Stage3m, visit: Visit) -> None:
    page = visit.page
    await stage.show(scenes.calm)
    await visit.open(f"{stage.panel.url}/rooms")
    lines = page.locator(".degraded")
    assert [await line.is_visible() for line in await lines.all()] == [False, False, False]
    await stage.show(scenes.degraded)
    await expect(page.locator("main > .degraded")).to_contain_text("时钟没有校准")
    await expect(page.locator(f"{ROOM} > .degraded")).to_contain_text("只剩一个可信的传感器")
    await expect(page.locator('[data-room="stack-2"] > .degraded')).to_be_hidden()


@pytest.mark.parametrize(
    ("scene", "language", "theme"),
    [
        (scenes.uv_run, "zh", "light"),
        (scenes.by_hand, "en", "dark"),
        (scenes.local_stop, "en", "light"),
        (scenes.degraded, "zh", "dark"),
        (scenes.door_tripped, "en", "light"),
        (requested, "en", "light"),
        (warning, "zh", "dark"),
    ],
    ids=["run", "hand", "stop", "degraded", "door", "requested", "warning"],
)
async def test_nothing_is_wider_than_the_screen_and_all_can_be_touched(
    stage: Stage3m,
    visit: Visit,
    scene: Callable[[float], Scene],
    language: str,
    theme: str,
) -> None:
    page = visit.page
    await stage.show(scene)
    await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    await stage.enter(visit)
    await visit.open(f"{stage.panel.url}/rooms?lang={language}")
    for summary in await page.locator("summary").all():
        await summary.click()
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        cut = await page.evaluate(
            """() => [...document.querySelectorAll('.entry, .left, .doing, .button, .mode, .word')]
               .filter(n => n.checkVisibility() && n.scrollWidth > n.clientWidth + 1)
               .map(n => n.outerHTML)"""
        )
        assert cut == []
        small = await page.evaluate(
            """() => [...document.querySelectorAll('.button, summary, input, select')]
               .filter(n => n.checkVisibility() && n.getBoundingClientRect().height < 47.9)
               .map(n => n.outerHTML)"""
        )
        assert small == []
    assert visit.complaints == []


@pytest.mark.parametrize("path", ["/help", "/alarms", "/rooms/stack-2", "/manual", "/"])
async def test_every_page_leads_to_all_stop_buttons_without_loading_anything(
    stage: Stage3m, visit: Visit, path: str
) -> None:
    page = visit.page
    await stage.show(scenes.calm)
    for width, height in ((800, 480), (390, 844)):
        stage.operator.acts.clear()
        await page.set_viewport_size({"width": width, "height": height})
        await page.goto(f"{stage.panel.url}{path}")
        await page.evaluate("scrollTo(0, document.body.scrollHeight)")
        if path == "/" and width == 800:
            await expect(page.locator(".halt")).to_be_hidden()  # each room has its button in sight
            continue
        asked = len(visit.requests)
        await page.locator("button.halt").click()
        box = page.locator(".halt-box")
        assert await box.locator(".stop").count() == len(CONTROL_SITE.rooms)
        assert not [each for each in visit.requests[asked:] if "/api/v1/sparklines" not in each]
        await box.locator(".stop").first.click()
        await expect(box.locator(".halted").first).to_have_text("本室设备已全部停止")
        assert [(act.verb, act.subject) for act in stage.operator.acts] == [(Verb.STOP, "stack-1")]
        await page.keyboard.press("Escape")
        await expect(box).to_be_hidden()
    assert visit.complaints == []
