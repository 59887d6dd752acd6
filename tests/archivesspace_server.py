"""The part of ArchivesSpace's REST API that harvesters use, over a socket, as it behaves."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from aiohttp import web

from tests.records_feed_server import serving_app

PASSWORD = "库房"  # noqa: S105 - of this server


class Backend:
    """Records by kind and number; `now` is its clock, in unix seconds."""

    def __init__(self) -> None:
        self.now = 1_000_000
        self.records: dict[str, dict[int, dict[str, Any]]] = {
            "resources": {},
            "archival_objects": {},
        }
        self.tombstones: list[tuple[int, str]] = []
        self.sessions: set[str] = set()
        self.logins = 0
        self.asked: list[str] = []
        self.may_see_deletions = True
        self.page_size = 2
        self.spoils: list[Callable[[Any], Any] | None] = []

    def put(self, kind: str, number: int, **changes: Any) -> None:
        before = self.records[kind].get(number, {"lock_version": -1})
        self.records[kind][number] = {
            "uri": f"/repositories/2/{kind}/{number}",
            "title": f"关于{number}号的函",
            "jsonmodel_type": kind[:-1],
            "lock_version": before["lock_version"] + 1,
            "system_mtime": datetime.fromtimestamp(self.now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            **changes,
        }

    def delete(self, kind: str, number: int) -> None:
        del self.records[kind][number]
        self.tombstones.append((self.now, f"/repositories/2/{kind}/{number}"))

    def modified(self, kind: str, since: int) -> list[int]:
        floor = datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return [n for n, r in self.records[kind].items() if r["system_mtime"] >= floor]


class Service:
    def __init__(self, backend: Backend) -> None:
        self.backend = backend

    async def login(self, request: web.Request) -> web.Response:
        form = await request.post()
        if request.match_info["user"] != "roomd" or form["password"] != PASSWORD:
            return self._json({"error": "Login failed"}, 403)
        self.backend.logins += 1
        session = f"{self.backend.logins:032x}"
        self.backend.sessions.add(session)
        return self._json({"session": session, "user": {}})

    async def listing(self, request: web.Request) -> web.Response:
        kind, query = request.match_info["kind"], request.query
        if query.get("all_ids") == "true":
            return self._json(self.backend.modified(kind, int(query["modified_since"])))
        wanted = [int(number) for number in query["id_set"].split(",")]
        there = self.backend.records[kind]
        return self._json([there[number] for number in wanted if number in there])

    async def deleted(self, request: web.Request) -> web.Response:
        if not self.backend.may_see_deletions:
            return self._json({"error": "Access denied"}, 403)
        since, page = int(request.query["modified_since"]), int(request.query["page"])
        uris = [uri for at, uri in self.backend.tombstones if at >= since]
        size = self.backend.page_size
        return self._json(
            {
                "first_page": 1,
                "last_page": max(1, -(-len(uris) // size)),
                "this_page": page,
                "results": uris[(page - 1) * size : page * size],
            }
        )

    def _json(self, value: Any, status: int = 200) -> web.Response:
        spoil = self.backend.spoils.pop(0) if self.backend.spoils else None
        date = format_datetime(datetime.fromtimestamp(self.backend.now, UTC), usegmt=True)
        told = spoil(value) if spoil else value
        return web.json_response(told, status=status, headers={"Date": date})

    @web.middleware
    async def session(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.backend.asked.append(request.path_qs)
        given = request.headers.get("X-ArchivesSpace-Session")
        if not request.path.endswith("/login") and given not in self.backend.sessions:
            return self._json({"code": "SESSION_GONE", "error": "No session found"}, 412)
        answer = await handler(request)
        assert isinstance(answer, web.StreamResponse)
        return answer


@asynccontextmanager
async def archivesspace(backend: Backend) -> AsyncIterator[str]:
    service = Service(backend)
    app = web.Application(middlewares=[service.session])
    app.router.add_post("/users/{user}/login", service.login)
    app.router.add_get("/repositories/2/{kind}", service.listing)
    app.router.add_get("/delete-feed", service.deleted)
    async with serving_app(app) as url:
        yield url
