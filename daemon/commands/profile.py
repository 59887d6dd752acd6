"""`roomd profile list` and `roomd profile check`: the device models that roomd knows."""

import os
from gettext import gettext as _
from pathlib import Path

import click

from daemon.configuration.problem import ConfigError
from daemon.configuration.profiles import PROFILES, Profiles, read_profile, site_profiles
from drivers.profile import Point, Profile, Text
from drivers.vocabulary import Quantity

from .language import reader_language
from .options import CONFIG_FILE, DEFAULT_CONFIG
from .table import columns

QUANTITIES = {
    Quantity.TEMPERATURE: _("temperature"),
    Quantity.RELATIVE_HUMIDITY: _("relative humidity"),
    Quantity.DEW_POINT: _("dew point"),
    Quantity.ABSOLUTE_HUMIDITY: _("absolute humidity"),
    Quantity.MIXING_RATIO: _("mixing ratio"),
    Quantity.OZONE: _("ozone"),
    Quantity.TEMPERATURE_SETPOINT: _("temperature setpoint"),
    Quantity.HUMIDITY_SETPOINT: _("humidity setpoint"),
    Quantity.CONTACT: _("contact"),
    Quantity.RELAY: _("relay"),
    Quantity.FLAG: _("flag"),
    Quantity.MODE: _("mode"),
    Quantity.RUNTIME: _("run time"),
}


@click.group("profile", help=_("List and check device profiles."))
def command() -> None:
    """Hold the commands about profiles."""


@command.command(
    "list",
    help=_("List the shipped profiles and those in profiles/ beside the configuration."),
)
@click.option(
    "--config",
    "path",
    type=CONFIG_FILE,
    default=DEFAULT_CONFIG,
    show_default=True,
    help=_("The configuration beside which the site's own profiles lie."),
)
def show_list(path: Path) -> None:
    """Print one line per profile. Raises ConfigError after them where one can't be read."""
    profiles = site_profiles(path.parent / PROFILES)
    head = [_("profile"), _("title"), _("points"), _("verified"), _("file"), _("source of facts")]
    rows = [_row(profile, profiles) for _id, profile in sorted(profiles.by_id.items())]
    click.echo(columns([head, *rows]))
    if profiles.problems:
        raise ConfigError(profiles.problems)


@command.command("check", help=_("Check the profile in FILE and print its points."))
@click.argument("file", type=CONFIG_FILE)
def check(file: Path) -> None:
    """Print the points of a sound profile. Raises ConfigError."""
    profile = read_profile(file)
    writable = {write.tag for write in profile.write}
    head = [_("point"), _("title"), _("space"), _("address"), _("encoding"), _("range"), _("write")]
    rows = [_point_row(point, point.tag in writable) for point in profile.point]
    click.echo(
        _("profile {id} is sound: {title}, {count} points").format(
            id=profile.id, title=_read(profile.title), count=len(profile.point)
        )
    )
    click.echo(columns([head, *rows]))


def _row(profile: Profile, profiles: Profiles) -> list[str]:
    quantities = dict.fromkeys(QUANTITIES[point.quantity] for point in profile.point)
    file = profiles.files.get(profile.id)
    return [
        profile.id,
        _read(profile.title),
        _(", ").join(quantities),
        _("yes") if profile.verified else _("no"),
        _("shipped") if file is None else str(file),
        " ".join(profile.source.split()),
    ]


def _point_row(point: Point, writable: bool) -> list[str]:
    limits = "" if point.is_bit else f"{point.low:g}..{point.high:g} {point.unit}".strip()
    return [
        point.tag,
        _read(point.title),
        point.space.value,
        f"0x{point.address:04X}",
        point.encoding if point.bit is None else f"{point.encoding} {point.bit}",
        limits,
        _("yes") if writable else _("no"),
    ]


def _read(text: Text) -> str:
    return text.zh if reader_language(os.environ) == "zh" else text.en
