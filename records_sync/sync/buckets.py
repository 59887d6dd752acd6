"""Reconciliation with a source that can tell digests: only what differs is told again.

Where more differs than is worth asking for, or the source has no digests after all, everything is
taken anew as a snapshot.
"""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass

from records_sync.index.writing import IndexWriter
from records_sync.model import Page, SourceError
from records_sync.sources.digests import bucket_of, digests_of
from records_sync.sources.feed import Feed
from records_sync.sources.troubles import NOT_THERE, RESTART

MOST_BUCKETS = 16  # of 256; each costs a look at every id of the source


@dataclass(frozen=True, slots=True, kw_only=True)
class Buckets:
    """The differences between the index and a feed, as a Source."""

    feed: Feed
    writer: IndexWriter
    is_snapshot: bool = False

    @property
    def name(self) -> str:
        """The configured id."""
        return self.feed.name

    async def changes(self, cursor: str | None) -> AsyncIterator[Page]:
        """Yield the buckets that differ; everything with None."""
        if cursor is None:
            async for page in self.feed.changes(None):
                yield page
            return
        asked = 0

        async def ids_of(bucket: int) -> Collection[str]:
            nonlocal asked
            asked += 1
            if asked > MOST_BUCKETS:
                raise SourceError(RESTART, f"> {MOST_BUCKETS}/256")
            rows = self.writer.revisions(self.name)
            return [name for name, _ in rows if bucket_of(name) == bucket]

        digests = digests_of(self.writer.revisions(self.name))
        try:
            async for page in self.feed.reconcile(cursor, digests, ids_of):
                yield page
        except SourceError as error:
            if error.code == NOT_THERE:
                raise SourceError(RESTART, error.detail) from error
            raise
