"""One request and its answer on an open link: framing, silence, echo, stale replies."""

import asyncio
import random
from dataclasses import dataclass

from .errors import BadReplyError, LinkDownError, NoReplyError, StaleRequestError, Trouble
from .frames import LONGEST, DamagedFrameError, Frame, encode, first_frame
from .guard import checked
from .line import Line
from .link import Link
from .request import Read, Request, Write
from .timer import ExactTimer

BABBLE_S = 2.0  # a line that is never silent for so long is reopened


@dataclass(slots=True, kw_only=True)
class WireCounters:
    """Counts since start, kept over reopened links."""

    requests: int = 0
    stale_frames: int = 0  # answers to earlier requests, told by their transaction id
    unsolicited: int = 0  # times that bytes came which nobody had asked for


class Wire:
    """An open link with the memory that its framing needs."""

    def __init__(self, link: Link, line: Line, counters: WireCounters, *, echo: bool) -> None:
        self.idle_t = asyncio.get_running_loop().time()
        self.knows_tids: bool | None = None  # does the other side echo transaction ids?
        self._link = link
        self._line = line
        self._echo = echo
        self._counters = counters
        self._tid = random.randrange(1, 0xFFFF)
        self._timer = ExactTimer()

    @property
    def lost(self) -> LinkDownError | None:
        """Why the link is gone; None while it is there."""
        inbox = self._link.inbox
        return LinkDownError(inbox.lost, inbox.trouble) if inbox.lost else None

    @property
    def mixes_replies(self) -> bool:
        """True where a late reply can't be told from the reply to the next request."""
        return self._line.transport != "tcp" or not self.knows_tids

    def close(self) -> None:
        """Let go of the link."""
        self._link.close()
        self._timer.close()

    async def ask(self, request: Request, limit_s: float) -> tuple[tuple[int, ...], float]:
        """Return the checked answer and the device's own latency in seconds.

        Waits for the silence that the line needs. Raises LinkDownError, NoReplyError after
        `limit_s`, BadReplyError, RefusedError, StaleRequestError for what came too late.
        """
        await self._clear_unsolicited()
        await self.silence(self._line.silence_s)
        loop = asyncio.get_running_loop()
        if isinstance(request, Write) and loop.time() > request.latest:
            raise StaleRequestError("waited too long for the bus, not sent")
        if isinstance(request, Read) and not request.only_while():
            raise StaleRequestError("the bus is needed for something else now, not sent")
        self._tid = self._tid % 0xFFFF + 1
        sent = encode(self._line.transport, request, self._tid)
        self._link.send(sent)
        sent_t = loop.time()
        self._counters.requests += 1
        try:
            reply, received = await self._reply(sent, sent_t + limit_s, request.unit_id)
        finally:
            self.idle_t = max(self._link.inbox.last_t, sent_t)
        on_wire_s = self._line.char_s * (len(sent) + received)
        return checked(request, reply), max(0.0, self.idle_t - sent_t - on_wire_s)

    async def silence(self, seconds: float) -> None:
        """Return once the wire has been idle for `seconds`."""
        await self._timer.until(self.idle_t + seconds)

    async def drain(self, quiet_s: float) -> None:
        """Throw away what arrives until `quiet_s` passed without a byte.

        Raises LinkDownError for a line that babbles without end, or is gone.
        """
        loop = asyncio.get_running_loop()
        inbox = self._link.inbox
        end = loop.time() + quiet_s
        last = end + BABBLE_S
        while not inbox.lost and loop.time() < end:
            inbox.received.clear()
            await inbox.until(lambda: bool(inbox.received), end)
            if inbox.received:
                end = loop.time() + quiet_s
            if end > last:
                raise LinkDownError("the line is never silent: a device babbles", Trouble.BABBLE)
        self.idle_t = max(self.idle_t, inbox.last_t)
        if lost := self.lost:
            raise lost

    async def _clear_unsolicited(self) -> None:
        inbox = self._link.inbox
        if lost := self.lost:
            raise lost
        if inbox.received and self.mixes_replies:
            self._counters.unsolicited += 1
            await self.drain(max(self._line.silence_s, 0.01))

    async def _reply(self, sent: bytes, deadline: float, unit_id: int) -> tuple[Frame, int]:
        """Return the first frame that may be the answer, and its bytes."""
        received = self._link.inbox.received
        while True:
            frame, length = await self._next_frame(sent, deadline, unit_id)
            del received[:length]
            if self._line.transport != "tcp":
                if received:
                    raise BadReplyError(f"{len(received)} bytes after the reply")
                return frame, length
            if frame.tid == self._tid:
                self.knows_tids = True
                return frame, length
            if frame.tid == 0 and not self.knows_tids:
                self.knows_tids = False
                return frame, length
            self._counters.stale_frames += 1

    async def _next_frame(self, sent: bytes, deadline: float, unit_id: int) -> tuple[Frame, int]:
        inbox = self._link.inbox
        await inbox.until(lambda: self._settled(sent), deadline)
        if lost := self.lost:
            raise lost
        try:
            found = self._first(sent)
        except DamagedFrameError as err:
            if self._line.transport == "tcp":  # the stream can't be resynchronised
                raise LinkDownError(str(err), Trouble.BAD_REPLY) from err
            raise BadReplyError(str(err)) from err
        if found is not None:
            return found
        if len(inbox.received) > (len(sent) if self._echo else 0):
            raise BadReplyError(f"reply broke off after {len(inbox.received)} bytes")
        raise NoReplyError(f"no reply from unit {unit_id}")

    def _settled(self, sent: bytes) -> bool:
        """Return whether waiting for more bytes is of no use."""
        try:
            return self._first(sent) is not None
        except DamagedFrameError:
            return True

    def _first(self, sent: bytes) -> tuple[Frame, int] | None:
        """Return the first frame received and the bytes up to its end, the echo included."""
        received = bytes(self._link.inbox.received)
        skip = 0
        if self._echo:
            skip = len(sent)
            if not sent.startswith(received[:skip]):
                raise DamagedFrameError("the adapter does not echo what was sent")
        found = first_frame(self._line.transport, received[skip:])
        if found is not None:
            return found[0], found[1] + skip
        if len(received) - skip > LONGEST:
            raise DamagedFrameError("more bytes than a frame can have: a device babbles")
        return None
