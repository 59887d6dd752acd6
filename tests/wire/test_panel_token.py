"""A cookie alone changes nothing: the token of the page, missing, wrong, another's or old."""

import logging
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from daemon.model import Origin
from daemon.model.people import Role
from daemon.people.lockout import FREE
from panel.assets import STATIC_DIR, load_assets
from panel.page_token import HEADER
from panel.people.doorman import COOKIE
from panel.people.wall import UNLOCKED_S
from tests.page_token import token_of
from tests.people_kit import NAMES, PASSWORD, PIN, PeopleSite, Visitor, add

STOP = {"id": "act-0001", "verb": "stop", "subject": "stack-1"}
HAND = {"id": "act-0002", "verb": "hand", "subject": "dry-1", "for_min": 30}
SEEN = {"id": "act-0003", "verb": "see", "keys": [["main", "1"]]}
SYNC = {"id": "act-0004", "verb": "sync", "source": "main"}
DEMOTED = {"deed": "role", "name": NAMES[Role.SAFETY], "role": "viewer"}
CHANGED = {"old": PASSWORD, "new": "another four good words"}
AFAR = {"X-Forwarded-For": "10.9.9.9"}
SENT: Mapping[str, tuple[str, Mapping[str, object], int]] = {  # address, body, status when ours
    "an act": ("/api/v1/acts", HAND, 200),
    "an account": ("/api/v1/people", DEMOTED, 200),
    "a password": ("/api/v1/password", CHANGED, 200),
    "an end": ("/api/v1/sessions/end", {"id": "nobody's"}, 404),
    "a sign-out": ("/api/v1/sign-out", {}, 200),
    "a PIN": ("/api/v1/unlock", {"pin": PIN}, 200),
    "a lock": ("/api/v1/lock", {}, 200),
    "a record": ("/api/v1/records/acts", SEEN, 404),  # this panel has none
    "a sync": ("/api/v1/records/sync", SYNC, 404),
    "a heartbeat": ("/api/v1/seen", {"seq": 1}, 204),
}
OURS = {path.name for path in STATIC_DIR.glob("*.js")}
FORGED = ("missing", "wrong", "another's", "from before signing out", "of the wall alone")


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[PeopleSite]:
    add(tmp_path, Role.VIEWER, Role.OPERATOR, Role.SAFETY, Role.ADMIN)
    async with PeopleSite(tmp_path).serving() as serving:
        yield serving


async def held(site: PeopleSite, visitor: Visitor) -> dict[str, str]:
    """Sign in at the wall; return the tokens that a page may bring, by how it came by them."""
    await visitor.enter()
    alone = await token_of(visitor.session, visitor.url)
    assert await visitor.sign_in(Role.ADMIN) == 200
    old = await token_of(visitor.session, visitor.url)
    assert (await visitor.post("/api/v1/sign-out", {}))[0] == 200
    assert await visitor.sign_in(Role.ADMIN) == 200
    async with site.visitor() as other:
        await other.enter()
        assert await other.sign_in(Role.ADMIN) == 200
        others = await token_of(other.session, other.url)
    right = await token_of(visitor.session, visitor.url)
    tokens = ("", right[:-1] + ("0" if right[-1] != "0" else "1"), others, old, alone)
    assert len({*tokens, right}) == len(tokens) + 1
    return {**dict(zip(FORGED, tokens, strict=True)), "right": right}


@pytest.mark.parametrize("what", SENT)
async def test_nothing_but_a_stop_is_taken_without_the_token_of_the_page(
    site: PeopleSite, what: str
) -> None:
    address, body, status = SENT[what]
    async with site.visitor() as visitor:
        tokens = await held(site, visitor)
        before = (list(site.rows), site.accounts.roster())
        for how in FORGED:
            got, told = await visitor.post(address, body, **{HEADER: tokens[how]})
            assert (got, told.get("reload")) == (403, True), how
            zh, _, en = str(told["detail"]).partition(" / ")
            assert "重新加载" in zh
            assert "load it anew" in en
        assert (site.rows, site.accounts.roster()) == before
        assert site.operator.acts == []
        assert (await visitor.who())["name"] == NAMES[Role.ADMIN]
        assert (await visitor.post(address, body, **{HEADER: tokens["right"]}))[0] == status


@pytest.mark.parametrize("how", [*FORGED, "right"])
async def test_a_stop_is_taken_with_whatever_token(site: PeopleSite, how: str) -> None:
    async with site.visitor() as visitor:
        tokens = await held(site, visitor)
        assert (await visitor.post("/api/v1/acts", STOP, **{HEADER: tokens[how]}))[0] == 200
        (act,) = site.operator.acts
        ours = ("本机面板 · 王芳", Origin.LOCAL)
        assert (act.who, act.origin) == (
            ours if how == "right" else ("远程 127.0.0.1", Origin.REMOTE)
        )


async def test_a_token_is_for_the_sessions_that_it_was_made_of_and_no_others(
    site: PeopleSite,
) -> None:
    async with site.visitor() as visitor:
        await visitor.enter()
        await visitor.sign_in(Role.ADMIN)
        from_afar = await token_of(visitor.session, visitor.url, **AFAR)  # not the wall there
        both = await token_of(visitor.session, visitor.url)
        for token, marks, status in (
            (from_afar, {}, 403),
            (both, AFAR, 403),
            (from_afar, AFAR, 200),
            (both, {}, 200),
        ):
            body = {**HAND, "id": f"act-1{token[:6]}"}
            assert (await visitor.post("/api/v1/acts", body, **marks, **{HEADER: token}))[
                0
            ] == status


async def test_guests_and_visitors_have_none_and_need_none(site: PeopleSite) -> None:
    async with site.visitor() as visitor:
        assert await token_of(visitor.session, visitor.url) == ""
        for token in ("", "x" * 64):
            assert (await visitor.post("/api/v1/acts", STOP, **{HEADER: token}))[0] == 200
            status, told = await visitor.post("/api/v1/lock", {}, **{HEADER: token})
            assert (status, told["door"]) == (401, "/sign-in")


async def test_who_has_signed_out_elsewhere_is_asked_to_sign_in(site: PeopleSite) -> None:
    async with site.visitor() as visitor:
        await visitor.sign_in(Role.ADMIN)
        token, cookie = await token_of(visitor.session, visitor.url), visitor.cookie(COOKIE)
        assert (await visitor.post("/api/v1/sign-out", {}))[0] == 200
        marks = {HEADER: token, "Cookie": f"{COOKIE}={cookie}"}
        assert (await visitor.post("/api/v1/people", DEMOTED, **marks))[0] == 401


async def test_forged_pins_are_not_looked_at_and_lock_nobody_out(site: PeopleSite) -> None:
    async with site.visitor() as wall:
        await wall.enter()
        for _ in range(FREE + 1):
            status, told = await wall.post("/api/v1/unlock", {"pin": "999991"}, **{HEADER: ""})
            assert (status, told["reload"]) == (403, True)
        assert await wall.unlock() == 200


async def test_signing_in_needs_no_token_and_ends_what_the_browser_held(site: PeopleSite) -> None:
    body = {"name": NAMES[Role.VIEWER], "password": PASSWORD}
    async with site.visitor() as visitor:
        await visitor.enter()
        await visitor.unlock()
        await visitor.sign_in(Role.ADMIN)
        cookie = visitor.cookie(COOKIE)
        status, told = await visitor.post("/api/v1/sign-in", body, **{HEADER: ""})
        assert (status, told["token"]) == (200, await token_of(visitor.session, visitor.url))
        assert (await visitor.who())["role"] == "viewer"
        assert (await visitor.post("/api/v1/sign-out", {}))[0] == 200
        assert (await visitor.who())["locked"] is True
        assert (await visitor.get("/people", Cookie=f"{COOKIE}={cookie}"))[0] == 403


async def test_a_page_of_the_wall_keeps_its_token_over_pins_for_days(site: PeopleSite) -> None:
    async with site.visitor() as wall:
        await wall.enter()
        token = await shown(wall, "/rooms")
        for day in range(3):
            site.clock.t += 86_400.0
            body = {**HAND, "id": f"act-300{day}"}
            assert (await wall.post("/api/v1/acts", body, **{HEADER: token}))[0] == 403
            status, told = await wall.post("/api/v1/unlock", {"pin": PIN}, **{HEADER: token})
            assert (status, told["token"]) == (200, token)
            assert (await wall.post("/api/v1/acts", body, **{HEADER: token}))[0] == 200
            site.clock.t += UNLOCKED_S
        assert await shown(wall, "/unlock") == token


async def test_every_page_that_sends_holds_the_token_of_its_reader(site: PeopleSite) -> None:
    async with site.visitor() as visitor:
        assert await shown(visitor, "/sign-in") == ""
        await visitor.sign_in(Role.OPERATOR)
        token = await token_of(visitor.session, visitor.url)
        assert len(token) == 64
        pages = ("/", "/rooms", "/alarms", "/sign-out", "/sign-in", "/people", "/unlock")
        assert {await shown(visitor, page) for page in pages} == {token}  # two are refused


async def shown(visitor: Visitor, page: str) -> str:
    """Return the token that a page holds."""
    _, text = await visitor.get(page, Accept="text/html")
    (token,) = re.findall(r'<body[^>]* data-token="(\w*)"', text)
    return str(token)


async def test_no_token_is_told_to_log_or_ledger_and_another_start_makes_others(
    site: PeopleSite, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with site.visitor() as visitor:
        tokens = {how: token for how, token in (await held(site, visitor)).items() if token}
        for token in tokens.values():
            await visitor.post("/api/v1/acts", STOP, **{HEADER: token})
        logged = [line for line in caplog.text.splitlines() if "aiohttp.client" not in line]
        told = "\n".join([*logged, repr(site.rows), repr(site.operator.acts)])
        assert [how for how, token in tokens.items() if token in told] == []
        metrics = (await visitor.get("/metrics"))[1]
        assert tokens["right"] not in metrics
    async with PeopleSite(site.directory).serving() as again, again.visitor() as visitor:
        await visitor.enter()
        other = await token_of(visitor.session, visitor.url)
        assert other not in {"", *tokens.values()}


def test_one_module_of_our_scripts_sends() -> None:
    scripts = {name: text.decode() for name, text in load_assets().files.items() if name in OURS}
    assert "post.js" in scripts
    sending = re.compile(r"fetch\([^;]*?\bmethod\b")
    assert [name for name, text in scripts.items() if sending.search(text)] == ["post.js"]
