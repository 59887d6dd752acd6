"""An answer is judged before it is used: its status, its kind, its first byte, its text."""

from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import Any

import aiohttp

from records_sync.model import SourceError
from records_sync.sources import troubles
from records_sync.sources.pacing import retry_after_s
from records_sync.sources.strict_json import BadJsonError, loads
from records_sync.sources.troubles import PassingError

SHOWN = 100  # characters of a hostile text in a report
BUSY = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
    }
)
UNWELCOME = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
    }
)
_MOVED = frozenset({300, 301, 302, 303, 307, 308})
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<!--")


class Kind(Enum):
    """What an answer must be: content types, and what it may begin with."""

    JSON = (frozenset({"application/json", "text/json"}), "+json", (b"{", b"["))
    XML = (frozenset({"application/xml", "text/xml"}), "+xml", (b"<",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, whole: the body unpacked, "" for headers that were not there."""

    status: int
    body: bytes = field(default=b"", repr=False)
    charset: str = ""
    etag: str = ""
    date: str = ""

    def json(self) -> Any:
        """Return the body as strict JSON. Raises SourceError."""
        try:
            return loads(self.body, self.charset)
        except UnicodeDecodeError as error:
            if error.end >= len(self.body):
                raise PassingError(troubles.CUT, "within a character") from None
            raise SourceError(troubles.ENCODING, str(error)[:SHOWN]) from None
        except BadJsonError as error:
            raise SourceError(troubles.BAD_JSON, str(error)[:SHOWN]) from None


def shown(value: Any) -> str:
    """Return a value of a hostile answer for a report: short, and never walked into."""
    if isinstance(value, dict | list):
        return "object" if isinstance(value, dict) else "list"
    return repr(value[:40] if isinstance(value, str) else value)


def judge_status(response: aiohttp.ClientResponse) -> None:
    """Raise SourceError unless the answer is a plain success."""
    status, said = response.status, f"HTTP {response.status}"
    if status == HTTPStatus.OK:
        return
    if status in _MOVED:
        where = response.headers.get("Location", "")[:SHOWN]
        raise SourceError(troubles.AUTH, f"{said} -> {where}")
    if status in UNWELCOME:
        raise SourceError(troubles.AUTH, said)
    if status in BUSY:
        raise PassingError(troubles.BUSY, said, retry_after_s(response.headers))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise PassingError(troubles.DOWN, said, retry_after_s(response.headers))
    if status == HTTPStatus.NOT_FOUND:
        raise SourceError(troubles.NOT_THERE, f"{said} {response.url.path[:SHOWN]}")
    raise SourceError(troubles.REFUSED, said)


def is_packed(response: aiohttp.ClientResponse) -> bool:
    """Return whether the body is gzip. Raises SourceError for what was not asked for."""
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        return False
    if coding in ("gzip", "x-gzip"):
        return True
    raise SourceError(troubles.WRONG_KIND, f"Content-Encoding {coding[:SHOWN]}")


def judge_kind(response: aiohttp.ClientResponse, body: bytes, kind: Kind) -> None:
    """Raise SourceError unless the body is what it must be; a page for people is a lost login."""
    types, suffix, firsts = kind.value
    said, head = response.content_type.lower(), body[:512].removeprefix(b"\xef\xbb\xbf").lstrip()
    if said == "text/html" or head.lower().startswith(_HTML):
        raise SourceError(troubles.AUTH, f"{said}: HTML")
    if not head:
        raise PassingError(troubles.CUT, "0 B")
    if not (said in types or said.endswith(suffix)) or not head.startswith(firsts):
        raise SourceError(troubles.WRONG_KIND, f"{said[:SHOWN]}: {head[:20]!r}")
