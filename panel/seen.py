"""The heartbeat of the room's own panel: its page says which frame it has drawn.

A server that answers proves no screen: only a browser that draws sends this. What it sends says
nothing else, and nobody but the room's own panel may send it.
"""

import json
from collections.abc import Callable

from aiohttp import web

from .acting import OVER, asker_of, refusal
from .actions import body_of
from .feed import Feed
from .problems import SENTENCES, ProblemError

PATH = "/api/v1/seen"
LATE = 100  # scans that a drawn frame may lie behind


class Seen:
    """Hears of what the room's own panel has drawn; `told` is called for each new sign of life."""

    def __init__(self, feed: Feed, told: Callable[[], None]) -> None:
        self._feed = feed
        self._told = told

    async def seen(self, request: web.Request) -> web.Response:
        """Take note of a frame that is on the screen now."""
        if not asker_of(request).kiosk:
            raise refusal(request, OVER)
        seq = _seq(await body_of(request))
        if not self._feed.seq - LATE <= seq <= self._feed.seq:
            raise ProblemError(400, SENTENCES[400])
        self._told()
        return web.Response(status=204)


def _seq(body: bytes) -> int:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ProblemError(400, SENTENCES[400]) from error
    seq = fields.get("seq") if isinstance(fields, dict) else None
    if not isinstance(seq, int) or isinstance(seq, bool) or seq < 0:
        raise ProblemError(400, SENTENCES[400])
    return seq
