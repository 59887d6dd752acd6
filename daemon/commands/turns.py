"""One site after the other in one process: a signal is the end, a person may ask for another one.

Each ends as by a signal: control first, which leaves the outputs safe, then all else. What the
files hold is read in between; where it can't be used the former configuration runs on and says so.
"""

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from daemon.app import Edges, Wall, run
from daemon.clock import SystemClock
from daemon.commissioning.storage_place import after
from daemon.commissioning.told import told_each, told_problem
from daemon.commissioning_ports import Texts
from daemon.configuration.loading import Loaded, load_config
from daemon.configuration.problem import ConfigError
from daemon.local_key import LocalKey
from daemon.model import reason
from daemon.notify import Notifier
from drivers.errors import BusTakenError

log = logging.getLogger(__name__)

BEGINS_S = 60.0  # a bus that is found taken later was not taken at the beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What is run: a configuration, and the one in its shadow if any."""

    loaded: Loaded
    candidate: Loaded | None

    def anew(self) -> "Chosen":
        """Return what the same files hold now. Raises ConfigError."""
        candidate = None if self.candidate is None else load_config(self.candidate.file)
        storage = after(self.loaded.config.storage.directory)
        return Chosen(loaded=load_config(self.loaded.file, storage=storage), candidate=candidate)


class Run:
    """Runs one site at a time; a signal ends the one that runs, for good."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None
        self._for_good = self._again = False
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._signalled)

    async def run(self, work: Coroutine[None, None, None]) -> bool:
        """Run `work` to its end, which takes the time that it needs; return whether to go on."""
        self._again = False
        self._task = asyncio.create_task(work, name="site")
        if self._for_good:  # signalled between two of them
            self._task.cancel()
        await asyncio.wait([self._task])
        if not self._task.cancelled():
            self._task.result()
        return self._again and not self._for_good

    def again(self) -> None:
        """End what runs, so that another one begins."""
        self._again = True
        self._cancel_once()

    def _signalled(self) -> None:
        self._for_good = True
        self._cancel_once()

    def _cancel_once(self) -> None:
        """Cancel; a second time must not break into the way out, where outputs are made safe."""
        if self._task is not None and not self._task.cancelling():
            self._task.cancel()


async def until_signalled(work: Coroutine[None, None, None], notifier: Notifier) -> None:
    """Run `work`; SIGTERM and SIGINT end it, and it takes the time that it needs for that."""
    try:
        await Run().run(work)
    finally:
        notifier.stopping()


async def turns(chosen: Chosen, said: Callable[[str, LocalKey, str | None], None]) -> None:
    """Run one site after the other until a signal; `said` hears of each address.

    systemd is told of the end of the last one alone. Nobody scans between two of them, so two signs
    of life are given there, one at each step.
    """
    notifier, clock, runs, wall = Notifier.of_environment(), SystemClock(), Run(), Wall()
    former: Chosen | None = None
    trouble: Texts | None = None
    try:
        while True:
            edges = Edges(
                clock=clock,
                notifier=notifier,
                on_listening=said,
                restart=runs.again,
                trouble=trouble,
                wall=wall,
            )
            begun_t = clock.monotonic()
            try:
                if not await runs.run(run(chosen.loaded, edges, chosen.candidate)):
                    return
            except (BusTakenError, BaseExceptionGroup) as error:
                found = taken(error)
                if found is None or former is None or clock.monotonic() - begun_t > BEGINS_S:
                    raise
                chosen, former, trouble = former, None, _not_begun(found)
                continue
            notifier.watchdog()
            notifier.status("begins again with the configuration as it is now")
            former = chosen
            chosen, trouble = await asyncio.to_thread(_anew, chosen)
            notifier.watchdog()
    finally:
        notifier.stopping()


def taken(error: BaseException) -> BaseException | None:
    """Return the BusTakenError that this is, or that a group of exceptions holds, if any."""
    found: BaseException | None = error
    while isinstance(found, BaseExceptionGroup):
        inner = found.subgroup(BusTakenError)
        found = inner.exceptions[0] if inner else None
    return found


def _anew(chosen: Chosen) -> tuple[Chosen, Texts | None]:
    """Return what the files hold now, else what ran before, with the reason."""
    try:
        return chosen.anew(), None
    except ConfigError as refused:
        why = told_problem(refused.problems[0])
        log.error("the configuration is refused, the former one runs on: %s", why["en"])  # noqa: TRY400 - no bug of ours
        return chosen, told_each(lambda say: reason("configuration_not_loaded", why=why[say]))


def _not_begun(error: BaseException) -> Texts:
    log.error("the new configuration can't begin, the former one runs on: %s", error)
    return told_each(lambda _: reason("configuration_bus_taken", why=str(error)))
