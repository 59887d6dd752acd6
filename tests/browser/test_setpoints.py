"""A setpoint changed by fingers in a real browser, before a real scan: steps, keypad, undo."""

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.control_kit import ROOM as ROOM_ID
from tests.rules_kit import FULL, TEMPERATURE
from tests.setpoint_site import SetpointSite

from .conftest import Visit
from .example import KEY

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROOM = f'[data-room="{ROOM_ID}"]'
DAMP = f'{ROOM} .setpoint[data-quantity="humidity"]'
DIALOG = f'{ROOM} dialog[data-quantity="humidity"]'
WARM = f'{ROOM} dialog[data-quantity="temperature"]'
SIZES = ((800, 480), (1280, 800))
PHONE = (390, 844)
PICTURES = os.environ.get("ROOMD_PICTURES", "")  # a folder to look at what the tests saw


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[SetpointSite]:
    opened = SetpointSite(tmp_path)
    async with opened.serving():
        yield opened


async def enter(site: SetpointSite, visit: Visit, language: str = "zh") -> Page:
    """Open the rooms as the room's own panel."""
    await visit.open(f"{site.panel.url}/local?key={KEY}")
    await visit.open(f"{site.panel.url}/rooms?lang={language}")
    return visit.page


async def picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"{name}.png")


def figure(page: Page, dialog: str = DIALOG) -> Locator:
    return page.locator(f"{dialog} .figure input")


async def typed(page: Page, keys: str, dialog: str = DIALOG) -> None:
    for key in keys:
        await page.locator(f'{dialog} [data-digit="{key}"]').click()


def goals(site: SetpointSite) -> dict[str, float]:
    assert site.control is not None
    return {setpoint.quantity.value: setpoint.goal for setpoint in site.control.setpoints}


WORDS = {
    "zh": ("更改", "湿度设定值由 52 % 改为 54 %，2 小时后恢复按配置", "撤销", "已撤销，"),
    "en": ("Change", "the humidity setpoint goes from 52 % to 54 %", "Undo", "undone: "),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_setpoint_is_stepped_confirmed_and_undone(
    site: SetpointSite, visit: Visit, language: str, size: tuple[int, int]
) -> None:
    change, told, undo, undone = WORDS[language]
    name = f"setpoint-{language}-{size[0]}x{size[1]}"
    await visit.page.set_viewport_size({"width": size[0], "height": size[1]})
    page = await enter(site, visit, language)
    await page.locator(DAMP).get_by_role("button", name=change).click()
    await expect(figure(page)).to_have_value("52.0")
    for _ in range(2):
        await page.locator(f'{DIALOG} [data-by="1"]').click()
    await expect(figure(page)).to_have_value("54.0")
    await expect(page.locator(f"{DIALOG} .range")).to_contain_text("50–55 %RH")
    for part in ("header", ".value", ".keys", ".lasts", ".operator", "footer"):
        await expect(page.locator(f"{DIALOG} > {part}")).to_be_in_viewport(ratio=1)
    await picture(page, f"{name}-dialog")
    await page.locator(f"{DIALOG} .confirm").click()
    await expect(page.locator(DIALOG)).to_be_hidden()
    row = page.locator(f"{ROOM} .setpoints")
    await expect(row.locator("> .told")).to_contain_text(told)
    await expect(page.locator(f"{DAMP} .digits")).to_have_text("54.0")
    await expect(page.locator(f"{DAMP} .chosen")).not_to_be_empty()
    await page.locator(DAMP).scroll_into_view_if_needed()
    await picture(page, f"{name}-changed")
    await page.locator(DAMP).get_by_role("button", name=undo).click()
    await expect(row.locator("> .told")).to_contain_text(undone)
    await expect(page.locator(f"{DAMP} .digits")).to_have_text("52.0")
    await expect(page.locator(DAMP).get_by_role("button", name=undo)).to_be_hidden()
    await expect(page.locator(f"{DAMP} .chosen")).to_be_empty()
    assert goals(site)["humidity"] == 52.0
    assert visit.complaints == []


async def test_a_number_is_typed_on_the_keypad(site: SetpointSite, visit: Visit) -> None:
    page = await enter(site, visit)
    await page.locator(f'{ROOM} [data-opens="temperature"]').click()
    await typed(page, "185", WARM)
    confirm = page.locator(f"{WARM} .confirm")
    await expect(confirm).to_be_disabled()  # 185 °C
    await expect(page.locator(f"{WARM} .value")).to_have_attribute("data-is", "attention")
    await picture(page, "setpoint-zh-refused")
    await page.locator(f'{WARM} [data-digit="back"]').click()
    await typed(page, ".5", WARM)
    await expect(figure(page, WARM)).to_have_value("18.5")
    await page.locator(f"{WARM} .lasts").get_by_text("直到再次更改").click()
    await confirm.click()
    await expect(page.locator(WARM)).to_be_hidden()
    assert goals(site)["temperature"] == 18.5
    assert site.control is not None
    assert site.control.setpoints[0].until is None
    assert visit.complaints == []


async def test_steps_stop_at_the_range_and_keep_to_half_degrees(
    site: SetpointSite, visit: Visit
) -> None:
    page = await enter(site, visit)
    await page.locator(f'{ROOM} [data-opens="temperature"]').click()
    more, less = (page.locator(f'{WARM} [data-by="{by}"]') for by in ("1", "-1"))
    await more.click()
    await expect(figure(page, WARM)).to_have_value("20.5")
    await typed(page, "20.7", WARM)
    await less.click()
    await expect(figure(page, WARM)).to_have_value("20.5")
    for _ in range(8):
        await more.click()
    await expect(figure(page, WARM)).to_have_value("23.0")
    await expect(page.locator(f"{WARM} .confirm")).to_be_enabled()
    await figure(page, WARM).press("ArrowDown")
    await expect(figure(page, WARM)).to_have_value("22.5")


async def test_steps_end_within_a_range_whose_ends_are_no_tenths(
    tmp_path: Path, visit: Visit
) -> None:
    rule = replace(TEMPERATURE, deadband_c=1.5)
    site = SetpointSite(tmp_path / "odd", replace(FULL, temperature=rule))
    async with site.serving():
        page = await enter(site, visit)
        await page.locator(f'{ROOM} [data-opens="temperature"]').click()
        least = float(await page.locator(f"{WARM} .least").inner_text())
        most = float(await page.locator(f"{WARM} .most").inner_text())
        assert (least * 10) % 1
        assert (most * 10) % 1
        for by in ("1", "-1"):
            for _ in range(30):
                await page.locator(f'{WARM} [data-by="{by}"]').click()
            assert least <= float(await figure(page, WARM).input_value()) <= most
            await expect(page.locator(f"{WARM} .confirm")).to_be_enabled()
        assert visit.complaints == []


async def test_today_ends_at_midnight_and_leaving_changes_nothing(
    site: SetpointSite, visit: Visit
) -> None:
    page = await enter(site, visit)
    await page.locator(f'{ROOM} [data-opens="humidity"]').click()
    await page.locator(f"{DIALOG} .lasts input[value='']").check()
    await page.locator(f'{DIALOG} [data-by="1"]').click()
    assert await page.locator(f"{DIALOG} .confirm").get_attribute("data-for-min") is None
    await page.locator(f"{DIALOG} .lasts input[value='120']").check()
    assert await page.locator(f"{DIALOG} .confirm").get_attribute("data-for-min") == "120"
    await page.locator(f"{DIALOG} [data-closes]").click()
    await expect(page.locator(DIALOG)).to_be_hidden()
    assert goals(site)["humidity"] == 52.0


async def test_what_control_refuses_is_told_in_the_dialog(site: SetpointSite, visit: Visit) -> None:
    page = await enter(site, visit)
    await page.locator(f'{ROOM} [data-opens="humidity"]').click()
    for part in ("least", "most"):  # the page is behind: control allows less than it says
        await page.locator(f"{DIALOG} .{part}").evaluate(
            "(node, text) => { node.textContent = text; }", "1" if part == "least" else "99"
        )
    await typed(page, "58")
    await page.locator(f"{DIALOG} .confirm").click()
    told = page.locator(f"{DIALOG} .told")
    await expect(told).to_contain_text("湿度设定值应在 50 % 到 55 % 之间")
    await expect(told).to_have_attribute("data-is", "attention")
    await expect(page.locator(DIALOG)).to_be_visible()
    assert goals(site)["humidity"] == 52.0


async def test_name_and_reason_go_along_and_the_room_returns_to_its_configuration(
    site: SetpointSite, visit: Visit
) -> None:
    page = await enter(site, visit)
    await page.locator(f"{ROOM} .control > header [name=who]").fill("张三")
    await page.locator(f'{ROOM} [data-opens="humidity"]').click()
    await expect(page.locator(f"{DIALOG} [name=who]")).to_have_value("张三")
    await page.locator(f"{DIALOG} [name=why]").select_option("清洁")
    await typed(page, "54")
    await page.locator(f"{DIALOG} .confirm").click()
    await expect(page.locator(f"{DAMP} .chosen")).to_contain_text("本机面板 · 自称 张三")
    await page.locator(f'{ROOM} [data-act="setpoint_clear"]').click()
    await expect(page.locator(f"{ROOM} .setpoints > .told")).to_contain_text("已恢复按配置")
    await expect(page.locator(f'{ROOM} [data-act="setpoint_clear"]')).to_be_hidden()


async def test_a_room_can_be_stopped_over_the_dialog(site: SetpointSite, visit: Visit) -> None:
    page = await enter(site, visit)
    await page.locator(f'{ROOM} [data-opens="humidity"]').click()
    await page.locator(f"{DIALOG} .stop").click()
    await expect(page.locator(f"{ROOM} .doing")).to_contain_text("已手动停止")
    told = page.locator(f"{ROOM} .setpoints > .told")
    await expect(told).to_contain_text("已命令本室设备全部停止；尚未确认已停：")


async def test_a_visitor_reads_the_setpoints_and_can_change_none(
    site: SetpointSite, visit: Visit
) -> None:
    page = visit.page
    await visit.open(f"{site.panel.url}/rooms")
    await expect(page.locator(f"{DAMP} .digits")).to_have_text("52.0")
    assert await page.locator("[data-opens], dialog, [data-act^=setpoint]").count() == 0


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_everything_in_the_dialog_fits_and_can_be_touched(
    site: SetpointSite, visit: Visit, language: str
) -> None:
    page = await enter(site, visit, language)
    await page.locator(f'{ROOM} [data-opens="humidity"]').click()
    for width, height in (*SIZES, PHONE):
        await page.set_viewport_size({"width": width, "height": height})
        cut = await page.evaluate(
            """() => [...document.querySelectorAll('dialog[open], dialog[open] :is(button, p, h3)')]
               .filter(n => n.checkVisibility() && n.scrollWidth > n.clientWidth + 1)
               .map(n => n.outerHTML)"""
        )
        assert cut == []
        small = await page.evaluate(
            """() => [...document.querySelectorAll('dialog[open] :is(.button, select)')]
               .filter(n => n.checkVisibility() && n.getBoundingClientRect().height < 47.9)
               .map(n => n.outerHTML)"""
        )
        assert small == []
        await picture(page, f"setpoint-{language}-{width}x{height}-fits")
