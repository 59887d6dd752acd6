"""`roomd backup`: copies what can't be made anew onto another disk, proves it, puts it back."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path

import click

from daemon.backup.making import Made, Wish, make
from daemon.backup.manifest import Manifest
from daemon.backup.restoring import chosen, damaged, newest, read, restore
from daemon.backup.trouble import BackupError, Trouble
from daemon.clock import SystemClock
from daemon.configuration.backup_section import KEEP, Backup
from daemon.configuration.loading import load_config

from .backup_words import refused, size_told
from .options import CONFIG_FILE, DEFAULT_CONFIG

FOLDER = click.Path(path_type=Path)
ONLY_MINE = 0o077  # a backup holds what the storage directory holds


@click.group(
    "backup",
    help=_(
        "Back up ledger, history, imported readings, local facts of the records, accounts, reports "
        "and configuration. The index of records is synced anew, passwords and keys stay where "
        "they are: neither is copied. The controller may be running."
    ),
)
def command() -> None:
    """Hold the commands about backups."""


@command.command("run", help=_("Make one backup, prove it, and remove the oldest of too many."))
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
@click.option("--to", "to", type=FOLDER, help=_("Where to, instead of [backup] directory."))
@click.option("--same-disk", is_flag=True, help=_("Even on the disk that holds the storage."))
@click.option("--new-disk", is_flag=True, help=_("Even if this disk has no backups yet."))
def run(*, config: Path, to: Path | None, same_disk: bool, new_disk: bool) -> None:
    """Make one backup."""
    loaded = load_config(config)
    os.umask(ONLY_MINE)
    with _told():
        written = loaded.config.backup
        wish = Wish(
            directory=_directory(to, written),
            keep=KEEP if written is None else written.keep,
            same_disk=same_disk,
            new_disk=new_disk,
        )
        made = make(loaded, wish, SystemClock().utc(), time.sleep)
    _say_made(made)


@command.command(
    "check", help=_("Read the newest backup, or all, and prove each file by its manifest.")
)
@click.argument("place", type=FOLDER, required=False)
@click.option("--all", "every", is_flag=True, help=_("All backups, not only the newest."))
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
def check(place: Path | None, config: Path, *, every: bool) -> None:
    """Prove backups."""
    bad = 0
    with _told():
        place = place or _directory(None, load_config(config).config.backup)
        for folder in chosen(place) if every else [newest(place)]:
            bad += not _is_proved(folder)
    if bad:
        raise click.ClickException(
            _("{count} backups are damaged: make a new one, and replace the disk").format(count=bad)
        )


@command.command(
    "restore",
    help=_(
        "Put the stores of a backup into an empty directory, proved file by file. Nothing is ever "
        "written over. PLACE is one backup, or a directory of them: then the newest."
    ),
)
@click.argument("place", type=FOLDER)
@click.option("--into", type=FOLDER, required=True, help=_("The empty storage directory."))
def put_back(place: Path, into: Path) -> None:
    """Restore a backup."""
    os.umask(ONLY_MINE)
    with _told():
        folder = newest(place)
        manifest = restore(folder, into, SystemClock().utc())
    click.echo(_("restored into {folder}: {backup}").format(folder=into, backup=_brief(manifest)))
    click.echo(
        _(
            "what happened since then is not in it; the index of records is synced anew. Compare "
            "the configuration in {folder} with yours and copy it by hand; set passwords and keys "
            "of TLS anew"
        ).format(folder=folder / "configuration")
    )


def _directory(given: Path | None, written: Backup | None) -> Path:
    if given is not None:
        return given
    if written is None:
        raise BackupError(Trouble.NO_DIRECTORY)
    return written.directory


def _is_proved(folder: Path) -> bool:
    try:
        manifest = read(folder)
    except BackupError as error:
        wrong = [str(error.args_told["file"])]
    else:
        wrong = list(damaged(folder, manifest))
    for file in wrong:
        click.echo(_("{file} of {folder} is damaged or gone").format(file=file, folder=folder))
    if not wrong:
        click.echo(_("good: {folder}: {backup}").format(folder=folder, backup=_brief(manifest)))
    return not wrong


def _say_made(made: Made) -> None:
    if made.is_same_disk:
        click.echo(
            _(
                "WARNING: this backup is on the same disk as the storage. When that disk fails, "
                "both are lost: copy {folder} elsewhere"
            ).format(folder=made.folder),
            err=True,
        )
    click.echo(
        _("backup made: {folder}: {backup}").format(
            folder=made.folder, backup=_brief(made.manifest)
        )
    )
    if made.removed is None:
        click.echo(
            _(
                "no older backup was removed: one is dated after this one, so a clock was wrong; "
                "remove by hand what is too much"
            ),
            err=True,
        )
    for name in made.removed or ():
        click.echo(_("removed: {name}").format(name=name))


def _brief(manifest: Manifest) -> str:
    return _("{at}, {files} files, {size}, the ledger up to row {head}").format(
        at=manifest.at.strftime("%Y-%m-%d %H:%M UTC"),
        files=len(manifest.files),
        size=size_told(sum(file.size for file in manifest.files)),
        head=manifest.head.seq,
    )


@contextmanager
def _told() -> Iterator[None]:
    """Say in one sentence what went wrong."""
    try:
        yield
    except BackupError as error:
        raise click.ClickException(refused(error)) from error
