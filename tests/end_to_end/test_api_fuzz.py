"""Whatever is sent to a running panel: no bug, no traceback, and every failure is a problem."""

import json
import os
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from panel.document import FILE
from tests.browser.example import Example

from .api_kit import Attended, attended

EXAMPLES = int(os.environ.get("FUZZ", "6"))
ENDS = (  # these would end the session that fuzzes
    "/api/v1/sign-out",
    "/api/v1/sessions/end",
    "/api/v1/settings/restart",
)
CHECKS = "content_type_conformance,response_schema_conformance,status_code_conformance"
ROUTES = sorted(
    (route.method, route.resource.canonical)
    for route in Example().app.router.routes()
    if route.resource is not None and route.method != "HEAD"
)
READ = [path for method, path in ROUTES if method == "GET" and path != "/events"]
SENT = [(method, path) for method, path in ROUTES if method != "GET" and path not in ENDS]
NAMES = (
    *("lang", "page", "tag", "hours", "range", "room", "quantity", "view", "days", "all", "key"),
    *("q", "year", "until", "month", "unit", "org", "retention", "carrier", "status", "after"),
    *("source", "id", "code", "span", "axis", "under", "reason", "record", "box", "sheet", "used"),
    *("next", "start", "end", "verb", "subject", "for_min", "why", "who", "digest", "keys", "to"),
    *("at", "check", "text", "deed", "name", "role", "secret", "pin", "password", "old", "new"),
    *("seq", "everywhere", "file", "changes", "path", "value"),
)
VALUES = st.one_of(
    st.sampled_from(
        (
            *("zh", "en", "1", "24", "30", "365", "all", "-1", "0", "9" * 30, "1e3", "NaN", "٣"),
            *("stack-1", "th-1.temperature", "temperature", "main", "main:1", "time", "2014"),
            *("2026-11-26", "0001-01-01", "9999-12-31", "2026-02-30", "../..", "'", '"', "\x00"),
            *("rooms", "face", "lend", "sync", "stop", "add", "open_check", "act-000001", "<b>"),
        )
    ),
    st.text(max_size=40),
    st.text(alphabet=st.characters(categories=("Cs", "Cc", "Co", "Lo")), max_size=6),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | VALUES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=12,
)
FUZZ = settings(
    max_examples=EXAMPLES * 50,
    deadline=None,
    phases=(Phase.generate,),
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def panel() -> Iterator[Attended]:
    with attended() as found:
        yield found
        assert "Traceback" not in found.log


def sane(panel: Attended, method: str, path: str, body: bytes | None = None) -> None:
    """Ask, and insist on an answer that is no bug; a refusal has its sentence."""
    connection = panel.connection()
    try:
        kind = {} if body is None else {"Content-Type": "application/json"}
        connection.request(method, path, body, {**panel.headers, **kind})
        answer = connection.getresponse()
        told = answer.read()
    finally:
        connection.close()
    assert answer.status != 500, (method, path, body)
    if answer.status >= 400:
        assert answer.getheader("Content-Type") == "application/problem+json; charset=utf-8", path
        assert json.loads(told)["status"] == answer.status


def filled(draw: st.DrawFn, path: str) -> str:
    parts = [
        quote(draw(VALUES).encode(errors="surrogatepass"), safe="") or "x"
        if part[:1] == "{"
        else part
        for part in path.split("/")
    ]
    return "/".join(parts)


@st.composite
def addresses(draw: st.DrawFn) -> str:
    pairs = draw(st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=4))
    junk = draw(st.just("") | st.text(alphabet=string.printable.strip(), max_size=12))
    query = "&".join(
        f"{name}={quote(v.encode(errors='surrogatepass'), safe='')}" for name, v in pairs
    )
    address = f"{filled(draw, draw(st.sampled_from(READ)))}?{query}&{quote(junk, safe='%&=+')}"
    return address[:3500]


@given(addresses())
@FUZZ
def test_no_address_is_a_bug(panel: Attended, address: str) -> None:
    sane(panel, "GET", address)


@st.composite
def forms(draw: st.DrawFn) -> bytes:
    fields = draw(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=5))
    told = draw(st.one_of(st.just(fields), JSON))
    text = json.dumps(told, ensure_ascii=draw(st.booleans()))
    return draw(st.one_of(st.just(text.encode(errors="surrogatepass")), st.binary(max_size=30)))


@given(st.sampled_from(SENT), forms())
@FUZZ
def test_no_form_is_a_bug(panel: Attended, sent: tuple[str, str], body: bytes) -> None:
    method, path = sent
    sane(panel, method, path.replace("{name}", "roomd.toml"), body)


def test_schemathesis_finds_no_bug_in_the_api(panel: Attended, tmp_path: Path) -> None:
    options = {
        "--url": panel.url,
        "--checks": CHECKS,
        "--phases": "examples,coverage,fuzzing",
        "--max-examples": str(EXAMPLES),
        "--seed": "6",
        "--request-timeout": "20",
        "--warnings": "off",
        "--generation-database": "none",
        "--report": "har",
        "--report-har-path": str(tmp_path / "asked.har"),
    }
    words = [word for pair in options.items() for word in pair]
    words += [word for pair in panel.headers.items() for word in ("-H", ": ".join(pair))]
    words += [word for path in ENDS for word in ("--exclude-path", path)]
    done = subprocess.run(
        [Path(sys.executable).with_name("st"), "run", str(FILE), *words, "--no-color"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        timeout=110,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    entries = json.loads((tmp_path / "asked.har").read_text("utf-8"))["log"]["entries"]
    told = [(each["request"], each["response"]["status"]) for each in entries]
    assert [request for request, status in told if status == 500] == []
    asked = {urlsplit(request["url"]).path for request, _ in told}
    paths = {path for _, path in ROUTES if path.startswith("/api/") and "{" not in path}
    assert asked >= paths - set(ENDS)
