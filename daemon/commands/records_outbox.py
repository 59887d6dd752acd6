"""`roomd records outbox`: what the main system has refused of the local facts, and its release."""

import asyncio
import sqlite3
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from daemon.archive.releases import release_file
from daemon.configuration.loading import Loaded, load_config
from records_sync.holdings.outbox import Parked
from records_sync.holdings.reading import HoldingsReader

from .records_read import MINUTES
from .records_run import CONFIG
from .table import columns

PATIENCE_S = 8.0
LOOK_S = 0.2


@click.command(
    "outbox",
    help=_(
        "List the events that the main system has refused, with its reason. With --release they "
        "are sent once more: do so after what it complains of was corrected there."
    ),
)
@click.option("--release", metavar="NAME", help=_("Send what this way has parked once more."))
@CONFIG
def outbox(*, release: str | None, config: Path) -> None:
    """Print what is parked, or release it."""
    loaded = load_config(config)
    names = [each.id for each in loaded.config.records.outbox]
    if release is not None:
        if release not in names:
            raise click.BadParameter(
                _("there is no outbox {name}; there are: {known}").format(
                    name=release, known=", ".join(names) or "-"
                )
            )
        click.echo(_release(loaded, release))
        return
    if not names:
        click.echo(_("no way to the main system is set up: see [[records.outbox]]"))
        return
    parked = _parked(loaded, names)
    zone = ZoneInfo(loaded.config.site.timezone)
    rows = [_line(name, each, zone) for name in names for each in parked[name]]
    if not rows:
        click.echo(_("the main system has refused nothing"))
        return
    heading = (_("outbox"), _("noted"), _("about"), _("kind"), _("state"), _("reason"))
    click.echo(columns([heading, *rows]))
    click.echo(_("after a correction: roomd records outbox --release NAME"))


def _release(loaded: Loaded, name: str) -> str:
    """Ask the daemon, and return what became of it."""
    asked = release_file(loaded.config.storage.directory.absolute(), name)
    try:
        asked.touch()
    except OSError as err:
        raise click.ClickException(
            _("can't write below {folder} ({reason}): run it as the user of the daemon").format(
                folder=asked.parent, reason=err.strerror
            )
        ) from err
    for _again in range(round(PATIENCE_S / LOOK_S)):
        if not asked.exists():
            return _("released: they are sent once more")
        time.sleep(LOOK_S)
    return _("asked for: they are sent once more as soon as the controller runs")


def _parked(loaded: Loaded, names: Sequence[str]) -> Mapping[str, Sequence[Parked]]:
    reader = HoldingsReader(loaded.config.storage.directory.absolute())

    async def ask() -> Mapping[str, Sequence[Parked]]:
        return {name: await reader.parked(name) for name in names}

    try:
        return asyncio.run(ask())
    except (sqlite3.Error, OSError) as err:
        raise click.ClickException(
            _("the local facts in holdings.db can't be read now: {reason}").format(reason=err)
        ) from err


def _line(name: str, each: Parked, zone: ZoneInfo) -> tuple[str, ...]:
    fact = each.fact
    about = ":".join(filter(None, (fact.change.source, fact.change.name)))
    state = _("is sent once more") if each.again else _("refused")
    cells = (name, _minute(fact.at, zone), about, fact.change.kind, state, each.error)
    return tuple("".join(c if c.isprintable() else "?" for c in cell) for cell in cells)


def _minute(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime(MINUTES)
