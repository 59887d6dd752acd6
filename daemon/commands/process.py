"""One controller as one process: its log, its signals and its exit codes."""

import asyncio
import logging
import signal
import sys
from gettext import gettext as _

import click

from daemon.app import Edges, run
from daemon.clock import SystemClock
from daemon.configuration.loading import Loaded
from daemon.notify import Notifier
from drivers.errors import BusTakenError

log = logging.getLogger(__name__)

BUS_TAKEN = 75  # sysexits.h EX_TEMPFAIL


class BusTakenExit(click.ClickException):
    """Another process has the bus."""

    exit_code = BUS_TAKEN


def run_until_stopped(loaded: Loaded) -> None:
    """Run the controller until SIGTERM or SIGINT; return when everything is closed.

    Raises BusTakenExit when another process owns one of its buses.
    """
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )
    try:
        asyncio.run(_run(loaded))
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


async def _run(loaded: Loaded) -> None:
    notifier = Notifier.of_environment()
    edges = Edges(clock=SystemClock(), notifier=notifier, on_listening=_say_address)
    task = asyncio.create_task(run(loaded, edges), name="site")
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    await asyncio.wait([task])
    notifier.stopping()
    if not task.cancelled():
        task.result()


def _say_address(url: str) -> None:
    click.echo(_("panel: {url}").format(url=url))
    sys.stdout.flush()
