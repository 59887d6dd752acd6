"""`roomd report note`: what a person says about an excursion, into the ledger."""

import os
from datetime import datetime
from gettext import gettext as _
from pathlib import Path

import click

from daemon.clock import SystemClock
from daemon.configuration.loading import load_config
from daemon.reports.asked import ReportKind, period
from daemon.reports.excursions import Excursion, excursions
from daemon.reports.making import Stores, stores_of
from daemon.reports.notes import GRACE_S, KIND, body_of
from daemon.reports.words import Speaker

from .entries import left
from .entries import told as told_taken
from .language import reader_language
from .moments import moment
from .options import CONFIG_FILE, DEFAULT_CONFIG
from .report_trouble import told
from .who import named, short

LONGEST = 200


@click.command(
    "note",
    help=_(
        "Note the cause of an excursion and what was done about it. --at is any time within it, as "
        "2026-10-07 13:15. The note goes into the ledger and into the next revision of the reports."
    ),
)
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
@click.option("--room", required=True)
@click.option("--at", "text", required=True)
@click.option("--cause", required=True)
@click.option("--measure", required=True, help=_("What was done."))
@click.option("--who", help=_("Your name; that of the login where none is given."))
def note(config: Path, room: str, text: str, cause: str, measure: str, who: str | None) -> None:
    """Leave a note for the ledger."""
    stores = stores_of(load_config(config))
    if room not in stores.settings.rooms:
        raise click.BadParameter(
            _("there is no room {room}; there are {known}").format(
                room=room, known=", ".join(stores.settings.rooms)
            )
        )
    now = SystemClock().utc()
    at = moment(text, now, stores.settings.zone)
    body = body_of(
        at,
        cause=short(cause, "--cause", LONGEST),
        measure=short(measure, "--measure", LONGEST),
        who=named(who),
    )
    with told():
        found = _excursion_at(stores, room, at)
    if found is None:
        raise click.BadParameter(
            _("{room} was within its limits at {at}: see roomd report excursion").format(
                room=room, at=f"{at:%Y-%m-%d %H:%M}"
            )
        )
    say = Speaker({}, reader_language(os.environ), stores.settings.zone)
    click.echo(
        f"{room}: {say(found.beyond.value)} {say.moment(found.since)}–{say.brief(found.until)}"
    )
    click.echo(told_taken(left(stores.directory, KIND, room, body, now)))


def _excursion_at(stores: Stores, room: str, at: datetime) -> Excursion | None:
    """Return the excursion at a time, or the nearest within the hour, None where there is none."""
    local = at.astimezone(stores.settings.zone)
    month = period(f"{local.year:04}-{local.month:02}")
    facts = stores.facts(ReportKind.EXCURSION, month)
    moment_s = at.timestamp()
    found = excursions(facts.readings.rooms[room].inside, stores.settings.rooms[room].band)
    near = [e for e in found if e.since - GRACE_S <= moment_s < e.until + GRACE_S]
    return min(near, key=lambda e: max(e.since - moment_s, moment_s - e.until, 0), default=None)
