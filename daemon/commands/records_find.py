"""`roomd records search`, `export` and `stats`: what the index holds, found, printed, counted."""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from gettext import gettext as _
from pathlib import Path
from typing import Any, TypeVar

import click

from daemon.archive.aside import Here
from daemon.archive.counting import count_tables, counted
from daemon.archive.finding import Finding
from daemon.configuration.loading import Loaded, load_config
from daemon.record_ports import Counted, Question, RecordsUnavailableError
from records_sync.exporting import cells, write_csv, write_tables, write_xlsx
from records_sync.holdings.model import Status
from records_sync.index.query import MOST_HITS, Entry, Found, Query
from records_sync.index.reading import Index
from records_sync.model import Carrier, Retention

from .language import reader_language
from .records_exposure_words import spoken
from .records_origins import index_of, told
from .records_read import as_of, asked, known_source
from .records_run import CONFIG
from .table import columns

Command = TypeVar("Command", bound=Callable[..., Any])
WRITERS = {".csv": write_csv, ".xlsx": write_xlsx}
FIRST_YEAR = 1  # what has no year at all is before it
OUT = click.Path(path_type=Path, dir_okay=False)
_FILTERS = (
    click.option("--year", type=click.IntRange(1000, 2200), help=_("The year, or the first.")),
    click.option("--until", type=click.IntRange(1000, 2200), help=_("The last year.")),
    click.option("--unit", "units", multiple=True, help=_("The unit whose files they are.")),
    click.option("--retention", type=click.Choice([each.value for each in Retention])),
    click.option("--carrier", type=click.Choice([each.value for each in Carrier])),
    click.option("--source", help=_("Only this source.")),
    click.option(
        "--status",
        "statuses",
        multiple=True,
        type=click.Choice([each.value for each in Status]),
        help=_("Only records that are noted so here; may be given several times."),
    ),
    click.option("--room", default="", help=_("Only records that are noted in this room.")),
    CONFIG,
)


def filtered(command: Command) -> Command:
    """Give a command the options that narrow a question."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command


@click.command(
    "search",
    help=_(
        "Find records by words of one or more characters, document and file numbers in any style, "
        "or pinyin initials. The age of the index is printed beside what was found."
    ),
)
@click.argument("words", nargs=-1)
@click.option("--most", type=click.IntRange(1, MOST_HITS), default=20, show_default=True)
@filtered
def search(words: tuple[str, ...], *, most: int, config: Path, **narrowed: Any) -> None:
    """Print what answers a question."""
    loaded = load_config(config)
    question = _question(loaded, " ".join(words), **narrowed)

    async def find(index: Index) -> tuple[Found, str]:
        fresh = await index.freshness()
        known_source(loaded, fresh, question.query.source)
        query = await _narrowed(loaded, index, question)
        return await index.search(replace(query, size=most)), as_of(loaded, fresh)

    found, fresh = asked(loaded, find)
    if found.hits:
        heading = (_("file number"), _("document number"), _("dated"), _("box"), _("record"))
        click.echo(columns([heading, *(_line(hit.entry) for hit in found.hits)]))
    count = found.count
    click.echo(_("{count} found, {shown} shown").format(count=count, shown=len(found.hits)))
    click.echo(fresh)


@click.command("export", help=_("Write records to a file: CSV or XLSX by its name."))
@click.argument("file", type=OUT)
@click.option("--words", default="", help=_("Only what these words find."))
@filtered
def export(file: Path, *, words: str, config: Path, **narrowed: Any) -> None:
    """Write what answers a question to a file."""
    loaded = load_config(config)
    write = WRITERS.get(file.suffix.lower())
    if write is None:
        raise click.ClickException(_("the name must end with .csv or .xlsx"))
    question = _question(loaded, words, **narrowed)
    try:
        with asyncio.Runner() as runner:
            index = Index(index_of(loaded))
            try:
                fresh = runner.run(index.freshness())
                known_source(loaded, fresh, question.query.source)
                query = replace(runner.run(_narrowed(loaded, index, question)), size=MOST_HITS)
                count = write(file, map(cells, _entries(runner, index, query)))
            finally:
                runner.run(index.__aexit__())
    except (sqlite3.Error, OSError) as err:
        raise click.ClickException(told(loaded, err)) from err
    click.echo(_("{count} records written to {file}").format(count=count, file=file))
    click.echo(as_of(loaded, fresh))


@click.command(
    "stats", help=_("Count the records by year, retention, carrier and unit, and their growth.")
)
@click.option("--source", help=_("Only this source."))
@click.option("--xlsx", type=OUT, help=_("Write the tables to this file."))
@CONFIG
def stats(*, source: str | None, xlsx: Path | None, config: Path) -> None:
    """Print the counts, or write them."""
    loaded = load_config(config)

    async def count(index: Index) -> Counted:
        known_source(loaded, await index.freshness(), source)
        if source is not None:  # the local facts are counted for all sources
            return Counted(statistics=await index.statistics(source), facts_are_away=True)
        return await counted(index, _finding(loaded, index))

    try:
        counts = asked(loaded, count)
    except RecordsUnavailableError as err:
        raise click.ClickException(spoken(str(err))) from err
    if counts.statistics is None:
        raise click.ClickException(_("there is no index yet: run roomd records sync"))
    tables = count_tables(counts, reader_language(os.environ))
    if xlsx is not None:
        try:
            write_tables(xlsx, tables)
        except OSError as err:
            raise click.ClickException(
                _("can't write {file}: {reason}").format(file=xlsx, reason=err.strerror)
            ) from err
        click.echo(str(xlsx))
        return
    click.echo(_("{count} records").format(count=counts.statistics.total))
    for _name, rows in tables:
        click.echo("")
        click.echo(columns(rows))


def _question(
    loaded: Loaded,
    text: str,
    *,
    year: int | None,
    until: int | None,
    units: tuple[str, ...],
    retention: str | None,
    carrier: str | None,
    source: str | None,
    statuses: tuple[str, ...],
    room: str,
) -> Question:
    """Return what the options ask; raises click.ClickException for an unknown room."""
    rooms = [each.id for each in loaded.config.room]
    if room and room not in rooms:
        raise click.ClickException(
            _("there is no room {room}; there are {known}").format(
                room=room, known=", ".join(rooms)
            )
        )
    first = FIRST_YEAR if year is None and until is not None else year
    last = until if until is not None else year
    query = Query(
        text=text,
        years=None if first is None or last is None else (first, last),
        units=units,
        retention=(Retention(retention),) if retention else (),
        carrier=(Carrier(carrier),) if carrier else (),
        source=source,
    )
    return Question(query=query, statuses=tuple(map(Status, statuses)), room=room)


def _finding(loaded: Loaded, index: Index) -> Finding:
    return Finding(loaded.config.storage.directory.absolute(), index, Here())


async def _narrowed(loaded: Loaded, index: Index, question: Question) -> Query:
    """Return the question to the index; raises click.ClickException without the local facts."""
    try:
        return await _finding(loaded, index).narrowed(question)
    except RecordsUnavailableError as err:
        raise click.ClickException(spoken(str(err))) from err


def _entries(runner: asyncio.Runner, index: Index, query: Query) -> Iterator[Entry]:
    while True:
        found = runner.run(index.search(query))
        for hit in found.hits:
            yield hit.entry
        if not found.next:
            return
        query = replace(query, after=found.next)


def _line(entry: Entry) -> tuple[str, ...]:
    record = entry.record
    number = record.ref_code or record.temp_no or record.id
    texts = (number, record.doc_no, record.date, record.box, record.title)
    return tuple("".join(c if c.isprintable() else "?" for c in text) for text in texts)
