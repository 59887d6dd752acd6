"""The configuration files while the site runs (the port `Configuration`).

One thread does all that blocks, one thing after the other: a save compares, checks, keeps and
writes, and nothing comes in between, whoever has asked and whoever has left meanwhile.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from daemon.clock import Clock
from daemon.commissioning_ports import (
    BusyError,
    Checked,
    ConfigurationText,
    ConfigurationTexts,
    ConfigurationValue,
    Finding,
    Texts,
    ValueWish,
)
from daemon.configuration.loading import Loaded
from daemon.model import Event, Reason, reason
from daemon.ports import Live

from .kept import Save
from .restarting import refusal
from .saving import Change, Saving
from .told import told
from .values import values_of
from .values_text import with_values

log = logging.getLogger(__name__)

KIND = "configuration"  # of the rows in the ledger
RESTART_AFTER_S = 0.5  # for the answer to who asked
HELD_S = 600.0  # for so long people are told that a restart was not to be
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """How this part reaches the rest: rows for the ledger, and the end of the run.

    `restart` lets the site end as a signal would and begin again. `trouble` is why the last restart
    went on with the former configuration.
    """

    record: Callable[[Event], object]
    restart: Callable[[], None]
    trouble: Texts | None = None


class ConfigurationFiles:
    """The texts of the site that runs with `loaded`."""

    def __init__(self, loaded: Loaded, live: Live, clock: Clock, ends: Ends) -> None:
        self._live = live
        self._ends = ends
        self._runs = loaded.texts
        self._since = clock.utc()
        self._clock = clock
        self._held: tuple[float, Texts] | None = None  # when a restart was not to be, and why
        self._ending: asyncio.TimerHandle | None = None
        self._is_ending = False  # a restart was asked for: what were saved now nobody has seen
        self._saving = Saving(loaded, clock)
        self._main = loaded.file
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="configuration")

    async def aclose(self) -> None:
        """End with the site: no restart is due any more, and the thread goes."""
        if self._ending is not None:
            self._ending.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)

    @property
    def status(self) -> str:
        """What is wrong with what runs, "" when well."""
        return "" if self._trouble is None else " / ".join(self._trouble.values())

    @property
    def _trouble(self) -> Texts | None:
        """Why the last restart was not to be, for a while, or could not use the files."""
        if self._held is not None and self._clock.monotonic() - self._held[0] < HELD_S:
            return self._held[1]
        return self._ends.trouble

    async def texts(self) -> ConfigurationTexts:
        """Return all files as they are on the disk."""
        return await self._done(self._texts)

    async def findings(self) -> Sequence[Finding]:
        """Return what a start with the files as they are would say."""
        return await self._done(self._saving.findings)

    async def check(self, name: str, text: str) -> Checked:
        """Return what a start with `text` as that file would say, and the difference."""
        return await self._done(partial(self._saving.check, name, text))

    async def save(
        self, name: str, text: str, *, version: str, who: str, why: str
    ) -> ConfigurationTexts:
        """Put a sound text in place of a file; the former one is kept."""
        change = Change(file=name, who=who, why=why, version=version)
        return await self._written(partial(self._saving.save, change, text))

    async def undo(self, *, version: str, who: str) -> ConfigurationTexts:
        """Put the former text of the newest save back."""
        return await self._written(partial(self._saving.undo, version, who))

    async def restart(self, *, version: str, who: str) -> None:
        """Let the site end safely and begin again with the files as they are."""
        self._refuse(self._why_not())
        self._held, self._is_ending = None, True
        try:
            await self._done(partial(self._saving.restartable, version))
            self._refuse(refusal(self._live.snapshot))
        except BaseException:
            self._is_ending = False
            raise
        why = reason("configuration_restart", who=who)
        self._tell(self._main.name, why, {"what": "restart", "by": who, "after": version})
        self._ending = asyncio.get_running_loop().call_later(RESTART_AFTER_S, self._restart)

    async def values(self) -> Sequence[ConfigurationValue]:
        """Return what staff change, as it stands in the files."""
        return await self._done(partial(values_of, self._main))

    async def proposed(self, wishes: Sequence[ValueWish]) -> ConfigurationText:
        """Return the text of the one file in which these values stand, with the new ones."""
        return await self._done(partial(with_values, self._main, wishes))

    async def _written(self, work: Callable[[], Save | None]) -> ConfigurationTexts:
        """Return the files after `work`; the ledger hears of it though who asked may be gone."""
        if self._is_ending:
            self._refuse(reason("configuration_ending"))
        if self._live.snapshot is None:  # rows never come before what control remembers
            self._refuse(reason("configuration_not_begun"))
        self._held = None
        loop = asyncio.get_running_loop()
        job = loop.run_in_executor(self._thread, work)
        job.add_done_callback(self._note)
        await asyncio.shield(job)
        return await self.texts()

    async def _done(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _texts(self) -> ConfigurationTexts:
        files = self._saving.files()
        return ConfigurationTexts(
            files=files.texts,
            version=files.version,
            running_version=self._runs,
            running_since=self._since,
            changed=files.changed,
            may_undo=files.may_undo,
            is_writable=self._saving.folder.is_writable(),
            trouble=self._trouble,
        )

    def _note(self, job: "asyncio.Future[Save | None]") -> None:
        if job.cancelled() or job.exception() is not None or (save := job.result()) is None:
            return
        facts = {"what": "undone" if save.takes_back else "saved", "by": save.who, "why": save.why}
        why = (
            reason("configuration_undone", who=save.who, file=save.file)
            if save.takes_back
            else reason("configuration_saved", who=save.who, file=save.file, why=save.why)
        )
        self._tell(save.file, why, {**facts, "before": save.before, "after": save.after})

    def _tell(self, subject: str, why: Reason, facts: dict[str, object]) -> None:
        plain = {"code": why.code, "args": dict(why.args)}
        self._ends.record(Event(kind=KIND, subject=subject, body={**facts, "reason": plain}))

    def _restart(self) -> None:
        """End the run, unless a cycle has begun since that was asked for."""
        why = refusal(self._live.snapshot)
        if why is not None:
            log.warning("no restart: %s", told(why)["en"])
            self._held, self._is_ending = (self._clock.monotonic(), told(why)), False
            return
        self._ends.restart()

    def _why_not(self) -> Reason | None:
        return reason("configuration_ending") if self._is_ending else refusal(self._live.snapshot)

    def _refuse(self, why: Reason | None) -> None:
        if why is not None:
            raise BusyError(told(why))
