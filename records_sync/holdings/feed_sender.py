"""Local facts by HTTP POST, one event a request, in order (H17).

An answer that is about the event (400, 409, 410, 413, 415, 422 and such) parks it. An answer that
is about us, the way or the moment (401, 403, 404, 405, 407, 408, 421, 425, 426, 429, 3xx, 5xx, a
web page with status 200) is tried again, for no event would ever be taken so.
"""

import asyncio
import json
import ssl
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import aiohttp

from .model import Fact
from .outbox import Outbox, event
from .sending import UnreachableError

CONNECT_S, TOTAL_S = 10.0, 30.0
LONGEST_ANSWER = 300
BATCH = 100
OF_THE_WAY = frozenset({401, 403, 404, 405, 407, 408, 421, 425, 426, 429})
_PAGE = "text/html"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSender:
    """Where to post. `token` is sent as a bearer; `ca_file` None means the system's authorities."""

    url: str
    site: str
    token: str | None = field(default=None, repr=False)
    ca_file: Path | None = None

    async def send(self, outbox: Outbox) -> bool:
        """Send some of what waits; return whether there may be more. Raises UnreachableError."""
        facts = await outbox.waiting(BATCH)
        if not facts:
            return False
        timeout = aiohttp.ClientTimeout(total=TOTAL_S, sock_connect=CONNECT_S)
        try:
            connector = aiohttp.TCPConnector(ssl=await self._tls(), limit=1)
            async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
                for fact in facts:
                    refusal = await self._post(session, fact)
                    if refusal:
                        await outbox.park(fact, refusal)
                    else:
                        await outbox.taken([fact])
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise UnreachableError(
                "feed_unreachable", str(error) or type(error).__name__
            ) from error
        return True

    async def _post(self, session: aiohttp.ClientSession, fact: Fact) -> str:
        """Return why the receiver refuses an event, "" where it has it."""
        told = event(fact, self.site)
        headers = {"Content-Type": "application/json", "Idempotency-Key": _ascii(str(told["id"]))}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        body = json.dumps(told, ensure_ascii=False, allow_nan=False).encode()
        async with session.post(
            self.url, data=body, headers=headers, allow_redirects=False
        ) as answer:
            status = answer.status
            said = (await answer.content.read(LONGEST_ANSWER)).decode(errors="replace")
            page = answer.content_type == _PAGE
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES and not page:
            return ""
        ours = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
        if ours and status not in OF_THE_WAY:
            return f"HTTP {status}: {' '.join(said.split())}"
        what = "a web page, not an answer" if page else "not taken"
        raise UnreachableError("feed_unreachable", f"HTTP {status}, {what}")

    async def _tls(self) -> ssl.SSLContext | bool:
        if self.ca_file is None:
            return True
        return await asyncio.to_thread(ssl.create_default_context, cafile=str(self.ca_file))


def _ascii(id_: str) -> str:
    """Return an id as a header can carry it: JSON's escapes for what is no ASCII."""
    return json.dumps(id_)[1:-1]
