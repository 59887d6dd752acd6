"""The addresses about all records over real HTTP: their JSON, and what is refused and how."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, CookieJar

from tests.browser.archive_site import KEY, WITHIN_S, Archive, archive, some
from tests.browser.example import SETTINGS, Example
from tests.page_token import with_token
from tests.waiting import until

TWINS = ("browse", "statistics", "missing", "sync", "reports")
SYNC = "/api/v1/records/sync"
BODY = {"id": "abcdefgh", "verb": "sync", "source": "main"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def found(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Archive]:
    async with archive(tmp_path_factory.mktemp("archive")) as opened:
        opened.put("全量-20261101.csv", some(60))
        await opened.synced(lambda source: source.total == 60)
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def wall(found: Archive) -> AsyncIterator[ClientSession]:
    """The room's own panel."""
    async with ClientSession(found.panel.url, cookie_jar=CookieJar(unsafe=True)) as session:
        await session.get("/local", params={"key": KEY}, allow_redirects=False)
        yield session


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def ask(session: ClientSession, found: Archive, **fields: Any) -> tuple[int, Any]:
    headers = {"Origin": found.panel.url, **await with_token(session)}
    async with session.post(SYNC, json={**BODY, **fields}, headers=headers) as answer:
        return answer.status, await answer.json(content_type=None)


@pytest.mark.parametrize("twin", TWINS)
async def test_every_page_has_a_twin_that_says_how_fresh_it_is(
    wall: ClientSession, twin: str
) -> None:
    for language, words in (("zh", "索引截至"), ("en", "Index as of")):
        path = f"/api/v1/records/{twin}"
        async with wall.get(path, params={"lang": language}) as answer:
            assert answer.status == 200
            assert (await answer.json())["fresh"]["text"].startswith(words)


async def test_the_twins_count_what_the_index_holds(wall: ClientSession) -> None:
    async with wall.get("/api/v1/records/statistics") as answer:
        assert (await answer.json())["statistics"]["total"] == 60
    async with wall.get("/api/v1/records/browse", params={"axis": "unit"}) as answer:
        assert sum(node["count"] for node in (await answer.json())["nodes"]) == 60
    async with wall.get("/api/v1/records/reports", params={"source": "main"}) as answer:
        (report,) = (await answer.json())["reports"]
        assert (report["number"], report["body"]["added"]) == (1, 60)
    async with wall.get(SYNC) as answer:
        (source,) = (await answer.json())["sources"]
        assert (source["id"], source["total"], source["hold"]) == ("main", "60", None)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/records/browse?axis=colour", 400),
        ("/records/browse?axis=unit&under=" + "x" * 600, 400),
        ("/records/browse?axis=unit&under=nobody", 404),
        ("/records/browse?axis=time&under=%00", 404),
        ("/records/browse?axis=unit&under=%ED%A0%80", 404),
        ("/records/browse?page=0", 400),
        ("/records/browse?page=9999", 200),
        ("/records/statistics?page=x", 400),
        ("/records/missing?reason=lazy", 400),
        ("/records/reports/999", 404),
        ("/records/reports/x", 404),
        ("/records/reports/99999999999999999999", 404),
        ("/records/stood?room=nowhere", 404),
        ("/records/stood?room=stack-1&start=x", 400),
        ("/api/v1/records/reports?source=" + "x" * 65, 400),
    ],
)
async def test_a_malformed_question_is_refused_and_never_a_bug(
    wall: ClientSession, path: str, status: int
) -> None:
    async with wall.get(path) as answer:
        assert answer.status == status
        assert "Traceback" not in await answer.text()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"source": "nobody"}, 404),
        ({"verb": "wipe"}, 400),
        ({"verb": "approve", "digest": "0123456789ab"}, 400),
        ({"verb": "approve", "digest": "0123456789ab", "why": "x" * 121}, 400),
        ({"verb": "approve", "digest": "0123456789ab", "why": "已移交"}, 409),
        ({"verb": "reject", "digest": "0123456789ab", "why": "不完整", "id": "ijklmnop"}, 409),
        ({"verb": "cancel", "source": ""}, 200),
    ],
)
async def test_what_can_not_be_done_is_refused_in_both_languages(
    wall: ClientSession, found: Archive, fields: dict[str, str], status: int
) -> None:
    answered, told = await ask(wall, found, **fields)
    assert answered == status
    if status in (200, 409):
        assert told["accepted"] == (status == 200)
        assert told["zh"]
        assert told["en"]
    else:
        assert " / " in told["detail"]
    assert found.source.total == 60


async def test_a_foreign_page_changes_nothing(wall: ClientSession) -> None:
    token = await with_token(wall)
    evil = {"Origin": "http://evil.example", **token}
    async with wall.post(SYNC, json=BODY, headers=evil) as answer:
        assert answer.status == 403
    async with wall.post(SYNC, data="x", headers=token) as answer:
        assert answer.status in (403, 415)
    async with wall.put(SYNC, json=BODY) as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD, POST")


async def test_a_panel_without_records_says_so() -> None:
    panel = Example()
    jar = CookieJar(unsafe=True)
    async with panel.serving(), panel.scanning(1), ClientSession(panel.url, cookie_jar=jar) as wall:
        await wall.get("/local", params={"key": SETTINGS.local_key}, allow_redirects=False)
        for path in ("/records/browse", "/records/sync", SYNC, "/records/statistics.xlsx"):
            async with wall.get(path) as answer:
                assert answer.status == 404
                assert "[[records.source]]" in await answer.text()


async def test_before_the_first_sync_every_page_says_that_there_is_nothing(tmp_path: Path) -> None:
    async with (
        archive(tmp_path) as empty,
        ClientSession(empty.panel.url, cookie_jar=CookieJar(unsafe=True)) as session,
    ):
        await session.get("/local", params={"key": KEY}, allow_redirects=False)
        await until(lambda: empty.desk.standings().is_known, WITHIN_S)
        for page in ("browse", "statistics", "missing", "sync"):
            async with session.get(f"/records/{page}", params={"lang": "en"}) as answer:
                assert answer.status == 200, page
                assert "not wholly synced yet" in await answer.text()
        async with session.get("/records/statistics.xlsx") as answer:
            assert answer.status == 503
