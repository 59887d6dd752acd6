"""Help, guide and page for the wall over real sockets."""

import html
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from panel.help.guide import STEPS
from panel.help.topics import TOPICS
from tests.browser.alarm_example import ALARM_SITE, alarmed, everything
from tests.browser.example import SETTINGS, Example

LANGUAGES = ("zh", "en")
LINK = re.compile(r'href="/help/([^"?]*)"')


@pytest_asyncio.fixture
async def panel() -> AsyncIterator[Example]:
    example = Example(SETTINGS, ALARM_SITE, extra=everything())
    async with example.serving():
        await example.live.publish(alarmed(1, 0.0, ()))
        yield example


@pytest_asyncio.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as opened:
        yield opened


async def page(panel: Example, session: ClientSession, path: str) -> str:
    async with session.get(f"{panel.url}{path}") as answer:
        assert answer.status == 200, path
        return html.unescape(await answer.text())


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_help_has_every_word_under_its_anchor(
    panel: Example, session: ClientSession, language: str
) -> None:
    text = await page(panel, session, f"/help?lang={language}")
    for name, topic in TOPICS.items():
        assert f'id="{name}"' in text
        for sentence in (topic.title, topic.says, topic.do):
            assert getattr(sentence, language) in text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_word_has_a_page_that_leads_on(
    panel: Example, session: ClientSession, language: str
) -> None:
    for name, topic in TOPICS.items():
        text = await page(panel, session, f"/help/{name}?lang={language}")
        assert getattr(topic.says, language) in text
        assert f'href="/help#{name}"' in text
        assert set(LINK.findall(text)) == set(topic.see)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["pie", "..%2Falarms", "%00", "topic" * 100])
async def test_an_unknown_word_is_not_found(
    panel: Example, session: ClientSession, language: str, name: str
) -> None:
    address = f"{panel.url}/help/{name}?lang={language}"
    async with session.get(address, headers={"Accept": "text/html"}) as answer:
        assert answer.status == 404
        assert answer.content_type == "text/html"
        assert "没有" in await answer.text()


@pytest.mark.parametrize("path", ["/rooms", "/alarms", "/alarms/quality"])
async def test_the_pages_ask_only_for_words_that_are_explained(
    panel: Example, session: ClientSession, path: str
) -> None:
    text = await page(panel, session, path)
    asked = LINK.findall(text)
    assert asked
    assert set(asked) <= set(TOPICS)
    assert 'href="/help" aria-label="帮助"' in text
    assert text.count('class="button ask"') == text.count('aria-label="这是什么意思：')


async def test_every_measure_of_the_room_leads_to_its_explanation(
    panel: Example, session: ClientSession
) -> None:
    asked = set(LINK.findall(await page(panel, session, "/rooms")))
    assert {"temperature", "humidity", "dew-point", "twpi", "emc", "mould-risk"} <= asked
    assert {"time-in-band", "swing", "pi", "mould-index", "entry", "modes"} <= asked


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_guide_has_every_step_with_its_page_and_command(
    panel: Example, session: ClientSession, language: str
) -> None:
    text = await page(panel, session, f"/guide?lang={language}")
    places = [text.index(getattr(step.title, language)) for step in STEPS]
    assert places == sorted(places)
    for step in STEPS:
        assert step.command in text
        assert f'href="{step.shown}"' in text or step.shown.startswith("/records")


async def test_a_page_that_a_site_has_not_is_not_linked(session: ClientSession) -> None:
    bare = Example(SETTINGS, ALARM_SITE, extra=replace(everything(), reports=None, records=None))
    async with bare.serving():
        for path in ("/guide", "/help/register", "/help/index-age", "/help/held"):
            text = await page(bare, session, path)
            assert 'href="/reports' not in text
            assert 'href="/records' not in text


@pytest.mark.parametrize(("language", "blank"), [("zh", "夜间和周末值班"), ("en", "Who to call")])
async def test_the_page_for_the_wall_is_still_and_has_blanks(
    panel: Example, session: ClientSession, language: str, blank: str
) -> None:
    text = await page(panel, session, f"/manual?lang={language}")
    assert blank in text
    assert ALARM_SITE.name in text
    assert re.findall(r'src="[^"]*/(\w+\.js)"', text) == ["acts.js"]  # for its stop buttons
    assert "data-text" not in text
