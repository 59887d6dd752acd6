"""`roomd history imports` and `forget`: what was imported, and out again as a whole."""

from gettext import gettext as _
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from daemon.configuration.loading import load_config
from daemon.model import reason
from daemon.store.imported import forget

from .import_store import known, tell, writing
from .import_words import as_line, heading
from .options import CONFIG_FILE, DEFAULT_CONFIG
from .table import columns
from .who import named, short


@click.command("imports", help=_("List what was imported."))
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
def listed(config: Path) -> None:
    """Print every import."""
    loaded = load_config(config)
    zone = ZoneInfo(loaded.config.site.timezone)
    found = known(loaded)
    if not found:
        click.echo(_("nothing was imported"))
        return
    click.echo(columns([heading(), *(as_line(each, zone) for each in found)]))


@click.command("forget", help=_("Take an import out of the history again, all of it."))
@click.argument("number", type=click.IntRange(1))
@click.option("--why", required=True, help=_("Why it is taken out; it goes into the ledger."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@click.option("--who", help=_("Who takes it out; else the name of the login."))
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
def drop(*, number: int, why: str, yes: bool, who: str | None, config: Path) -> None:
    """Forget one import."""
    loaded = load_config(config)
    found = next((each for each in known(loaded) if each.number == number), None)
    if found is None:
        raise click.ClickException(
            _("no import has the number {number}; `roomd history imports` lists them").format(
                number=number
            )
        )
    why, name = short(why, "--why", 120), named(who)
    question = _("take {readings} values of {logger} out of the history of {room}?")
    if not yes:
        click.confirm(
            question.format(readings=found.readings, logger=found.logger, room=found.room),
            abort=True,
        )
    with writing(loaded) as db:
        forget(db, number)
    click.echo(_("{readings} values taken out").format(readings=found.readings))
    gone = reason(
        "import_forgotten",
        file=found.file,
        logger=found.logger,
        readings=found.readings,
        who=name,
        why=why,
    )
    tell(loaded, found.room, gone, {"number": number, "sha256": found.sha256, "who": name})
