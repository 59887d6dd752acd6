"""`roomd rehearse`: recorded days through a new configuration, beside the old one."""

import os
import sqlite3
import sys
from datetime import datetime, timedelta
from gettext import gettext as _
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from daemon.clock import SystemClock
from daemon.configuration.control_settings import control_settings
from daemon.configuration.loading import load_config
from daemon.rehearsal.recording import Recording
from daemon.rehearsal.rehearse import Rehearsal
from daemon.store.history import FILE

from .language import reader_language
from .moments import moment, span
from .options import CONFIG_FILE, DEFAULT_CONFIG
from .rehearsal_report import Asked, report


@click.command(
    "rehearse",
    help=_(
        "Replay recorded readings through a new configuration beside the old one, and print "
        "where they would have switched differently. Nothing is written to any device; the "
        "daemon may be running. The recorded climate does not react to the other switching."
    ),
)
@click.option("--config", type=CONFIG_FILE, required=True, help=_("The new configuration."))
@click.option(
    "--against",
    type=CONFIG_FILE,
    default=DEFAULT_CONFIG,
    show_default=True,
    help=_("The old one; its history is replayed."),
)
@click.option("--last", help=_("How much of the history, as 24h or 7d; 7d where nothing is said."))
@click.option("--from", "begin", help=_("The beginning, instead of --last, as 2026-03-01 08:00."))
@click.option("--until", "end", help=_("The end; now where none is given."))
@click.option("--step", type=click.IntRange(1, 60), default=10, show_default=True)
@click.option(
    "--moments",
    type=click.IntRange(0, 10_000),
    default=20,
    show_default=True,
    help=_("How many differences are told in words."),
)
def command(
    config: Path,
    against: Path,
    last: str | None,
    begin: str | None,
    end: str | None,
    step: int,
    moments: int,
) -> None:
    """Print how two configurations differ on the same record."""
    old, new = load_config(against), load_config(config)
    zone = ZoneInfo(old.config.site.timezone)
    since, until = _period(last, begin, end, zone)
    database = old.config.storage.directory / FILE
    settings = control_settings(old), control_settings(new)
    try:
        rehearsal = Rehearsal(Recording(database), *settings, moments)
        _play(rehearsal, since, until, step)
    except sqlite3.Error as err:
        raise click.ClickException(
            _("can't read {file}: {reason}").format(file=database, reason=err)
        ) from err
    if not rehearsal.comparison.seen_s:
        raise click.ClickException(
            _("{file} holds nothing between {since} and {until}").format(
                file=database,
                since=since.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
                until=until.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            )
        )
    names = [
        f"{path} ({told.version})" for path, told in zip((against, config), settings, strict=True)
    ]
    asked = Asked(old=names[0], new=names[1], since=since, until=until, step_s=step, zone=zone)
    language = reader_language(os.environ)
    click.echo(report(asked, rehearsal.comparison, language))


def _period(
    last: str | None, begin: str | None, end: str | None, zone: ZoneInfo
) -> tuple[datetime, datetime]:
    if last is not None and begin is not None:
        raise click.UsageError(_("--last and --from can't both be given"))
    now = SystemClock().utc()
    until = now if end is None else moment(end, now, zone)
    since = until - span(last or "7d") if begin is None else moment(begin, now, zone)
    if since >= until:
        raise click.UsageError(_("--from must be before --until"))
    return since, until


def _play(rehearsal: Rehearsal, since: datetime, until: datetime, step_s: int) -> None:
    whole_s, done_s = int((until - since).total_seconds()), 0
    with click.progressbar(length=whole_s, label=_("rehearsing"), file=sys.stderr) as bar:
        for at in rehearsal.played(since, until, step_s):
            now_s = int((at - since) / timedelta(seconds=1))
            bar.update(now_s - done_s)
            done_s = now_s
        bar.update(whole_s - done_s)
