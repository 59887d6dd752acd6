"""A source from its settings: plain values in, something to read from out."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from enum import StrEnum
from pathlib import Path

from records_sync.model import Source, SourceError
from records_sync.sources.archivesspace import ArchivesSpace
from records_sync.sources.crosswalk import CrosswalkError, dublin_core, load
from records_sync.sources.feed import PAGE_ITEMS, Feed
from records_sync.sources.files.folder import Folder
from records_sync.sources.files.limits import Limits as FileLimits
from records_sync.sources.http import Credentials, Endpoint
from records_sync.sources.http_body import Limits
from records_sync.sources.oai_pmh import OaiPmh
from records_sync.text.rows import Rules
from records_sync.words import Sentence

CROSSWALK = "crosswalk"
SENTENCES = {
    CROSSWALK: Sentence(
        "字段对照文件不能用：{detail}",
        "The crosswalk can't be used: {detail}",
    ),
}


class Kind(StrEnum):
    """How a source is reached."""

    FILES = "files"
    FEED = "feed"
    OAI_PMH = "oai_pmh"
    ARCHIVESSPACE = "archivesspace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One source. `copies` is a folder of its own for what is read of files.

    `secret` gives its password, or without a `user` its bearer token, when asked; raises
    SourceError. `whole` harvests everything at each run. `secret_path` leads to the field of 密级
    in a record of ArchivesSpace.
    """

    name: str
    kind: Kind
    copies: Path
    folder: Path | None = None
    url: str = ""
    ca_file: Path | None = None
    user: str = ""
    secret: Callable[[], str] | None = field(default=None, repr=False)
    plain_ok: bool = False
    page_rows: int = PAGE_ITEMS
    most_rows: int = FileLimits().rows
    answer_bytes: int = Limits().most_bytes
    set_spec: str = ""
    crosswalk: Path | None = None
    repository: int = 1
    secret_path: tuple[str, ...] = ()
    whole: bool = False
    keep_secret: bool = False
    zone: tzinfo = UTC  # of the site


def origin_of(settings: Settings) -> Folder | Source:
    """Return what to read from. Raises SourceError where its own files can't be used."""
    return _BUILDERS[settings.kind](settings)


def folder_of(settings: Settings) -> Folder:
    """Return the folder of a source of files."""
    return Folder(
        name=settings.name,
        path=settings.folder or settings.copies,
        copies=settings.copies,
        limits=FileLimits(rows=settings.most_rows),
        keep_secret=settings.keep_secret,
        zone=settings.zone,
    )


def _feed(settings: Settings) -> Feed:
    return Feed(
        name=settings.name,
        endpoint=_endpoint(settings),
        limits=_limits(settings),
        rules=_rules(settings),
        page_items=settings.page_rows,
    )


def _oai_pmh(settings: Settings) -> OaiPmh:
    try:
        crosswalk = load(settings.crosswalk) if settings.crosswalk else dublin_core()
    except CrosswalkError as error:
        raise SourceError(CROSSWALK, str(error)) from error
    return OaiPmh(
        name=settings.name,
        endpoint=_endpoint(settings),
        limits=_limits(settings),
        rules=_rules(settings),
        crosswalk=crosswalk,
        set_spec=settings.set_spec,
        is_snapshot=settings.whole,
    )


def _archivesspace(settings: Settings) -> ArchivesSpace:
    return ArchivesSpace(
        name=settings.name,
        endpoint=Endpoint(url=settings.url, ca_file=settings.ca_file, plain_ok=settings.plain_ok),
        repository=settings.repository,
        user=settings.user,
        password=settings.secret or _nothing,
        limits=_limits(settings),
        rules=_rules(settings),
        secret_path=settings.secret_path,
        is_snapshot=settings.whole,
    )


_BUILDERS: dict[Kind, Callable[[Settings], Folder | Source]] = {
    Kind.FILES: folder_of,
    Kind.FEED: _feed,
    Kind.OAI_PMH: _oai_pmh,
    Kind.ARCHIVESSPACE: _archivesspace,
}


def _endpoint(settings: Settings) -> Endpoint:
    return Endpoint(
        url=settings.url,
        ca_file=settings.ca_file,
        credentials=_credentials(settings.user, settings.secret),
        plain_ok=settings.plain_ok,
    )


def _credentials(user: str, secret: Callable[[], str] | None) -> Credentials | None:
    if secret is None:
        return None

    def headers() -> dict[str, str]:
        if not user:
            return {"Authorization": f"Bearer {secret()}"}
        pair = base64.b64encode(f"{user}:{secret()}".encode()).decode("ascii")
        return {"Authorization": f"Basic {pair}"}

    return headers


def _limits(settings: Settings) -> Limits:
    return Limits(most_bytes=settings.answer_bytes)


def _rules(settings: Settings) -> Rules:
    return Rules(keep_secret=settings.keep_secret)


def _nothing() -> str:
    return ""
