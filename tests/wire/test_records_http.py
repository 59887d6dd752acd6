"""The one HTTP client of all sources against servers that are slow, false, gone or hostile."""

import asyncio
import gzip
import random
import ssl
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from records_sync.model import SourceError
from records_sync.sources import troubles
from records_sync.sources.answers import Kind
from records_sync.sources.feed import Feed
from records_sync.sources.http import Endpoint, Http
from records_sync.sources.http_body import Limits
from records_sync.sources.troubles import PassingError
from records_sync.sync.report import Outcome
from tests.records_feed_server import (
    HOST,
    JSON,
    Fault,
    MainSystem,
    answers,
    drip,
    serving,
    serving_app,
    silence,
)
from tests.wire.records_kit import QUICK, Index, at, broken, index, puts, read
from tests.wire.test_notices import certificate

__all__ = ["index"]

PACKED = gzip.compress(b"{}")
LOGIN = "<!DOCTYPE html><html><body>请先登录<form></form></body></html>"


def system() -> MainSystem:
    main = MainSystem()
    for name in ("a", "b"):
        main.put(name)
    return main


async def trouble_of(fault: Fault, limits: Limits = QUICK) -> tuple[SourceError, MainSystem]:
    main = system()
    main.faults = [fault] * 10
    async with serving(main) as server:
        source = Feed(name="main", endpoint=at(server.url), limits=limits)
        _, trouble = await broken(source)
    return trouble, main


# H1


async def test_h1_a_system_that_is_down_leaves_the_index_as_it_is(index: Index) -> None:
    async with serving(system()) as server:
        source = Feed(name="main", endpoint=at(server.url), limits=QUICK)
        await index.take(source)
    before, cursor = index.ids(), index.writer.cursor("main")
    report = await index.take(source)
    assert (report.outcome, report.code) == (Outcome.FAILED, troubles.UNREACHABLE)
    assert (index.ids(), index.writer.cursor("main")) == (before, cursor)
    assert len(before) == 2


async def test_h1_a_name_that_nobody_knows_is_unreachable() -> None:
    source = Feed(name="main", endpoint=at("http://nobody.invalid/records"), limits=QUICK)
    _, trouble = await broken(source)
    assert trouble.code == troubles.UNREACHABLE
    assert isinstance(trouble, PassingError)


async def test_h1_a_system_that_comes_back_is_read_in_the_same_run() -> None:
    main = system()
    main.faults = [answers("", 503), answers("", 502)]
    async with serving(main) as server:
        pages = await read(Feed(name="main", endpoint=at(server.url), limits=QUICK))
    assert puts(pages) == ["a", "b"]


# H2


async def test_h2_a_byte_at_a_time_ends_soon() -> None:
    trouble, main = await trouble_of(drip)
    assert trouble.code == troubles.SLOW
    assert len(main.asked) == 1


async def test_h2_a_system_that_accepts_and_says_nothing_ends_soon() -> None:
    trouble, _ = await trouble_of(silence, replace(QUICK, read_s=0.2))
    assert trouble.code == troubles.SLOW


async def test_h2_an_answer_has_a_deadline_however_fast_it_is() -> None:
    async def endless(request: web.Request, _: bytes) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": JSON})
        await response.prepare(request)
        while True:
            await response.write(b" " * 100)
            await asyncio.sleep(0.01)

    trouble, _ = await trouble_of(endless, replace(QUICK, total_s=0.5, most_bytes=10**9))
    assert trouble.code == troubles.SLOW


async def test_h2_an_answer_without_end_fills_no_memory() -> None:
    async def flood(request: web.Request, _: bytes) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": JSON})
        await response.prepare(request)
        while True:
            await response.write(b"[" * 65536)

    tracemalloc.start()
    try:
        trouble, _ = await trouble_of(flood)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert trouble.code == troubles.TOO_LARGE
    assert peak < 8 * QUICK.most_bytes


async def test_h2_a_gzip_bomb_is_never_unpacked() -> None:
    body = gzip.compress(b" " * 40_000_000)
    tracemalloc.start()
    try:
        trouble, _ = await trouble_of(
            answers(body, Content_Encoding="gzip"), replace(QUICK, most_bytes=30_000_000)
        )
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert trouble.code == troubles.BOMB
    assert peak < 2 * 10**7


# H3


@pytest.mark.parametrize(
    "fault",
    [
        answers(LOGIN, kind="text/html; charset=utf-8"),
        answers(LOGIN, kind=JSON),
        answers("\ufeff \n" + LOGIN.lower(), kind=JSON),
        answers("", 302, Location="/login"),
        answers("", 303, Location="https://sso.example/"),
        answers("", 401),
        answers("", 403),
    ],
)
async def test_h3_a_login_page_is_an_expired_login_and_touches_nothing(
    fault: Fault, index: Index
) -> None:
    main = system()
    async with serving(main) as server:
        source = Feed(name="main", endpoint=at(server.url), limits=QUICK)
        await index.take(source)
        main.put("c")
        before = index.ids()
        main.faults = [fault]
        main.asked.clear()
        report = await index.take(source)
    assert (report.outcome, report.code) == (Outcome.FAILED, troubles.AUTH)
    assert index.ids() == before
    assert [path.partition("?")[0] for path, _ in main.asked] == ["/records/changes"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (answers("ok", kind="text/plain"), troubles.WRONG_KIND),
        (answers('{"error": "log in"}', kind="text/html"), troubles.AUTH),
        (answers(PACKED + b"more", Content_Encoding="gzip"), troubles.WRONG_KIND),
        (answers(PACKED + PACKED, Content_Encoding="gzip"), troubles.WRONG_KIND),
        (answers('"a text"'), troubles.WRONG_KIND),
        (answers("<x/>"), troubles.WRONG_KIND),
        (answers("{}", Content_Encoding="br"), troubles.WRONG_KIND),
        (answers("{}", 404), troubles.NOT_THERE),
        (answers("{}", 400), troubles.REFUSED),
        (answers("{}", 201), troubles.REFUSED),
        (answers("{}", 304), troubles.REFUSED),
        (answers("{}", 500), troubles.DOWN),
        (answers("{}", 429), troubles.BUSY),
        (answers(""), troubles.CUT),
    ],
)
async def test_h3_what_is_no_page_is_told_for_what_it_is(fault: Fault, code: str) -> None:
    trouble, _ = await trouble_of(fault)
    assert trouble.code == code
    assert troubles.SENTENCES[code].zh.count("{detail}") == 1


# Pauses


async def test_a_retry_after_is_waited_for_or_handed_on() -> None:
    main = system()
    main.faults = [answers("", 503, Retry_After="0"), answers("", 429, Retry_After="7200")]
    async with serving(main) as server:
        source = Feed(name="main", endpoint=at(server.url), limits=QUICK)
        _, trouble = await broken(source)
    assert len(main.asked) == 2
    assert isinstance(trouble, PassingError)
    assert (trouble.code, trouble.after_s) == (troubles.BUSY, 7200.0)


async def test_credentials_travel_with_each_request_as_they_are_then() -> None:
    main = system()
    main.token = "new"  # noqa: S105 - of this test
    tokens = iter(["0ld", "new", "new", "new"])
    async with serving(main) as server:
        endpoint = Endpoint(
            url=server.url, credentials=lambda: {"Authorization": f"Bearer {next(tokens)}"}
        )
        source = Feed(name="main", endpoint=endpoint, limits=QUICK)
        _, trouble = await broken(source)
        assert trouble.code == troubles.AUTH
        assert puts(await read(source)) == ["a", "b"]
    assert "lambda" not in repr(source)


async def test_credentials_are_not_sent_in_clear_to_another_machine() -> None:
    endpoint = Endpoint(url="http://main.invalid/", credentials=lambda: {"Authorization": "x"})
    _, trouble = await broken(Feed(name="main", endpoint=endpoint, limits=QUICK))
    assert trouble.code == troubles.PLAIN
    inside = at("http://roomd:x@main.invalid/")
    _, trouble = await broken(Feed(name="main", endpoint=inside, limits=QUICK))
    assert trouble.code == troubles.PLAIN
    allowed = replace(endpoint, plain_ok=True)
    _, trouble = await broken(Feed(name="main", endpoint=allowed, limits=QUICK))
    assert trouble.code == troubles.UNREACHABLE


# H19


def server_side(cert: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def folder(tmp_path: Path, name: str) -> Path:
    made = tmp_path / name
    made.mkdir()
    return made


async def test_h19_a_certificate_that_changed_ends_the_sync_and_gets_no_request(
    tmp_path: Path, index: Index
) -> None:
    old, old_key = certificate(folder(tmp_path, "old"))
    new, new_key = certificate(folder(tmp_path, "new"))
    main = system()
    async with serving(main, server_side(old, old_key)) as server:
        endpoint = Endpoint(
            url=server.url, ca_file=old, credentials=lambda: {"Authorization": "Bearer x"}
        )
        source = Feed(name="main", endpoint=endpoint, limits=QUICK)
        await index.take(source)
        assert len(index.ids()) == 2
    main.asked.clear()
    async with serving(main, server_side(new, new_key)) as server:
        moved = replace(source, endpoint=replace(endpoint, url=server.url))
        report = await index.take(moved)
        assert (report.outcome, report.code) == (Outcome.FAILED, troubles.TLS)
        assert main.asked == []
        assert len(index.ids()) == 2


async def test_h19_a_failed_handshake_is_not_tried_again(tmp_path: Path) -> None:
    cert, _ = certificate(tmp_path)
    tries = 0

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal tries
        tries += 1
        await reader.read(100)
        writer.write(b"\x15\x03\x03\x00\x02\x02\x28")  # a fatal alert: handshake_failure
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(accept, HOST, 0)
    async with server:
        url = f"https://{HOST}:{server.sockets[0].getsockname()[1]}"
        source = Feed(name="main", endpoint=Endpoint(url=url, ca_file=cert), limits=QUICK)
        _, trouble = await broken(source)
    assert (trouble.code, tries) == (troubles.TLS, 1)


async def test_h19_https_without_a_pinned_file_is_refused(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    main = system()
    async with serving(main, server_side(cert, key)) as server:
        for ca_file in (None, tmp_path / "nothing.pem"):
            endpoint = Endpoint(url=server.url, ca_file=ca_file)
            _, trouble = await broken(Feed(name="main", endpoint=endpoint, limits=QUICK))
            assert trouble.code == troubles.NO_CA
    assert main.asked == []


async def test_h19_a_right_authority_for_another_name_is_refused(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    main = system()
    async with serving(main, server_side(cert, key)) as server:
        url = server.url.replace(HOST, "localhost")
        source = Feed(name="main", endpoint=Endpoint(url=url, ca_file=cert), limits=QUICK)
        _, trouble = await broken(source)
    assert trouble.code == troubles.TLS


async def test_a_cookie_of_one_answer_is_not_sent_with_the_next() -> None:
    seen: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Cookie", ""))
        return web.json_response({}, headers={"Set-Cookie": "session=1; Path=/"})

    app = web.Application()
    app.router.add_get("/x", answer)
    async with (
        serving_app(app) as url,
        Http(at(url.replace(HOST, "localhost")), QUICK, random.Random(1)) as http,
    ):
        for _ in range(2):
            await http.get("x", kind=Kind.JSON)
    assert seen == ["", ""]
