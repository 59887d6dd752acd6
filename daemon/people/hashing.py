"""One thread for what is slow on purpose; a few may wait for it, more are told so.

The room's own panel has places of its own and the first turn: guesses from afar keep no PIN
waiting. Who leaves while it works frees no place before it is done: never two hashes at once.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from enum import IntEnum
from functools import partial
from typing import Any, TypeVar

from daemon.model.people import Refusal, RefusedError

RETRY_S = 5.0
T = TypeVar("T")


class Turn(IntEnum):
    """Who is first."""

    WALL = 0
    ELSEWHERE = 1


PLACES: Mapping[Turn, int] = {Turn.WALL: 2, Turn.ELSEWHERE: 8}  # one of all at work, the rest wait


class Hashing:
    """The thread and who waits for it."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="people")
        self._held = dict.fromkeys(Turn, 0)
        self._queues = {turn: deque[Callable[[], object]]() for turn in Turn}
        self._works = False

    def close(self) -> None:
        """End with the site: what waits is given up, what works is done and the thread goes."""
        for queue in self._queues.values():
            queue.clear()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def find_place(self, turn: Turn = Turn.ELSEWHERE) -> None:
        """Raise RefusedError where too many wait."""
        if self._held[turn] >= PLACES[turn]:
            raise RefusedError(Refusal.BUSY, RETRY_S)

    async def done(self, work: Callable[[], T], turn: Turn = Turn.ELSEWHERE) -> T:
        """Return what `work` does in the thread; raises RefusedError, and what it raises."""
        self.find_place(turn)
        self._held[turn] += 1
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queues[turn].append(partial(self._begin, work, answer, turn))
        if not self._works:
            self._next()
        return await asyncio.shield(answer)

    def _next(self) -> None:
        queue = next((queue for _, queue in sorted(self._queues.items()) if queue), None)
        self._works = queue is not None
        if queue is not None:
            queue.popleft()()

    def _begin(self, work: Callable[[], T], answer: "asyncio.Future[T]", turn: Turn) -> None:
        job = asyncio.get_running_loop().run_in_executor(self._thread, work)
        job.add_done_callback(partial(self._leave, answer, turn))

    def _leave(self, answer: "asyncio.Future[Any]", turn: Turn, job: "asyncio.Future[Any]") -> None:
        self._held[turn] -= 1
        if job.cancelled():
            answer.cancel()
        elif error := job.exception():
            answer.set_exception(error)
            answer.exception()  # looked at, though nobody may wait for it any more
        else:
            answer.set_result(job.result())
        self._next()
