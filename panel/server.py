"""Serves the panel until it is cancelled: aiohttp speaks HTTP, our own door lets visitors in."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from aiohttp import web

from .context import CONTEXT, Context
from .door import Door, DoorLimits
from .guard import HEADERS
from .listening import Listener, PanelPortTakenError, listeners
from .problems import SENTENCES, ProblemError, problem_json
from .quiet import Malformed, Quiet
from .tls import Certificate

__all__ = ["PanelPortTakenError", "serve", "serve_on"]

log = logging.getLogger(f"{__name__}.http")  # for aiohttp, which logs what it can't parse

KEEPALIVE_S = 75.0  # never reached: our own door is less patient
SHUTDOWN_S = 1.0
LINE_BYTES = 4096
FIELD_BYTES = 4096
MOST_FIELDS = 64
LIMITS = DoorLimits()


class Http(web.RequestHandler):
    """Speaks HTTP with one visitor; what can't be parsed is answered as a problem, never echoed."""

    def __init__(self, context: Context, server: web.Server, **settings: Any) -> None:
        super().__init__(server, **settings)
        self._context = context

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Return the problem for what never reached a page, and end the connection after it."""
        super().handle_error(request, status, exc, message)  # logs, and raises once bytes are out
        response = problem_json(self._context, ProblemError(status, SENTENCES[status]))
        response.headers.update({**HEADERS, "Cache-Control": "no-store"})
        response.force_close()
        return response


async def serve(
    app: web.Application,
    host: str,
    port: int,
    on_listening: Callable[[str], None] | None = None,
    *,
    certificate: Certificate | None = None,
    limits: DoorLimits = LIMITS,
) -> None:
    """Serve `app` until cancelled; stops at once although event streams are open.

    `on_listening` gets the address as a URL; port 0 takes any free one. With a `certificate` who
    comes from elsewhere is answered by TLS only. Raises PanelPortTakenError, or OSError when the
    host has no such address.
    """
    found = listeners(host, port)
    try:
        if on_listening is not None:
            first = found[0]
            on_listening(first.url(encrypted=certificate is not None and not first.local))
        await serve_on(app, found, certificate, limits)
    finally:
        for each in found:
            each.socket.close()


async def serve_on(
    app: web.Application,
    found: Sequence[Listener],
    certificate: Certificate | None = None,
    limits: DoorLimits = LIMITS,
) -> None:
    """Serve `app` on open listeners until cancelled."""
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=SHUTDOWN_S)
    quiet = Quiet()
    junk = Malformed(quiet)
    log.addFilter(junk)
    await runner.setup()
    try:
        http = runner.server
        if http is None:
            raise RuntimeError("the runner was set up and has no server")
        loop = asyncio.get_running_loop()

        def speaker() -> web.RequestHandler:
            return Http(
                app[CONTEXT],
                http,
                loop=loop,
                logger=log,
                access_log=None,
                keepalive_timeout=KEEPALIVE_S,
                lingering_time=SHUTDOWN_S,
                max_line_size=LINE_BYTES,
                max_field_size=FIELD_BYTES,
                max_headers=MOST_FIELDS,
                auto_decompress=False,  # what comes packed is refused, never unpacked
            )

        await Door(speaker, limits, quiet, certificate).run(found)
    finally:
        await runner.cleanup()
        log.removeFilter(junk)
