"""`roomd records exposure` and `stood`: the climate of records, and the records of a climate."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from gettext import gettext as _
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import click

from daemon.archive.aside import Here
from daemon.archive.boxes import key_of
from daemon.archive.climate import HistoryClimate
from daemon.archive.finding import CHUNK, Finding, former_of
from daemon.archive.past import Past
from daemon.archive.troubles import asking_index
from daemon.clock import SystemClock
from daemon.configuration.control_settings import control_settings
from daemon.configuration.loading import Loaded, load_config
from daemon.record_ports import BoxSheet, RecordSheet, RecordsUnavailableError, Span
from records_sync.holdings.model import Key, Place
from records_sync.index.query import Entry
from records_sync.index.reading import Index

from .moments import moment
from .records_exposure_words import exposure_told, spoken, stood_told
from .records_origins import index_of
from .records_run import CONFIG

T = TypeVar("T")
LAST_YEAR = timedelta(days=365)
SINCE = click.option("--from", "since", help=_("Since when; else a year before the end."))
UNTIL = click.option("--until", help=_("Until when; else now."))


@click.command(
    "exposure",
    help=_(
        "Tell the climate that a record, a box or a shelf lived in, wherever it stood. Only what "
        "was measured counts; time away is told, never filled in."
    ),
)
@click.option("--record", metavar="SOURCE:ID", help=_("A record: its source and its id."))
@click.option("--box", metavar="CODE", help=_("A box by its number."))
@click.option(
    "--place", metavar="ROOM[/RACK[/COLUMN[/SECTION[/SHELF]]]]", help=_("A room or a part of it.")
)
@SINCE
@UNTIL
@CONFIG
def exposure(
    *,
    record: str | None,
    box: str | None,
    place: str | None,
    since: str | None,
    until: str | None,
    config: Path,
) -> None:
    """Print the climate of a record, a box or a place."""
    loaded = load_config(config)
    zone = ZoneInfo(loaded.config.site.timezone)
    span = _span(since, until, zone)
    past = _past(loaded)
    if [record, box, place].count(None) != 2:  # noqa: PLR2004 - all but one
        raise click.UsageError(_("name one of --record, --box and --place"))
    if record is not None:
        source, colon, name = record.partition(":")
        if not (colon and source and name):
            raise click.BadParameter(_("write a record as SOURCE:ID, as in main:0001"))
        if _answered(_record(loaded, Key(source, name))) is None:
            raise click.ClickException(_("there is no record {record}").format(record=record))
        found = _answered(past.of_record(Key(source, name), span))
    elif box is not None:
        if _answered(_box(loaded, box)) is None:
            raise click.ClickException(_("there is no box {box}").format(box=box))
        found = _answered(past.of_box(box, span))
    else:
        found = _answered(past.of_place(_place(loaded, place or ""), span))
    click.echo("\n".join(exposure_told(found, zone)))


@click.command("stood", help=_("List the records that stood in ROOM in a time, and when."))
@click.argument("room")
@SINCE
@UNTIL
@CONFIG
def stood(room: str, *, since: str | None, until: str | None, config: Path) -> None:
    """Print the records that stood in a room."""
    loaded = load_config(config)
    zone = ZoneInfo(loaded.config.site.timezone)
    span = _span(since, until, zone)
    _place(loaded, room)
    found = _answered(_past(loaded).stood_in(room, span))
    entries = _answered(_entries(loaded, list(found)))
    click.echo("\n".join(stood_told(found, entries, zone)))


def _past(loaded: Loaded) -> Past:
    directory, clock = loaded.config.storage.directory.absolute(), SystemClock()
    climate = HistoryClimate(directory, control_settings(loaded), clock.monotonic)

    async def former(key: Key) -> Sequence[Key]:
        with suppress(RecordsUnavailableError):
            entry = (await _entries(loaded, [key])).get(key)
            return [key_of(entry), *former_of(entry)] if entry else []
        return []

    return Past(directory, climate, Here(), clock.utc, former)


def _answered(question: Awaitable[T]) -> T:
    async def ask() -> T:
        return await question

    try:
        return asyncio.run(ask())
    except RecordsUnavailableError as err:
        raise click.ClickException(spoken(str(err))) from err


async def _record(loaded: Loaded, key: Key) -> RecordSheet | None:
    async with Index(index_of(loaded)) as index:
        return await Finding(loaded.config.storage.directory.absolute(), index, Here()).record(key)


async def _box(loaded: Loaded, code: str) -> BoxSheet | None:
    async with Index(index_of(loaded)) as index:
        return await Finding(loaded.config.storage.directory.absolute(), index, Here()).box(code)


async def _entries(loaded: Loaded, keys: list[Key]) -> Mapping[Key, Entry]:
    found: dict[Key, Entry] = {}
    async with Index(index_of(loaded)) as index:
        for first in range(0, len(keys), CHUNK):
            with asking_index():
                part = await index.entries(keys[first : first + CHUNK])
            found |= {Key(*key): entry for key, entry in part.items()}
    return found


def _span(since: str | None, until: str | None, zone: ZoneInfo) -> Span:
    now = SystemClock().utc()
    end = moment(until, now, zone) if until else now.astimezone(zone)
    start = moment(since, now, zone) if since else end - LAST_YEAR
    if start >= end:
        raise click.UsageError(_("--from must be before --until"))
    return Span(start=start, end=end)


def _place(loaded: Loaded, text: str) -> Place:
    room, *parts = [part.strip() for part in text.split("/")]
    known = [each.id for each in loaded.config.room]
    if room not in known:
        raise click.BadParameter(
            _("there is no room {room}; there are {known}").format(
                room=room, known=", ".join(known)
            )
        )
    names = ("rack", "column", "section", "shelf")
    if len(parts) > len(names) or not all(parts):
        raise click.BadParameter(_("write a place as ROOM/RACK/COLUMN/SECTION/SHELF"))
    return Place(room=room, **dict(zip(names, parts, strict=False)))
