"""One controller as one process: its log, its exit codes, and what it says of its address."""

import asyncio
import logging
import sys
from functools import partial
from gettext import gettext as _

import click

from daemon.configuration.loading import Loaded
from daemon.local_key import LocalKey
from drivers.errors import BusTakenError
from panel.listening import local_url

from .turns import Chosen, taken, turns

BUS_TAKEN = 75  # sysexits.h EX_TEMPFAIL


class BusTakenExit(click.ClickException):
    """Another process has the bus."""

    exit_code = BUS_TAKEN


def run_until_stopped(
    loaded: Loaded, candidate: Loaded | None = None, *, shows_key: bool = False
) -> None:
    """Run the controller until SIGTERM or SIGINT; return when everything is closed.

    Where a person asks for a restart the site ends as by a signal, and another one begins in this
    process with the files as they are.

    `candidate` is a configuration that runs in its shadow. The key of the room's own panel is shown
    on a terminal, and elsewhere only with `shows_key`: a journal would keep it for many to read.
    Raises BusTakenExit when another process owns one of its buses.
    """
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )
    try:
        chosen = Chosen(loaded=loaded, candidate=candidate)
        said = partial(_say_address, shows_key=shows_key or sys.stdout.isatty())
        asyncio.run(turns(chosen, said))
    except BaseExceptionGroup as group:
        reason = taken(group)
        if reason is None:
            raise
    except BusTakenError as err:
        reason = err
    else:
        return
    text = _("{reason}: is another roomd running? Nothing was sent.").format(reason=reason)
    raise BusTakenExit(text)


def _say_address(url: str, key: LocalKey, first: str | None, *, shows_key: bool) -> None:
    click.echo(_("panel: {url}").format(url=url))
    if shows_key:
        local = f"{local_url(url)}local?key={key.key}"
        click.echo(_("the room's own panel, on this machine only: {url}").format(url=local))
    elif key.file is not None:
        click.echo(_("the key of the room's own panel: {file}").format(file=key.file))
    if first is not None:
        text = _("code for the first administrator, on {url}setup: {code}")
        click.echo(text.format(url=url, code=first))
    sys.stdout.flush()
