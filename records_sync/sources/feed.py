"""The record feed: HTTP JSON with an opaque cursor, as `docs/records-feed.openapi.yaml` has it.

Our cursor holds theirs, the epoch it counts in, and the ETag of the empty page at its end, so that
a source with nothing new costs one request and one 304. From None everything is told anew.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from records_sync.model import Gone, Page, SourceError
from records_sync.sources import troubles
from records_sync.sources.answers import Answer, Kind
from records_sync.sources.feed_page import FeedPage, read_bucket, read_digests, read_page
from records_sync.sources.http import Endpoint, Http
from records_sync.sources.http_body import Limits
from records_sync.sources.places import packed, unpacked
from records_sync.sources.told import Told
from records_sync.sources.walk import Walk
from records_sync.text.rows import Rules

PAGE_ITEMS = 1000

IdsOf = Callable[[int], Awaitable[Collection[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a walk stands: their cursor ("" at the start), its epoch, the ETag of an empty end."""

    cursor: str = ""
    epoch: str = ""
    etag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A main system that speaks the record feed."""

    name: str
    endpoint: Endpoint
    limits: Limits = field(default_factory=Limits)
    rules: Rules = field(default_factory=Rules)
    page_items: int = PAGE_ITEMS
    is_snapshot: bool = False

    async def changes(self, cursor: str | None) -> AsyncIterator[Page]:
        """Yield what changed since `cursor`; see `model.Source`. Raises SourceError."""
        at, walk, told = unpacked(_Place, cursor), Walk(), Told(self.rules)
        async with Http(self.endpoint, self.limits) as http:
            while (answer := await self._next(http, at)).status != HTTPStatus.NOT_MODIFIED:
                page = read_page(told, answer.json())
                _same_epoch(at.epoch, page)
                is_end = page.complete and not page.keys
                if not is_end:
                    walk.step(page.cursor, page.keys)
                before, at = (
                    at,
                    _Place(
                        cursor=page.cursor, epoch=page.epoch, etag=answer.etag if is_end else ""
                    ),
                )
                if at != before:
                    yield page.page(packed(at))
                if is_end:
                    return

    async def reconcile(
        self, cursor: str, digests: Sequence[str], ids_of: IdsOf
    ) -> AsyncIterator[Page]:
        """Yield the buckets in which the index differs; `digests` are its own, of 256 buckets.

        `ids_of` gives the ids that the index has in a bucket: those that the main system has not
        are told as gone. Nothing moves the cursor. Raises SourceError.
        """
        at, told = unpacked(_Place, cursor), Told(self.rules)
        async with Http(self.endpoint, self.limits) as http:
            epoch, theirs = read_digests((await http.get("digests", kind=Kind.JSON)).json())
            if epoch != at.epoch:
                raise SourceError(troubles.RESTART, f"epoch {at.epoch!r} -> {epoch!r}")
            for bucket, (mine, their) in enumerate(zip(digests, theirs, strict=True)):
                if mine == their:
                    continue
                answer = await http.get(f"buckets/{bucket}", kind=Kind.JSON)
                page = read_bucket(told, answer.json())
                _same_epoch(at.epoch, page)
                there = {name for name, _ in page.keys}
                gone = [Gone(id=name) for name in await ids_of(bucket) if name not in there]
                yield Page(
                    items=(*page.items, *gone),
                    cursor=cursor,
                    epoch=page.epoch,
                    secret=page.secret,
                )

    async def _next(self, http: Http, at: _Place) -> Answer:
        query = {"limit": str(self.page_items)}
        if at.cursor:
            query["cursor"] = at.cursor
        gone = frozenset({int(HTTPStatus.GONE)})
        answer = await http.get("changes", query, kind=Kind.JSON, etag=at.etag, also=gone)
        if answer.status == HTTPStatus.GONE:
            raise SourceError(troubles.RESTART, "HTTP 410")
        return answer


def _same_epoch(epoch: str, page: FeedPage) -> None:
    if epoch and page.epoch != epoch:
        raise SourceError(troubles.RESTART, f"epoch {epoch!r} -> {page.epoch!r}")
