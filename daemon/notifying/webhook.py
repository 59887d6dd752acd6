"""Messages by HTTP POST, signed, so that the receiver knows who speaks and drops what came twice.

`X-Roomd-Signature` is `sha256=` and the HMAC-SHA-256, in hexadecimal, of the timestamp header, a
full stop and the body, under the secret that both sides hold. `Idempotency-Key` is the notice.
"""

import asyncio
import hashlib
import hmac
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import aiohttp

from daemon.clock import Clock

from .sending import DeniedError, RefusedError, UnreachableError

CONNECT_S, TOTAL_S = 5.0, 15.0
# Answers of a receiver that may take the message later.
PASSING = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)
# Answers about the message itself; all others tell of a wrong address or secret.
LASTING = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where to post, and with which secret. `ca_file` None means the system's authorities."""

    url: str
    clock: Clock
    secret: str | None = field(default=None, repr=False)
    ca_file: Path | None = None

    async def send(self, notice: str, body: Mapping[str, object]) -> str:
        """Post one message. Raises RefusedError, DeniedError or UnreachableError."""
        payload = json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
        timeout = aiohttp.ClientTimeout(total=TOTAL_S, sock_connect=CONNECT_S)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(
                    self.url,
                    data=payload,
                    headers=self._headers(notice, payload),
                    ssl=await self._tls(),
                    allow_redirects=False,
                ) as response,
            ):
                status = response.status
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise UnreachableError(str(error) or type(error).__name__) from error
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in PASSING:
            raise UnreachableError(f"HTTP {status}")
        if status in LASTING:
            raise RefusedError(f"HTTP {status}")
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise DeniedError(f"HTTP {status}")
        return ""

    def _headers(self, notice: str, payload: bytes) -> dict[str, str]:
        stamp = str(round(self.clock.utc().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": notice,
            "X-Roomd-Timestamp": stamp,
        }
        if self.secret is not None:
            headers["X-Roomd-Signature"] = signature(self.secret, stamp, payload)
        return headers

    async def _tls(self) -> ssl.SSLContext | bool:
        if self.ca_file is None:
            return True
        return await asyncio.to_thread(ssl.create_default_context, cafile=self.ca_file)


def signature(secret: str, stamp: str, payload: bytes) -> str:
    """Return the signature of a body sent at `stamp` (whole UTC seconds as text)."""
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + payload, hashlib.sha256)
    return f"sha256={digest.hexdigest()}"
