"""`roomd people`: who may sign in at the panel. Secrets are typed or piped in, never arguments."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path

import click

from daemon.clock import SystemClock
from daemon.configuration.loading import Loaded, load_config
from daemon.model.people import Change, Deed, Refusal, RefusedError, Role
from daemon.people import totp
from daemon.people.accounts import KIND
from daemon.people.book import Book
from daemon.people.deeds import carried_out
from daemon.people.wishes import key_of
from daemon.store.schema import NewerSchemaError

from .entries import left
from .entries import told as told_taken
from .options import CONFIG_FILE, DEFAULT_CONFIG
from .people_words import refused, role_word
from .table import columns
from .who import named

CONFIG = click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
NAME = click.argument("name")
OFF = click.option("--off", is_flag=True, help=_("Take it away."))
ROLE = click.Choice([role.name.lower() for role in Role if role])


@click.group(
    "people",
    help=_(
        "Say who may sign in at the panel, and what each may do. A password, a PIN or a code is "
        "asked for, or read from a pipe line by line. A running controller follows within a second."
    ),
)
def command() -> None:
    """Hold the commands about accounts."""


@command.command("list", help=_("List the accounts."))
@CONFIG
def accounts(config: Path) -> None:
    """Print the accounts, one a line."""
    with _told():
        book = _book(load_config(config))
        known = [account.person for account in book.accounts().values()]
        _salt, pins = book.pins()
    if not known:
        click.echo(_("there are no accounts yet: roomd people add NAME --role admin"))
    rows: list[tuple[str, ...]] = [(_("name"), _("role"), _("may sign in"), _("code"), "PIN")]
    yes, no = _("yes"), _("no")
    for one in known:
        marks = (not one.disabled, one.has_totp, one.has_pin)
        rows.append((one.name, role_word(one.role), *(yes if mark else no for mark in marks)))
    if known:
        click.echo(columns(rows))
    if "" in pins:
        click.echo(_("the room has a PIN of its own"))


@command.command("add", help=_("Add an account; its password is asked for."))
@NAME
@click.option("--role", "role", type=ROLE, required=True)
@CONFIG
def add(name: str, role: str, config: Path) -> None:
    """Add an account."""
    secret = _secret(_("password of at least 12 characters"))
    _carry_out(config, Change(deed=Deed.ADD, name=name, role=Role[role.upper()], secret=secret))


@command.command("role", help=_("Give an account another role; whoever uses it signs in anew."))
@NAME
@click.argument("role", type=ROLE)
@CONFIG
def change_role(name: str, role: str, config: Path) -> None:
    """Change a role."""
    _carry_out(config, Change(deed=Deed.ROLE, name=name, role=Role[role.upper()]))


@command.command("disable", help=_("Let an account sign in no more; its sessions end."))
@NAME
@CONFIG
def disable(name: str, config: Path) -> None:
    """Disable an account."""
    _carry_out(config, Change(deed=Deed.DISABLE, name=name))


@command.command("enable", help=_("Let an account sign in again."))
@NAME
@CONFIG
def enable(name: str, config: Path) -> None:
    """Enable an account."""
    _carry_out(config, Change(deed=Deed.ENABLE, name=name))


@command.command("password", help=_("Give an account a new password; its sessions end."))
@NAME
@CONFIG
def password(name: str, config: Path) -> None:
    """Set a password."""
    secret = _secret(_("password of at least 12 characters"))
    _carry_out(config, Change(deed=Deed.PASSWORD, name=name, secret=secret))


@command.command(
    "pin", help=_("Give a person, or without NAME the room, a PIN for the panel on the wall.")
)
@click.argument("name", default="")
@OFF
@CONFIG
def pin(name: str, config: Path, *, off: bool) -> None:
    """Set or take away a PIN."""
    if off:
        _carry_out(config, Change(deed=Deed.NO_PIN, name=name))
        return
    _carry_out(config, Change(deed=Deed.PIN, name=name, secret=_secret(_("PIN, 6 to 12 digits"))))


@command.command("totp", help=_("Ask an account for a code of an authenticator as well."))
@NAME
@OFF
@CONFIG
def authenticator(name: str, config: Path, *, off: bool) -> None:
    """Set or take away the key of an authenticator; a code proves that it was taken over."""
    if off:
        _carry_out(config, Change(deed=Deed.NO_TOTP, name=name))
        return
    loaded = load_config(config)
    with _told():
        if key_of(name) not in _book(loaded).accounts():
            raise RefusedError(Refusal.UNKNOWN)
    secret = totp.new_secret()
    click.echo(_("key for the authenticator: {secret}").format(secret=secret))
    click.echo(totp.address_of(secret, name, loaded.config.site.name))
    code = _line(_("code that it shows now"))
    at_s = SystemClock().utc().timestamp()
    with _told():
        if totp.matched(secret, code, at_s, 0) is None:
            raise RefusedError(Refusal.TOTP)
    _carry_out(config, Change(deed=Deed.TOTP, name=name, secret=secret))


def _carry_out(config: Path, change: Change) -> None:
    loaded = load_config(config)
    with _told():
        name = carried_out(_book(loaded), change)
    body = {"what": change.deed.value, "by": named(None)}
    if change.role is not None:
        body["role"] = change.role.name.lower()
    directory, at = loaded.config.storage.directory, SystemClock().utc()
    click.echo(_("done: {name}").format(name=name or _("the room")))
    click.echo(told_taken(left(directory, KIND, name, body, at)))


def _book(loaded: Loaded) -> Book:
    return Book(loaded.config.storage.directory)


@contextmanager
def _told() -> Iterator[None]:
    """Say in one sentence what went wrong."""
    try:
        yield
    except RefusedError as error:
        raise click.ClickException(refused(error)) from error
    except (sqlite3.Error, OSError, NewerSchemaError, ValueError) as error:
        text = _("the accounts can't be read or written ({reason})").format(reason=error)
        raise click.ClickException(text) from error


def _secret(label: str) -> str:
    if not sys.stdin.isatty():
        return _line(label)
    typed: str = click.prompt(label, hide_input=True, confirmation_prompt=True)
    return typed


def _line(label: str) -> str:
    if sys.stdin.isatty():
        typed: str = click.prompt(label)
        return typed.strip()
    return sys.stdin.readline().rstrip("\r\n")
