"""The configured sources of records as something to read from, and the one writer of the index."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from gettext import gettext as _
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from daemon.configuration.loading import Loaded
from daemon.configuration.records_section import RecordSource
from daemon.credentials import CredentialError, credential
from records_sync.index.database import FILE, BusyError, NewerSchemaError, is_damage
from records_sync.index.writing import IndexWriter
from records_sync.model import SourceError
from records_sync.sources.building import Kind, Settings
from records_sync.sync.codes import CREDENTIAL
from records_sync.sync.limits import Limits

COPIES = "records-copies"
BY_HAND = "import"  # the source of files that belong to no configured one
BUSY = 75  # sysexits.h EX_TEMPFAIL


class BusyExit(click.ClickException):
    """Another process writes the index."""

    exit_code = BUSY


def index_of(loaded: Loaded) -> Path:
    """Return the file of the index."""
    return loaded.config.storage.directory / FILE


def settings_of(loaded: Loaded, source: RecordSource) -> Settings:
    """Return a configured source as plain values; its secret is read when it is asked for."""
    secret = source.token_credential or source.password_credential
    return Settings(
        name=source.id,
        kind=Kind(source.kind),
        copies=loaded.config.storage.directory / COPIES / source.id,
        folder=source.folder,
        url=source.url or "",
        ca_file=source.ca_file,
        user=source.username or "",
        secret=partial(_secret, secret) if secret else None,
        plain_ok=source.plain_http,
        page_rows=source.page_rows,
        most_rows=source.most_rows,
        answer_bytes=source.answer_mib << 20,
        set_spec=source.set or "",
        crosswalk=source.crosswalk,
        repository=source.repository or 1,
        secret_path=source.secret_path,
        whole=source.whole,
        keep_secret=loaded.config.records.keep_secret,
        zone=ZoneInfo(loaded.config.site.timezone),
    )


def by_hand(loaded: Loaded) -> Settings:
    """Return the settings of files that belong to no configured source."""
    return Settings(
        name=BY_HAND,
        kind=Kind.FILES,
        copies=loaded.config.storage.directory / COPIES / BY_HAND,
        keep_secret=loaded.config.records.keep_secret,
        zone=ZoneInfo(loaded.config.site.timezone),
    )


def limits_of(source: RecordSource) -> Limits:
    """Return the bounds of one run of a source."""
    return Limits(rows=source.most_rows, run_s=source.longest_min * 60)


def chosen(loaded: Loaded, names: tuple[str, ...]) -> list[RecordSource]:
    """Return the named sources, all without a name; raises click.ClickException."""
    sources = {source.id: source for source in loaded.config.records.source}
    if not sources:
        raise click.ClickException(
            _("the configuration has no source of records: write [[records.source]]")
        )
    for name in names:
        if name not in sources:
            raise click.ClickException(
                _("no source is called {name}; there are {known}").format(
                    name=name, known=", ".join(sources)
                )
            )
    return [sources[name] for name in names] if names else list(sources.values())


@contextmanager
def writing(loaded: Loaded) -> Iterator[IndexWriter]:
    """Open the index as its only writer; raises click.ClickException."""
    try:
        loaded.config.storage.directory.mkdir(parents=True, exist_ok=True)
        with IndexWriter(index_of(loaded)) as writer:
            yield writer
    except BusyError as err:
        raise BusyExit(
            _("another process writes the index of records now: try again when it has ended")
        ) from err
    except NewerSchemaError as err:
        raise click.ClickException(
            _("the index of records was written by a newer program; it was not touched")
        ) from err
    except (sqlite3.Error, OSError) as err:
        raise click.ClickException(told(loaded, err)) from err


def told(loaded: Loaded, err: Exception) -> str:
    """Return what is wrong with the index, and what to do."""
    if isinstance(err, sqlite3.Error) and is_damage(err):
        return _(
            "the index of records is damaged: move {file} away and sync again; nothing is lost, "
            "it is made anew from its sources"
        ).format(file=index_of(loaded))
    return _("the index of records can't be used: {reason}").format(reason=err)


def _secret(name: str) -> str:
    try:
        return credential(name)
    except CredentialError as err:
        raise SourceError(CREDENTIAL, name) from err
