"""One question to the index of records, answered or refused in words; how fresh the answer is."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from gettext import gettext as _
from typing import TypeVar
from zoneinfo import ZoneInfo

import click

from daemon.configuration.loading import Loaded
from records_sync.index.reading import Freshness, Index

from .records_origins import index_of, told

MINUTES = "%Y-%m-%d %H:%M"
T = TypeVar("T")


def asked(loaded: Loaded, question: Callable[[Index], Awaitable[T]]) -> T:
    """Return the answer; raises click.ClickException."""

    async def ask() -> T:
        async with Index(index_of(loaded)) as index:
            return await question(index)

    try:
        return asyncio.run(ask())
    except (sqlite3.Error, OSError) as err:
        raise click.ClickException(told(loaded, err)) from err


def local_minute(loaded: Loaded, at: int) -> str:
    """Return a moment (unix seconds) in the time of the site."""
    zone = ZoneInfo(loaded.config.site.timezone)
    return datetime.fromtimestamp(at, UTC).astimezone(zone).strftime(MINUTES)


def as_of(loaded: Loaded, fresh: Sequence[Freshness]) -> str:
    """Return how fresh the index is, source by source."""
    if not fresh:
        return _("the index has no records yet: run roomd records sync")
    said = [f"{each.source} {_moment(loaded, each)}" for each in fresh]
    told = {each.source for each in fresh}
    said += [
        f"{source.id} {_('never whole yet')}"
        for source in loaded.config.records.source
        if source.id not in told
    ]
    return _("index as of: {sources}").format(sources=", ".join(said))


def known_source(loaded: Loaded, fresh: Sequence[Freshness], name: str | None) -> None:
    """Raise click.ClickException for a source that is neither set up nor in the index."""
    known = dict.fromkeys(source.id for source in loaded.config.records.source)
    known |= dict.fromkeys(each.source for each in fresh)
    if name is not None and name not in known:
        raise click.ClickException(
            _("no source is called {name}; there are {known}").format(
                name=name, known=", ".join(known)
            )
        )


def _moment(loaded: Loaded, each: Freshness) -> str:
    if each.as_of is None:
        return _("never whole yet")
    return local_minute(loaded, each.as_of)
