"""`roomd run`: the controller itself."""

import os
from gettext import gettext as _
from pathlib import Path

import click

from daemon.configuration.loading import load_config
from daemon.configuration.messages import render

from .language import reader_language
from .options import CONFIG_FILE, DEFAULT_CONFIG
from .process import run_until_stopped


@click.command(
    "run",
    help=_("Run the controller in the foreground until SIGTERM or Ctrl-C."),
)
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
@click.option(
    "--shadow",
    type=CONFIG_FILE,
    help=_("A candidate configuration that sees the same and acts on nothing."),
)
def command(config: Path, shadow: Path | None) -> None:
    """Run the controller."""
    loaded = load_config(config)
    candidate = None if shadow is None else load_config(shadow)
    for problem in loaded.problems:
        text = render(problem, reader_language(os.environ))
        click.echo(_("warning: {problem}").format(problem=text), err=True)
    run_until_stopped(loaded, candidate)
