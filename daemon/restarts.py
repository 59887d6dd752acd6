"""How often this program failed and was started again; at five times in ten minutes it only looks.

What is known lies in a small file beside the databases. Where that can't be written nothing is
counted: a disk that fails must not keep a sound program from its work. No restart ends
monitor-only, one by a person neither: only a good run proves a program sound.
"""

import asyncio
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from .clock import Clock
from .control.degraded import GOOD_RUN_S
from .store.segments import boot_id

log = logging.getLogger(__name__)

FILE = "starts.json"
MOST_STARTS = 5
WITHIN_S = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts:
    """The monotonic times of starts in one boot, and whether this one may only look."""

    boot: str = ""
    times: tuple[float, ...] = ()
    monitor_only: bool = False

    def started(self, boot: str, t: float) -> "Starts":
        """Return what is known with a start at `t`; only a good run ends monitor-only."""
        earlier = self.times if boot == self.boot else ()
        times = (*(then for then in earlier if 0 <= t - then < WITHIN_S), t)
        return Starts(
            boot=boot,
            times=times,
            monitor_only=self.monitor_only or len(times) >= MOST_STARTS,
        )

    def ended(self) -> "Starts":
        """Return what is known once the newest start ended as people wanted: it does not count."""
        return Starts(boot=self.boot, times=self.times[:-1], monitor_only=self.monitor_only)


class Restarts:
    """The present start of the program among those before it."""

    def __init__(self, directory: Path, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock
        self._t = clock.monotonic()
        self._starts = Starts()

    async def __aenter__(self) -> Self:
        self._starts = read(self._directory).started(boot_id(), self._t)
        write(self._directory, self._starts)
        return self

    @property
    def monitor_only(self) -> bool:
        """Whether this program failed so often that it may only look."""
        return self._starts.monitor_only

    async def proved(self) -> None:
        """Return after a good run; from then on nothing is held against this program."""
        await self._clock.sleep_until(self._t + GOOD_RUN_S)
        self._starts = Starts()
        await asyncio.to_thread(write, self._directory, self._starts)

    async def __aexit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        """Note how the run ended: one that people ended does not count as failed."""
        if kind is asyncio.CancelledError:
            write(self._directory, self._starts.ended())


def read(directory: Path) -> Starts:
    """Return what the file says; nothing where there is none, or none that makes sense."""
    try:
        found = json.loads((directory / FILE).read_text(encoding="utf-8"))
        return Starts(
            boot=str(found["boot"]),
            times=tuple(float(t) for t in found["times"]),
            monitor_only=found["monitor_only"] is True,
        )
    except FileNotFoundError:
        return Starts()
    except (OSError, ValueError, TypeError, KeyError) as err:
        log.warning("%s: %s", directory / FILE, err)
        return Starts()


def write(directory: Path, starts: Starts) -> None:
    """Put the file in place, whole or not at all."""
    text = json.dumps(
        {"boot": starts.boot, "times": starts.times, "monitor_only": starts.monitor_only}
    )
    new = directory / f"{FILE}.new"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        new.write_text(text, encoding="utf-8")
        new.replace(directory / FILE)
    except OSError as err:
        log.warning("%s: %s", directory / FILE, err)
