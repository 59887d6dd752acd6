"""ArchivesSpace by its REST API: what was modified since, then what was deleted since.

Ids are asked for first and records by their ids, so that no page shifts while it is read. Each
round reaches back 30 s, as ArchivesSpace's own indexer does. Its delete feed has addresses without
times, and a record that was moved away and back stands there too: so each is looked up before it
is taken for gone.
"""

import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from records_sync.model import Flagged, Item, Page, SourceError
from records_sync.sources import troubles
from records_sync.sources.answers import Answer, Kind, shown
from records_sync.sources.archivesspace_fields import revision, texts
from records_sync.sources.http import Endpoint, Http, Query
from records_sync.sources.http_body import Limits
from records_sync.sources.places import packed, unpacked
from records_sync.sources.told import Told
from records_sync.text.rows import Rules

OVERLAP_S = 30
BATCH = 100  # below its own page limit of 250
MOST_PAGES = 20_000
KINDS = ("resources", "archival_objects")
_RESOLVED = ("linked_agents", "subjects", "top_container")
_DELETED = "deleted"
_SESSION = "X-ArchivesSpace-Session"
_SESSION_GONE = frozenset({int(HTTPStatus.PRECONDITION_FAILED)})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a round stands: asked `since` at `begun` (its unix s); within `kind`, past `after`."""

    since: int = 0
    begun: int = 0
    kind: str = ""
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivesSpace:
    """One repository of an ArchivesSpace; `secret_path` leads to its own field of 密级, if any."""

    name: str
    endpoint: Endpoint
    repository: int
    user: str
    password: Callable[[], str] = field(repr=False)
    kinds: tuple[str, ...] = KINDS
    limits: Limits = field(default_factory=Limits)
    rules: Rules = field(default_factory=Rules)
    secret_path: tuple[str, ...] = ()
    is_snapshot: bool = False

    async def changes(self, cursor: str | None) -> AsyncIterator[Page]:
        """Yield what changed since `cursor`; see `model.Source`. Raises SourceError."""
        at = unpacked(_Place, cursor)
        session = _Session(self)
        async with Http(replace(self.endpoint, credentials=session.headers), self.limits) as http:
            now = await session.open(http)
            if at.since > now + OVERLAP_S:
                raise SourceError(troubles.RESTART, f"{now} < {at.since}")
            at = replace(at, begun=at.begun or now)
            stages = (*self.kinds, _DELETED)
            for kind in stages[stages.index(at.kind) if at.kind in stages else 0 :]:
                at = at if at.kind == kind else replace(at, kind=kind, after=0)
                pages = self._deleted if kind == _DELETED else self._modified
                async for batch in pages(_Reading(http, session), at):
                    at = replace(at, after=batch.after)
                    yield Page(items=batch.items, cursor=packed(at), secret=batch.secret)
            done = _Place(since=max(0, at.begun - OVERLAP_S))
            yield Page(items=(), cursor=packed(done))

    async def _modified(self, reading: "_Reading", at: _Place) -> AsyncIterator["_Batch"]:
        """Yield what was modified since, by number."""
        told = Told(self.rules)
        path = f"repositories/{self.repository}/{at.kind}"
        asked = {"all_ids": "true", "modified_since": str(at.since)}
        ids = _whole_numbers(await reading.json(path, asked))
        for batch in _batches(sorted({number for number in ids if number > at.after})):
            yield self._batch(told, await reading.records(path, batch), after=batch[-1])

    async def _deleted(self, reading: "_Reading", at: _Place) -> AsyncIterator["_Batch"]:
        """Yield what the delete feed names, as it stands now: gone, or back again."""
        if not at.since:
            return  # of a first harvest nothing can have gone
        try:
            uris = [uri async for uri in reading.deleted(at.since)]
        except SourceError as error:
            if error.code != troubles.AUTH:
                raise
            flagged = Flagged(row=0, code=troubles.REMOVALS_UNTOLD, detail=self.name)
            yield _Batch(items=(flagged,))
            return
        told = Told(self.rules)
        for kind in self.kinds:
            path = f"repositories/{self.repository}/{kind}"
            ours = re.compile(rf"/{re.escape(path)}/(\d{{1,18}})")
            ids = {int(found[1]) for uri in uris if (found := ours.fullmatch(uri))}
            for batch in _batches(sorted(ids)):
                records = await reading.records(path, batch)
                there = {record["uri"] for record in records}
                asked = [f"/{path}/{number}" for number in batch]
                gone = [told.gone(0, uri, None) for uri in asked if uri not in there]
                yield self._batch(told, records, gone)

    def _batch(
        self,
        told: Told,
        records: Iterable[Mapping[str, Any]],
        gone: Iterable[Item] = (),
        after: int = 0,
    ) -> "_Batch":
        """Return what records come to; a suppressed one is gone."""
        items, secret = list(gone), 0
        for row, record in enumerate(records, 1):
            found, rev = texts(record, self.secret_path), revision(record)
            if record.get("suppressed") is True:
                items.append(told.gone(row, found["id"], rev))
                continue
            taken = told.put(row, found, rev)
            items += taken.items
            secret += taken.secret
        return _Batch(items=tuple(items), secret=secret, after=after)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """What some records came to; `after` is the last number of its kind that was asked for."""

    items: tuple[Item, ...]
    secret: int = 0
    after: int = 0


class _Session:
    """The login: its token travels with each request; None is kept of the password."""

    def __init__(self, source: ArchivesSpace) -> None:
        self._source = source
        self._token = ""

    def headers(self) -> dict[str, str]:
        """Return the credentials of the next request."""
        return {_SESSION: self._token} if self._token else {}

    async def open(self, http: Http) -> int:
        """Log in, and return its unix time. Raises SourceError."""
        self._token = ""
        form = {"password": self._source.password(), "expiring": "true"}
        answer = await http.post_form(f"users/{self._source.user}/login", form)
        told = answer.json()
        token = told.get("session") if isinstance(told, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token.isalnum():
            raise SourceError(troubles.SCHEMA, "login: no session")
        self._token = token
        try:
            return int(parsedate_to_datetime(answer.date).timestamp())
        except (TypeError, ValueError):
            raise SourceError(troubles.SCHEMA, f"Date {answer.date[:40]!r}") from None


class _Reading:
    """Asks for lists and records; a session that has run out is opened anew, once a request."""

    def __init__(self, http: Http, session: _Session) -> None:
        self._http = http
        self._session = session

    async def json(self, path: str, query: Query) -> Any:
        """Return the JSON of a GET. Raises SourceError."""
        answer = await self._get(path, query, _SESSION_GONE)
        if answer.status in _SESSION_GONE:
            await self._session.open(self._http)
            answer = await self._get(path, query, frozenset())
        return answer.json()

    async def records(self, path: str, ids: Sequence[int]) -> list[dict[str, Any]]:
        """Return those of the records that are there. Raises SourceError."""
        query = {"id_set": ",".join(map(str, ids)), "resolve[]": _RESOLVED}
        told = await self.json(path, query)
        if not isinstance(told, list) or not all(isinstance(record, dict) for record in told):
            raise SourceError(troubles.SCHEMA, f"{path}: not a list of records")
        asked = {f"/{path}/{number}" for number in ids}
        if strange := [r.get("uri") for r in told if r.get("uri") not in asked]:
            raise SourceError(troubles.SCHEMA, f"{path}: uri {shown(strange[0])}")
        return told

    async def deleted(self, since: int) -> AsyncIterator[str]:
        """Yield the addresses of the delete feed, page by page. Raises SourceError."""
        for page in range(1, MOST_PAGES + 1):
            query = {"modified_since": str(since), "page": str(page), "page_size": str(BATCH)}
            told = await self.json("delete-feed", query)
            uris = told.get("results") if isinstance(told, dict) else None
            last = told.get("last_page") if isinstance(told, dict) else None
            if not isinstance(uris, list) or not isinstance(last, int):
                raise SourceError(troubles.SCHEMA, "delete-feed: no results or no last_page")
            for uri in uris:
                if isinstance(uri, str):
                    yield uri
            if page >= last:
                return
        raise SourceError(troubles.LOOP, f"delete-feed: > {MOST_PAGES} pages")

    async def _get(self, path: str, query: Query, also: frozenset[int]) -> Answer:
        return await self._http.get(path, query, kind=Kind.JSON, also=also)


def _whole_numbers(told: Any) -> Iterable[int]:
    if not isinstance(told, list) or not all(type(number) is int for number in told):
        raise SourceError(troubles.SCHEMA, "all_ids: not a list of numbers")
    return told


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for at in range(0, len(ids), BATCH):
        yield ids[at : at + BATCH]
