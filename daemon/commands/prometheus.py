"""`roomd prometheus`: rules, rule tests and sample configurations for Prometheus."""

from gettext import gettext as _
from pathlib import Path
from urllib.parse import urlsplit

import click

from daemon.configuration.control_settings import control_settings
from daemon.configuration.loading import load_config
from daemon.control.settings import Settings
from daemon.monitoring.alertmanager import alertmanager_text
from daemon.monitoring.rule_tests import rule_tests_text
from daemon.monitoring.rules import DOCUMENTS, rules_text
from daemon.monitoring.scrape import scrape_text

from .options import CONFIG_FILE, DEFAULT_CONFIG

RULES_FILE = "roomd.rules.yml"
ANYWHERE = frozenset({"0.0.0.0", "::", "[::]"})  # noqa: S104 - compared, not bound
EXAMPLE_HOST = "192.168.10.10"  # where the configuration names no address of its own

CONFIG = click.option("--config", "path", type=CONFIG_FILE, default=DEFAULT_CONFIG)
RUNBOOKS = click.option(
    "--docs",
    "documents",
    default=DOCUMENTS,
    show_default=True,
    help=_("Where the documents with the runbooks are published: a folder or an address."),
)
RULES = click.option(
    "--rules",
    "rules_file",
    default=RULES_FILE,
    show_default=True,
    help=_("The file into which the rules were written."),
)


@click.group(
    "prometheus",
    help=_("Print alert rules, their tests and sample configurations for Prometheus."),
)
def command() -> None:
    """Hold the commands for Prometheus."""


@command.command(
    "rules", help=_("Print the alert rules, made from the alarm catalogue and the site's limits.")
)
@CONFIG
@RUNBOOKS
def rules(path: Path, documents: str) -> None:
    """Print the rule file."""
    click.echo(rules_text(_settings(path), documents), nl=False)


@command.command("tests", help=_("Print the tests of the alert rules, for promtool test rules."))
@CONFIG
@RUNBOOKS
@RULES
def tests(path: Path, documents: str, rules_file: str) -> None:
    """Print the rule tests."""
    click.echo(rule_tests_text(_settings(path), rules_file, documents), nl=False)


@command.command("scrape", help=_("Print a sample configuration of Prometheus."))
@CONFIG
@RULES
@click.option(
    "--alertmanager",
    default="localhost:9093",
    show_default=True,
    help=_("Host and port of Alertmanager."),
)
def scrape(path: Path, rules_file: str, alertmanager: str) -> None:
    """Print the sample for Prometheus."""
    panel = load_config(path).config.panel
    host = EXAMPLE_HOST if panel.host in ANYWHERE else panel.host
    target = f"{host}:{panel.port}"
    click.echo(scrape_text(target, rules_file, alertmanager, encrypted=panel.tls), nl=False)


@command.command("alertmanager", help=_("Print a sample configuration of Alertmanager."))
@CONFIG
@click.option(
    "--webhook",
    default="http://localhost:9099/alerts",
    show_default=True,
    help=_("The address that is told."),
)
def alertmanager(path: Path, webhook: str) -> None:
    """Print the sample for Alertmanager."""
    if urlsplit(webhook).scheme not in ("http", "https"):
        raise click.BadParameter(
            _("{option}: an address begins with http:// or https://").format(option="--webhook")
        )
    click.echo(alertmanager_text(_settings(path), webhook), nl=False)


def _settings(path: Path) -> Settings:
    return control_settings(load_config(path))
