"""What aiohttp does not limit by itself: slow, silent, greedy and broken visitors."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from panel.app import PanelSettings
from panel.connection import Patience
from panel.door import DoorLimits
from panel.listening import listeners
from panel.places import Shares
from panel.server import serve
from tests.browser.example import HOST, Example
from tests.waiting import until

from .test_panel import ask, connection, exchange

WAIT_S = 0.4
QUICK = DoorLimits(patience=Patience(wait_s=WAIT_S, stalled_s=WAIT_S), sweep_s=0.05)
GET = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = "POST /api/v1/acts HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"


@asynccontextmanager
async def serving(
    limits: DoorLimits = QUICK, example: Example | None = None, host: str = HOST
) -> AsyncIterator[int]:
    """Serve a panel with these limits and give its port."""
    listening: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    app = (example or Example()).app
    task = asyncio.create_task(serve(app, host, 0, listening.set_result, limits=limits))
    try:
        yield int((await asyncio.wait_for(listening, 10)).rsplit(":", 1)[1].strip("/"))
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def hung_up(reader: asyncio.StreamReader) -> bytes:
    """Return what comes until the panel hangs up."""
    got = b""
    async with asyncio.timeout(10):
        with suppress(ConnectionError):
            while piece := await reader.read(65536):
                got += piece
    return got


# Time


async def test_a_visitor_who_says_nothing_is_sent_away() -> None:
    async with serving() as port, connection(port) as (reader, _):
        assert await hung_up(reader) == b""


async def test_headers_that_drip_are_cut_off() -> None:
    async with serving() as port, connection(port) as (reader, writer):
        writer.write(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n")
        end = asyncio.create_task(hung_up(reader))
        with suppress(ConnectionError):
            for n in range(1000):
                if end.done():
                    break
                writer.write(f"X-{n}: 1\r\n".encode())
                await writer.drain()
                await asyncio.wait([end], timeout=WAIT_S / 8)
        assert await end == b""


async def test_a_body_that_drips_is_cut_off() -> None:
    async with serving() as port, connection(port) as (reader, writer):
        head = f"{POST}Content-Type: application/json\r\nContent-Length: 3000\r\n\r\n"
        writer.write(head.encode())
        end = asyncio.create_task(hung_up(reader))
        with suppress(ConnectionError):
            while not end.done():
                writer.write(b"x")
                await writer.drain()
                await asyncio.wait([end], timeout=WAIT_S / 8)
        assert b" 200 " not in await end


async def test_an_idle_connection_is_closed_after_its_answer() -> None:
    async with serving() as port, connection(port) as (reader, writer):
        writer.write(GET)
        assert b" 200 OK" in await hung_up(reader)


async def test_a_connection_in_use_is_kept_beyond_the_patience_of_one_request() -> None:
    async with serving() as port, connection(port) as (reader, writer):
        for _ in range(10):
            writer.write(GET)
            async with asyncio.timeout(5):
                assert b" 200 OK" in await reader.readuntil(b"ok\n")
            await asyncio.sleep(WAIT_S / 4)


async def test_an_event_stream_lives_beyond_the_patience_of_a_request() -> None:
    example = Example()
    await example.show(1)
    async with serving(example=example) as port, connection(port, 2**20) as (reader, writer):
        writer.write(b"GET /events HTTP/1.0\r\nHost: localhost\r\n\r\n")
        async with asyncio.timeout(10):
            await reader.readuntil(b"id: 1\r\n")
            await asyncio.sleep(4 * WAIT_S)
            await example.show(2)
            await reader.readuntil(b"id: 2\r\n")


async def test_a_reader_who_takes_nothing_of_a_long_answer_is_dropped() -> None:
    example = Example(metrics=lambda: b"# " + b"x" * 40_000_000)
    async with serving(example=example) as port:
        with socket.socket() as lazy:
            lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            lazy.connect((HOST, port))
            lazy.sendall(GET.replace(b"livez", b"metrics"))
            gone: list[int] = []

            def is_gone() -> bool:
                with suppress(ConnectionError):
                    gone.append(lazy.send(b" "))
                    return False
                return True

            await until(is_gone)


# Numbers


async def test_who_finds_no_place_is_told_to_come_back() -> None:
    full = DoorLimits(places=Shares(total=3, reserved=0, each=3))
    async with serving(full) as port:
        async with (
            connection(port) as (first, writer),
            connection(port) as (_, _second),
            connection(port) as (_, _third),
        ):
            writer.write(GET)  # all three are in before the fourth knocks
            await first.readuntil(b"ok\n")
            async with connection(port) as (reader, _):
                answer = await hung_up(reader)
            assert answer.startswith(b"HTTP/1.1 503 ")
            assert b"\r\nRetry-After: 10\r\n" in answer
        async with asyncio.timeout(10):
            while True:
                with suppress(ConnectionError, IndexError, ValueError):
                    if (await ask(port, "GET /livez HTTP/1.1", "Host: localhost"))[0] == 200:
                        break
                await asyncio.sleep(0.02)


async def test_pipelining_without_end_is_cut_off() -> None:
    example = Example()
    await example.show(1)
    async with serving(example=example) as port, connection(port, 2**20) as (reader, writer):
        writer.write(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await reader.readuntil(b"id: 1\r\n")

        async def pour() -> None:
            while True:
                writer.write(
                    b"POST /api/v1/acts HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n"
                )
                writer.write(b"x" * 60000)
                await writer.drain()

        pouring = asyncio.create_task(pour())
        await hung_up(reader)
        pouring.cancel()
        with suppress(asyncio.CancelledError, ConnectionError):
            await pouring


# Form


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(b"GET /" + b"a" * 8000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", id="line"),
        pytest.param(GET[:-2] + b"X: " + b"a" * 8000 + b"\r\n\r\n", id="field"),
        pytest.param(
            GET[:-2] + b"".join(b"X-%d: 1\r\n" % n for n in range(200)) + b"\r\n", id="fields"
        ),
        pytest.param(b"GET /livez\r\n\r\n", id="HTTP/0.9"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64), id="TLS"),
        pytest.param(b"\x00" * 64 + b"\r\n\r\n", id="zeros"),
        pytest.param("GET /é HTTP/1.1\r\nHost: lö\r\n\r\n".encode(), id="letters"),
        pytest.param(
            POST.encode() + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            id="length and chunks",
        ),
        pytest.param(
            POST.encode() + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", id="bad chunk"
        ),
        pytest.param(
            POST.encode() + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", id="two lengths"
        ),
        pytest.param(POST.encode() + b"Content-Length: -1\r\n\r\n", id="negative length"),
        pytest.param(
            POST.encode() + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", id="te gzip"
        ),
        pytest.param(GET[:-2] + b" folded: 1\r\n\r\n", id="folded"),
    ],
)
async def test_what_is_no_good_http_is_refused_as_a_problem(
    request_: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving() as port:
        answer = await exchange(port, request_)
        assert (await ask(port, "GET /livez HTTP/1.1", "Host: localhost"))[0] == 200
    head, _, body = answer.partition("\r\n\r\n")
    assert head.split(" ")[1] in ("400", "415"), head
    assert "Content-Type: application/problem+json" in head
    assert "X-Content-Type-Options: nosniff" in head
    problem = json.loads(body)
    assert " / " in problem["title"]
    assert "Traceback" not in answer + caplog.text


@pytest.mark.parametrize("packing", ["gzip", "deflate", "br", "identity", "nonsense"])
async def test_a_packed_body_is_refused_unread(packing: str) -> None:
    async with serving() as port:
        status, _ = await ask(
            port,
            POST.rstrip("\r\n"),
            "Content-Type: application/json",
            f"Content-Encoding: {packing}",
            "Content-Length: 2",
            body=b"{}",
        )
    assert status == 415


async def test_a_body_that_says_it_is_long_is_refused_before_it_comes() -> None:
    async with serving() as port:
        status, _ = await ask(port, POST.rstrip("\r\n"), "Content-Length: 70000")
    assert status == 413


async def test_a_scan_of_the_port_leaves_one_line_of_each_kind(
    caplog: pytest.LogCaptureFixture,
) -> None:
    full = DoorLimits(places=Shares(total=1, reserved=0, each=1), patience=QUICK.patience)
    async with serving(full) as port, connection(port) as (_, writer):
        writer.write(b"GET ")
        for _ in range(20):
            async with connection(port) as (reader, _other):
                await hung_up(reader)
    lines = [record.getMessage() for record in caplog.records if record.name == "panel.door"]
    assert len([line for line in lines if "no place" in line]) == 1


# Listening


async def test_the_network_and_this_machine_have_queues_of_their_own() -> None:
    found = listeners("0.0.0.0", 0)  # noqa: S104 - any address is meant
    try:
        assert [(each.local, each.host) for each in found] == [
            (False, "0.0.0.0"),  # noqa: S104
            (True, "127.0.0.1"),
        ]
        assert found[0].port == found[1].port
        with socket.socket() as kiosk:
            kiosk.connect((HOST, found[0].port))
            accepted, _ = found[1].socket.accept()
            accepted.close()
    finally:
        for each in found:
            each.socket.close()


async def test_a_second_program_cannot_listen_beside_us() -> None:
    found = listeners("0.0.0.0", 0)  # noqa: S104 - any address is meant
    try:
        with pytest.raises(Exception, match="端口"):
            listeners("0.0.0.0", found[0].port)  # noqa: S104
        with pytest.raises(Exception, match="端口"):
            listeners(HOST, found[0].port)
    finally:
        for each in found:
            each.socket.close()


async def test_a_panel_on_every_address_answers_this_machine_too() -> None:
    example = Example(PanelSettings(host="0.0.0.0", port=0))  # noqa: S104 - any is meant
    async with serving(example=example, host="0.0.0.0") as port:  # noqa: S104
        assert (await ask(port, "GET /livez HTTP/1.1", "Host: 127.0.0.1"))[0] == 200
