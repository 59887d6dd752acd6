"""One controller as one process: its log, its signals and its exit codes."""

import asyncio
import logging
import signal
import sys
from collections.abc import Coroutine
from functools import partial
from gettext import gettext as _

import click

from daemon.app import Edges, run
from daemon.clock import SystemClock
from daemon.configuration.loading import Loaded
from daemon.local_key import LocalKey
from daemon.notify import Notifier
from drivers.errors import BusTakenError
from panel.listening import local_url

log = logging.getLogger(__name__)

BUS_TAKEN = 75  # sysexits.h EX_TEMPFAIL


class BusTakenExit(click.ClickException):
    """Another process has the bus."""

    exit_code = BUS_TAKEN


def run_until_stopped(
    loaded: Loaded, candidate: Loaded | None = None, *, shows_key: bool = False
) -> None:
    """Run the controller until SIGTERM or SIGINT; return when everything is closed.

    `candidate` is a configuration that runs in its shadow. The key of the room's own panel is shown
    on a terminal, and elsewhere only with `shows_key`: a journal would keep it for many to read.
    Raises BusTakenExit when another process owns one of its buses.
    """
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )
    try:
        asyncio.run(_run(loaded, candidate, shows_key=shows_key or sys.stdout.isatty()))
    except BaseExceptionGroup as group:
        reason = _taken(group)
        if reason is None:
            raise
    except BusTakenError as err:
        reason = err
    else:
        return
    text = _("{reason}: is another roomd running? Nothing was sent.").format(reason=reason)
    raise BusTakenExit(text)


def _taken(group: BaseException) -> BaseException | None:
    """Return the BusTakenError inside a group of exceptions, if there is one."""
    found: BaseException | None = group
    while isinstance(found, BaseExceptionGroup):
        inner = found.subgroup(BusTakenError)
        found = inner.exceptions[0] if inner else None
    return found


async def _run(loaded: Loaded, candidate: Loaded | None, *, shows_key: bool) -> None:
    notifier = Notifier.of_environment()
    said = partial(_say_address, shows_key=shows_key)
    edges = Edges(clock=SystemClock(), notifier=notifier, on_listening=said)
    await until_signalled(run(loaded, edges, candidate), notifier)


async def until_signalled(work: Coroutine[None, None, None], notifier: Notifier) -> None:
    """Run `work`; SIGTERM and SIGINT end it, and it takes the time that it needs for that."""
    task = asyncio.create_task(work, name="site")
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _cancel_once, task)
    await asyncio.wait([task])
    notifier.stopping()
    if not task.cancelled():
        task.result()


def _cancel_once(task: "asyncio.Task[None]") -> None:
    """Cancel; a second signal must not break into the way out, where the outputs are made safe."""
    if not task.cancelling():
        task.cancel()


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
