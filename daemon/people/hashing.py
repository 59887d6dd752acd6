"""One thread for what is slow on purpose; a few may wait for it, more are told so.

Who leaves while it works frees no place before it is done: never two hashes at once.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from daemon.model.people import Refusal, RefusedError

MOST_WAITING = 8
RETRY_S = 5.0
T = TypeVar("T")


class Hashing:
    """The thread and who waits for it."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="people")
        self._waiting = 0

    def find_place(self) -> None:
        """Raise RefusedError where too many wait."""
        if self._waiting >= MOST_WAITING:
            raise RefusedError(Refusal.BUSY, RETRY_S)

    async def done(self, work: Callable[[], T]) -> T:
        """Return what `work` does in the thread; raises RefusedError, and what it raises."""
        self.find_place()
        self._waiting += 1
        job = asyncio.get_running_loop().run_in_executor(self._thread, work)
        job.add_done_callback(self._leave)
        return await asyncio.shield(job)

    def _leave(self, job: "asyncio.Future[T]") -> None:
        self._waiting -= 1
        if not job.cancelled():
            job.exception()  # looked at, though nobody may wait for it any more
