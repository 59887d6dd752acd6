"""`roomd why`: why an output is on or off, now or at any time that the ledger holds."""

import os
import sqlite3
from datetime import datetime, timedelta
from difflib import get_close_matches
from gettext import gettext as _
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from daemon.clock import SystemClock
from daemon.configuration.loading import load_config
from daemon.model.explain import in_full
from daemon.model.recorded import recorded_decision, recorded_output
from daemon.model.recorded_words import inputs_in_words
from daemon.store.ledger import FILE, MEMORY_S
from daemon.store.ledger_keeper import life
from daemon.store.ledger_read import LedgerRow, first_of_stretch, last_row, subjects

from .language import reader_language
from .moments import moment
from .options import CONFIG_FILE, DEFAULT_CONFIG

KIND = "output"
QUIET_MOST = timedelta(seconds=2 * MEMORY_S)  # a daemon that runs is not silent for so long


@click.command(
    "why",
    help=_(
        "Tell why an output is on or off: one sentence, then in full with every claim and input. "
        "With --at, why it was so at that time of the site, as 2026-03-01 03:10 or 03:10. The "
        "daemon may be running."
    ),
)
@click.argument("output")
@click.option("--at", "text", help=_("The time that is asked about; now where none is given."))
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
def command(output: str, text: str | None, config: Path) -> None:
    """Print why an output is or was on or off."""
    loaded = load_config(config)
    zone = ZoneInfo(loaded.config.site.timezone)
    now = SystemClock().utc()
    at = now if text is None else moment(text, now, zone)
    if at > now:
        raise click.BadParameter(
            _("{text} is still to come; ask about now or earlier").format(text=text)
        )
    ledger = loaded.config.storage.directory / FILE
    try:
        at, note = _as_of(ledger, at, zone)
        row = last_row(ledger, KIND, output, at)
        lines = None if row is None else [*note, *_told(ledger, row, at, zone)]
        nothing = "" if lines else _nothing(output, at.astimezone(zone), ledger)
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
    if lines is None:
        raise click.ClickException(nothing)
    for line in lines:
        click.echo(line)


def _as_of(ledger: Path, at: datetime, zone: ZoneInfo) -> tuple[datetime, list[str]]:
    """Return the time that the ledger can answer for, and what is said where it is not `at`."""
    kept, seen_at = life(ledger)
    if at <= seen_at or (kept is not False and at - seen_at <= QUIET_MOST):
        return at, []
    told = (
        _("As of {at}: roomd is not running, and nobody knows what happened since.")
        if kept is False
        else _("As of {at}: roomd has written nothing since. See its log and the disk.")
    )
    return seen_at, [told.format(at=seen_at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")), ""]


def _told(ledger: Path, row: LedgerRow, at: datetime, zone: ZoneInfo) -> list[str]:
    language = reader_language(os.environ)
    began = first_of_stretch(ledger, row, "allowed").at
    t = row.t + (at - row.at).total_seconds()
    since = t - (at - began).total_seconds()
    decision = recorded_decision(row.subject, row.body, t=row.t, since=since)
    info = recorded_output(row.subject, row.body)
    sentence, *rest = in_full(decision, info, t, language)
    if info.hazardous and not (decision.want or decision.allowed):
        rest.append(
            _("While nobody wants it on, doors and detectors that come and go leave no row.")
        )
    clock = _("clock trusted") if row.clock_trusted else _("clock not trusted")
    row_at = row.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
    source = _("row {seq}, {at} ({clock}), configuration {version}").format(
        seq=row.seq, at=row_at, clock=clock, version=row.version
    )
    read = _("Inputs as read at {at}, when that was decided:").format(at=row_at)
    inputs = inputs_in_words(row.body["inputs"], language)
    return [sentence, "", *rest, "", read, *inputs, "", source]


def _nothing(output: str, at: datetime, ledger: Path) -> str:
    known = subjects(ledger, KIND)
    if output in known:
        return _("the ledger has nothing about {output} before {at}").format(
            output=output, at=at.strftime("%Y-%m-%d %H:%M:%S")
        )
    near = get_close_matches(output, known) or known
    return _("the ledger knows no output {output}; there are {known}").format(
        output=output, known=", ".join(near)
    )
