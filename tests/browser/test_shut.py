"""A page whose session is over says so, and stops rooms; it does not speak of a lost connection."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from daemon.model import Verb
from daemon.model.people import Role
from panel.people.sessions import IDLE_S
from tests.people_kit import PeopleSite, add
from tests.waiting import until

from .conftest import Visit
from .test_people import complaints, sign_in

pytestmark = pytest.mark.asyncio(loop_scope="session")
FORWARDED = {"X-Forwarded-For": "10.9.9.9"}  # as from elsewhere: `/livez` is no answer for it


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[PeopleSite]:
    add(tmp_path, Role.VIEWER)
    async with PeopleSite(tmp_path).serving() as serving:
        yield serving


async def test_a_page_whose_session_is_over_asks_to_sign_in_and_stops_rooms(
    site: PeopleSite, visit: Visit
) -> None:
    page = visit.page
    await page.set_extra_http_headers(FORWARDED)
    await page.goto(f"{site.example.url}/rooms")
    await page.click('a:has-text("登录")')
    await sign_in(visit, Role.VIEWER)
    await page.wait_for_selector('body[data-link="live"]')
    site.clock.t += IDLE_S + 1
    await site.example.show(2)  # the stream ends, and is refused from now on
    await page.wait_for_selector("body.problem")
    await expect(page.locator("h1")).to_have_text("401")
    await page.locator('.stops [data-act="stop"]').first.click()
    await until(lambda: [act.verb for act in site.operator.acts] == [Verb.STOP])
    await expect(page.locator(".stops .answer").first).to_have_text("本室设备已全部停止")
    await expect(page.locator('.problem a[href^="/sign-in"]')).to_be_visible()
    assert complaints(visit) == []
