"""`roomd alarms`: what stands or was set aside, and how good the alarms of the last days were.

Both are read from the ledger: it can be asked while the daemon runs, and after it has died.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from daemon.alarm_log import KIND, quality_of
from daemon.clock import SystemClock
from daemon.configuration.loading import Loaded, load_config
from daemon.model import SHOWN, AlarmState, Priority, Reason
from daemon.model.alarm_quality import Offender
from daemon.model.recorded import recorded_reason
from daemon.model.render import Language, sentence, spoken
from daemon.model.sentences.kinds import ALARM_STATE_WORDS, PRIORITY_WORDS
from daemon.model.told_quality import told_offender, told_offenders, told_quality
from daemon.model.who import said_who
from daemon.store.ledger import FILE
from daemon.store.ledger_keeper import life
from daemon.store.ledger_read import LedgerRow, newest_of_each

from .language import reader_language
from .options import CONFIG_FILE, DEFAULT_CONFIG
from .table import columns

MOST_DAYS = 366


@click.group("alarms", help=_("List the alarms, and tell how good they were."))
def command() -> None:
    """Hold the commands about alarms."""


@command.command(
    "list",
    help=_(
        "Print every alarm that stands or was set aside, the gravest first, as its last row in the "
        "ledger tells it. The daemon may be running."
    ),
)
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
def listed(config: Path) -> None:
    """Print the alarms."""
    loaded = load_config(config)
    ledger, zone, language = _ledger(loaded)
    with _readable(ledger):
        kept, seen_at = life(ledger)
        found = [row for row in newest_of_each(ledger, KIND) if _state(row) != AlarmState.NORMAL]
        lines = [_line(row, zone, language) for row in sorted(found, key=_urgency)]
    if kept is False:
        at = seen_at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
        told = _("As of {at}: roomd is not running, and nobody knows what happened since.")
        click.echo(told.format(at=at))
    click.echo(columns(lines) if lines else _("no alarm stands, and none was set aside"))


@command.command(
    "quality",
    help=_(
        "Tell how good the alarms of the last days were: how many, which most often, which "
        "chatter or stand for long, and how soon they were acknowledged."
    ),
)
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
@click.option("--days", type=click.IntRange(1, MOST_DAYS), default=7, show_default=True)
def quality(config: Path, days: int) -> None:
    """Print how good the alarms were."""
    ledger, _zone, language = _ledger(load_config(config))
    with _readable(ledger):
        found = quality_of(ledger, days, SystemClock().utc())
    for told in told_quality(found):
        click.echo(sentence(told, language))
    for heading, offenders in told_offenders(found):
        click.echo("")
        click.echo(sentence(heading, language))
        click.echo(columns([_offender(offender, language) for offender in offenders]))


def _ledger(loaded: Loaded) -> tuple[Path, ZoneInfo, Language]:
    config = loaded.config
    zone = ZoneInfo(config.site.timezone)
    return config.storage.directory / FILE, zone, reader_language(os.environ)


@contextmanager
def _readable(ledger: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, KeyError, ValueError) as err:
        raise click.ClickException(
            _("can't read {file}: {reason}").format(file=ledger, reason=err)
        ) from err


def _state(row: LedgerRow) -> AlarmState:
    return AlarmState(row.body["to"])


def _priority(row: LedgerRow) -> Priority:
    return Priority[str(row.body["priority"]).upper()]


def _urgency(row: LedgerRow) -> tuple[bool, int, int]:
    """Order what is shown before what was set aside, the graver and the newer first."""
    return _state(row) not in SHOWN, -_priority(row), -row.seq


def _line(row: LedgerRow, zone: ZoneInfo, language: Language) -> tuple[str, ...]:
    body = row.body
    at = row.at.astimezone(zone).strftime("%m-%d %H:%M")
    said = sentence(recorded_reason(body["reason"]), language)
    who = said_who(body["who"], language)
    told = [_("as of {at}: {told}").format(at=at, told=said), who, body["why"]]
    return (
        spoken(PRIORITY_WORDS[_priority(row)], language),
        spoken(ALARM_STATE_WORDS[_state(row)], language),
        sentence(Reason(f"alarm_{body['code']}_title"), language),
        row.subject,
        " · ".join(part for part in (*told, body["under"]) if part),
    )


def _offender(offender: Offender, language: Language) -> tuple[str, ...]:
    return (
        "  " + sentence(told_offender(offender), language),
        sentence(Reason(f"alarm_{offender.code}_title"), language),
        offender.key,
    )
