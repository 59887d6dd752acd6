"""The configuration through the panel's addresses: real sockets, with real files behind them."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from aiohttp import ClientSession

from daemon.commissioning_ports import LARGEST_BYTES, Commissioning
from daemon.fieldbus_ports import Fieldbus
from daemon.model.people import Role
from panel.commissioning.addresses import MOST_BYTES
from panel.connection import Patience
from panel.context import Extra
from panel.door import DoorLimits
from panel.guard import MOST_BODY_BYTES
from tests.commissioning_kit import FilesSite
from tests.page_token import with_token
from tests.people_kit import NAMES, PeopleSite, Visitor, add
from tests.site_folder import SECOND, edited, line_of
from tests.waiting import until

FILES = "/api/v1/settings/files"
MAIN = f"{FILES}/roomd.toml"
MORE = f"{FILES}/conf.d/more.toml"
SENT = ("check", "undo", "restart", "values")
WRONG = ("poll_s = 5.0", "poll_s = 0")


@dataclass
class Settings:
    """A panel with accounts, and the files that it shows."""

    site: FilesSite
    people: PeopleSite

    @asynccontextmanager
    async def signed_in(self, role: Role = Role.ADMIN) -> AsyncIterator[Visitor]:
        async with self.people.visitor() as visitor:
            assert await visitor.sign_in(role) == 200
            yield visitor


@pytest.fixture
async def settings(tmp_path: Path) -> AsyncIterator[Settings]:
    site = FilesSite(tmp_path / "site", {"conf.d/more.toml": SECOND})
    people = tmp_path / "people"
    people.mkdir()
    add(people, *NAMES)
    await site.scanned()
    commissioning = Commissioning(configuration=site.files, fieldbus=cast(Fieldbus, None))
    kit = PeopleSite(people, extra=Extra(commissioning=commissioning))
    async with kit.serving():
        yield Settings(site, kit)


async def put(
    visitor: Visitor, path: str, body: object, **headers: str
) -> tuple[int, dict[str, Any], str]:
    """Send as a page does; return the status, what was told, and the ETag."""
    token = await with_token(visitor.session, visitor.url)
    usual = {"Origin": visitor.url, "Content-Type": "application/json", **token}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    async with visitor.session.put(
        f"{visitor.url}{path}", data=io.BytesIO(data), headers={**usual, **named}
    ) as answer:
        return answer.status, json.loads(await answer.text()), answer.headers.get("ETag", "")


async def files(visitor: Visitor, **headers: str) -> tuple[int, str, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with visitor.session.get(f"{visitor.url}{FILES}", headers=named) as answer:
        return answer.status, await answer.text(), answer.headers.get("ETag", "")


async def test_the_texts_come_with_their_version_and_once(settings: Settings) -> None:
    async with settings.signed_in() as admin:
        status, text, tag = await files(admin)
        told = json.loads(text)
        assert (status, tag) == (200, f'"{told["version"]}"')
        assert {each["name"]: each["text"] for each in told["files"]} == {
            "roomd.toml": settings.site.text,
            "conf.d/more.toml": SECOND,
        }
        assert await files(admin, If_None_Match=tag) == (304, "", tag)
        assert (await files(admin, If_None_Match=f'"another", W/{tag}'))[0] == 304
        assert (await files(admin, If_None_Match='"another"'))[0] == 200


async def test_a_text_is_saved_by_who_has_seen_the_one_before(settings: Settings) -> None:
    body = {"text": settings.site.renamed, "why": "夏季"}
    async with settings.signed_in() as admin:
        _, _, tag = await files(admin)
        assert (await put(admin, MAIN, body))[0] == 428
        for wrong in ("*", "", "unquoted", f"W/{tag}", f"{tag}, {tag}"):
            assert (await put(admin, MAIN, body, If_Match=wrong))[0] == 428
        assert settings.site.main.read_text(encoding="utf-8") == settings.site.text
        status, told, new = await put(admin, MAIN, body, If_Match=tag)
        assert (status, new) == (200, f'"{told["version"]}"')
        assert new != tag
        assert told["running_version"] != told["version"]
        assert told["changed"]["who"] == "远程 127.0.0.1 · 王芳"
        assert settings.site.main.read_text(encoding="utf-8") == settings.site.renamed
        (row,) = settings.site.rows
        assert (row.body["by"], row.body["why"]) == ("远程 127.0.0.1 · 王芳", "夏季")


async def test_who_comes_too_late_is_told_who_was_first_and_when(settings: Settings) -> None:
    async with settings.signed_in() as first, settings.signed_in() as second:
        _, _, tag = await files(second)
        assert (await put(first, MAIN, {"text": settings.site.renamed, "why": "x"}, If_Match=tag))[
            0
        ] == 200
        status, told, _ = await put(second, MORE, {"text": "", "why": "x"}, If_Match=tag)
        assert status == 412
        at = settings.site.clock.utc().strftime("%Y-%m-%d")
        for word in ("王芳", "roomd.toml", at, "Nothing was saved"):
            assert word in told["detail"]
        assert (await second.post("/api/v1/settings/undo", {}, **{"If-Match": tag}))[0] == 412
        assert (settings.site.folder / "conf.d" / "more.toml").read_text("utf-8") == SECOND


async def test_what_is_wrong_is_told_by_its_line_in_both_languages(settings: Settings) -> None:
    text = edited(WRONG, text=settings.site.text)
    async with settings.signed_in() as admin:
        status, told = await admin.post(
            "/api/v1/settings/check", {"file": "roomd.toml", "text": text}
        )
        assert (status, told["is_sound"]) == (200, False)
        (finding,) = told["findings"]
        assert (finding["file"], finding["line"]) == ("roomd.toml", line_of(text, "poll_s = 0"))
        assert finding["zh"] != finding["en"]
        assert "-poll_s = 5.0\n+poll_s = 0" in told["difference"]
        _, _, tag = await files(admin)
        status, refused, _ = await put(admin, MAIN, {"text": text, "why": "x"}, If_Match=tag)
        assert (status, refused["findings"]) == (422, [finding])
        assert settings.site.main.read_text(encoding="utf-8") == settings.site.text


async def test_a_save_is_taken_back_and_a_restart_is_asked_for(settings: Settings) -> None:
    async with settings.signed_in() as admin:
        _, _, tag = await files(admin)
        assert (await admin.post("/api/v1/settings/undo", {}, **{"If-Match": tag}))[0] == 409
        body = {"text": settings.site.renamed, "why": "x"}
        _, _, tag = await put(admin, MAIN, body, If_Match=tag)
        assert (await admin.post("/api/v1/settings/undo", {}))[0] == 428
        status, told = await admin.post("/api/v1/settings/undo", {}, **{"If-Match": tag})
        assert (status, told["version"]) == (200, told["running_version"])
        assert settings.site.main.read_text(encoding="utf-8") == settings.site.text
        assert (await admin.post("/api/v1/settings/restart", {}))[0] == 428
        assert (await admin.post("/api/v1/settings/restart", {}, **{"If-Match": tag}))[0] == 412
        _, _, tag = await files(admin)
        assert (await admin.post("/api/v1/settings/restart", {}, **{"If-Match": tag}))[0] == 202
        assert (await admin.post("/api/v1/settings/restart", {}, **{"If-Match": tag}))[0] == 409
        await until(lambda: settings.site.restarts)
        assert settings.site.main.exists()


async def test_a_new_file_is_made_and_no_other_name_is_one(settings: Settings) -> None:
    text = SECOND.replace("th-south", "th-third").replace("unit_id = 4", "unit_id = 5")
    async with settings.signed_in() as admin:
        for name in ("..%2Froomd.toml", "credentials%2Fmqtt", "conf.d%2FX.toml", "%2Fetc%2Fpasswd"):
            _, _, tag = await files(admin)
            path, body = f"{FILES}/{name}", {"text": text, "why": "x"}
            assert (await put(admin, path, body, If_Match=tag))[0] == 404, name
        _, _, tag = await files(admin)
        path = f"{FILES}/conf.d/third.toml"
        assert (await put(admin, path, {"text": text, "why": "x"}, If_Match=tag))[0] == 200
        assert (settings.site.folder / "conf.d" / "third.toml").read_text("utf-8") == text


async def test_a_text_may_be_as_long_as_a_file_and_nothing_else_may(settings: Settings) -> None:
    room = LARGEST_BYTES - len(settings.site.text.encode())
    longest = settings.site.text + ('#"' + "\n" * 78) * (room // 80)
    async with settings.signed_in() as admin:
        _, _, tag = await files(admin)
        status, told, tag = await put(admin, MAIN, {"text": longest, "why": "x"}, If_Match=tag)
        assert status == 200, told
        too_long = longest + "#" * 200
        for why, body in (
            ("of a file", {"text": too_long, "why": "x"}),
            ("of a body", {"text": "#" * MOST_BYTES, "why": "x"}),
        ):
            assert (await put(admin, MAIN, body, If_Match=tag))[0] == 413, why
        long = {"text": "#" * MOST_BODY_BYTES}
        for path in ("undo", "restart", "values"):
            assert (await admin.post(f"/api/v1/settings/{path}", long))[0] == 413, path
        assert (await admin.post("/api/v1/acts", long))[0] == 413
    async with settings.signed_in(Role.OPERATOR) as operator:
        body = {"file": "roomd.toml", "text": "#" * MOST_BODY_BYTES}
        assert (await operator.post("/api/v1/settings/check", body))[0] == 403


async def test_values_are_told_and_proposed_but_not_saved(settings: Settings) -> None:
    async with settings.signed_in() as admin:
        status, text = await admin.get("/api/v1/settings/values")
        values = {tuple(each["path"]): each for each in json.loads(text)["values"]}
        poll = values["device", 0, "poll_s"]
        assert (status, poll["written"], poll["least"]) == (200, 5.0, 0.1)
        change = {"changes": [{"path": ["device", 0, "poll_s"], "value": 7.5}]}
        status, told = await admin.post("/api/v1/settings/values", change)
        assert (status, told["file"], told["is_sound"]) == (200, "roomd.toml", True)
        assert "+poll_s = 7.5" in told["difference"]
        assert settings.site.main.read_text(encoding="utf-8") == settings.site.text
        _, _, tag = await files(admin)
        body = {"text": told["text"], "why": "x"}
        assert (await put(admin, MAIN, body, If_Match=tag))[0] == 200
        split = [["device", 0, "poll_s"], ["device", 2, "poll_s"]]
        status, told = await admin.post(
            "/api/v1/settings/values", {"changes": [{"path": p, "value": 9} for p in split]}
        )
        assert status == 400
        assert "conf.d/more.toml" in told["detail"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"text": "x"}',
        b'{"text": 1, "why": "x"}',
        b'{"text": "x", "why": ""}',
        b'{"text": "x", "why": "a\\nb"}',
        b'{"text": "\\ud800", "why": "x"}',
        b'{"text": "x", "why": "x", "more": 1}',
    ],
)
async def test_what_is_no_save_is_refused(settings: Settings, body: bytes) -> None:
    async with settings.signed_in() as admin:
        _, _, tag = await files(admin)
        status, told, _ = await put(admin, MAIN, body, If_Match=tag)
        assert status in (400, 413), told


@pytest.mark.parametrize(
    "changes",
    [
        None,
        [],
        [1],
        [{"path": ["device", 0, "poll_s"]}],
        [{"path": [], "value": 1}],
        [{"path": [True], "value": 1}],
        [{"path": ["device", -1, "poll_s"], "value": 1}],
        [{"path": ["device", 0, ["x"]], "value": 1}],
        [{"path": ["device", 0, "poll_s"], "value": []}],
        [{"path": ["device", 0, "poll_s"], "value": 10**300}],
        [{"path": ["device", 0, "poll_s"], "value": 1e300}],
        [{"path": ["device", 0, "poll_s"], "value": "a\nb"}],
        [{"path": ["device", 10**8, "poll_s"], "value": 1}],
    ],
)
async def test_what_is_no_value_is_refused(settings: Settings, changes: object) -> None:
    async with settings.signed_in() as admin:
        status, _ = await admin.post("/api/v1/settings/values", {"changes": changes})
        assert status == 400


async def test_files_that_are_broken_meanwhile_say_so(settings: Settings) -> None:
    async with settings.signed_in() as admin:
        settings.site.main.write_text(edited(WRONG, text=settings.site.text), encoding="utf-8")
        _, _, tag = await files(admin)
        status, told = await admin.post("/api/v1/settings/restart", {}, **{"If-Match": tag})
        assert (status, len(told["findings"])) == (422, 1)
        status, text = await admin.get("/api/v1/settings")
        assert (status, len(json.loads(text)["findings"])) == (200, 1)
        assert (await admin.get("/api/v1/settings/values"))[0] == 422
        for page in ("/settings", "/settings/files", "/settings/values"):
            assert (await admin.get(page))[0] == 200
        settings.site.main.write_bytes(b"\xff")
        status, text = await admin.get(FILES)
        assert (status, "UTF-8" in text) == (503, True)


async def test_the_settings_are_for_administrators_wherever_they_sit(settings: Settings) -> None:
    body = {"text": settings.site.renamed, "why": "x"}
    async with settings.signed_in() as admin:
        _, _, tag = await files(admin)

    async def refused(visitor: Visitor) -> bool:
        tried = [
            (await visitor.get(path))[0]
            for path in ("/settings", "/settings/files", "/settings/values", FILES)
        ]
        tried += [(await visitor.post(f"/api/v1/settings/{path}", {}))[0] for path in SENT]
        tried.append((await put(visitor, MAIN, body, If_Match=tag))[0])
        return set(tried) <= {401, 403}

    for role in (Role.VIEWER, Role.OPERATOR, Role.SAFETY):
        async with settings.signed_in(role) as visitor:
            assert await refused(visitor), role
    async with settings.people.visitor() as guest:
        assert await refused(guest)
    async with settings.people.visitor() as wall:
        await wall.enter()
        assert await refused(wall)
        assert await wall.unlock() == 200
        assert await refused(wall)
        assert await wall.sign_in(Role.ADMIN) == 200
        assert (await wall.get("/settings"))[0] == 200
        status, told, _ = await put(wall, MAIN, body, If_Match=tag)
        assert (status, told["changed"]["who"]) == (200, "本机面板 · 王芳")
    async with ClientSession() as stranger:
        token = {"Origin": settings.people.example.url, "Content-Type": "application/json"}
        address = f"{settings.people.example.url}{MAIN}"
        async with stranger.put(address, data=b"{}", headers=token) as answer:
            assert answer.status == 401


async def test_pages_show_the_files_as_they_are(settings: Settings) -> None:
    async with settings.signed_in() as admin:
        _, page = await admin.get("/settings/files?file=conf.d/more.toml&lang=en")
        assert "th-south" in page
        assert (await admin.get("/settings/files?file=credentials/mqtt"))[0] == 404
        assert (await admin.get("/settings/files?file=conf.d/new.toml"))[0] == 200
        _, page = await admin.get("/settings/values?lang=en")
        assert "roomd.toml:" in page
        settings.site.main.write_text(settings.site.renamed, encoding="utf-8")
        _, page = await admin.get("/settings?lang=en")
        assert "Saved and not in use yet" in page
        assert 'data-settings="undo"' not in page


async def test_a_panel_without_settings_says_so(tmp_path: Path) -> None:
    add(tmp_path, Role.ADMIN)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as admin:
        await admin.sign_in(Role.ADMIN)
        assert (await admin.get("/settings"))[0] == 404
        _, page = await admin.get("/rooms")
        assert 'href="/settings"' not in page


async def test_a_long_text_that_comes_slowly_is_no_flood(settings: Settings) -> None:
    text = settings.site.text + "# long\n" * 60_000
    body = json.dumps({"file": "roomd.toml", "text": text}).encode()
    assert len(body) > Patience().unasked * 2

    async def slowly() -> AsyncIterator[bytes]:
        yield body[:-10]
        await asyncio.sleep(DoorLimits().sweep_s * 1.5)  # somebody looks at the door meanwhile
        yield body[-10:]

    async with settings.signed_in() as admin:
        token = await with_token(admin.session, admin.url)
        headers = {"Origin": admin.url, "Content-Type": "application/json", **token}
        address = f"{admin.url}/api/v1/settings/check"
        async with admin.session.post(address, data=slowly(), headers=headers) as answer:
            told = await answer.json()
        assert (answer.status, told["is_sound"]) == (200, True)
