"""`roomd history`: what was recorded, out of the file and into a spreadsheet."""

import csv
import os
import sqlite3
import sys
from datetime import datetime, timedelta
from gettext import gettext as _
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from daemon.clock import SystemClock
from daemon.configuration.loading import load_config
from daemon.store.export import UnknownTagsError, count_rows, export_rows
from daemon.store.exported import CSV_HEADER
from daemon.store.history import FILE

from . import import_file, imports
from .options import CONFIG_FILE, DEFAULT_CONFIG

MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
EXCEL_ENCODING = "utf-8-sig"  # without the mark, Chinese Excel takes UTF-8 for GBK
BAR_STEP = 1000  # rows between two movements of the bar


@click.group("history", help=_("Export what was recorded, import older readings."))
def command() -> None:
    """Hold the commands about the history."""


for imported in (import_file.take, imports.listed, imports.drop):
    command.add_command(imported)


@command.command(
    "export",
    help=_(
        "Write the recorded values as CSV: every change and heartbeat, with quality and reason. "
        "Times are the site's; without --since, the last 24 hours. The daemon may be running."
    ),
)
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
@click.option("--since", type=MOMENT)
@click.option("--until", type=MOMENT)
@click.option("--tag", "tags", multiple=True, help=_("Only this point; may be repeated."))
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
def export(
    config: Path,
    since: datetime | None,
    until: datetime | None,
    tags: tuple[str, ...],
    output: Path,
) -> None:
    """Write rows of the history as CSV."""
    loaded = load_config(config)
    zone = ZoneInfo(loaded.config.site.timezone)
    end = until.replace(tzinfo=zone) if until else SystemClock().utc()
    start = since.replace(tzinfo=zone) if since else end - timedelta(days=1)
    if start >= end:
        raise click.ClickException(_("--since must be before --until"))
    database = loaded.config.storage.directory / FILE
    try:
        rows = _write(database, tags, start, end, zone, output)
    except UnknownTagsError as err:
        raise click.ClickException(
            _("not in the history: {tags}; there are {known}").format(
                tags=", ".join(sorted(err.tags)), known=", ".join(sorted(err.known))
            )
        ) from err
    except sqlite3.Error as err:
        raise click.ClickException(
            _("can't read {file}: {reason}").format(file=database, reason=err)
        ) from err
    except OSError as err:
        raise click.ClickException(
            _("can't write {file}: {reason}").format(file=output, reason=err.strerror)
        ) from err
    click.echo(_("{rows} rows written to {file}").format(rows=rows, file=output))


def _write(
    database: Path,
    tags: tuple[str, ...],
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    output: Path,
) -> int:
    """Write the CSV beside its place first, so that a broken export leaves no half file."""
    place = output.resolve()
    is_file = place.is_file() or not place.exists()  # else a pipe or a device, never replaced
    unfinished = place.with_name(f".{place.name}.{os.getpid()}") if is_file else place
    total = count_rows(database, tags, since, until)
    written = 0
    try:
        with (
            unfinished.open("w", encoding=EXCEL_ENCODING, newline="") as stream,
            click.progressbar(length=total, label=_("exporting"), file=sys.stderr) as bar,
        ):
            table = csv.writer(stream)
            table.writerow(CSV_HEADER)
            for row in export_rows(database, tags, since, until, zone):
                table.writerow(row.as_csv())
                written += 1
                if written % BAR_STEP == 0:
                    bar.update(BAR_STEP)
            bar.update(total - written // BAR_STEP * BAR_STEP)
        if is_file:
            unfinished.replace(place)
    finally:
        if is_file:
            unfinished.unlink(missing_ok=True)
    return written
