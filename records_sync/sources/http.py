"""One bounded HTTP client for every source; local facts go out by `holdings.feed_sender`.

Redirects are never followed. TLS knows the one CA file that was pinned, and nothing is ever tried
again without it. A GET that failed in a way that may pass is asked again after a pause; a POST is
not. Each answer is judged before it is used: status, kind, first byte.
"""

import asyncio
import ipaddress
import random
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlencode, urlsplit

import aiohttp

from records_sync.model import SourceError
from records_sync.sources import troubles
from records_sync.sources.answers import (
    SHOWN,
    Answer,
    Kind,
    is_packed,
    judge_kind,
    judge_status,
)
from records_sync.sources.http_body import Limits, read_body
from records_sync.sources.pacing import pause_s
from records_sync.sources.troubles import PassingError

Query = Mapping[str, str | Sequence[str]]
Credentials = Callable[[], Mapping[str, str]]  # headers, asked for anew at every request


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a main system is. `plain_ok` allows credentials over http to another machine."""

    url: str
    ca_file: Path | None = None
    credentials: Credentials | None = field(default=None, repr=False)
    plain_ok: bool = False


class Http:
    """Talks with one endpoint. Use it as a context; one request at a time."""

    def __init__(
        self,
        endpoint: Endpoint,
        limits: Limits | None = None,
        rng: random.Random | None = None,
    ) -> None:
        self._base = urlsplit(endpoint.url)
        self._host = self._base.hostname or endpoint.url[:SHOWN]
        self._endpoint = endpoint
        self._limits = limits or Limits()
        self._rng = rng or random.Random()
        self._stack = AsyncExitStack()
        self._tls: ssl.SSLContext | bool = True
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        self._tls = await self._pinned()
        timeout = aiohttp.ClientTimeout(
            total=self._limits.total_s,
            sock_connect=self._limits.connect_s,
            sock_read=self._limits.read_s,
        )
        self._session = await self._stack.enter_async_context(
            aiohttp.ClientSession(
                timeout=timeout,
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                connector=aiohttp.TCPConnector(limit=1),
                headers={"Accept-Encoding": "gzip", "User-Agent": "roomd-records"},
            )
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    async def get(
        self,
        path: str,
        query: Query | None = None,
        *,
        kind: Kind,
        etag: str = "",
        also: frozenset[int] = frozenset(),
    ) -> Answer:
        """Return the answer: 200 of the right kind, 304 to `etag`, or a status of `also`.

        Raises SourceError for anything else, after some attempts where it may pass.
        """
        url = self._at(path, query)
        headers = {"If-None-Match": etag} if etag else {}
        if etag:
            also |= {HTTPStatus.NOT_MODIFIED}
        failures = 0
        while True:
            try:
                return await self._ask("GET", url, headers, kind, also)
            except PassingError as trouble:
                failures += 1
                pause = self._pause_s(failures, trouble)
                if failures >= self._limits.attempts or pause > self._limits.longest_pause_s:
                    raise
            await asyncio.sleep(pause)

    async def post_form(
        self, path: str, form: Mapping[str, str], *, also: frozenset[int] = frozenset()
    ) -> Answer:
        """Post a form once, and return the JSON answer. Raises SourceError."""
        headers: dict[str, str] = {}
        if not self._is_private():
            raise SourceError(troubles.PLAIN, self._host)
        url = self._at(path, None)
        return await self._ask("POST", url, headers, Kind.JSON, also, data=dict(form))

    def _pause_s(self, failures: int, trouble: PassingError) -> float:
        drawn = pause_s(failures, first_s=self._limits.first_pause_s, rng=self._rng)
        return max(drawn, trouble.after_s or 0.0)

    def _at(self, path: str, query: Query | None) -> str:
        url = self._endpoint.url.rstrip("/") + "/" + quote(path) if path else self._endpoint.url
        if not query:
            return url
        return f"{url}{'&' if self._base.query else '?'}{urlencode(query, doseq=True)}"

    def _is_private(self) -> bool:
        """Return whether credentials may be sent: by TLS, to this machine, or as allowed."""
        if self._base.scheme == "https" or self._endpoint.plain_ok:
            return True
        try:
            return ipaddress.ip_address(self._host).is_loopback
        except ValueError:
            return self._host == "localhost"

    async def _pinned(self) -> ssl.SSLContext | bool:
        if self._base.scheme != "https":
            return True
        if self._endpoint.ca_file is None:
            raise SourceError(troubles.NO_CA, self._host)
        try:
            # With a file of its own the context knows no other authority.
            return await asyncio.to_thread(
                ssl.create_default_context, cafile=self._endpoint.ca_file
            )
        except (OSError, ValueError) as error:
            raise SourceError(troubles.NO_CA, f"{self._endpoint.ca_file}: {error}") from None

    def _request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        data: dict[str, str] | None = None,
    ) -> "aiohttp.client._RequestContextManager":
        sent = dict(headers)
        has_secret = self._endpoint.credentials is not None or "@" in self._base.netloc
        if has_secret and not self._is_private():
            raise SourceError(troubles.PLAIN, self._host)
        if self._endpoint.credentials is not None:
            sent.update(self._endpoint.credentials())
        return self._session.request(
            method, url, headers=sent, data=data, ssl=self._tls, allow_redirects=False
        )

    async def _ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        kind: Kind,
        also: frozenset[int],
        data: dict[str, str] | None = None,
    ) -> Answer:
        """Ask once. Raises SourceError, PassingError where asking again may help."""
        try:
            async with self._request(method, url, headers, data) as response:
                if response.status in also:
                    return Answer(status=response.status)
                judge_status(response)
                body = await read_body(response.content, is_packed(response), self._limits)
                judge_kind(response, body, kind)
                return Answer(
                    status=response.status,
                    body=body,
                    charset=response.charset or "",
                    etag=response.headers.get("ETag", ""),
                    date=response.headers.get("Date", ""),
                )
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise self._trouble(error) from None

    def _trouble(self, error: Exception) -> SourceError:
        """Return what a failure of the wire means."""
        said = f"{self._host}: {str(error)[:SHOWN] or type(error).__name__}"
        if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
            return SourceError(troubles.TLS, said)
        if isinstance(error, aiohttp.ConnectionTimeoutError | aiohttp.ClientConnectorError):
            return PassingError(troubles.UNREACHABLE, said)
        if isinstance(error, aiohttp.InvalidURL):
            return SourceError(troubles.NOT_THERE, said)
        if isinstance(error, TimeoutError):
            return SourceError(troubles.SLOW, said)
        if isinstance(error, aiohttp.ClientError | OSError):
            return PassingError(troubles.CUT, said)
        return SourceError(troubles.WRONG_KIND, said)
