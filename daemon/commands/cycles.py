"""`roomd cycles`: the sterilisation cycles in the ledger, and the record of one to sign."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from daemon.configuration.loading import load_config
from daemon.model.cycle_form import form, local_time, result, title
from daemon.store.ledger import FILE
from daemon.store.ledger_read import rows

from .language import reader_language
from .options import CONFIG_FILE, DEFAULT_CONFIG
from .table import columns

KIND = "cycle"
Record = Mapping[str, Any]


@click.command(
    "cycles",
    help=_(
        "List the sterilisation cycles of the ledger, or print the record of one, to be signed: "
        "NUMBER is the first column of the list. The daemon may be running."
    ),
)
@click.argument("number", type=click.IntRange(min=1), required=False)
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
def command(number: int | None, config: Path) -> None:
    """Print the list, or one record."""
    ledger = load_config(config).config.storage.directory / FILE
    try:
        lines = _listed(ledger) if number is None else _printed(ledger, number)
        for line in lines:
            click.echo(line)
    except sqlite3.Error as err:
        raise click.ClickException(
            _("can't read {file}: {reason}").format(file=ledger, reason=err)
        ) from err
    except (KeyError, ValueError) as err:
        raise click.ClickException(
            _("the row can't be read, it is damaged or of another version: {reason}").format(
                reason=err
            )
        ) from err


def records(ledger: Path) -> Iterator[Record]:
    """Yield the record of every cycle that ended, the oldest first; raises as `rows` does."""
    return (row.body["record"] for row in rows(ledger, kind=KIND) if "record" in row.body)


def _listed(ledger: Path) -> Iterator[str]:
    language = reader_language(os.environ)
    found = [
        (
            str(number),
            local_time(record["started"]),
            str(record["room"]),
            str(record["programme"]),
            str(record["who"]),
            result(record, language),
        )
        for number, record in enumerate(records(ledger), start=1)
    ]
    yield columns(found) if found else _("no sterilisation cycle has ended yet")


def _printed(ledger: Path, number: int) -> Iterator[str]:
    language = reader_language(os.environ)
    found = dict(enumerate(records(ledger), start=1))
    if number not in found:
        raise click.ClickException(
            _("there is no cycle {number}; the ledger has {count}").format(
                number=number, count=len(found)
            )
        )
    yield title(found[number], language)
    yield columns(list(form(found[number], language)))
