"""Every address of the panel for every role and method, as the table says; over real sockets."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from daemon.model import Origin, Verb
from daemon.model.people import Role
from panel.access import MACHINES, ROLES
from panel.acting import origin_of
from panel.may import may, offered
from panel.page_token import SAFE
from panel.people.doorman import Asker
from panel.settings import PanelSettings
from tests.browser.example import Example
from tests.page_token import with_token
from tests.people_kit import CLOSED, PeopleSite, Visitor, add, guests

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ELSEWHERE = {"X-Forwarded-For": "10.0.0.5"}  # this machine may see how it is itself
SHUT = re.compile(
    "请先登录|登录后才能查看|请先输入 PIN|只输入 PIN 不够|您的角色不能|不对任何人开放"
)
EVERYBODY = {"/local", "/sign-in", "/setup", "/static/{version}/{name}"} | {
    f"/api/v1/{name}" for name in ("acts", "seen", "sign-in", "sign-out", "setup", "session")
}
ADMINS = {"/people", "/api/v1/people", "/api/v1/sessions/end"} | {
    path for _, path in ROLES if "/settings" in path
}


def routes() -> list[tuple[str, str]]:
    """Return every method and canonical address of the router."""
    router = Example(CLOSED).app.router
    return sorted(
        (route.method, route.resource.canonical)
        for route in router.routes()
        if route.resource is not None
    )


ROUTES = routes()


def test_the_table_names_every_route_and_no_other() -> None:
    assert {(m, path) for m, path in ROUTES if m != "HEAD"} == set(ROLES)


def test_only_what_must_be_is_open_to_everybody_and_accounts_are_for_administrators() -> None:
    assert {path for (_, path), role in ROLES.items() if role is None} == EVERYBODY
    assert {path for (_, path), role in ROLES.items() if role is Role.ADMIN} == ADMINS
    for (_, path), role in ROLES.items():
        if "records" in path or "reports" in path:
            assert role is not None
            assert role >= Role.VIEWER


async def _named(visitor: Visitor, role: Role) -> None:
    assert await visitor.sign_in(role) == 200


async def _kiosk(visitor: Visitor) -> None:
    await visitor.enter()


async def _unlocked(visitor: Visitor) -> None:
    await visitor.enter()
    assert await visitor.unlock() == 200


ASKERS: dict[str, tuple[PanelSettings, Role | None]] = {
    "nobody": (CLOSED, None),
    "guest": (guests(), Role.GUEST),
    "viewer": (CLOSED, Role.VIEWER),
    "operator": (CLOSED, Role.OPERATOR),
    "safety": (CLOSED, Role.SAFETY),
    "admin": (CLOSED, Role.ADMIN),
    "the panel": (CLOSED, Role.VIEWER),
    "the panel with a PIN": (CLOSED, Role.OPERATOR),
}


@pytest.fixture
async def come(tmp_path: Path) -> AsyncIterator[AsyncExitStack]:
    add(tmp_path, Role.VIEWER, Role.OPERATOR, Role.SAFETY, Role.ADMIN)
    async with AsyncExitStack() as stack:
        yield stack


@pytest.mark.parametrize("who", ASKERS)
async def test_every_route_is_for_whom_the_table_says(
    who: str, tmp_path: Path, come: AsyncExitStack
) -> None:
    settings, role = ASKERS[who]
    site = await come.enter_async_context(PeopleSite(tmp_path, settings).serving())
    visitor = await come.enter_async_context(site.visitor())
    here = who.startswith("the panel")
    if here:
        await (_unlocked if "PIN" in who else _kiosk)(visitor)
    elif role:
        await _named(visitor, role)
    wrong = []
    for method, path in ROUTES:
        need = ROLES["GET" if method == "HEAD" else method, path]
        allowed = need is None or (role is not None and role >= need)
        status, text = await _asked(visitor.session, site.example.url, method, path, here=here)
        shut = status in (401, 403) and (method == "HEAD" or SHUT.search(text) is not None)
        if method == "HEAD" and status == 403 and path == "/unlock":
            shut = False  # from elsewhere the page itself says so
        if shut is allowed or status == 500:
            wrong.append((method, path, status))
    assert wrong == []


async def _asked(
    session: ClientSession, url: str, method: str, path: str, *, here: bool = False
) -> tuple[int, str]:
    """Ask for an address, and for no act: what is sent is refused as soon as it is read."""
    address = f"{url}{re.sub('{[a-z]+}', 'x', path)}"
    headers = ELSEWHERE if path in MACHINES and not here else {}
    if method not in SAFE:
        headers = await with_token(session, url)
    async with session.request(method, address, headers=headers, allow_redirects=False) as answer:
        if answer.content_type == "text/event-stream":
            return answer.status, ""
        return answer.status, await answer.text()


async def test_a_method_that_an_address_does_not_take_is_refused_to_everybody(
    tmp_path: Path,
) -> None:
    taken = []
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        for path in sorted({path for _, path in ROUTES}):
            for method in METHODS:
                if (method, path) in ROUTES:
                    continue
                status, _ = await _asked(visitor.session, site.example.url, method, path)
                if status not in (400, 401, 405):
                    taken.append((method, path, status))
    assert taken == []


async def test_a_route_that_is_not_in_the_table_is_refused(tmp_path: Path) -> None:
    site = PeopleSite(tmp_path, guests())

    async def secret(_request: object) -> object:
        raise AssertionError("nobody may come here")

    site.example.app.router.add_get("/forgotten", secret)  # type: ignore[arg-type]
    async with site.serving(), site.visitor() as visitor:
        status, text = await visitor.get("/forgotten")
        assert status == 403
        assert "不对任何人开放" in text


async def test_a_refusal_is_a_page_with_the_way_in_or_problem_json(tmp_path: Path) -> None:
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        status, page = await visitor.get("/alarms", Accept="text/html")
        assert status == 401
        assert 'href="/sign-in?next=/alarms"' in page
        status, text = await visitor.get("/api/v1/snapshot")
        told = json.loads(text)
        assert (status, told["status"], told["door"]) == (
            401,
            401,
            "/sign-in?next=/api/v1/snapshot",
        )
        assert "登录后才能查看" in told["detail"]
        status, page = await visitor.get("/sign-in")
        assert status == 200
        assert 'data-act="stop" data-subject="stack-1"' in page


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        (ELSEWHERE, 401),
        ({**ELSEWHERE, "Authorization": "Bearer a-token-of-metrics"}, 200),
        ({**ELSEWHERE, "Authorization": "Bearer another"}, 401),
        ({**ELSEWHERE, "Authorization": "Basic a-token-of-metrics"}, 401),
        ({**ELSEWHERE, "Authorization": "Bearer"}, 401),
    ],
)
async def test_metrics_are_for_this_machine_and_who_has_the_token(
    tmp_path: Path, headers: dict[str, str], status: int
) -> None:
    token = "a-token-of-metrics"  # noqa: S105 - of nobody
    settings = PanelSettings(host="127.0.0.1", port=0, metrics_token=token)
    async with PeopleSite(tmp_path, settings).serving() as site, site.visitor() as visitor:
        assert (await visitor.get("/metrics", **headers))[0] == status


async def test_without_a_token_none_is_right(tmp_path: Path) -> None:
    async with PeopleSite(tmp_path).serving() as site, site.visitor() as visitor:
        headers = {**ELSEWHERE, "Authorization": "Bearer "}
        assert (await visitor.get("/metrics", **headers))[0] == 401


# Acts, by role and place

HERE_ONLY = {
    Verb.RELEASE,
    Verb.REQUEST,
    Verb.CONFIRM,
    Verb.ACKNOWLEDGE,
    Verb.SIGN_OFF,
    Verb.LAMP_CHANGED,
}
SAFETY_ELSEWHERE = {Verb.RESET, Verb.ALARM_RESET}
ALWAYS = {Verb.STOP, Verb.ABORT}


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("kiosk", [True, False])
@pytest.mark.parametrize("role", [None, *Role])
def test_who_may_ask_for_what(verb: Verb, kiosk: bool, role: Role | None) -> None:
    rank = -1 if role is None else int(role)
    least = Role.SAFETY if verb in SAFETY_ELSEWHERE and not kiosk else Role.OPERATOR
    expected = verb in ALWAYS or (rank >= least and (kiosk or verb not in HERE_ONLY))
    assert may(Asker(role=role, kiosk=kiosk), verb) is expected


@given(role=st.sampled_from([None, *Role]), locked=st.booleans(), name=st.text())
def test_nobody_elsewhere_arms_a_cycle_or_passes_for_the_rooms_own_panel(
    role: Role | None, locked: bool, name: str
) -> None:
    asker = Asker(role=role, locked=locked, name=name)
    assert not offered(asker) & {"request", "confirm", "sign_off", "acknowledge"}
    assert origin_of(asker) is not Origin.LOCAL
