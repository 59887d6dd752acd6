"""A main system that speaks the record feed (`docs/records-feed.openapi.yaml`), for tests.

It is also the shortest whole example for somebody who has to write one. Faults are put in line and
each spoils one answer.
"""

import asyncio
import gzip
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any

from aiohttp import web

HOST = "127.0.0.1"
JSON = "application/json"
Fault = Callable[[web.Request, bytes], Awaitable[web.StreamResponse]]


class MainSystem:
    """Records with their newest revision; a deletion keeps its place in the log."""

    def __init__(self, page_items: int = 3, epoch: str = "2026-a") -> None:
        self.page_items = page_items
        self.epoch = epoch
        self.purged = 0  # deletions up to this revision are forgotten
        self.rev = 0
        self.log: dict[str, tuple[int, dict[str, Any] | None]] = {}
        self.faults: list[Fault | None] = []  # of the next answers
        self.asked: list[tuple[str, dict[str, str]]] = []  # path with query, headers
        self.facts: dict[str, Any] = {}
        self.token = ""
        self.packs = True

    def put(self, name: str, **record: Any) -> None:
        self.rev += 1
        self.log.pop(name, None)
        self.log[name] = (self.rev, {"title": f"关于{name}的批复", **record})

    def delete(self, name: str) -> None:
        self.rev += 1
        self.log.pop(name)
        self.log[name] = (self.rev, None)

    def live(self) -> dict[str, int]:
        return {name: rev for name, (rev, record) in self.log.items() if record is not None}

    def changes(self, since: int, begun: int, most: int) -> dict[str, Any]:
        """Return the page after revision `since` of a walk that began when `begun` was the last.

        A cursor is both: what a walk from the start leaves out was deleted before it began.
        """
        later = [
            (name, rev, record)
            for name, (rev, record) in self.log.items()
            if rev > since and (since or record is not None)
        ]
        page = later[: min(most, self.page_items)]
        complete = len(page) == len(later)
        last = page[-1][1] if page else since or self.rev
        return {
            "epoch": self.epoch,
            "cursor": f"{last}.{last if complete else begun}",
            "complete": complete,
            "total": len(self.live()),
            "items": [item(*told) for told in page],
        }

    def digests(self) -> dict[str, Any]:
        sums = [0] * 256
        for name, rev in self.live().items():
            row = sha256(f"{name}\n{rev}".encode()).digest()
            sums[bucket(name)] += int.from_bytes(row)
        return {"epoch": self.epoch, "buckets": [f"{total % 2**256:064x}" for total in sums]}

    def bucket(self, number: int) -> dict[str, Any]:
        told = [(n, r, rec) for n, (r, rec) in self.log.items() if rec and bucket(n) == number]
        return {"epoch": self.epoch, "items": [item(*one) for one in told]}


def bucket(name: str) -> int:
    return sha256(name.encode()).digest()[0]


def item(name: str, rev: int, record: dict[str, Any] | None) -> dict[str, Any]:
    if record is None:
        return {"op": "del", "id": name, "rev": rev}
    return {"op": "put", "id": name, "rev": rev, "record": record}


def problem(status: int, title: str, **headers: str) -> web.Response:
    body = {"title": title, "status": status}
    return web.json_response(
        body, status=status, content_type="application/problem+json", headers=headers
    )


class Server:
    """The requests of the feed over a socket."""

    def __init__(self, system: MainSystem) -> None:
        self.system = system
        self.url = ""

    async def changes(self, request: web.Request) -> web.StreamResponse:
        cursor = request.query.get("cursor", f"0.{self.system.rev}")
        try:
            since, begun = map(int, cursor.split("."))
            most = int(request.query.get("limit", "1000"))
        except ValueError:
            return problem(400, "cursor or limit")
        if begun < self.system.purged:
            return problem(410, "the cursor is too old")
        page = self.system.changes(since, begun, most)
        etag = f'"{self.system.epoch}-{since}-{self.system.rev}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return await self._answer(request, page, etag)

    async def digests(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, self.system.digests())

    async def bucket(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, self.system.bucket(int(request.match_info["number"])))

    async def take(self, request: web.Request) -> web.StreamResponse:
        once = request.headers.get("Idempotency-Key", "")
        told = await request.json()
        if not once or "id" not in told:
            return problem(422, "no id")
        self.system.facts.setdefault(once, told)
        return web.Response(status=204)

    async def _answer(
        self, request: web.Request, value: dict[str, Any], etag: str = ""
    ) -> web.StreamResponse:
        body = json.dumps(value, ensure_ascii=False).encode(errors="backslashreplace")
        fault = self.system.faults.pop(0) if self.system.faults else None
        if fault is not None:
            return await fault(request, body)
        headers = {"ETag": etag} if etag else {}
        if self.system.packs and "gzip" in request.headers.get("Accept-Encoding", ""):
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        return web.Response(body=body, content_type=JSON, headers=headers)

    @web.middleware
    async def watch(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        self.system.asked.append((request.path_qs, dict(request.headers)))
        wanted = f"Bearer {self.system.token}"
        if self.system.token and request.headers.get("Authorization") != wanted:
            return problem(401, "who are you")
        return await handler(request)


@asynccontextmanager
async def serving_app(
    app: web.Application, tls: ssl.SSLContext | None = None
) -> AsyncIterator[str]:
    """Serve an application on a free port of loopback; yields its address."""
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0, ssl_context=tls)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    try:
        yield f"{'https' if tls else 'http'}://{HOST}:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def serving(system: MainSystem, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server(system)
    app = web.Application(middlewares=[server.watch])
    app.router.add_get("/records/changes", server.changes)
    app.router.add_get("/records/digests", server.digests)
    app.router.add_get("/records/buckets/{number:[0-9]+}", server.bucket)
    app.router.add_post("/records/facts", server.take)
    async with serving_app(app, tls) as address:
        server.url = f"{address}/records"
        yield server


def answers(body: bytes | str, status: int = 200, kind: str = JSON, **headers: str) -> Fault:
    """Return a fault that answers something else; `_` in a header's name is `-`."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    raw = body.encode() if isinstance(body, str) else body

    async def fault(_: web.Request, __: bytes) -> web.Response:
        return web.Response(body=raw, status=status, headers={**told, "Content-Type": kind})

    return fault


def changed(by: Callable[[dict[str, Any]], object]) -> Fault:
    """Return a fault that changes the page; `by` may do so in place or return another value."""

    async def fault(_: web.Request, body: bytes) -> web.Response:
        value = json.loads(body)
        other = by(value)
        return web.json_response(value if other is None else other)

    return fault


async def cut(request: web.Request, body: bytes) -> web.StreamResponse:
    """Break off in the middle of what Content-Length promised."""
    response = web.StreamResponse(headers={"Content-Type": JSON, "Content-Length": str(len(body))})
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    assert request.transport is not None
    request.transport.close()
    return response


async def packed_cut(_: web.Request, body: bytes) -> web.StreamResponse:
    """Send half of a gzip stream, with the length of that half."""
    half = gzip.compress(body)
    return web.Response(
        body=half[: len(half) // 2], content_type=JSON, headers={"Content-Encoding": "gzip"}
    )


async def short(request: web.Request, body: bytes) -> web.StreamResponse:
    """Say a Content-Length that is smaller than the page."""
    response = web.StreamResponse(
        headers={"Content-Type": JSON, "Content-Length": str(len(body) - 20)}
    )
    await response.prepare(request)
    await response.write(body)
    return response


async def drip(request: web.Request, body: bytes) -> web.StreamResponse:
    """Send a byte at a time, without end for any patience."""
    response = web.StreamResponse(headers={"Content-Type": JSON})
    await response.prepare(request)
    for byte in body:
        await response.write(bytes([byte]))
        await asyncio.sleep(0.02)
    return response


async def silence(_: web.Request, __: bytes) -> web.StreamResponse:
    """Say nothing until the other side has gone."""
    await asyncio.Event().wait()
    return web.Response()
