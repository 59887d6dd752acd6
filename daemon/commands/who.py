"""Who acts on a command line: the name that goes into the ledger."""

import getpass
import os
from gettext import gettext as _

import click

LONGEST = 60


def named(who: str | None) -> str:
    """Return the name that was given, else that of the login; raises click.BadParameter."""
    try:
        name = who or os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):
        name = ""
    return short(name, "--who", LONGEST)


def short(text: str, option: str, most: int) -> str:
    """Return a text on one line; raises click.BadParameter for an empty or a long one."""
    plain = " ".join(text.split())
    if not plain or len(plain) > most:
        raise click.BadParameter(
            _("{option}: write 1 to {most} characters").format(option=option, most=most)
        )
    return plain
