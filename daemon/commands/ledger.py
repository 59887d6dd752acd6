"""`roomd ledger`: whether the ledger of reasons is whole, what it holds, where it ends."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from daemon.clock import SystemClock
from daemon.configuration.loading import load_config
from daemon.model.recorded_words import in_brief, row_kind
from daemon.store.ledger import FILE
from daemon.store.ledger_anchor import anchor_of, read_anchor
from daemon.store.ledger_chain import Fault, Flaw, Head, parsed_head
from daemon.store.ledger_read import head, rows
from daemon.store.ledger_verify import verified

from .language import reader_language
from .moments import span
from .options import CONFIG_FILE, DEFAULT_CONFIG
from .table import columns

MOST_FLAWS = 20


@click.group("ledger", help=_("Check and list the ledger of reasons."))
def command() -> None:
    """Hold the commands about the ledger."""


@command.command(
    "verify",
    help=_(
        "Check every row of the ledger: edits, deletions, reordering, and truncation against the "
        "anchor beside it and every --head that was kept elsewhere. Exit with 1 where something "
        "is wrong. The daemon may be running."
    ),
)
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
@click.option(
    "--head", "heads", multiple=True, help=_("A head SEQ:HASH that was noted; may be repeated.")
)
def verify(config: Path, heads: tuple[str, ...]) -> None:
    """Check the whole ledger."""
    ledger = load_config(config).config.storage.directory / FILE
    anchors = {_head(text) for text in heads}
    wrong = []
    with _readable(ledger):
        try:
            anchor = read_anchor(ledger)
        except ValueError:
            anchor = None
            wrong.append(_("the anchor {file} is damaged").format(file=anchor_of(ledger)))
        found = verified(ledger, anchors if anchor is None else anchors | {anchor})
    wrong.extend(map(told_flaw, found.flaws))
    for line in wrong[:MOST_FLAWS]:
        click.echo(line)
    if wrong:
        raise click.ClickException(
            _("the ledger is not whole: {count} faults in {rows} rows").format(
                count=len(wrong), rows=found.rows
            )
        )
    click.echo(
        _("the ledger is whole: {rows} rows, head {head}").format(rows=found.rows, head=found.head)
    )


@command.command("list", help=_("Print what the ledger holds, one line a row."))
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
@click.option("--last", default="24h", show_default=True, help=_("How far back: 30m, 24h, 7d."))
@click.option("--kind", help=_("Only rows of this kind, as output, trip, act, degraded."))
def listed(config: Path, last: str, kind: str | None) -> None:
    """Print the rows of the last hours."""
    loaded = load_config(config)
    zone = ZoneInfo(loaded.config.site.timezone)
    language = reader_language(os.environ)
    since = SystemClock().utc() - span(last)
    with _readable(ledger := loaded.config.storage.directory / FILE):
        for row in rows(ledger, kind=kind, since=since):
            click.echo(
                columns(
                    [
                        (
                            f"{row.seq:>6}",
                            row.at.astimezone(zone).strftime("%m-%d %H:%M:%S"),
                            row_kind(row.kind, language),
                            row.subject,
                            in_brief(row.kind, row.subject, row.body, language, t=row.t),
                        )
                    ]
                )
            )


@command.command("head", help=_("Print the end of the chain as SEQ:HASH, to be kept elsewhere."))
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
def shown_head(config: Path) -> None:
    """Print the head of the ledger."""
    ledger = load_config(config).config.storage.directory / FILE
    with _readable(ledger):
        click.echo(head(ledger))


@contextmanager
def _readable(ledger: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, ValueError) as err:
        raise click.ClickException(
            _("can't read {file}: {reason}").format(file=ledger, reason=err)
        ) from err


def _head(text: str) -> Head:
    try:
        return parsed_head(text)
    except ValueError as err:
        raise click.BadParameter(_("{text} is no head SEQ:HASH").format(text=text)) from err


def told_flaw(flaw: Flaw) -> str:
    """Return what is wrong with a ledger in one line."""
    sentences = {
        Fault.ALTERED: _("row {seq} was altered: it does not fit its hash"),
        Fault.MISSING: _("rows {seq} to {last} are missing"),
        Fault.TRUNCATED: _("the end is cut off: rows {seq} to {last} were there"),
        Fault.REWRITTEN: _("row {seq} is not the one whose head was noted: history was rewritten"),
        Fault.UNREADABLE: _("the file is damaged at row {seq}: {detail}"),
        Fault.SCHEMA: _("the tables or their triggers were changed"),
        Fault.MEMORY: _("the memory of control was altered: {detail}"),
    }
    return sentences[flaw.fault].format(seq=flaw.seq, last=flaw.last, detail=flaw.detail)
