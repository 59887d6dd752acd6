"""H17: the main system refuses, fails, hangs up or takes an event twice, over real HTTP."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port

from records_sync.holdings.acts import See
from records_sync.holdings.feed_sender import FeedSender
from records_sync.holdings.model import Key
from records_sync.holdings.sending import UnreachableError
from tests.unit.records_holdings_kit import Hands, done, site


class MainSystem:
    """Takes events, knows them by their ids, and has moods: one answer a request, then 200."""

    def __init__(self) -> None:
        self.moods: list[int | str] = []
        self.events: dict[str, dict[str, object]] = {}
        self.requests: list[str] = []
        self.tokens: set[str | None] = set()

    async def take(self, request: web.Request) -> web.StreamResponse:
        event = await request.json()
        assert request.headers["Idempotency-Key"] == event["id"]
        self.tokens.add(request.headers.get("Authorization"))
        self.requests.append(event["id"])
        mood = self.moods.pop(0) if self.moods else 200
        if mood == "hang up after taking it":
            self.events[event["id"]] = event
            assert request.transport is not None
            request.transport.abort()
        if mood == "login page":
            return web.Response(text="<html>登录", content_type="text/html")
        if isinstance(mood, int) and mood != 200:
            headers = {"Location": "/login"} if mood == 302 else {}
            return web.json_response({"error": "档号不合规"}, status=mood, headers=headers)
        self.events[event["id"]] = event
        return web.json_response({"taken": True})

    async def log_in(self, _: web.Request) -> web.Response:
        return web.json_response({"please": "log in"})

    @contextlib.asynccontextmanager
    async def serve(self, port: int) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_post("/events", self.take)
        app.router.add_get("/login", self.log_in)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            yield f"http://127.0.0.1:{port}/events"
        finally:
            await runner.cleanup()


KEYS = tuple(Key("files", f"档{n}") for n in range(3))
IDS = [f"x:act-0.{n}" for n in (1, 2, 3)]


@pytest.mark.parametrize("status", [400, 409, 413, 422])
async def test_h17_what_is_refused_is_parked_with_its_reason_and_holds_up_no_other(
    tmp_path: Path, status: int
) -> None:
    hands, main = Hands(), MainSystem()
    async with site(tmp_path, hands) as (holdings, _), main.serve(unused_port()) as url:
        done(await holdings.do(See(id=hands.id, who="库管", keys=KEYS)))
        outbox, sender = holdings.outbox("main"), FeedSender(url=url, site="x", token="secret")  # noqa: S106
        main.moods = [200, status]
        assert await sender.send(outbox)
        assert main.requests == IDS
        assert list(main.events) == [IDS[0], IDS[2]]
        (parked,) = await outbox.parked()
        assert parked.fact.seq == 2
        assert f"HTTP {status}" in parked.error
        assert not await sender.send(outbox)
        assert await outbox.release() == 1
        assert await outbox.count() == 1
        assert await sender.send(outbox)
        assert await outbox.parked() == []
        assert not await sender.send(outbox)
    assert main.requests == [*IDS, IDS[1]]
    assert sorted(main.events) == IDS
    assert main.tokens == {"Bearer secret"}
    assert "secret" not in repr(sender)


@pytest.mark.parametrize("mood", [500, 503, 429, 401, 403, 404, 302, "login page"])
async def test_h17_what_is_no_answer_to_the_event_is_tried_again(
    tmp_path: Path, mood: int | str
) -> None:
    hands, main = Hands(), MainSystem()
    async with site(tmp_path, hands) as (holdings, _), main.serve(unused_port()) as url:
        done(await holdings.do(See(id=hands.id, who="库管", keys=KEYS)))
        outbox, sender = holdings.outbox("main"), FeedSender(url=url, site="x")
        main.moods = [200, mood]
        with pytest.raises(UnreachableError):
            await sender.send(outbox)
        assert await outbox.count() == 2
        assert await outbox.parked() == []
        assert await sender.send(outbox)
    assert main.requests == [IDS[0], IDS[1], IDS[1], IDS[2]]


async def test_h17_an_event_that_was_taken_but_not_answered_is_known_by_its_id(
    tmp_path: Path,
) -> None:
    hands, main = Hands(), MainSystem()
    async with site(tmp_path, hands) as (holdings, _), main.serve(unused_port()) as url:
        done(await holdings.do(See(id=hands.id, who="库管", keys=KEYS)))
        outbox, sender = holdings.outbox("main"), FeedSender(url=url, site="x")
        main.moods = ["hang up after taking it"]
        with pytest.raises(UnreachableError):
            await sender.send(outbox)
        assert await sender.send(outbox)
    assert main.requests == [IDS[0], *IDS]
    assert list(main.events) == IDS


async def test_h17_the_queue_outlives_the_process_and_the_main_system(tmp_path: Path) -> None:
    hands, main, port = Hands(), MainSystem(), unused_port()
    sender = FeedSender(url=f"http://127.0.0.1:{port}/events", site="x")
    async with site(tmp_path, hands) as (holdings, _):
        done(await holdings.do(See(id=hands.id, who="库管", keys=KEYS)))
        with pytest.raises(UnreachableError):
            await sender.send(holdings.outbox("main"))
    async with main.serve(port), site(tmp_path, hands) as (holdings, _):
        delivery = holdings.delivery("main", sender)
        async with asyncio.timeout(10):
            while await delivery.step() == 0:
                pass
        assert delivery.trouble is None
        done(await holdings.do(See(id=hands.id, who="库管", keys=KEYS[:1])))
        await delivery.step()
    assert list(main.events) == [*IDS, "x:act-1.1"]
