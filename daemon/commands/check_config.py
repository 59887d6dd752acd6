"""`roomd check-config`: whether a configuration is sound and the installation whole."""

import os
from gettext import gettext as _
from importlib.util import find_spec
from pathlib import Path

import click

import daemon
from daemon.configuration.loading import Loaded, load_config
from daemon.configuration.messages import render
from daemon.configuration.site import site_info

from .language import reader_language
from .options import CONFIG_FILE, DEFAULT_CONFIG

NEIGHBOURS = ("drivers", "panel", "records_sync")  # all four come in one distribution


class ForeignPackageError(click.ClickException):
    """Another distribution's package stands where one of ours should."""

    exit_code = 2


@click.command(
    "check-config",
    help=_(
        "Check the configuration in PATH (/etc/roomd/roomd.toml where none is given), with "
        "conf.d/*.toml and profiles/*.toml beside it, without starting anything. Exit with 0 "
        "where it is sound, with 2 and every problem where not."
    ),
)
@click.argument("path", type=CONFIG_FILE, default=DEFAULT_CONFIG)
def command(path: Path) -> None:
    """Print that the configuration is sound, with warnings, or exit 2 with all its problems."""
    assert_whole_installation()
    loaded = load_config(path)
    language = reader_language(os.environ)
    for problem in loaded.problems:
        click.echo(_("warning: {problem}").format(problem=render(problem, language)), err=True)
    click.echo(summary(loaded))


def summary(loaded: Loaded) -> str:
    """Return one line: what a sound configuration holds."""
    site = site_info(loaded.config, loaded.profiles)
    return _(
        "configuration is sound: {rooms} rooms, {devices} devices, {points} points, {buses} buses"
    ).format(
        rooms=len(site.rooms),
        devices=len(site.devices),
        points=len(site.points),
        buses=len(site.buses),
    )


def assert_whole_installation() -> None:
    """Raise ForeignPackageError where `panel` and the others don't lie beside `daemon`.

    Another distribution that owns one of these names can shadow or overwrite ours unnoticed.
    """
    ours = Path(daemon.__file__ or "").parents[1]
    for name in NEIGHBOURS:
        spec = find_spec(name)
        origin = spec.origin if spec else None
        if origin is None or Path(origin).parents[1] != ours:
            raise ForeignPackageError(
                _(
                    "package {name} comes from {origin}, not from {ours}: another distribution "
                    "has taken its name; remove that one or install roomd into a venv of its own"
                ).format(name=name, origin=origin or "?", ours=ours)
            )
