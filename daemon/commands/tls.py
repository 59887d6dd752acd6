"""`roomd tls`: an own certificate authority and the panel's certificate, made and renewed."""

import re
from datetime import UTC, datetime
from gettext import gettext as _
from ipaddress import ip_address
from pathlib import Path

import click

from daemon.certificates import (
    CertificateError,
    Folder,
    expires_s,
    fingerprint,
    make_authority,
    make_server,
    names_of,
)

HOST_NAME = re.compile(
    r"(?=.{1,200}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", re.ASCII
)
DIRECTORY = click.option(
    "--directory",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("/etc/roomd/tls"),
    show_default=True,
    help=_("Where the certificates and keys lie."),
)


def _host(_context: click.Context, _option: click.Parameter, names: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(_named(name.lower()) for name in names))


def _named(name: str) -> str:
    try:
        return str(ip_address(name))
    except ValueError:
        if HOST_NAME.fullmatch(name):
            return name
    raise click.BadParameter(_("{name} is no host name and no address").format(name=name))


@click.group("tls", help=_("Make and renew the certificate of the panel."))
def command() -> None:
    """Hold the commands about certificates."""


@command.command(
    "init",
    help=_(
        "Make a certificate authority of this site and a certificate of the panel. Both are good "
        "for the given names only, and each browser has to be told once to trust the authority."
    ),
)
@DIRECTORY
@click.option(
    "--name",
    "names",
    multiple=True,
    required=True,
    callback=_host,
    help=_("A host name or address by which browsers reach the panel; may be repeated."),
)
def init(directory: Path, names: list[str]) -> None:
    """Make everything anew; never over what is there."""
    folder = Folder(path=directory)
    if folder.authority.exists() or folder.key.exists():
        text = _("{file} is there already: renew it, or choose another directory")
        raise click.ClickException(text.format(file=folder.authority))
    try:
        make_authority(folder, names)
        make_server(folder, names)
        _say_made(folder)
        _say_next(folder)
    except (CertificateError, OSError) as error:
        raise click.ClickException(str(error)) from error


@command.command(
    "renew", help=_("Make a new certificate of the panel for the same names, by the authority.")
)
@DIRECTORY
def renew(directory: Path) -> None:
    """Sign a new key; the panel takes it by itself."""
    folder = Folder(path=directory)
    if not folder.authority_key.exists():
        text = _("{file} is missing: bring the key of the authority back for the renewal")
        raise click.ClickException(text.format(file=folder.authority_key))
    try:
        make_server(folder, names_of(folder.chain))
        _say_made(folder)
    except (CertificateError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(_("The panel takes it within a minute."))


def _say_made(folder: Folder) -> None:
    until = datetime.fromtimestamp(expires_s(folder.chain), UTC)
    click.echo(
        _("certificate {file} for {names}, good until {day}").format(
            file=folder.chain, names=", ".join(names_of(folder.chain)), day=f"{until:%Y-%m-%d}"
        )
    )


def _say_next(folder: Folder) -> None:
    """Print what is left to do by hand."""
    steps = (
        _("1. In roomd.toml, under [panel]:"),
        "   tls = true",
        f'   tls_certificate = "{folder.chain.absolute()}"',
        f'   tls_key = "{folder.key.absolute()}"',
        _("2. Let the service, and nobody else, read the key:"),
        f"   chown roomd {folder.key.absolute()}",
        _("3. On each computer, trust {file}:").format(file=folder.authority.absolute()),
        "   Windows: certutil -addstore Root ca.crt",
        "   Debian, UOS: cp ca.crt /usr/local/share/ca-certificates/roomd.crt",
        "                update-ca-certificates",
        _("   Firefox: Settings, Certificates, Authorities, Import"),
        _("   Compare the SHA-256 before: {digest}").format(digest=fingerprint(folder.authority)),
        _("4. Put {file} away from this machine: it is needed for renewals only.").format(
            file=folder.authority_key.absolute()
        ),
    )
    click.echo("\n".join(steps))
