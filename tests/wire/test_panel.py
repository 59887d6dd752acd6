"""The panel's server over real sockets: who is answered, with what headers, and how streams end."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import ClientSession, ClientTimeout, StreamReader

from daemon.model import PointInfo, SiteInfo
from panel.app import PanelSettings, StreamLimits
from panel.places import Shares
from panel.server import PanelPortTakenError, serve
from tests.browser.example import HOST, SITE, Example


@pytest.fixture
async def panel() -> AsyncIterator[Example]:
    example = Example()
    async with example.serving():
        yield example


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession(timeout=ClientTimeout(total=10)) as opened:
        yield opened


@contextlib.asynccontextmanager
async def connection(
    port: int, limit: int = 2**16
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(HOST, port, limit=limit)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def exchange(port: int, request: bytes) -> str:
    """Send raw bytes and return all that comes back until the server hangs up."""
    async with connection(port) as (reader, writer):
        writer.write(request)
        return (await asyncio.wait_for(reader.read(), 5)).decode()


async def ask(port: int, *lines: str, body: bytes = b"") -> tuple[int, str]:
    """Send one request and return the status and the whole answer."""
    head = "\r\n".join([*lines, "Connection: close", "", ""])
    answer = await exchange(port, head.encode("latin-1") + body)
    return int(answer.split(" ", 2)[1]), answer


async def next_event(stream: asyncio.StreamReader | StreamReader) -> dict[str, str]:
    """Return the fields of the next event that carries data."""
    fields: dict[str, str] = {}
    async with asyncio.timeout(5):
        while True:
            line = (await stream.readline()).decode()
            if not line:
                raise EOFError
            name, _, text = line.rstrip("\r\n").partition(": ")
            if ":" in line:
                fields[name] = text
            elif "data" in fields:
                return fields


@contextlib.asynccontextmanager
async def events(port: int, limit: int = 2**16) -> AsyncIterator[asyncio.StreamReader]:
    """Open a stream and read its head; raises ConnectionRefusedError when it is refused."""
    async with connection(port, limit) as (reader, writer):
        writer.write(f"GET /events HTTP/1.0\r\nHost: {HOST}\r\n\r\n".encode())
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        if b"text/event-stream" not in head:
            raise ConnectionRefusedError(head)
        yield reader


async def place_is_free(port: int) -> bool:
    try:
        async with events(port):
            return True
    except ConnectionRefusedError:
        return False


# Who is answered


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost:8080", 200),
        ("LocalHost", 200),
        ("[::1]", 200),
        ("panel.example", 200),
        ("PANEL.example:80", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost.", 421),
        ("10.0.0.7", 421),
        ("", 400),
        ("user@localhost", 400),
        ("localhost:port", 400),
        ("localhost/..", 400),
    ],
)
async def test_only_known_host_names_are_served(host: str, status: int) -> None:
    settings = PanelSettings(host=HOST, port=0, allowed_hosts=("Panel.example",), guests=True)
    example = Example(settings)
    async with example.serving():
        assert (await ask(example.port, "GET / HTTP/1.1", f"Host: {host}"))[0] == status


async def test_a_machine_that_listens_everywhere_is_reached_by_its_address() -> None:
    example = Example(PanelSettings(host="0.0.0.0", port=0))  # noqa: S104 - any address is meant
    async with example.serving():
        assert (await ask(example.port, "GET /livez HTTP/1.1", "Host: 127.0.0.1"))[0] == 200
        assert (await ask(example.port, "GET /livez HTTP/1.1", "Host: 127.0.0.2"))[0] == 421


async def test_a_request_needs_exactly_one_host(panel: Example) -> None:
    assert (await ask(panel.port, "GET / HTTP/1.0"))[0] == 400
    twice = await ask(panel.port, "GET / HTTP/1.1", "Host: localhost", "Host: evil.example")
    assert twice[0] == 400


async def test_an_absolute_address_does_not_replace_the_host(panel: Example) -> None:
    evil = await ask(panel.port, "GET http://localhost/ HTTP/1.1", "Host: evil.example")
    assert evil[0] == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/api/v1/snapshot", "/livez", "/nowhere"])
async def test_nothing_but_reading_is_allowed(panel: Example, method: str, path: str) -> None:
    status, answer = await ask(panel.port, f"{method} {path} HTTP/1.1", "Host: localhost")
    assert status == 405
    assert "\r\nAllow: GET, HEAD\r\n" in answer


async def test_a_request_with_a_body_is_refused(panel: Example) -> None:
    status, _ = await ask(
        panel.port, "GET / HTTP/1.1", "Host: localhost", "Content-Length: 2", body=b"{}"
    )
    assert status == 400


ADDRESSES = {
    "/": "text/html",
    "/api/v1/snapshot": "application/json",
    "/api/v1/trend?tag=th-north.temperature": "application/json",
    "/livez": "text/plain",
    "/readyz": "application/json",
    "/metrics": "text/plain",
}


@pytest.mark.parametrize("address", ADDRESSES)
async def test_head_is_get_without_the_body(
    panel: Example, session: ClientSession, address: str
) -> None:
    await panel.show(1)
    async with session.head(panel.url + address) as head, session.get(panel.url + address) as get:
        assert head.status == get.status == 200
        assert head.content_type == get.content_type == ADDRESSES[address]
        assert await head.read() == b""
        assert await get.read()


async def test_events_can_only_be_got(panel: Example) -> None:
    status, answer = await ask(panel.port, "HEAD /events HTTP/1.1", "Host: localhost")
    assert status == 405
    assert "\r\nAllow: GET\r\n" in answer


@pytest.mark.parametrize("address", [*ADDRESSES, "/nowhere", "/?lang=xx", "/events"])
async def test_every_answer_carries_the_security_headers(
    panel: Example, session: ClientSession, address: str
) -> None:
    await panel.show(1)
    async with session.get(panel.url + address) as answer:
        policy = answer.headers["Content-Security-Policy"].split("; ")
        assert dict(part.split(" ", 1) for part in policy) == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self'",
            "connect-src": "'self'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
            "base-uri": "'none'",
        }
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] in ("no-store", "no-cache")


# What is answered


async def test_the_page_is_chinese_first_and_remembers_the_choice(
    panel: Example, session: ClientSession
) -> None:
    await panel.show(1)
    async with session.get(panel.url) as first:
        page = await first.text()
    assert '<html lang="zh-CN">' in page
    assert "模拟设备" in page
    assert "当阳市编办档案室" in page
    async with session.get(f"{panel.url}/?lang=en") as second:
        assert '<html lang="en">' in await second.text()
        cookie = second.cookies["roomd_lang"]
        assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("en", True, "Lax")
    async with session.get(panel.url, headers={"Cookie": "roomd_lang=en"}) as third:
        assert '<html lang="en">' in await third.text()
    async with session.get(panel.url, headers={"Cookie": "roomd_lang=xx"}) as fourth:
        assert '<html lang="zh-CN">' in await fourth.text()


async def test_a_name_with_markup_stays_text(session: ClientSession) -> None:
    example = Example(site=replace(SITE, name="<script>alert(1)</script>"))
    async with example.serving(), session.get(example.url) as answer:
        page = await answer.text()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


async def test_the_snapshot_is_what_the_events_send(panel: Example, session: ClientSession) -> None:
    await panel.show(5, temperature=18.4)
    async with session.get(f"{panel.url}/api/v1/snapshot") as answer:
        got = await answer.json()
    assert got["seq"] == 5
    reading = got["rooms"]["stack-1"]["climate"]["temperature"]
    assert (reading["value"], reading["unit"], reading["quality"]) == (18.4, "°C", "good")
    async with events(panel.port) as stream:
        sent = json.loads((await next_event(stream))["data"])
    assert sent.keys() == got.keys()
    assert sent["build"] == got["build"]
    assert sent["points"].keys() == got["points"].keys()


async def test_a_trend_has_its_buckets_and_a_drawing_with_the_gap(
    panel: Example, session: ClientSession
) -> None:
    await panel.show(1)
    address = f"{panel.url}/api/v1/trend?tag=th-north.temperature&tag=th-south.temperature&hours=24"
    async with session.get(address) as answer:
        trend = await answer.json()
    assert (trend["step_s"], trend["unit"], len(trend["buckets"])) == (900, "°C", 96)
    assert trend["buckets"][44] == {
        "start": "2026-11-22T14:00:00+00:00",
        "mean": None,
        "low": None,
        "high": None,
        "coverage": 0.0,
    }
    assert trend["sparkline"]["line"].count("M") == 2
    assert (trend["low"], trend["high"]) == ("17.8", "19.3")
    assert trend["text"] == "24 小时内 17.8 至 19.3 °C"
    asked = [tag for tag, *_ in panel.trends.asked]
    assert asked == ["th-north.temperature", "th-south.temperature"]


async def test_a_history_that_cannot_be_read_is_said_and_harms_nothing(
    panel: Example, session: ClientSession
) -> None:
    await panel.show(1)
    panel.trends.available = False
    async with session.get(f"{panel.url}/api/v1/trend?tag=th-north.temperature") as answer:
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "60"
        assert (await answer.json())["title"] == "暂不可用 / Not available now"
    async with session.get(panel.url) as page:
        assert page.status == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/trend", 400),
        ("/api/v1/trend?tag=nothing", 404),
        ("/api/v1/trend?tag=th-north.temperature&tag=th-north.humidity", 400),
        ("/api/v1/trend?tag=th-north.temperature&hours=0", 400),
        ("/api/v1/trend?tag=th-north.temperature&hours=745", 400),
        ("/api/v1/trend?tag=th-north.temperature&hours=1e3", 400),
        ("/api/v1/trend?tag=th-north.temperature&hours=%D9%A1", 400),
        ("/api/v1/trend?tag=th-north.temperature&hours=" + "9" * 5000, 400),
        ("/api/v1/trend?tag=%ff%fe", 404),
        ("/api/v1/trend?" + "tag=th-north.temperature&" * 33, 400),
        ("/api/v1/snapshot?lang=", 400),
        ("/api/v1/snapshot?lang=%00", 400),
        ("/events?lang=fr", 400),
        ("/nowhere", 404),
        ("/static/0/panel.css", 404),
        ("/static/../app.py", 404),
        ("/static/x/..%2f..%2fapp.py", 404),
    ],
)
async def test_a_bad_request_gets_a_problem_in_both_languages(
    panel: Example, address: str, status: int
) -> None:
    await panel.show(1)
    got, answer = await ask(panel.port, f"GET {address} HTTP/1.1", "Host: localhost")
    head, _, body = answer.partition("\r\n\r\n")
    assert got == status
    assert "Content-Type: application/problem+json" in head
    problem = json.loads(body)
    assert problem["status"] == status
    assert " / " in problem["title"]
    assert "Traceback" not in answer


async def test_a_browser_gets_a_problem_as_a_page(panel: Example, session: ClientSession) -> None:
    async with session.get(f"{panel.url}/nowhere", headers={"Accept": "text/html"}) as answer:
        assert (answer.status, answer.content_type) == (404, "text/html")
        page = await answer.text()
    assert "没有此页" in page
    assert "Not found" in page


async def test_a_bug_stays_in_the_log(
    session: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    def broken_metrics() -> bytes:
        raise ZeroDivisionError("secret")

    example = Example(metrics=broken_metrics)
    async with example.serving():
        async with session.get(f"{example.url}/metrics") as answer:
            assert answer.status == 500
            text = await answer.text()
        async with session.get(f"{example.url}/livez") as alive:
            assert alive.status == 200
    assert "内部错误 / Internal error" in text
    assert "secret" not in text
    assert "Traceback" not in text
    assert caplog.text.count("ZeroDivisionError: secret") == 1


async def test_what_is_not_http_is_closed_and_logged_once(
    panel: Example, caplog: pytest.LogCaptureFixture
) -> None:
    for junk in (b"GET / HTTP/9.x\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n") * 3:
        answer = await exchange(panel.port, junk)
        assert answer.startswith("HTTP/1.0 400 ")
        assert "Traceback" not in answer
    lines = [record for record in caplog.records if record.name == "panel.server.http"]
    assert [line.exc_info for line in lines] == [None]


async def test_static_files_are_immutable_under_their_hash(
    panel: Example, session: ClientSession
) -> None:
    async with session.get(panel.url) as answer:
        page = await answer.text()
    address = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    async with session.get(panel.url + address) as answer:
        assert answer.status == 200
        assert answer.content_type == "text/css"
        assert "immutable" in answer.headers["Cache-Control"]


# Health


async def test_readiness_follows_the_scan_and_liveness_does_not(
    panel: Example, session: ClientSession
) -> None:
    async with session.get(f"{panel.url}/livez") as alive:
        assert alive.status == 200
    async with session.get(f"{panel.url}/readyz") as ready:
        assert ready.status == 503
        assert await ready.json() == {"ready": False, "reasons": ["no scan yet"]}
    await panel.show(1)
    async with session.get(f"{panel.url}/readyz") as ready:
        assert ready.status == 200
        assert await ready.json() == {"ready": True, "reasons": []}
    await panel.show(2, bus_up=False)
    async with session.get(f"{panel.url}/readyz") as ready:
        assert ready.status == 503


async def test_metrics_are_the_given_bytes(panel: Example, session: ClientSession) -> None:
    async with session.get(f"{panel.url}/metrics") as answer:
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert await answer.read() == b"roomd_up 1\n"


# Events


async def test_the_first_event_is_a_full_snapshot_and_the_next_comes_with_the_next_scan(
    panel: Example,
) -> None:
    await panel.show(41, temperature=18.4)
    async with events(panel.port) as stream:
        first = await next_event(stream)
        assert (first["id"], first["retry"]) == ("41", "2000")
        whole = json.loads(first["data"])
        assert set(whole["points"]) == {point.tag for point in SITE.points}
        await panel.show(42, temperature=18.9)
        second = await next_event(stream)
        assert second["id"] == "42"
        text = json.loads(second["data"])["rooms"]["stack-1"]["climate"]["temperature"]["text"]
        assert text == "18.9"


async def test_before_the_first_scan_the_stream_says_so_and_waits(panel: Example) -> None:
    async with events(panel.port) as stream:
        first = await next_event(stream)
        assert "id" not in first
        assert json.loads(first["data"])["word"]["state"] == "waiting"
        await panel.show(0)
        assert (await next_event(stream))["id"] == "0"


async def test_an_idle_stream_is_pinged() -> None:
    example = Example(limits=StreamLimits(ping_s=0.05))
    async with example.serving(), events(example.port) as stream:
        await next_event(stream)
        assert (await asyncio.wait_for(stream.readline(), 5)).startswith(b": ping")


async def test_a_full_house_sends_newcomers_away_until_somebody_leaves() -> None:
    example = Example(limits=StreamLimits(places=Shares(total=3, reserved=1, each=8)))
    async with example.serving(), contextlib.AsyncExitStack() as guests:
        for _ in range(2):
            await guests.enter_async_context(events(example.port))
        async with events(example.port):
            status, answer = await ask(example.port, "GET /events HTTP/1.1", "Host: localhost")
            assert status == 503
            assert "\r\nRetry-After: 10\r\n" in answer
        async with asyncio.timeout(5):
            while not await place_is_free(example.port):  # noqa: ASYNC110 - no event to wait for
                await asyncio.sleep(0.01)


def big_site() -> SiteInfo:
    pattern = SITE.points[0]
    more: tuple[PointInfo, ...] = tuple(
        replace(pattern, tag=f"th-north.more_{n}") for n in range(400)
    )
    return replace(SITE, points=(*SITE.points, *more))


async def test_a_reader_that_stops_reading_is_dropped_and_others_go_on() -> None:
    limits = StreamLimits(
        places=Shares(total=2, reserved=0, each=2), send_timeout_s=0.3, send_buffer=4096
    )
    example = Example(site=big_site(), limits=limits)
    await example.show(0)
    with socket.socket() as stalled:
        stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        async with example.serving(), events(example.port, limit=2**20) as healthy:
            stalled.connect((HOST, example.port))
            stalled.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            async with asyncio.timeout(5):
                while await place_is_free(example.port):  # noqa: ASYNC110 - not yet accepted
                    await asyncio.sleep(0.01)
            assert (await next_event(healthy))["id"] == "0"
            seq = 0
            async with asyncio.timeout(10):
                while not await place_is_free(example.port):
                    seq += 1
                    await example.show(seq)
                    assert (await next_event(healthy))["id"] == str(seq)


async def test_stopping_ends_streams_in_order_and_the_port_can_be_opened_again(
    session: ClientSession,
) -> None:
    example = Example()
    await example.show(1)
    async with contextlib.AsyncExitStack() as guests:
        async with example.serving():
            streams = [
                await guests.enter_async_context(session.get(f"{example.url}/events"))
                for _ in range(5)
            ]
            for stream in streams:
                await next_event(stream.content)
        for stream in streams:  # a stream that was cut raises ClientPayloadError
            assert await stream.content.read() == b""
    async with example.serving(), events(example.port) as again:
        assert (await next_event(again))["id"] == "1"


async def test_a_taken_port_is_named_with_what_to_do(panel: Example) -> None:
    sentence = f"端口 {panel.port} .*请停掉.* / port {panel.port} .* taken .*: stop it .* or choose"
    with pytest.raises(PanelPortTakenError, match=sentence):
        await serve(Example().app, HOST, panel.port)
