"""Which request a bus sends next: by rank, then by due time, never two at once (no I/O)."""

import asyncio
import heapq
from dataclasses import dataclass, field
from enum import IntEnum

from .errors import NoSlackError
from .request import Request

PATIENCE_S = 20.0  # a probe that finds no slack for so long goes like a poll


class Rank(IntEnum):
    """What goes first when several requests are due."""

    SAFETY_WRITE = 0
    OPERATOR_WRITE = 1
    VERIFY = 2
    INTERLOCK = 3
    POLL = 4
    PROBE = 5  # backed-off devices and discovery: only in the slack of the bus
    LOOK = 6  # a person beside the running site: only in the slack, and gives up without


@dataclass(order=True, slots=True)
class Job:
    """One request waiting for the bus.

    `cost_s` is the most that it may hold the bus; probes and looks wait for so much slack, but not
    longer than `patience_s`. `opening` is the opening of the link in which it must be served, if
    any.
    """

    rank: Rank
    due: float
    seq: int
    request: Request = field(compare=False)
    cost_s: float = field(compare=False)
    patience_s: float = field(compare=False)
    opening: int | None = field(compare=False)
    answer: "asyncio.Future[tuple[int, ...]]" = field(compare=False)


class JobQueue:
    """Jobs due now by rank, jobs due later by time."""

    def __init__(self) -> None:
        self._ready: list[Job] = []
        self._later: list[tuple[float, int, Job]] = []
        self._seq = 0

    def put(
        self,
        request: Request,
        rank: Rank,
        due: float,
        *,
        cost_s: float,
        patience_s: float = PATIENCE_S,
        opening: int | None = None,
    ) -> "asyncio.Future[tuple[int, ...]]":
        """Add a request that is due at `due`; its answer comes in the returned future."""
        self._seq += 1
        answer = asyncio.get_running_loop().create_future()
        job = Job(rank, due, self._seq, request, cost_s, patience_s, opening, answer)
        heapq.heappush(self._later, (due, self._seq, job))
        return answer

    def take(self, t: float) -> Job | None:
        """Remove and return the job to serve at `t`, or None when nothing may start."""
        self._ripen(t)
        while self._ready:
            job = self._ready[0]
            if job.answer.cancelled():
                heapq.heappop(self._ready)
                continue
            if job.rank >= Rank.PROBE and not self._has_slack(job, t):
                return None
            return heapq.heappop(self._ready)
        return None

    def next_due(self, t: float) -> float | None:
        """Return when to look again: the next due time, or the end of a probe's patience."""
        times = [self._later[0][0]] if self._later else []
        times += [max(t, job.due + job.patience_s) for job in self._ready]
        return min(times, default=None)

    def drain(self, t: float) -> list[Job]:
        """Remove and return every job that is due at `t`."""
        self._ripen(t)
        due, self._ready = self._ready, []
        return due

    def _ripen(self, t: float) -> None:
        while self._later and self._later[0][0] <= t:
            heapq.heappush(self._ready, heapq.heappop(self._later)[2])
        for job in self._ready:
            if job.rank >= Rank.PROBE and t - job.due >= job.patience_s:
                self._lose_patience(job)
                break  # one at a time is enough: the next time round it is the next one

    def _lose_patience(self, job: Job) -> None:
        if job.rank is Rank.PROBE:
            job.rank = Rank.POLL
        else:
            self._ready.remove(job)
            if not job.answer.done():
                told = f"the polls left no gap of {job.cost_s:.1f} s within {job.patience_s:.0f} s"
                job.answer.set_exception(NoSlackError(told))
        heapq.heapify(self._ready)

    def _has_slack(self, job: Job, t: float) -> bool:
        slack = self._later[0][0] - t if self._later else float("inf")
        return slack >= job.cost_s
