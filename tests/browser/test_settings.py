"""The configuration in a real browser: edited, checked, saved, taken back, by hand and by taps."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, Route, expect

from daemon.commissioning_ports import Commissioning
from daemon.model import CycleStatus, Entry, Stage, reason
from daemon.model.people import Role
from panel.context import Extra
from tests.commissioning_kit import FilesSite
from tests.people_kit import PeopleSite, add
from tests.site_folder import SECOND, edited, line_of
from tests.waiting import until

from .conftest import Visit
from .fieldbus_example import HandFedFieldbus
from .test_people import complaints, sign_in

pytestmark = pytest.mark.asyncio(loop_scope="session")


@dataclass
class Office:
    """A panel with files that an administrator may change."""

    site: FilesSite
    people: PeopleSite

    @property
    def url(self) -> str:
        return self.people.example.url

    @property
    def text(self) -> str:
        return self.site.main.read_text(encoding="utf-8")

    async def open(self, visit: Visit, path: str, lang: str = "en") -> Page:
        page = visit.page
        page.set_default_timeout(8000)
        await page.goto(f"{self.url}/sign-in?next=/settings")
        await sign_in(visit, Role.ADMIN)
        await page.wait_for_url(f"{self.url}/settings")
        await page.goto(f"{self.url}/settings?lang={lang}")
        await visit.open(f"{self.url}{path}")
        return page


@pytest_asyncio.fixture(loop_scope="session")
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    site = FilesSite(tmp_path / "site", {"conf.d/more.toml": SECOND})
    people = tmp_path / "people"
    people.mkdir()
    add(people, Role.ADMIN)
    await site.scanned()
    commissioning = Commissioning(configuration=site.files, fieldbus=HandFedFieldbus())
    kit = PeopleSite(people, extra=Extra(commissioning=commissioning))
    async with kit.serving():
        yield Office(site, kit)


async def replaced(page: Page, old: str, new: str) -> None:
    """Type something else into the text of the file."""
    text = await page.input_value("textarea")
    assert text.count(old) == 1
    await page.fill("textarea", text.replace(old, new))


async def save(page: Page, why: str = "commissioning") -> None:
    await page.check(f'.saving [value="{why}"]')
    await page.click('.saving button:has-text("Save")')


async def test_a_file_is_edited_mended_compared_saved_and_taken_back(
    office: Office, visit: Visit
) -> None:
    page, before = await office.open(visit, "/settings/files"), office.text
    await replaced(page, "poll_s = 5.0", "poll_s = 0")
    await page.click('button:has-text("Check")')
    await expect(page.locator(".review .answer")).to_contain_text("can't be used")
    await expect(page.locator("form.saving")).to_be_hidden()
    finding = page.locator(".findings button")
    line = line_of(before, "poll_s = 5.0")
    await expect(finding).to_contain_text(f"roomd.toml:{line}")
    await finding.click()
    assert (
        await page.evaluate(
            "getSelection().toString() || document.activeElement.value.slice("
            "document.activeElement.selectionStart, document.activeElement.selectionEnd)"
        )
        == "poll_s = 0"
    )
    await expect(page.locator("[data-cursor]")).to_have_text(f"line {line}")
    await page.keyboard.type("poll_s = 4.0")
    await expect(page.locator("textarea")).to_have_value(
        before.replace("poll_s = 5.0", "poll_s = 4.0")
    )
    await page.click('button:has-text("Check")')
    await expect(page.locator(".difference .new")).to_have_text(["+poll_s = 4.0\n"])
    await expect(page.locator(".difference .old")).to_have_text(["-poll_s = 5.0\n"])
    await page.click('.saving button:has-text("Save")')
    await expect(page.locator(".review .answer")).to_contain_text("Say why")
    assert office.text == before
    await save(page)
    await expect(page.locator(".settings-acts")).to_contain_text("Saved and not in use yet")
    await expect(page.locator(".settings-acts")).to_contain_text("王芳")
    assert office.text == before.replace("poll_s = 5.0", "poll_s = 4.0")
    await page.click('button:has-text("Take the last change back")')
    await expect(page.locator(".settings-acts")).to_contain_text("What the files say is what runs")
    assert office.text == before
    assert complaints(visit) == []


@asynccontextmanager
async def held(page: Page, address: str) -> AsyncIterator[None]:
    """Hold back what the page asks at an address, until the end."""
    let_go = asyncio.Event()

    async def hold(route: Route) -> None:
        await let_go.wait()
        await route.continue_()

    await page.route(address, hold)
    async with page.expect_response(address):
        yield
        let_go.set()
    await page.unroute(address)


async def test_what_was_checked_is_not_what_was_typed_afterwards(
    office: Office, visit: Visit
) -> None:
    page, before = await office.open(visit, "/settings/files"), office.text
    await replaced(page, "poll_s = 5.0", "poll_s = 4.0")
    await page.click('button:has-text("Check")')
    await expect(page.locator("form.saving")).to_be_visible()
    await replaced(page, "poll_s = 4.0", "poll_s = 0")
    await expect(page.locator("form.saving")).to_be_hidden()
    await expect(page.locator(".review .answer")).to_contain_text("check it again")
    assert office.text == before


async def test_what_was_typed_outlives_the_page_until_it_is_thrown_away(
    office: Office, visit: Visit
) -> None:
    page = await office.open(visit, "/settings/files")
    await replaced(page, "poll_s = 5.0", "poll_s = 4.0")
    await page.goto(f"{office.url}/settings/files?file=conf.d/more.toml")
    assert "th-south" in await page.input_value("textarea")
    await page.goto(f"{office.url}/settings/files")
    assert "poll_s = 4.0" in await page.input_value("textarea")
    await page.click('button:has-text("Throw it away")')
    await expect(page.locator("[data-draft]")).to_be_hidden()
    assert "poll_s = 5.0" in await page.input_value("textarea")
    await page.reload()
    assert "poll_s = 5.0" in await page.input_value("textarea")
    assert complaints(visit) == []


async def test_of_two_the_second_is_told_and_loses_nothing(
    office: Office, visit: Visit, browser: Browser
) -> None:
    page, before = await office.open(visit, "/settings/files"), office.text
    context = await browser.new_context()
    other = Visit(await context.new_page())
    second = await office.open(other, "/settings/files?file=conf.d/more.toml")
    await replaced(second, 'id = "th-south"', 'id = "th-south"  # mine')
    await second.click('button:has-text("Check")')
    await expect(second.locator("form.saving")).to_be_visible()
    await replaced(page, "poll_s = 5.0", "poll_s = 4.0")
    await page.click('button:has-text("Check")')
    await save(page)
    await expect(page.locator(".settings-acts")).to_contain_text("Saved and not in use yet")
    await save(second)
    answer = second.locator(".review .answer")
    await expect(answer).to_contain_text("王芳 has changed roomd.toml")
    assert "# mine" in await second.input_value("textarea")
    assert (office.site.folder / "conf.d" / "more.toml").read_text("utf-8") == SECOND
    await second.click('button:has-text("Compare with what is there now")')
    await expect(second.locator(".difference .new")).to_contain_text("# mine")
    await save(second)
    await expect(second.locator(".settings-acts")).to_contain_text("conf.d/more.toml")
    assert "# mine" in (office.site.folder / "conf.d" / "more.toml").read_text("utf-8")
    assert office.text == before.replace("poll_s = 5.0", "poll_s = 4.0")
    await context.close()


async def test_what_is_typed_while_it_is_checked_is_not_called_sound(
    office: Office, visit: Visit
) -> None:
    page = await office.open(visit, "/settings/files")
    await replaced(page, "poll_s = 5.0", "poll_s = 4.0")
    async with held(page, "**/api/v1/settings/check"):
        await page.click('button:has-text("Check")')
        await replaced(page, "poll_s = 4.0", "poll_s = 3.0")
    await expect(page.locator(".review .answer")).to_contain_text("check it again")
    await expect(page.locator("form.saving")).to_be_hidden()
    await expect(page.locator(".difference")).to_be_hidden()
    await page.click('button:has-text("Check")')
    await expect(page.locator(".difference .new")).to_have_text(["+poll_s = 3.0\n"])


async def test_what_is_typed_while_it_is_saved_stays_as_a_draft(
    office: Office, visit: Visit
) -> None:
    page, before = await office.open(visit, "/settings/files"), office.text
    await replaced(page, "poll_s = 5.0", "poll_s = 4.0")
    await page.click('button:has-text("Check")')
    async with held(page, "**/api/v1/settings/files/roomd.toml"):
        await save(page)
        await replaced(page, "poll_s = 4.0", "poll_s = 3.0")
    await expect(page.locator(".settings-acts")).to_contain_text("Saved and not in use yet")
    await expect(page.locator("[data-draft]")).to_be_visible()
    assert office.text == before.replace("poll_s = 5.0", "poll_s = 4.0")
    assert "poll_s = 3.0" in await page.input_value("textarea")
    await page.click('button:has-text("Check")')
    await save(page)
    await expect(page.locator("[data-draft]")).to_be_hidden()
    assert office.text == before.replace("poll_s = 5.0", "poll_s = 3.0")
    assert complaints(visit) == []


async def test_a_draft_over_a_newer_file_says_whose_and_is_compared_before_it_is_saved(
    office: Office, visit: Visit
) -> None:
    page = await office.open(visit, "/settings/files")
    await replaced(page, "port = 8080", "port = 8081")
    await page.goto(f"{office.url}/settings")
    await office.site.save(office.text.replace("poll_s = 5.0", "poll_s = 9.0"), who="李四")
    await page.goto(f"{office.url}/settings/files")
    await expect(page.locator("[data-draft]")).to_contain_text("Meanwhile roomd.toml was changed")
    await expect(page.locator("[data-draft]")).to_contain_text("李四")
    answer, saving = page.locator(".review .answer"), page.locator("form.saving")
    await expect(answer).to_contain_text("compare it")
    await expect(page.locator(".difference .old")).to_contain_text(["-port", "-poll_s = 9.0"])
    await page.click('button:has-text("Check")')
    await expect(answer).to_contain_text("compare it")
    await expect(saving).to_be_hidden()
    await page.reload()
    await expect(answer).to_contain_text("compare it")
    await replaced(page, "poll_s = 5.0", "poll_s = 9.0")
    await page.click('button:has-text("Check")')
    await expect(answer).to_contain_text("compare it")
    await page.click('button:has-text("Compare with what is there now")')
    await expect(page.locator(".difference .old")).to_have_text(["-port = 8080\n"])
    await save(page)
    await expect(page.locator("[data-draft]")).to_be_hidden()
    assert "poll_s = 9.0" in office.text
    assert "port = 8081" in office.text
    assert complaints(visit) == []


async def test_a_draft_thrown_away_shows_the_file_as_it_is_now(
    office: Office, visit: Visit
) -> None:
    page = await office.open(visit, "/settings/files")
    await replaced(page, "port = 8080", "port = 8081")
    await page.reload()
    await office.site.save(office.text.replace("poll_s = 5.0", "poll_s = 9.0"), who="李四")
    await page.click('button:has-text("Throw it away")')
    await expect(page.locator("textarea")).to_have_value(office.text)
    await expect(page.locator("[data-draft]")).to_be_hidden()


@pytest.mark.parametrize("is_newest", [True, False])
async def test_a_proposal_of_another_page_is_shown_with_its_difference(
    office: Office, visit: Visit, is_newest: bool
) -> None:
    page = await office.open(visit, "/settings")
    third = SECOND.replace("th-south", "th-third").replace("unit_id = 4", "unit_id = 5")
    version = (await office.site.files.texts()).version
    proposal = json.dumps(
        {"file": "conf.d/third.toml", "text": third, "why": "th-third", "version": version}
    )
    if not is_newest:
        await office.site.save(office.text.replace("poll_s = 5.0", "poll_s = 9.0"), who="李四")
    await page.evaluate("(told) => sessionStorage.setItem('roomd.proposed', told)", proposal)
    await page.goto(f"{office.url}/settings/files")
    await page.wait_for_url("**/settings/files?file=conf.d%2Fthird.toml")
    await expect(page.locator(".difference")).to_contain_text('+id = "th-third"')
    if not is_newest:
        await expect(page.locator(".review .answer")).to_contain_text("李四")
        await expect(page.locator("form.saving")).to_be_hidden()
        await page.click('button:has-text("Compare with what is there now")')
    await expect(page.locator("form.saving")).to_be_visible()
    assert await page.input_value('[name="words"]') == "th-third"
    await page.click('.saving button:has-text("Save")')
    await expect(page.locator(".settings-acts")).to_contain_text("because: th-third")
    assert (office.site.folder / "conf.d" / "third.toml").read_text("utf-8") == third
    assert complaints(visit) == []


async def test_values_are_changed_by_taps_alone(office: Office, visit: Visit) -> None:
    page, before = await office.open(visit, "/settings/values"), office.text
    await page.click('details.values:has-text("th-north") > summary')
    poll = (
        page.locator(".setting", has_text="Read each")
        .filter(has=page.locator("visible=true"))
        .first
    )
    more = poll.locator('[data-by="1"]')
    for _ in range(3):
        await more.click()
    await expect(poll.locator("output")).to_have_text("6.5")
    for _ in range(20):
        await poll.locator('[data-by="-1"]').click()
    await expect(poll.locator("output")).to_have_text("0.1")
    await poll.locator("[data-back]").click()
    await expect(poll.locator("output")).to_have_text("5")
    await expect(page.locator('[data-settings="check"]')).to_be_disabled()
    await more.click()
    correction = page.locator(".setting", has_text="Correction").filter(has_text="roomd.toml:")
    await correction.locator('button:has-text("As usual")').first.click()
    await page.click('[data-settings="check"]')
    await expect(page.locator(".difference .new")).to_have_text(["+poll_s = 5.5\n"])
    await expect(page.locator(".difference .old")).to_have_count(2)
    await save(page, "calibration")
    await expect(page.locator(".settings-acts")).to_contain_text("Saved and not in use yet")
    changed = office.text
    assert "poll_s = 5.5\n" in changed
    assert "humidity = -1.5" not in changed
    assert changed.count("\n") == before.count("\n") - 1
    assert complaints(visit) == []


def poll_of(page: Page, device: str) -> Locator:
    return page.locator(f'details[data-of="{device}"] .setting:has-text("Read each")')


async def test_values_follow_their_device_when_another_is_put_before_it(
    office: Office, visit: Visit
) -> None:
    page = await office.open(visit, "/settings/values")
    await page.click('details[data-of="th-north"] > summary')
    await poll_of(page, "th-north").locator('[data-by="1"]').click()
    await page.locator('details[data-of="一号库房"] [type="text"]').fill("东库")
    await page.click('[data-settings="check"]')
    await expect(page.locator("form.saving")).to_be_visible()
    first = SECOND.replace("th-south", "th-first").replace("unit_id = 4", "unit_id = 5")
    newer = edited(
        ('[[device]]\nid = "th-north"', f'{first}poll_s = 7.0\n\n[[device]]\nid = "th-north"'),
        ('name = "一号库房"', 'name = "北库"'),
        text=office.text,
    )
    await office.site.save(newer, who="李四")
    await save(page)
    await expect(page.locator(".review .answer")).to_contain_text("李四 has changed roomd.toml")
    await page.click('button:has-text("Compare with what is there now")')
    banner = page.locator("[data-draft]")
    await expect(banner).to_contain_text("李四")
    await expect(banner).to_contain_text("Left out")
    await expect(banner).to_contain_text("一号库房: Name")
    await expect(poll_of(page, "th-north").locator("output")).to_have_text("5.5")
    await expect(poll_of(page, "th-first").locator("output")).to_have_text("7")
    await expect(page.locator(".difference .new")).to_have_text(["+poll_s = 5.5\n"])
    await save(page)
    await expect(banner).to_be_hidden()
    assert office.text == newer.replace("poll_s = 5.0", "poll_s = 5.5")


async def test_a_value_of_one_of_two_rooms_of_the_same_name_is_left_out(
    office: Office, visit: Visit
) -> None:
    page = await office.open(visit, "/settings/values")
    await page.locator('details[data-of="一号库房"] [type="text"]').fill("东库")
    twin = ('name = "二号库房(声像)"', 'name = "一号库房"')
    await office.site.save(edited(twin, text=office.text), who="李四")
    await page.reload()
    await expect(page.locator("[data-draft]")).to_contain_text("一号库房: Name")
    await expect(page.locator('[data-settings="check"]')).to_be_disabled()


async def test_values_that_were_not_saved_outlive_the_page(office: Office, visit: Visit) -> None:
    page, before = await office.open(visit, "/settings/values"), office.text
    await page.click('details[data-of="th-north"] > summary')
    await poll_of(page, "th-north").locator('[data-by="1"]').click()
    await page.reload()
    banner = page.locator("[data-draft]")
    await expect(banner).to_be_visible()
    await expect(banner).not_to_contain_text("Meanwhile")
    await expect(poll_of(page, "th-north").locator("output")).to_have_text("5.5")
    await page.click('[data-settings="check"]')
    await save(page)
    await expect(page.locator(".settings-acts")).to_contain_text("Saved and not in use yet")
    await expect(banner).to_be_hidden()
    assert office.text == before.replace("poll_s = 5.0", "poll_s = 5.5")
    await poll_of(page, "th-north").locator('[data-by="1"]').evaluate("(node) => node.click()")
    await page.reload()
    await page.click('button:has-text("Throw it away")')
    await expect(banner).to_be_hidden()
    await expect(poll_of(page, "th-north").locator("output")).to_have_text("5.5")


async def test_choices_and_words_are_changed_too(office: Office, visit: Visit) -> None:
    page = await office.open(visit, "/settings/values")
    await page.locator('[type="text"]').first.fill("东库")
    await page.click('details.values > summary:has-text("Panel")')
    await page.locator('.setting:has-text("Language") label:has-text("English")').click()
    await page.click('[data-settings="check"]')
    await expect(page.locator(".difference .new")).to_have_text(
        ['+language = "en"\n', '+name = "东库"\n']
    )
    await save(page)
    await expect(page.locator(".settings-acts")).to_contain_text("Saved and not in use yet")
    assert 'name = "东库"' in office.text
    assert complaints(visit) == []


async def test_a_value_that_cannot_be_used_says_why(office: Office, visit: Visit) -> None:
    page = await office.open(visit, "/settings/values", "zh")
    await page.locator('[type="text"]').first.fill(" ")
    await page.click('[data-settings="check"]')
    await expect(page.locator(".findings button")).to_contain_text("roomd.toml:")
    await expect(page.locator("form.saving")).to_be_hidden()


async def test_a_restart_takes_two_taps_and_leads_back_to_signing_in(
    office: Office, visit: Visit
) -> None:
    page = await office.open(visit, "/settings")
    restart = page.locator('button:has-text("Restart now")')
    await expect(restart).to_be_hidden()
    await page.click("summary:has-text('Restart with these files')")
    await restart.click()
    await expect(page.locator(".settings-acts .answer")).to_contain_text("begins again")
    await until(lambda: office.site.restarts)
    token = (await page.context.request.get(f"{office.url}/api/v1/session")).json
    headers = {"Origin": office.url, "X-Roomd-Token": (await token())["token"]}
    await page.context.request.post(f"{office.url}/api/v1/sign-out", data={}, headers=headers)
    await page.wait_for_url(f"{office.url}/sign-in?next=/settings")


async def test_a_restart_that_a_cycle_forbids_at_the_last_moment_says_why(
    office: Office, visit: Visit
) -> None:
    page = await office.open(visit, "/settings")
    shown = (await office.site.files.texts()).version
    asked: list[str] = []

    async def begin_a_cycle(route: Route) -> None:
        asked.append(route.request.headers["if-match"])
        answer = await route.fetch(headers={**route.request.headers, "origin": office.url})
        await office.site.scanned(
            CycleStatus(
                programme="uv-1",
                room="stack-1",
                output="uv",
                stage=Stage.RUN,
                since=0.0,
                left_s=None,
                entry=Entry.FORBIDDEN,
                reason=reason("cycle_idle"),
            )
        )
        await route.fulfill(response=answer)

    await page.route("**/api/v1/settings/restart", begin_a_cycle)
    await page.click("summary:has-text('Restart with these files')")
    await page.click('button:has-text("Restart now")')
    await expect(page.locator(".settings-acts .answer")).to_contain_text("the sterilisation uv-1")
    assert asked == [f'"{shown}"']
    assert office.site.restarts == []


async def test_a_restart_to_another_port_names_the_new_address(
    office: Office, visit: Visit
) -> None:
    await office.site.save(edited(("port = 8080", "port = 8123"), text=office.text))
    page = await office.open(visit, "/settings")
    await page.click("summary:has-text('Restart with these files')")
    await page.route("**/api/v1/settings", lambda route: route.abort())
    await page.click('button:has-text("Restart now")')
    await until(lambda: office.site.restarts)
    link = page.locator(".settings-acts .answer a")
    await expect(link).to_have_text("http://127.0.0.1:8123/settings", timeout=15_000)


async def test_only_the_head_of_a_difference_is_shown_as_head(office: Office, visit: Visit) -> None:
    page = await office.open(visit, "/settings/files")
    await replaced(page, "poll_s = 5.0", "++ mine")
    await page.click('button:has-text("Check")')
    await expect(page.locator(".difference .new")).to_have_text(["+++ mine\n"])
    await expect(page.locator(".difference .head")).to_have_count(3)


async def test_a_refusal_with_a_stroke_in_it_is_told_in_the_language_of_the_page(
    office: Office, visit: Visit
) -> None:
    page = await office.open(visit, "/settings", "en")
    told = await page.evaluate(
        "import(document.querySelector('[href$=\"/post.js\"]').href)"
        ".then(({ inOurs }) => ['甲 / 乙 / A / B', '甲 / A', 'A'].map((one) => inOurs(one)))"
    )
    assert told == ["A / B", "A", "A"]


async def test_files_that_changed_on_the_machine_and_doubts_are_told(
    office: Office, visit: Visit
) -> None:
    doubtful = edited(("/dev/serial/by-path/port0", "/dev/ttyUSB0"), text=office.text)
    office.site.main.write_text(doubtful, encoding="utf-8")
    page = await office.open(visit, "/settings")
    await expect(page.locator(".settings-acts")).to_contain_text("Saved and not in use yet")
    await expect(page.locator('[data-settings="undo"]')).to_have_count(0)
    line = line_of(doubtful, "/dev/ttyUSB0")
    await page.click(f'.findings a:has-text("roomd.toml:{line}")')
    await page.wait_for_url("**/settings/files?**")
    await expect(page.locator("[data-cursor]")).to_have_text(f"line {line}")
    assert complaints(visit) == []


async def test_the_pages_fit_the_small_panel_and_a_telephone(office: Office, visit: Visit) -> None:
    page = await office.open(visit, "/settings")
    for width, height in ((800, 480), (360, 740)):
        await page.set_viewport_size({"width": width, "height": height})
        for path in ("/settings", "/settings/files", "/settings/values"):
            await page.goto(f"{office.url}{path}")
            await page.evaluate(
                "for (const one of document.querySelectorAll('details')) one.open = 1"
            )
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
            small = await page.evaluate(
                "[...document.querySelectorAll('main :is(.button, summary, [type=text])')]"
                ".filter((node) => node.offsetParent && node.getBoundingClientRect().height < 47.5)"
                ".map((node) => node.outerHTML)"
            )
            assert small == [], path
