"""`roomd records import`: one catalogue file into the index; every row left out is told."""

from dataclasses import replace
from functools import partial
from gettext import gettext as _
from pathlib import Path

import click

from daemon.configuration.loading import Loaded, load_config
from daemon.configuration.records_section import RecordSource
from records_sync.sources.building import folder_of
from records_sync.sync.limits import Limits
from records_sync.sync.origin import imported

from .records_origins import by_hand, chosen, limits_of, settings_of, writing
from .records_run import AS_JSON, CONFIG, Job, ended, through
from .records_show import watching


@click.command(
    "import",
    help=_(
        "Read one catalogue file into the index: XLSX, XLS, ODS, CSV, DBF, the XML of a transfer, "
        "or a zip of them. Every row that is not taken is told with its number and reason."
    ),
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--source",
    "name",
    help=_("The source of files that it belongs to; else the only one, or none of them."),
)
@click.option(
    "--full/--changes",
    "full",
    default=None,
    help=_("It lists everything, so that what is missing is gone; or changes only. Else its name."),
)
@AS_JSON
@CONFIG
def take(file: Path, *, name: str | None, full: bool | None, as_json: bool, config: Path) -> None:
    """Import one file."""
    loaded = load_config(config)
    source = _source(loaded, name)
    settings = by_hand(loaded) if source is None else settings_of(loaded, source)
    settings = replace(settings, folder=file.absolute().parent)
    with watching(as_json=as_json) as watch:
        with writing(loaded) as writer:
            runs = partial(imported, folder_of(settings), file.name, full)
            limits = Limits() if source is None else limits_of(source)
            reports = through(writer, watch, [Job(runs=runs, limits=limits)])
        ended(loaded, watch, reports)


def _source(loaded: Loaded, name: str | None) -> RecordSource | None:
    """Return the source that a file belongs to, None for none of those that are configured."""
    of_files = [source for source in loaded.config.records.source if source.kind == "files"]
    if name is None and not of_files:
        return None
    if name is None and len(of_files) == 1:
        return of_files[0]
    if name is None:
        raise click.ClickException(
            _("--source: name one of {known}").format(known=", ".join(s.id for s in of_files))
        )
    (found,) = chosen(loaded, (name,))
    if found not in of_files:
        raise click.ClickException(
            _("{name} is no source of files: what is imported there would be lost").format(
                name=name
            )
        )
    return found
