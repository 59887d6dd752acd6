"""Every address of the router against every name and every origin: what is ours is answered."""

import json
from collections.abc import Iterator
from itertools import product

import pytest

from tests.browser.example import Example

from .api_kit import Attended, attended

FOREIGN = "不接受来自其他网站的请求"
ROUTES = sorted(
    (route.method, route.resource.canonical)
    for route in Example().app.router.routes()
    if route.resource is not None
)
SENT = [path for method, path in ROUTES if method == "POST"]
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
SITES = {None: True, "same-origin": True, "same-site": False, "cross-site": False, "none": False}


@pytest.fixture(scope="module")
def panel() -> Iterator[Attended]:
    with attended() as found:
        yield found


def ask(
    panel: Attended, method: str, path: str, headers: dict[str, str], body: bytes = b""
) -> tuple[int, str]:
    """Ask as a browser that holds all cookies; return the status and the sentence."""
    connection = panel.connection()
    try:
        concrete = "/".join("x" if part[:1] == "{" else part for part in path.split("/"))
        connection.putrequest(method, concrete, skip_host=True)
        for name, value in {"Cookie": panel.cookies, **headers}.items():
            connection.putheader(name, value.encode())
        if method == "POST":
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body if method == "POST" else None)
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


@pytest.mark.parametrize("path", SENT)
def test_nothing_is_changed_for_a_page_of_another_site(panel: Attended, path: str) -> None:
    host = panel.url.removeprefix("http://")
    for (origin, is_ours), (site, is_same) in product(ORIGINS.items(), SITES.items()):
        headers = {
            "Host": host,
            "Content-Type": "application/json",
            **({"Origin": origin.format(host=host)} if origin else {}),
            **({"Sec-Fetch-Site": site} if site else {}),
        }
        status, told = ask(panel, "POST", path, headers, b"[]")
        if is_ours and is_same:
            assert FOREIGN not in told, (origin, site)
            assert status == 400, (origin, site, told)
        else:
            assert (status, FOREIGN in told) == (403, True), (origin, site, told)


@pytest.mark.parametrize("path", SENT)
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_form_of_another_site_has_the_wrong_kind(panel: Attended, path: str, kind: str) -> None:
    host = panel.url.removeprefix("http://")
    headers = {"Host": host, "Origin": panel.url, **({"Content-Type": kind} if kind else {})}
    assert ask(panel, "POST", path, headers, b"{}")[0] == 415
