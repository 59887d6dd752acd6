"""Live events: each stream sends the newest snapshot as soon as there is one, never an old one.

There is no queue: a reader that is slow misses snapshots, a reader that stops is dropped.
"""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from aiohttp import web
from aiohttp_sse import EventSourceResponse

from .acting import asker_of, knows_names
from .address import address_of, is_here
from .asked import frame_of, language_of
from .context import Context
from .feed import Feed
from .frames import Frame
from .people.doorman import DOORMAN, STILL
from .places import Places, Shares
from .problems import ProblemError
from .quiet import Quiet
from .settings import StreamLimits
from .words import msgid

log = logging.getLogger(__name__)

STALLED = "readers that stopped reading their events"


class Events:
    """The event streams of one panel."""

    def __init__(self, context: Context, feed: Feed, limits: StreamLimits) -> None:
        self._context = context
        self._feed = feed
        self._limits = limits
        self._open: set[asyncio.Timeout] = set()
        self._places = Places(limits.places)
        total, each = limits.places.total, limits.each_session
        self._of_sessions = Places(Shares(total=total, reserved=0, each=each))
        self._quiet = Quiet()

    async def end_all(self, _app: web.Application) -> None:
        """End every stream now, so that stopping does not wait for browsers."""
        now = asyncio.get_running_loop().time()
        for scope in self._open:
            scope.reschedule(now)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Stream snapshots until the reader leaves or stalls, or the server stops."""
        language_of(request, self._context.settings.language)  # what is unclear is refused first
        frame = frame_of(request)
        limits = self._limits
        stream = EventSourceResponse(
            send_timeout=limits.send_timeout_s, ping_interval=limits.ping_s
        )
        async with self._place(request):
            _keep_buffer_small(request, limits.send_buffer)
            try:
                await stream.prepare(request)
                async with stream:
                    await self._send_snapshots(stream, request, frame)
            except ConnectionResetError:
                log.debug("%s left its events", request.remote)
            except TimeoutError:
                count = self._quiet.due(STALLED, asyncio.get_running_loop().time())
                if count:
                    log.info("dropped %s: %d since the last line", STALLED, count)
        return stream

    async def _send_snapshots(
        self, stream: EventSourceResponse, request: web.Request, frame: Frame
    ) -> None:
        language = language_of(request, self._context.settings.language)
        doorman, still = request.app[DOORMAN], request[STILL]
        retry_ms = round(self._limits.retry_s * 1000)
        while still():  # a session may be over meanwhile
            named = knows_names(doorman.asker(request))
            if frame is Frame.FACE:
                await self._feed.refresh()
            seq = self._feed.seq
            number = None if seq < 0 else str(seq)
            text = self._feed.text(language, frame, named=named)
            await stream.send(text, id=number, retry=retry_ms)
            await self._context.live.newer_than(seq)

    @asynccontextmanager
    async def _place(self, request: web.Request) -> AsyncIterator[None]:
        """Hold one place until the end of the stream or of the server.

        Raises ProblemError when no place is free.
        """
        address, session = address_of(request), asker_of(request).session
        with ExitStack() as held:
            _hold(held, self._places, address, local=is_here(request))
            if session is not None:
                _hold(held, self._of_sessions, session.id)
            try:
                async with asyncio.timeout(None) as scope:
                    self._open.add(scope)
                    held.callback(self._open.discard, scope)
                    yield
            except TimeoutError:
                log.debug("ended the events of %s", request.remote)


def _hold(held: ExitStack, places: Places, whose: str, *, local: bool = False) -> None:
    """Take a place until `held` ends; raises ProblemError where none is free."""
    if not places.take(whose, local=local):
        raise ProblemError(503, msgid("Too many panels are open."), {"Retry-After": "10"})
    held.callback(places.give_back, whose)


def _keep_buffer_small(request: web.Request, size: int) -> None:
    """Bound what the kernel holds for a slow reader, in bytes: those are old snapshots."""
    transport = request.transport
    if transport is not None:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)
