"""`roomd config-schema`: what an editor needs to know about the configuration."""

import json
from gettext import gettext as _

import click

from daemon.configuration.model import config_schema


@click.command("config-schema", help=_("Print the JSON Schema of the configuration."))
def command() -> None:
    """Print the JSON Schema."""
    click.echo(json.dumps(config_schema(), ensure_ascii=False, indent=2))
