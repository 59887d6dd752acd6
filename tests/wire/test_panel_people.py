"""Signing in, the PIN at the wall, revoking, over real sockets with real accounts."""

import asyncio
import json
import logging
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from daemon.model import Origin
from daemon.model.people import Change, Deed, Role
from daemon.people import totp
from daemon.people.book import Book
from daemon.people.deeds import carried_out
from daemon.people.lockout import FREE
from panel.local import COOKIE as KIOSK_COOKIE
from panel.people.doorman import COOKIE, SECURE_COOKIE
from panel.people.sessions import IDLE_S, LONGEST_S, WALL_IDLE_S
from panel.people.wall import UNLOCKED_S
from panel.settings import PanelSettings
from tests.browser.example import HOST, KEY
from tests.people_kit import NAMES, PASSWORD, PIN, PeopleSite, Visitor, add

HAND = {"id": "act-0001", "verb": "hand", "subject": "dry-1", "for_min": 30}
START = {"id": "act-0002", "verb": "request", "subject": "uv-night"}
STOP = {"id": "act-0003", "verb": "stop", "subject": "stack-1"}
RESET = {"id": "act-0004", "verb": "reset", "subject": "stack-1"}
NEW = "another four good words"
OTHER_PIN = "915370"
ALL = (Role.VIEWER, Role.OPERATOR, Role.SAFETY, Role.ADMIN)


async def act(visitor: Visitor, body: Mapping[str, object]) -> int:
    return (await visitor.post("/api/v1/acts", body))[0]


# Sessions


async def test_a_person_signs_in_reads_acts_by_name_and_signs_out(tmp_path: Path) -> None:
    add(tmp_path, *ALL)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        assert (await visitor.get("/"))[0] == 401
        assert await visitor.sign_in(Role.OPERATOR) == 200
        status, page = await visitor.get("/alarms")
        assert status == 200
        assert "张三" in page
        assert await act(visitor, {**HAND, "who": "somebody else"}) == 200
        (done,) = site.operator.acts
        assert (done.who, done.origin) == ("远程 127.0.0.1 · 张三", Origin.REMOTE)
        cookie = visitor.cookie(COOKIE)
        assert (await visitor.post("/api/v1/sign-out", {}))[0] == 200
        assert visitor.cookie(COOKIE) == ""
        assert (await visitor.get("/alarms"))[0] == 401
        assert (await visitor.get("/alarms", Cookie=f"{COOKIE}={cookie}"))[0] == 401
        assert [row.subject for row in site.told("signed_in")] == ["张三"]


async def test_every_sign_in_makes_a_new_session_and_ends_the_one_before(tmp_path: Path) -> None:
    add(tmp_path, *ALL)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        planted = f"{COOKIE}={'x' * 43}"
        body = {"name": NAMES[Role.VIEWER], "password": PASSWORD}
        await visitor.post("/api/v1/sign-in", body, Cookie=planted)
        first = visitor.cookie(COOKIE)
        assert first not in ("", "x" * 43)
        assert await visitor.sign_in(Role.ADMIN) == 200
        visitor.session.cookie_jar.clear()
        assert (await visitor.get("/alarms", Cookie=planted))[0] == 401
        assert (await visitor.get("/alarms", Cookie=f"{COOKIE}={first}"))[0] == 401


async def test_the_cookie_is_hidden_and_bound_to_tls_where_there_is_some(tmp_path: Path) -> None:
    add(tmp_path, Role.VIEWER)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        body = json.dumps({"name": NAMES[Role.VIEWER], "password": PASSWORD})
        for scheme, name in (("http", COOKIE), ("https", SECURE_COOKIE)):
            headers = {
                "Origin": f"{scheme}://{site.example.url.partition('//')[2]}",
                "Content-Type": "application/json",
            }
            address = f"{site.example.url}/api/v1/sign-in"
            async with visitor.session.post(address, data=body, headers=headers) as answer:
                cookie = answer.cookies[name]
            flags = (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"])
            assert flags == (True, "Strict", "/", "")
            assert bool(cookie["secure"]) is (scheme == "https")
            assert len(cookie.value) >= 43
        secure = cookie.value
        visitor.session.cookie_jar.clear()
        assert (await visitor.get("/alarms", Cookie=f"{COOKIE}={secure}"))[0] == 401
        assert (await visitor.get("/alarms", Cookie=f"{SECURE_COOKIE}={secure}"))[0] == 200


async def test_a_session_ends_when_nobody_uses_it_and_open_pages_do_not_count(
    tmp_path: Path,
) -> None:
    add(tmp_path, Role.VIEWER)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        await visitor.sign_in(Role.VIEWER)
        site.clock.t += IDLE_S - 1
        assert (await visitor.get("/alarms"))[0] == 200
        for _ in range(3):
            site.clock.t += IDLE_S / 3
            await visitor.get("/api/v1/snapshot")
            await visitor.get("/api/v1/session")
        assert (await visitor.get("/api/v1/snapshot"))[0] == 401


async def test_a_session_that_is_over_does_not_come_back(tmp_path: Path) -> None:
    add(tmp_path, Role.VIEWER)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        await visitor.sign_in(Role.VIEWER)
        token = visitor.cookie(COOKIE)
        visitor.session.cookie_jar.clear()
        site.clock.t += IDLE_S
        await visitor.get("/sign-in", Cookie=f"{SECURE_COOKIE}={token}")
        assert (await visitor.get("/alarms", Cookie=f"{COOKIE}={token}"))[0] == 401


async def test_twelve_hours_are_the_end_of_every_session(tmp_path: Path) -> None:
    add(tmp_path, Role.VIEWER)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        await visitor.sign_in(Role.VIEWER)
        begin = site.clock.t
        while site.clock.t - begin < LONGEST_S - 600:
            site.clock.t += 600
            assert (await visitor.get("/alarms"))[0] == 200
        site.clock.t += 600
        assert (await visitor.get("/alarms"))[0] == 401


async def test_a_step_of_the_wall_clock_ends_no_session(tmp_path: Path) -> None:
    add(tmp_path, Role.VIEWER)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        await visitor.sign_in(Role.VIEWER)
        site.clock.step = timedelta(days=4000)
        assert (await visitor.get("/alarms"))[0] == 200


async def test_a_stream_ends_with_its_session(tmp_path: Path) -> None:
    add(tmp_path, Role.VIEWER)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        await visitor.sign_in(Role.VIEWER)
        async with visitor.session.get(f"{site.example.url}/events") as stream:
            assert await stream.content.readline() != b""
            assert (await visitor.post("/api/v1/sign-out", {}))[0] == 200
            await site.example.show(2)
            async with asyncio.timeout(10):
                while await stream.content.readline():
                    pass


async def test_a_restart_ends_all_sessions(tmp_path: Path) -> None:
    add(tmp_path, Role.VIEWER)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        await visitor.sign_in(Role.VIEWER)
        cookie = visitor.cookie(COOKIE)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        assert (await visitor.get("/alarms", Cookie=f"{COOKIE}={cookie}"))[0] == 401


# Revoking


@pytest.mark.parametrize("deed", ["role", "disable", "password"])
async def test_a_change_of_the_account_ends_its_sessions(tmp_path: Path, deed: str) -> None:
    add(tmp_path, *ALL)
    secret, role = (NEW if deed == "password" else ""), ("viewer" if deed == "role" else "")
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as one:
        await one.sign_in(Role.OPERATOR)
        async with site.visitor() as admin:
            await admin.sign_in(Role.ADMIN)
            body = {"deed": deed, "name": "张三", "secret": secret, "role": role}
            assert (await admin.post("/api/v1/people", body))[0] == 200
            assert (await admin.get("/people"))[0] == 200
        assert (await one.get("/alarms"))[0] == 401
        (row,) = site.told(deed)
        assert (row.subject, row.body["by"]) == ("张三", "王芳")


async def test_an_administrator_ends_one_session_and_a_person_all_own_ones(
    tmp_path: Path,
) -> None:
    add(tmp_path, *ALL)
    async with (
        PeopleSite(tmp_path).serving() as site,
        site.visitor() as admin,
        site.visitor() as one,
        site.visitor() as other,
    ):
        for visitor, role in ((admin, Role.ADMIN), (one, Role.VIEWER), (other, Role.VIEWER)):
            await visitor.sign_in(role)
        found = json.loads((await admin.get("/api/v1/people"))[1])
        ids = [each["id"] for each in found["sessions"] if each["name"] == "钱一"]
        assert len(ids) == 2
        assert (await one.post("/api/v1/sessions/end", {"id": ids[0]}))[0] == 403
        assert (await admin.post("/api/v1/sessions/end", {"id": ids[0]}))[0] == 200
        assert (await admin.post("/api/v1/sessions/end", {"id": ids[0]}))[0] == 404
        statuses = sorted([(await one.get("/alarms"))[0], (await other.get("/alarms"))[0]])
        assert statuses == [200, 401]
        for visitor in (one, other):
            await visitor.sign_in(Role.VIEWER)
        assert (await one.post("/api/v1/sign-out", {"everywhere": "yes"}))[0] == 200
        assert (await other.get("/alarms"))[0] == 401
        assert (await admin.get("/alarms"))[0] == 200


async def test_a_person_changes_the_own_password_with_the_old_one(tmp_path: Path) -> None:
    add(tmp_path, *ALL)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        await visitor.sign_in(Role.VIEWER)
        before = visitor.cookie(COOKIE)
        wrong = {"old": "not that one at all", "new": NEW}
        assert (await visitor.post("/api/v1/password", wrong))[0] == 403
        assert (await visitor.post("/api/v1/password", {"old": PASSWORD, "new": NEW}))[0] == 200
        assert visitor.cookie(COOKIE) != before
        assert (await visitor.get("/alarms"))[0] == 200
        assert await visitor.sign_in(Role.VIEWER) == 403
        assert await visitor.sign_in(Role.VIEWER, NEW) == 200


# The wall


async def test_the_wall_reads_without_a_pin_stops_without_one_and_acts_with_it(
    tmp_path: Path,
) -> None:
    add(tmp_path, *ALL)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as wall:
        await wall.enter()
        assert (await wall.get("/alarms"))[0] == 200
        assert await act(wall, STOP) == 200
        status, told = await wall.post("/api/v1/acts", START)
        assert (status, told["door"]) == (403, "/unlock")
        assert await wall.unlock() == 200
        assert await act(wall, START) == 200
        stop, start = site.operator.acts
        assert (stop.who, stop.origin) == ("本机面板", Origin.LOCAL)
        assert (start.who, start.origin) == ("本机面板 · 张三", Origin.LOCAL)
        assert (await wall.get("/people"))[0] == 403  # a PIN makes an operator, not more
        assert (await wall.post("/api/v1/lock", {}))[0] == 200
        assert await act(wall, {**START, "id": "act-0009"}) == 403


async def test_a_pin_counts_a_minute_from_the_last_act_and_reading_is_none(tmp_path: Path) -> None:
    add(tmp_path, *ALL)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as wall:
        await wall.enter()
        await wall.unlock()
        site.clock.t += UNLOCKED_S - 1
        assert await act(wall, HAND) == 200
        assert (await wall.who())["left_s"] == UNLOCKED_S
        site.clock.t += UNLOCKED_S - 1
        assert (await wall.get("/alarms"))[0] == 200
        site.clock.t += 1
        assert await act(wall, {**HAND, "id": "act-0010"}) == 403
        assert (await wall.who())["locked"] is True


async def test_a_pin_is_no_good_from_elsewhere_and_a_password_arms_nothing_there(
    tmp_path: Path,
) -> None:
    add(tmp_path, *ALL)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        await visitor.sign_in(Role.ADMIN)
        assert await visitor.unlock() == 403
        status, told = await visitor.post("/api/v1/acts", START)
        assert status == 403
        assert str(told["detail"]).startswith("此操作只能在库房的本机面板上进行")
        assert site.operator.acts == []
        assert (await visitor.get("/unlock"))[0] == 403


async def test_a_trip_is_reset_from_elsewhere_by_who_is_responsible_for_safety_alone(
    tmp_path: Path,
) -> None:
    add(tmp_path, *ALL)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        await visitor.sign_in(Role.OPERATOR)
        assert await act(visitor, RESET) == 403
        await visitor.sign_in(Role.SAFETY)
        assert await act(visitor, RESET) == 200
        assert [one.origin for one in site.operator.acts] == [Origin.SAFETY]


async def test_five_wrong_pins_lock_the_keypad_and_not_the_stop(tmp_path: Path) -> None:
    add(tmp_path, *ALL)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as wall:
        await wall.enter()
        assert [await wall.unlock("999991") for _ in range(FREE)] == [403] * FREE
        status, told = await wall.post("/api/v1/unlock", {"pin": PIN})
        assert status == 429
        assert "30" in str(told["detail"])
        assert await act(wall, STOP) == 200
        site.clock.t += 30
        assert await wall.unlock() == 200


async def test_a_disabled_person_has_no_pin_from_then_on(tmp_path: Path) -> None:
    add(tmp_path, *ALL)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as wall:
        await wall.enter()
        await wall.unlock()
        change = Change(deed=Deed.DISABLE, name="张三")
        await site.accounts.change(change, "test")
        assert await act(wall, HAND) == 403


async def test_a_password_at_the_wall_is_over_sooner(tmp_path: Path) -> None:
    add(tmp_path, *ALL)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as wall:
        await wall.enter()
        await wall.sign_in(Role.ADMIN)
        assert (await wall.get("/people"))[0] == 200
        site.clock.t += WALL_IDLE_S
        assert (await wall.get("/people"))[0] == 403
        assert (await wall.get("/alarms"))[0] == 200


@pytest.mark.parametrize("deed", [Deed.NO_PIN, Deed.PIN])
async def test_a_pin_that_is_taken_away_or_changed_locks_the_wall(
    tmp_path: Path, deed: Deed
) -> None:
    add(tmp_path, *ALL)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as wall:
        await wall.enter()
        await wall.unlock()
        await site.accounts.change(Change(deed=deed, name="张三", secret=OTHER_PIN), "test")
        assert await act(wall, HAND) == 403


async def test_acts_keep_a_pin_for_a_quarter_of_an_hour_at_most(tmp_path: Path) -> None:
    add(tmp_path, *ALL)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as wall:
        await wall.enter()
        await wall.unlock()
        statuses = []
        for n in range(20):
            site.clock.t += UNLOCKED_S - 10
            statuses.append(await act(wall, {**HAND, "id": f"act-20{n:02}"}))
        assert statuses == [200] * 17 + [403] * 3


async def test_touches_keep_a_pin_as_acts_do_and_a_session_of_the_wall(tmp_path: Path) -> None:
    add(tmp_path, *ALL)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as wall:
        await wall.enter()
        assert await wall.post("/api/v1/touched", {}) == (200, {"left_s": None})
        await wall.unlock()
        left = []
        for _ in range(19):
            site.clock.t += UNLOCKED_S - 10
            left.append((await wall.post("/api/v1/touched", {}))[1]["left_s"])
        assert left == [60] * 16 + [50, None, None]
        await wall.sign_in(Role.ADMIN)
        for _ in range(9):
            site.clock.t += WALL_IDLE_S - 1
            assert await wall.post("/api/v1/touched", {}) == (200, {"left_s": WALL_IDLE_S})
        assert (await wall.post("/api/v1/touched", {"a": "b"}))[0] == 400


async def test_who_signs_in_at_the_wall_has_the_own_role_and_not_that_of_a_pin(
    tmp_path: Path,
) -> None:
    add(tmp_path, *ALL)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as wall:
        await wall.enter()
        await wall.unlock()
        assert await wall.sign_in(Role.VIEWER) == 200
        assert (await wall.who())["role"] == "viewer"
        assert await act(wall, START) == 403
        assert site.operator.acts == []
        assert await act(wall, STOP) == 200
        assert (await wall.post("/api/v1/sign-out", {}))[0] == 200
        assert (await wall.who())["locked"] is True  # the PIN went with the sign-in


async def test_a_pin_at_the_wall_signs_out_who_was_there(tmp_path: Path) -> None:
    add(tmp_path, *ALL)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as wall:
        await wall.enter()
        await wall.sign_in(Role.ADMIN)
        token = wall.cookie(COOKIE)
        assert await wall.unlock() == 200
        assert ((await wall.who())["name"], (await wall.who())["role"]) == ("张三", "operator")
        assert (await wall.get("/people", Cookie=f"{COOKIE}={token}"))[0] == 403
        assert [row.subject for row in site.told("signed_out")] == ["王芳"]


async def test_without_wall_pin_who_signs_in_has_the_own_role_too(tmp_path: Path) -> None:
    add(tmp_path, *ALL)
    open_wall = PanelSettings(host=HOST, port=0, local_key=KEY, wall_pin=False)
    async with PeopleSite(tmp_path, open_wall).serving() as site, site.visitor() as wall:
        await wall.enter()
        await wall.sign_in(Role.VIEWER)
        assert await act(wall, START) == 403


async def test_without_wall_pin_the_key_alone_makes_an_operator(tmp_path: Path) -> None:
    open_wall = PanelSettings(host=HOST, port=0, local_key=KEY, wall_pin=False)
    async with PeopleSite(tmp_path, open_wall).serving() as site, site.visitor() as wall:
        await wall.enter()
        assert await act(wall, {**START, "who": "张三"}) == 200
        assert site.operator.acts[0].who == "本机面板 · 自称 张三"


# The first administrator, damage, secrets


async def test_the_first_administrator_comes_by_the_code_once(tmp_path: Path) -> None:
    site = PeopleSite(tmp_path)
    async with site.serving(), site.visitor() as visitor:
        code = await site.accounts.begin()
        assert 'data-send="/api/v1/setup"' in (await visitor.get("/setup"))[1]
        body = {"code": "WRONG", "name": "王芳", "password": PASSWORD}
        assert (await visitor.post("/api/v1/setup", body))[0] == 403
        assert (await visitor.post("/api/v1/setup", {**body, "code": code}))[0] == 200
        assert (await visitor.get("/people"))[0] == 200
        again = {"code": code, "name": "mallory", "password": PASSWORD}
        assert (await visitor.post("/api/v1/setup", again))[0] == 403
        assert 'data-send="/api/v1/setup"' not in (await visitor.get("/setup"))[1]


async def test_a_code_that_is_none_is_wrong_and_says_nothing_about_the_accounts(
    tmp_path: Path,
) -> None:
    add(tmp_path, Role.VIEWER)
    change = Change(deed=Deed.TOTP, name="钱一", secret=totp.new_secret())
    carried_out(Book(tmp_path), change)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        body = {"name": "钱一", "password": PASSWORD, "code": "\ud800"}
        assert (await visitor.post("/api/v1/sign-in", body))[0] == 403
        assert site.accounts.status == ""


async def test_damaged_accounts_let_nobody_in_and_the_wall_reads_and_stops(tmp_path: Path) -> None:
    add(tmp_path, *ALL)
    Book(tmp_path).path.write_bytes(b"no database " * 500)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as wall:
        body = {"name": "王芳", "password": PASSWORD}
        status, told = await wall.post("/api/v1/sign-in", body)
        assert status == 503
        assert "账号数据现在读不到" in str(told["detail"])
        await wall.enter()
        assert (await wall.get("/alarms"))[0] == 200
        assert await wall.unlock() == 503
        assert await act(wall, STOP) == 200


@pytest.mark.parametrize("path", ["sign-in", "sign-out", "setup", "unlock", "lock", "password"])
async def test_other_sites_and_unclear_bodies_are_refused(tmp_path: Path, path: str) -> None:
    add(tmp_path, *ALL)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        await visitor.enter()
        address = f"/api/v1/{path}"
        assert (await visitor.post(address, {}, Origin="http://evil.example"))[0] == 403
        assert (await visitor.post(address, {}, **{"Sec-Fetch-Site": "cross-site"}))[0] == 403
        unclear: tuple[object, ...] = ([], {"a": 1}, {"pin": 5}, {"name": ["x"]}, "x" * 9000)
        for body in unclear:
            assert (await visitor.post(address, body))[0] in (400, 413)
        assert (await visitor.get("/alarms"))[0] == 200


@pytest.mark.parametrize(
    "asked", ["//evil.example/", "https://evil.example", "/\\evil", "javascript:x"]
)
async def test_nobody_is_sent_to_another_site_after_signing_in(tmp_path: Path, asked: str) -> None:
    address = "/sign-in?" + urlencode({"next": asked})
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        assert 'data-next="/"' in (await visitor.get(address))[1]


@pytest.mark.parametrize("back", ["/alarms?source=main&id=%E4%B8%AD%26+2:3", "/alarms?a=1&a=2"])
async def test_the_way_back_from_a_door_keeps_what_was_asked(tmp_path: Path, back: str) -> None:
    add(tmp_path, *ALL)
    shown = back.replace("&", "&amp;")
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        status, text = await visitor.get(back)
        door = json.loads(text)["door"]
        assert (status, door) == (401, f"/sign-in?next={quote(back)}")
        assert f'data-next="{shown}"' in (await visitor.get(door))[1]
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        await visitor.enter()
        (door,) = re.findall(r'href="(/unlock\?next=[^"]+)"', (await visitor.get(back))[1])
        assert f'data-next="{shown}"' in (await visitor.get(door))[1]


async def test_who_needs_more_than_a_pin_is_shown_the_way_to_sign_in(tmp_path: Path) -> None:
    add(tmp_path, *ALL)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        await visitor.enter()
        for locked in (True, False):
            status, text = await visitor.get("/people", Accept="text/html")
            assert (status, "只输入 PIN 不够" in text) == (403, True), locked
            assert 'href="/sign-in?next=/people"' in text
            assert await visitor.unlock() == 200
        assert 'href="/sign-in?next=' in (await visitor.get("/unlock"))[1]
        assert await visitor.sign_in(Role.VIEWER) == 200
        status, text = await visitor.get("/people", Accept="text/html")
        assert "您的角色不能" in text
        assert 'href="/sign-in?next=/people"' in text


async def test_no_secret_is_told_to_log_ledger_metrics_or_pages(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    add(tmp_path, *ALL)
    key = totp.new_secret()
    carried_out(Book(tmp_path), Change(deed=Deed.TOTP, name="李四", secret=key))
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        secrets = [PASSWORD, NEW, PIN, OTHER_PIN, key, KEY, "canary in the name field"]
        await visitor.post("/api/v1/sign-in", {"name": secrets[-1], "password": NEW})
        code = totp.code_at(key, int(site.clock.utc().timestamp() // totp.STEP_S))
        body = {"name": "李四", "password": PASSWORD, "code": code}
        assert (await visitor.post("/api/v1/sign-in", body))[0] == 200
        secrets += [code, visitor.cookie(COOKIE)]
        await visitor.sign_in(Role.ADMIN)
        secrets.append(visitor.cookie(COOKIE))
        for deed, secret in (("pin", OTHER_PIN), ("password", NEW), ("pin", "12")):
            body = {"deed": deed, "name": "钱一", "secret": secret}
            await visitor.post("/api/v1/people", body)
        Book(tmp_path).path.chmod(0o600)
        shown = [
            (await visitor.get(path))[1]
            for path in ("/metrics", "/api/v1/snapshot", "/people", "/api/v1/people", "/sign-out")
        ]
        await visitor.enter()
        secrets.append(visitor.cookie(KIOSK_COOKIE))
        await visitor.unlock()
        shown.append(repr(vars(site.accounts)) + repr(site.settings))
        logged = [line for line in caplog.text.splitlines() if "aiohttp.client" not in line]
        told = "\n".join([*shown, repr(site.rows), *logged, repr(site.operator.acts)])
    assert [secret for secret in secrets if secret in told] == []
    kept = Book(tmp_path).path.read_bytes()
    plain = [s for s in secrets if s != key and s.encode() in kept]
    assert plain == []
