"""What a proxy on this machine hands on: never the room's own panel, and counted as whom it saw."""

from pathlib import Path

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from daemon.model.people import Role
from daemon.people.lockout import FREE
from panel.address import is_readable
from panel.limit import OF_ADDRESS
from panel.local import MOST_WRONG_KEYS
from tests.browser.example import KEY
from tests.people_kit import NAMES, PASSWORD, PeopleSite, Visitor, add, guests

START = {"id": "act-0001", "verb": "request", "subject": "uv-night"}
STOP = {"id": "act-0002", "verb": "stop", "subject": "stack-1"}
ABORT = {"verb": "abort", "subject": "uv-night"}
MARKS = [
    {"X-Forwarded-For": "10.9.9.9"},
    {"Forwarded": "for=10.9.9.9"},
    {"Via": "1.1 proxy"},
    {"X-Real-IP": "10.9.9.9"},
    {"X-Forwarded-Host": "panel.example"},
]


@pytest.mark.parametrize("mark", MARKS)
async def test_a_key_that_a_proxy_hands_on_opens_nothing(
    tmp_path: Path, mark: dict[str, str]
) -> None:
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        assert (await visitor.get(f"/local?key={KEY}", **mark))[0] == 403
        assert (await visitor.get("/alarms"))[0] == 401


@pytest.mark.parametrize("mark", MARKS)
async def test_the_session_of_the_wall_counts_through_no_proxy(
    tmp_path: Path, mark: dict[str, str]
) -> None:
    add(tmp_path, Role.OPERATOR)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as wall:
        await wall.enter()
        await wall.unlock()
        assert (await wall.post("/api/v1/acts", START, **mark))[0] == 403
        assert (await wall.get("/alarms", **mark))[0] == 401
        assert site.operator.acts == []
        assert (await wall.post("/api/v1/acts", START))[0] == 200


@pytest.mark.parametrize(
    ("headers", "told"),
    [({}, False), (MARKS[0], False), ({**MARKS[0], "X-Forwarded-Proto": "http"}, True)],
)
async def test_who_signs_in_is_told_that_a_password_can_be_read_on_the_way(
    tmp_path: Path, headers: dict[str, str], told: bool
) -> None:
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        for path in ("/sign-in", "/setup"):
            assert ("没有加密" in (await visitor.get(path, **headers))[1]) is told


@pytest.mark.parametrize(
    ("remote", "scheme", "is_plain"),
    [
        ("192.168.1.7", "http", True),
        ("fe80::1", "http", True),
        ("192.168.1.7", "https", False),
        ("127.0.0.1", "http", False),
    ],
)
def test_what_comes_over_the_network_without_tls_can_be_read(
    remote: str, scheme: str, is_plain: bool
) -> None:
    asked = make_mocked_request("GET", "/sign-in").clone(remote=remote, scheme=scheme)
    assert is_readable(asked) is is_plain


async def test_wrong_keys_of_others_keep_the_wall_out_of_nothing(tmp_path: Path) -> None:
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as wall:
        for mark in (MARKS[0], {}):
            for _ in range(MOST_WRONG_KEYS + 1):
                await wall.get("/local?key=wrong", **mark)
        await wall.enter()
        assert (await wall.get("/alarms"))[0] == 200


async def stopped(visitor: Visitor, *lines: str) -> int:
    """Stop a room with these lines of `X-Forwarded-For`."""
    headers = CIMultiDict({"Origin": visitor.url, "Content-Type": "application/json"})
    for line in lines:
        headers.add("X-Forwarded-For", line)
    async with visitor.session.post(
        f"{visitor.url}/api/v1/acts", json=STOP, headers=headers
    ) as answer:
        return answer.status


@pytest.mark.parametrize(
    ("lines", "who"),
    [
        (("10.9.9.9",), "10.9.9.9"),
        (("1.2.3.4, 10.9.9.9",), "10.9.9.9"),
        (("1.2.3.4", "10.9.9.9"), "10.9.9.9"),  # HAProxy adds a line of its own
        (("10.9.9.9", "1.2.3.4, 2001:DB8::5"), "2001:db8::5"),
        (("fe80::1%eth0",), "fe80::1"),
        (("10.9.9.9, 王芳",), "127.0.0.1"),
        (("10.9.9.9", ""), "127.0.0.1"),
    ],
)
async def test_who_acts_through_a_proxy_is_whom_that_has_seen_last(
    tmp_path: Path, lines: tuple[str, ...], who: str
) -> None:
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        assert await stopped(visitor, *lines) == 200
        assert [act.who for act in site.operator.acts] == [f"远程 {who}"]


async def test_each_visitor_of_a_proxy_has_an_allowance_of_the_own(tmp_path: Path) -> None:
    async with PeopleSite(tmp_path, guests()).serving() as site, site.visitor() as visitor:
        for n in range(OF_ADDRESS.most):
            body = {**ABORT, "id": f"act-10{n:02}"}
            mark = {"X-Forwarded-For": f"10.0.0.{n}, 10.9.9.9"}
            assert (await visitor.post("/api/v1/acts", body, **mark))[0] == 200
        body = {**ABORT, "id": "act-2000"}
        assert (await visitor.post("/api/v1/acts", body, **MARKS[0]))[0] == 429
        other = {"X-Forwarded-For": "10.9.9.9, 10.9.9.8"}
        assert (await visitor.post("/api/v1/acts", body, **other))[0] == 200


async def test_a_session_says_from_where_it_was_opened(tmp_path: Path) -> None:
    add(tmp_path, Role.VIEWER)
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        body = {"name": NAMES[Role.VIEWER], "password": PASSWORD}
        mark = {"X-Forwarded-For": "not-an-address, 10.9.9.9"}
        for _ in range(FREE):
            assert (await visitor.post("/api/v1/sign-in", body, **mark))[0] == 200
        assert {row.body["from"] for row in site.told("signed_in")} == {"10.9.9.9"}
