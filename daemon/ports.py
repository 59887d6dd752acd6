"""What one part may ask of another, as protocols: the panel and the publishers see only these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .model import Act, Answer, Snapshot


class Live(Protocol):
    """The newest snapshot, and the wait for a newer one."""

    @property
    def snapshot(self) -> Snapshot | None:
        """The newest snapshot; None before the first scan."""

    async def newer_than(self, seq: int) -> Snapshot:
        """Return the newest snapshot as soon as its `result.seq` is above `seq`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """One step of a trend: statistics over `[start, start + step)`.

    `mean`, `low` and `high` are None where nothing was measured: a gap stays a gap.
    `coverage` is the measured share of the step, 0..1.
    """

    start: datetime
    mean: float | None
    low: float | None
    high: float | None
    coverage: float


class Trends(Protocol):
    """Read access to the history."""

    async def trend(
        self, tag: str, since: datetime, until: datetime, step_s: int
    ) -> Sequence[Bucket]:
        """Return consecutive buckets of `step_s` seconds that cover `[since, until)`.

        Raises HistoryUnavailableError while the history cannot be read.
        """


class Operator(Protocol):
    """What a person may do: ask for something, with a name and a reason."""

    async def act(self, act: Act) -> Answer:
        """Return what became of `act`, once the ledger holds it.

        The next scan decides it, at once. A stop is answered though the ledger can't be written;
        for every other act that raises LedgerUnavailableError.
        """


class HistoryUnavailableError(Exception):
    """The history cannot be read now; control is not affected."""


class LedgerUnavailableError(Exception):
    """The ledger cannot be written or read now; the message says why."""


class MemoryLostError(Exception):
    """What control remembered is there no more, or cannot be read: nothing may be taken as safe."""
