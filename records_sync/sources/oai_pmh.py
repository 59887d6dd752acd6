"""Harvesting a repository by OAI-PMH 2.0.

Asked from the moment of the last harvest by the repository's own clock, less an overlap, so that
nothing is missed that was written in the same second; what comes twice changes nothing. A token
that has expired begins the listing again. Where the repository tells no deletions, only a whole
harvest (`changes(None)`, taken as a snapshot) shows them.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from records_sync.model import Flagged, Item, Page, SourceError
from records_sync.sources import troubles
from records_sync.sources.answers import Kind
from records_sync.sources.crosswalk import Crosswalk, dublin_core
from records_sync.sources.http import Endpoint, Http
from records_sync.sources.http_body import Limits
from records_sync.sources.oai_xml import (
    Harvested,
    Identity,
    Listing,
    read_identity,
    read_listing,
    seconds_of,
)
from records_sync.sources.places import packed, unpacked
from records_sync.sources.told import Told
from records_sync.sources.walk import Walk
from records_sync.text.rows import Rules

OVERLAP_S = 60
DAY_S = 86_400
MOST_BEGINNINGS = 3  # of one listing in a run: tokens expire


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a harvest stands: asked `since` (unix s, 0 everything) at `begun`; its next token."""

    since: int = 0
    begun: int = 0
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OaiPmh:
    """A repository. With `is_snapshot` every run begins from None; `overlap_s` in seconds."""

    name: str
    endpoint: Endpoint
    limits: Limits = field(default_factory=Limits)
    rules: Rules = field(default_factory=Rules)
    crosswalk: Crosswalk = field(default_factory=dublin_core)
    set_spec: str = ""
    overlap_s: int = OVERLAP_S
    is_snapshot: bool = False

    async def changes(self, cursor: str | None) -> AsyncIterator[Page]:
        """Yield what changed since `cursor`; see `model.Source`. Raises SourceError."""
        at, told = unpacked(_Place, cursor), Told(self.rules)
        async with Http(self.endpoint, self.limits) as http:
            answer = await http.get("", {"verb": "Identify"}, kind=Kind.XML)
            identity = read_identity(answer.body)
            now = _moment(identity.now)
            if at.since > now + self.overlap_s:
                raise SourceError(troubles.RESTART, f"{identity.now} < {_stamp(at.since)}")
            doubts: tuple[Item, ...] = ()
            if identity.deleted == "no" and at.since:
                doubts = (Flagged(row=0, code=troubles.REMOVALS_UNTOLD, detail=self.name),)
            beginnings, walk = 1, Walk()
            while True:
                listing = await self._listing(http, identity, at)
                if listing.error == "badResumptionToken":
                    beginnings += 1
                    if not at.token or beginnings > MOST_BEGINNINGS:
                        raise SourceError(troubles.REFUSED, listing.error)
                    at, walk = replace(at, token="", begun=0), Walk()
                    continue
                if listing.error:  # noRecordsMatch
                    if at.token:
                        yield Page(items=doubts, cursor=packed(_Place(since=at.begun)))
                    return
                walk.step(listing.token, [(r.id, r.stamp) for r in listing.records])
                begun = at.begun or _moment(listing.now)
                at = (
                    replace(at, begun=begun, token=listing.token)
                    if listing.token
                    else _Place(since=begun)
                )
                yield _page(told, self.crosswalk, identity, listing, doubts, at)
                doubts = ()
                if not listing.token:
                    return

    async def _listing(self, http: Http, identity: Identity, at: _Place) -> Listing:
        query = {"verb": "ListRecords"}
        if at.token:
            query["resumptionToken"] = at.token  # an exclusive argument
        else:
            query["metadataPrefix"] = self.crosswalk.prefix
            if self.set_spec:
                query["set"] = self.set_spec
            if since := self._from(identity, at.since):
                query["from"] = since
        answer = await http.get("", query, kind=Kind.XML)
        return read_listing(answer.body)

    def _from(self, identity: Identity, since: int) -> str:
        """Return the `from` argument in the repository's granularity, "" for everything."""
        if not since:
            return ""
        since -= self.overlap_s if identity.knows_seconds else max(self.overlap_s, DAY_S)
        # Some repositories refuse a moment before their first. It is not trusted for more.
        if since <= (seconds_of(identity.earliest) or 0):
            return ""
        return _stamp(since) if identity.knows_seconds else _stamp(since)[:10]


def _page(
    told: Told,
    crosswalk: Crosswalk,
    identity: Identity,
    listing: Listing,
    doubts: tuple[Item, ...],
    at: _Place,
) -> Page:
    items, secret = list(doubts), 0
    for row, record in enumerate(listing.records, 1):
        rev = _revision(identity, record)
        if record.metadata is None:
            items.append(told.gone(row, record.id, rev))
            continue
        texts = crosswalk.texts(record.metadata)
        taken = told.put(row, {**texts, "id": record.id}, rev)
        items += taken.items
        secret += taken.secret
    return Page(items=tuple(items), cursor=packed(at), total=listing.total, secret=secret)


def _revision(identity: Identity, record: Harvested) -> int | None:
    """Return the revision; days can't order two changes of one day, so that content decides."""
    return seconds_of(record.stamp) if identity.knows_seconds else None


def _moment(stamp: str) -> int:
    found = seconds_of(stamp)
    if found is None:
        raise SourceError(troubles.SCHEMA, f"responseDate {stamp[:40]!r}")
    return found


def _stamp(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
