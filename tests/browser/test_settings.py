"""The configuration in a real browser: edited, checked, saved, taken back, by hand and by taps."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from daemon.commissioning_ports import Commissioning
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


async def test_a_proposal_of_another_page_is_shown_with_its_difference(
    office: Office, visit: Visit
) -> None:
    page = await office.open(visit, "/settings")
    third = SECOND.replace("th-south", "th-third").replace("unit_id = 4", "unit_id = 5")
    proposal = json.dumps({"file": "conf.d/third.toml", "text": third, "why": "th-third"})
    await page.evaluate("(told) => sessionStorage.setItem('roomd.proposed', told)", proposal)
    await page.goto(f"{office.url}/settings/files")
    await page.wait_for_url("**/settings/files?file=conf.d%2Fthird.toml")
    await expect(page.locator(".difference")).to_contain_text('+id = "th-third"')
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
