"""Every address of the router against every name and every origin: what is ours is answered."""

import json
from collections.abc import Iterator
from itertools import product

import pytest

from panel.page_token import HEADER, SAFE
from tests.browser.example import Example

from .api_kit import Attended, attended, entered

FOREIGN = "不接受来自其他网站的请求"
ROUTES = sorted(
    (route.method, route.resource.canonical)
    for route in Example().app.router.routes()
    if route.resource is not None
)
SENT = [(method, path) for method, path in ROUTES if method not in SAFE]
HOSTS = {
    "{host}": None,
    "localhost": None,
    "127.0.0.1:1": None,
    "evil.example": 421,
    "127.0.0.1.evil.example": 421,
    "192.168.1.5": 421,
    "a b": 400,
    "user@127.0.0.1": 400,
    "": 400,
}
ORIGINS = {
    "http://{host}": True,
    "https://{host}": True,
    "http://127.0.0.1:1": False,
    "http://localhost": False,
    "http://evil.example": False,
    "null": False,
    "": False,
    "http://{host}.evil.example": False,
    "ftp://{host}": False,
}
OLD = "请重新加载页面"
NO_RIGHTS = ("/api/v1/sign-in", "/api/v1/setup")  # what is typed there proves who asks
HAND = {"id": "act-0001", "verb": "hand", "subject": "fan-1", "for_min": 30}
BODIES = {"/api/v1/acts": HAND, "/api/v1/sign-out": {}}  # looked at before rights are
VERSIONED = tuple(  # it is asked first of which version
    f"/api/v1/settings/{path}" for path in ("undo", "restart", "files/{name}")
)
SITES = {None: True, "same-origin": True, "same-site": False, "cross-site": False, "none": False}


@pytest.fixture(scope="module")
def panel() -> Iterator[Attended]:
    with attended() as found:
        yield found


def ask(
    panel: Attended, method: str, path: str, headers: dict[str, str], body: bytes = b""
) -> tuple[int, str]:
    """Ask as our own page would, with all cookies; return the status and the sentence."""
    connection = panel.connection()
    try:
        concrete = "/".join("x" if part[:1] == "{" else part for part in path.split("/"))
        connection.putrequest(method, concrete, skip_host=True)
        held = {"Cookie": panel.cookies, HEADER: panel.token}
        for name, value in {**held, **headers}.items():
            connection.putheader(name, value.encode())
        if method not in SAFE:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(None if method in SAFE else body)
        answer = connection.getresponse()
        if method == "HEAD" or answer.getheader("Content-Type") != (
            "application/problem+json; charset=utf-8"
        ):
            return answer.status, ""
        return answer.status, str(json.loads(answer.read())["detail"])
    finally:
        connection.close()


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_an_address_is_served_under_our_own_names_only(
    panel: Attended, method: str, path: str
) -> None:
    host = panel.url.removeprefix("http://")
    for name, status in HOSTS.items():
        found, told = ask(panel, method, path, {"Host": name.format(host=host)}, b"[]")
        if status is None:
            assert found != 421, (name, told)
        else:
            assert found == status, (name, told)


@pytest.mark.parametrize(("method", "path"), SENT)
def test_nothing_is_changed_for_a_page_of_another_site(
    panel: Attended, method: str, path: str
) -> None:
    host = panel.url.removeprefix("http://")
    for (origin, is_ours), (site, is_same) in product(ORIGINS.items(), SITES.items()):
        headers = {
            "Host": host,
            "Content-Type": "application/json",
            **({"Origin": origin.format(host=host)} if origin else {}),
            **({"Sec-Fetch-Site": site} if site else {}),
        }
        status, told = ask(panel, method, path, headers, b"[]")
        if is_ours and is_same:
            assert FOREIGN not in told, (origin, site)
            assert status == (428 if path in VERSIONED else 400), (origin, site, told)
        else:
            assert (status, FOREIGN in told) == (403, True), (origin, site, told)


@pytest.mark.parametrize(("method", "path"), SENT)
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_form_of_another_site_has_the_wrong_kind(
    panel: Attended, method: str, path: str, kind: str
) -> None:
    host = panel.url.removeprefix("http://")
    headers = {"Host": host, "Origin": panel.url, **({"Content-Type": kind} if kind else {})}
    assert ask(panel, method, path, headers, b"{}")[0] == 415


@pytest.fixture(scope="module")
def forged(panel: Attended) -> dict[str, str]:
    """Tokens that are not that of the cookies."""
    first, last = panel.token[:-1], panel.token[-1]
    _, others = entered(panel.url, "/api/v1/sign-in")
    return {
        "missing": "",
        "wrong": first + ("0" if last != "0" else "1"),
        "longer": f"{panel.token}0",
        "another's": others,
    }


@pytest.mark.parametrize(("method", "path"), SENT)
def test_cookies_without_their_token_change_nothing(
    panel: Attended, method: str, path: str, forged: dict[str, str]
) -> None:
    body = json.dumps(BODIES.get(path, [])).encode()
    headers = {"Host": panel.url.removeprefix("http://"), "Origin": panel.url}
    headers |= {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
    for how, token in forged.items():
        status, told = ask(panel, method, path, {**headers, HEADER: token}, body)
        if path in NO_RIGHTS:
            assert (status, OLD in told) == (400, False), (how, told)
        else:
            assert (status, OLD in told) == (403, True), (how, told)


def test_a_stop_needs_no_token(panel: Attended, forged: dict[str, str]) -> None:
    body = {"verb": "stop", "subject": "stack-1"}
    headers = {"Host": panel.url.removeprefix("http://"), "Origin": panel.url}
    headers |= {"Content-Type": "application/json"}
    for n, token in enumerate(forged.values()):
        asked = json.dumps({**body, "id": f"stop-{n:04}"}).encode()
        assert ask(panel, "POST", "/api/v1/acts", {**headers, HEADER: token}, asked)[0] == 200
