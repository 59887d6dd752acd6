"""Serves the panel on a port until it is cancelled."""

import asyncio
import errno
import logging
import time
from collections.abc import Callable

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from .guard import bracketed

log = logging.getLogger(f"{__name__}.http")  # for aiohttp, which logs what it can't parse

KEEPALIVE_S = 75
SHUTDOWN_S = 1
QUIET_S = 10.0  # at most one line about malformed requests in this time


class PanelPortTakenError(Exception):
    """Another program already listens on the port of the panel."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"{host} 的端口 {port} 被别的程序占用：请停掉那个程序（ss -ltnp 可查）"
            f"或给屏幕换个端口 / port {port} on {host} is taken by another program: stop it "
            f"(ss -ltnp 'sport = :{port}' shows it) or choose another port for the panel"
        )


class OneLineNowAndThen(logging.Filter):
    """Lets through one line per QUIET_S about malformed requests, without their traceback.

    A port scan must not fill the journal; bugs pass unchanged.
    """

    def __init__(self) -> None:
        super().__init__()
        self._next_t = float("-inf")

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether `record` may be logged."""
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, HttpProcessingError):
            return True
        t = time.monotonic()
        if t < self._next_t:
            return False
        self._next_t = t + QUIET_S
        record.exc_info = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


async def serve(
    app: web.Application,
    host: str,
    port: int,
    on_listening: Callable[[str], None] | None = None,
) -> None:
    """Serve `app` until cancelled; stops at once although event streams are open.

    `on_listening` gets the address as a URL; port 0 takes any free one. Raises
    PanelPortTakenError, or OSError when the host has no such address.
    """
    runner = web.AppRunner(
        app,
        access_log=None,
        logger=log,
        handler_cancellation=True,  # a browser that leaves ends its stream
        keepalive_timeout=KEEPALIVE_S,
        shutdown_timeout=SHUTDOWN_S,
    )
    quiet = OneLineNowAndThen()
    log.addFilter(quiet)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PanelPortTakenError(host, port) from error
            raise
        if on_listening is not None:
            on_listening(f"http://{bracketed(host)}:{runner.addresses[0][1]}/")
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
        log.removeFilter(quiet)
