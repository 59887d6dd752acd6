"""The records over HTTP: twins in JSON, acts once by id, an index that is away."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, CookieJar

from panel.records.record_words import record_address
from records_sync.holdings.model import Key
from tests.browser.archive_site import KEY, Archive, archive, some
from tests.browser.example import Example
from tests.page_token import with_token

pytestmark = pytest.mark.asyncio(loop_scope="module")

RECORDS = some(120)
ONE = Key("main", RECORDS[0].id)
ACTS = "/api/v1/records/acts"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Archive]:
    async with archive(tmp_path_factory.mktemp("records")) as opened:
        opened.put("全量-20261101.csv", RECORDS)
        await opened.synced(lambda source: source.total == len(RECORDS))
        await opened.show()
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def wall(site: Archive) -> AsyncIterator[ClientSession]:
    """The room's own panel."""
    async with ClientSession(site.panel.url, cookie_jar=CookieJar(unsafe=True)) as session:
        async with session.get(f"/local?key={KEY}", allow_redirects=False) as answer:
            assert answer.status == 303
        yield session


async def got(session: ClientSession, path: str) -> tuple[int, Any]:
    async with session.get(path) as answer:
        is_json = answer.content_type.endswith("json")
        return answer.status, await (answer.json(content_type=None) if is_json else answer.text())


async def act(site: Archive, session: ClientSession, **told: object) -> tuple[int, Any]:
    headers = {"Origin": site.panel.url, **await with_token(session)}
    async with session.post(ACTS, json=told, headers=headers) as answer:
        return answer.status, await answer.json(content_type=None)


async def test_the_twins_say_what_the_pages_show(wall: ClientSession) -> None:
    status, found = await got(wall, "/api/v1/records?q=当阳&lang=en")
    assert status == 200
    assert found["count"] > len(found["hits"]) == 20
    assert found["fresh"]["text"].startswith("Index as of")
    first = found["hits"][0]
    status, again = await got(wall, f"/api/v1/records?q=当阳&after={found['next']}")
    assert first["id"] not in [hit["id"] for hit in again["hits"]]

    path = record_address(Key(first["source"], first["id"])).partition("?")[2]
    status, sheet = await got(wall, f"/api/v1/records/record?{path}&span=365")
    assert status == 200
    assert sheet["record"]["title"] == "".join(piece["text"] for piece in first["title"])
    assert (sheet["period"], len(sheet["climate"]["figures"])) == ("365", 6)

    status, box = await got(wall, f"/api/v1/records/box?code={RECORDS[0].box}")
    assert status == 200
    held = [record for record in RECORDS if record.box == RECORDS[0].box]
    assert box["box"]["count"] == len(held)


async def test_a_shelf_has_the_climate_of_its_room_and_a_way_from_what_stands_there(
    site: Archive, wall: ClientSession
) -> None:
    key, to = Key("main", RECORDS[7].id), {"room": "stack-1", "rack": "3", "shelf": "2"}
    moved = {"verb": "move", "keys": [list(key)], "to": to, "who": "王工"}
    assert (await act(site, wall, id="act-shelf-noted", **moved))[0] == 200
    path = record_address(key).replace("/records/", "/api/v1/records/")
    address = (await got(wall, path))[1]["record"]["shelf_address"]
    status, page = await got(wall, f"{address}&lang=zh")
    assert status == 200
    assert "一号库房 · 3 架 · 2 层" in page
    status, told = await got(wall, address.replace("/records/", "/api/v1/records/") + "&span=365")
    assert (status, told["period"], len(told["climate"]["figures"])) == (200, "365", 6)
    for wrong, code in (("room=nowhere", 404), ("room=stack-1&span=all", 400), ("rack=1", 404)):
        assert (await got(wall, f"/api/v1/records/shelf?{wrong}"))[0] == code
    assert (await got(wall, f"/records/shelf?room=stack-1&rack={'9' * 41}"))[0] == 400


@pytest.mark.parametrize(
    "path", ["box?code=nowhere", "record?source=main&id=nobody", "browse?axis=unit&under=nobody"]
)
async def test_nothing_found_is_said_with_how_fresh_the_index_is(
    wall: ClientSession, path: str
) -> None:
    status, told = await got(wall, f"/api/v1/records/{path}&lang=en")
    assert status == 404
    assert " / " in told["detail"]
    assert told["fresh"]["text"].startswith("Index as of")


async def test_a_box_that_is_not_noted_says_so_and_a_strange_code_how_fresh_the_index_is(
    site: Archive, wall: ClientSession
) -> None:
    number, who = "盒-测试", "王工"
    moved = {"verb": "move_box", "box": number, "to": {"room": "stack-1"}, "who": who}
    assert (await act(site, wall, id="act-box-placed", **moved))[0] == 200
    asked = {"verb": "open_check", "box": number, "who": who}
    status, told = await act(site, wall, id="act-box-empty", **asked)
    assert (status, told["code"]) == (409, "check_empty")
    put = {"verb": "move", "keys": [["main", RECORDS[9].id]], "to": {"box": number}, "who": who}
    assert (await act(site, wall, id="act-box-filled", **put))[0] == 200
    assert (await act(site, wall, id="act-box-check", **asked))[0] == 200
    scan = {"verb": "scan", "check": "act-box-check", "text": "ISBN 978", "who": who}
    status, told = await act(site, wall, id="act-box-scan", **scan)
    assert (status, told["code"]) == (200, "strange_code")
    assert told["fresh"]["text"]
    drop = {"verb": "drop_check", "check": "act-box-check", "who": who}
    assert (await act(site, wall, id="act-box-drop", **drop))[0] == 200


async def test_the_page_of_a_box_shows_which_boxes_its_number_stands_for(
    wall: ClientSession,
) -> None:
    status, told = await got(wall, f"/api/v1/records/box?code={RECORDS[0].box}")
    groups = told["box"]["groups"]
    assert status == 200
    assert len(groups) > 1
    assert told["box"]["noting"] is None, "it is not clear for which box"
    status, page = await got(wall, f"{groups[0]['address']}&lang=en")
    assert status == 200
    assert f"stands for {len(groups)} boxes in the catalogue" in page
    path = groups[0]["address"].replace("/records/", "/api/v1/records/")
    one = (await got(wall, path))[1]["box"]
    assert (one["count"], one["noted_count"]) == (groups[0]["count"], 0)


@pytest.mark.parametrize(
    "path",
    [
        "/records?year=x",
        "/records?status=eaten",
        "/records/record",
        "/records/record?source=main&id=1&span=9",
        "/records/box?code=",
        "/records/labels",
        "/records/labels?box=1&sheet=99",
        "/api/v1/records?room=nowhere",
    ],
)
async def test_a_malformed_question_is_refused_in_both_languages(
    wall: ClientSession, path: str
) -> None:
    status, told = await got(wall, path)
    assert status == 400
    zh, _, en = told["detail"].partition(" / ")
    assert zh
    assert en.isascii()


async def test_an_act_is_done_once_however_often_it_is_asked(
    site: Archive, wall: ClientSession
) -> None:
    told = {"id": "act-asked-twice", "verb": "see", "keys": [list(ONE)], "who": "王工"}
    first = await act(site, wall, **told)
    assert first == (
        200,
        {
            "id": "act-asked-twice",
            "accepted": True,
            "code": "seen",
            "zh": "已登记见到 1 件",
            "en": "1 seen",
        },
    )
    assert await act(site, wall, **told) == first
    sheet = await site.desk.record(ONE)
    assert sheet
    assert [fact.who for fact in sheet.facts] == ["本机面板 · 自称 王工"]
    status, other = await act(site, wall, **{**told, "verb": "take_back"})
    assert (status, other["code"]) == (409, "act_id_used")


async def test_what_the_local_facts_refuse_is_told_with_the_number_that_people_know(
    site: Archive, wall: ClientSession
) -> None:
    status, told = await act(
        site, wall, id="act-not-lent", verb="take_back", keys=[list(ONE)], who=""
    )
    number = RECORDS[0].ref_code or RECORDS[0].temp_no
    assert (status, told["accepted"]) == (409, False)
    assert told["zh"] == f"{number} 没有借出、调阅或消毒，不用收回"
    assert "is not lent" in told["en"]


async def test_acts_come_from_our_own_page_only(site: Archive, wall: ClientSession) -> None:
    told = {"id": "act-from-afar", "verb": "see", "keys": [list(ONE)]}
    token = await with_token(wall)
    evil = {"Origin": "http://evil.example", **token}
    async with wall.post(ACTS, json=told, headers=evil) as answer:
        assert answer.status == 403
    ours = {"Origin": site.panel.url, **token}
    async with wall.post(ACTS, data="x", headers=ours) as answer:
        assert answer.status == 415
    async with wall.get(ACTS) as answer:
        assert answer.status == 405
    async with ClientSession(site.panel.url) as visitor:
        assert (await act(site, visitor, **told))[0] in (401, 403)


async def test_labels_carry_a_policy_that_lets_their_style_through_alone(
    wall: ClientSession,
) -> None:
    async with wall.get(f"/records/labels?box=12&record=main:{ONE.id}") as answer:
        policy, page = answer.headers["Content-Security-Policy"], await answer.text()
    assert "style-src 'sha256-" in policy
    assert "script-src" not in policy
    assert page.count("<svg") == 2


async def test_a_panel_without_records_says_so() -> None:
    panel = Example()
    async with panel.serving(), ClientSession(panel.url) as session:
        await panel.show(1)
        status, _ = await got(session, "/records")
        assert status in (401, 404)  # a visitor need not know what there is
        assert (await got(session, "/"))[0] == 200
        assert 'href="/records"' not in (await got(session, "/"))[1]


async def test_a_damaged_index_is_said_and_the_rooms_go_on(tmp_path: Path) -> None:
    async with archive(tmp_path) as opened:
        (opened.data / "records.db").write_bytes(b"no database at all" * 500)
        await opened.show()
        async with ClientSession(opened.panel.url, cookie_jar=CookieJar(unsafe=True)) as session:
            async with session.get(f"/local?key={KEY}", allow_redirects=False):
                pass
            for path in ("/records?q=x", record_address(ONE), "/api/v1/records?q=x"):
                status, told = await got(session, path)
                assert status == 503
                assert "roomd records status" in told["detail"]
            assert (await got(session, "/api/v1/snapshot"))[0] == 200
