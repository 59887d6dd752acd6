"""One connection under a clock: aiohttp has no time limit for headers, silence and slow readers.

The bytes go to aiohttp unchanged. `overdue` is asked each second; who is overdue is hung up on.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import cast

from aiohttp import StreamReader, web


class Overdue(Enum):
    """Why a connection is ended; the value names it in the log."""

    IDLE = ""  # every browser leaves such ones behind: nothing to say
    SLOW = "requests that did not come to their end"
    STALLED = "readers that do not read"
    FLOOD = "more sent than was asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Times in seconds, sizes in bytes.

    `wait_s`: until the head of a request is whole, counted from the connection or from the end of
    the last answer; and again until its body is. `stalled_s`: without one byte of an answer being
    taken. `unasked`: what may come in before the next answer is out.
    """

    wait_s: float = 8.0
    stalled_s: float = 8.0
    unasked: int = 160 * 1024  # a body of 64 KiB, a head, and some pipelining


class Connection(asyncio.Protocol):
    """Stands between one transport and aiohttp. `ended` is called once the transport is gone."""

    def __init__(
        self,
        http: web.RequestHandler,
        patience: Patience,
        ended: Callable[["Connection"], None],
        *,
        local: bool,
    ) -> None:
        self.local = local
        self.made = False
        self._http = http
        self._patience = patience
        self._ended = ended
        self._now = asyncio.get_running_loop().time
        self._transport: asyncio.Transport | None = None
        self._body: StreamReader | None = None  # of the request that is being answered
        self._waits_since_t = self._moved_t = self._now()
        self._received = self._unsent = 0
        self._unasked = patience.unasked

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request."""
        self.made = True
        self._transport = cast(asyncio.Transport, transport)
        self._waits_since_t = self._now()
        self._http.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Count and pass on."""
        self._received += len(data)
        self._http.data_received(data)

    def eof_received(self) -> bool | None:
        """Pass on."""
        self._http.eof_received()
        return None

    def pause_writing(self) -> None:
        """Pass on."""
        self._http.pause_writing()

    def resume_writing(self) -> None:
        """Pass on: the reader takes what it asked for."""
        self._moved_t = self._now()
        self._http.resume_writing()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Pass on and give the place back."""
        self._http.connection_lost(exc)
        self._ended(self)

    def begins(self, body: StreamReader) -> None:
        """Hear that the head of a request is whole, and how its body comes in."""
        self._body = body
        self._waits_since_t = self._now()

    def expects(self, most: int) -> None:
        """Hear that who asks may send a body of `most` bytes, this once."""
        self._unasked = max(self._unasked, most)

    def answered(self) -> None:
        """Hear that an answer was made: from now on the next request is waited for."""
        self._unasked = self._patience.unasked
        self._body = None
        self._received = 0
        self._waits_since_t = self._now()

    def overdue(self, t: float) -> Overdue | None:
        """Return why this connection has to end at `t`, if it has to."""
        if self._transport is None:
            return None
        if self._received > self._unasked:
            return Overdue.FLOOD
        unsent = self._transport.get_write_buffer_size()
        if unsent < self._unsent or not unsent:
            self._moved_t = t
        self._unsent = unsent
        if unsent:
            self._waits_since_t = t
            return Overdue.STALLED if t - self._moved_t > self._patience.stalled_s else None
        whole = self._body is not None and self._body.is_eof()
        if whole or t - self._waits_since_t <= self._patience.wait_s:
            return None
        return Overdue.SLOW if self._received else Overdue.IDLE

    def hang_up(self) -> None:
        """End the connection at once, with what was not read."""
        if self._transport is not None:
            self._transport.abort()


def connection_of(request: web.Request) -> Connection | None:
    """Return the connection by which a request came; None outside of our own door."""
    protocol = request.transport.get_protocol() if request.transport else None
    return protocol if isinstance(protocol, Connection) else None
