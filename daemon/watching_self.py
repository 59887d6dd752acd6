"""Numbers about the program's own surroundings, for the alarms."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from .clock import Clock

EVERY_S = 60.0


class WatchingSelf:
    """Looks at the disk of the storage directory, at most once a minute.

    A local file system answers from memory; nothing is read from the disk.
    """

    def __init__(self, directory: Path, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock
        self._looked_t = float("-inf")
        self._facts: Mapping[str, float] = {}

    def facts(self) -> Mapping[str, float]:
        """Return what is known now; a disk that does not answer has no share of free space."""
        t = self._clock.monotonic()
        if t - self._looked_t >= EVERY_S:
            self._looked_t = t
            self._facts = self._disk()
        return self._facts

    def _disk(self) -> Mapping[str, float]:
        try:
            usage = shutil.disk_usage(self._directory)
        except OSError:
            return {}
        return {"disk_free_ratio": usage.free / usage.total} if usage.total else {}
