"""The body of an answer, read within bounds: never too slow, too large, swollen or cut short.

Bytes are counted as they come off the wire and again as they are unpacked, piece by piece, so that
memory holds at most the limit and no bomb is ever unpacked.
"""

import asyncio
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import StreamReader

from records_sync.model import SourceError
from records_sync.sources import troubles

_GZIP = 31  # zlib's word for a window of 15 bits with a gzip head
_PIECE = 256 * 1024
_SWELLING_FROM = 1024 * 1024  # unpacked bytes from which the ratio counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much patience there is; times in seconds, sizes in bytes.

    `least_rate` (bytes a second) counts on the wire over each `window_s`. `total_s` is one answer
    from the first byte out to the last byte in. Pauses between attempts are full jitter; a
    Retry-After past `longest_pause_s` ends the run instead of holding it.
    """

    connect_s: float = 10.0
    read_s: float = 30.0
    total_s: float = 300.0
    window_s: float = 10.0
    least_rate: float = 1024.0
    most_bytes: int = 32 * 1024 * 1024
    most_ratio: int = 100
    attempts: int = 3
    first_pause_s: float = 1.0
    longest_pause_s: float = 60.0


class _Unpacking:
    """Takes wire bytes, gives the body; raises SourceError past a limit."""

    def __init__(self, packed: bool, limits: Limits) -> None:
        self._gzip = zlib.decompressobj(_GZIP) if packed else None
        self._limits = limits
        self._wire = 0
        self._body = bytearray()

    def take(self, piece: bytes) -> None:
        self._wire += len(piece)
        if self._gzip is None:
            self._keep(piece)
            return
        while piece:
            try:
                self._keep(self._gzip.decompress(piece, _PIECE))
            except zlib.error as error:
                raise troubles.PassingError(troubles.CUT, f"gzip: {error}") from None
            if self._gzip.unused_data:
                raise SourceError(troubles.WRONG_KIND, "bytes after the end of the gzip stream")
            piece = self._gzip.unconsumed_tail

    def _keep(self, more: bytes) -> None:
        self._body += more
        size = len(self._body)
        if size > self._limits.most_bytes:
            raise SourceError(troubles.TOO_LARGE, f"> {self._limits.most_bytes} B")
        if size > _SWELLING_FROM and size > self._wire * self._limits.most_ratio:
            raise SourceError(troubles.BOMB, f"{self._wire} B -> {size} B")

    def whole(self) -> bytes:
        if self._gzip is not None:
            while more := self._gzip.decompress(b"", _PIECE):
                self._keep(more)
            if not self._gzip.eof:
                raise troubles.PassingError(troubles.CUT, f"gzip ends after {self._wire} B")
        return bytes(self._body)


async def read_body(
    content: StreamReader,
    packed: bool,
    limits: Limits,
    monotonic: Callable[[], float] | None = None,
) -> bytes:
    """Return the unpacked body. Raises SourceError; what the library raises is the caller's."""
    now = monotonic or asyncio.get_running_loop().time
    unpacking = _Unpacking(packed, limits)
    begun, got = now(), 0
    while piece := await content.readany():
        unpacking.take(piece)
        got += len(piece)
        passed = now() - begun
        if passed >= limits.window_s:
            if got < limits.least_rate * passed:
                raise SourceError(troubles.SLOW, f"{got / passed:.0f} B/s")
            begun, got = now(), 0
    return unpacking.whole()
