"""A thread for questions that take long: what they come to is worked out beside the loop.

While one is worked out no garbage is looked for: that would stop all threads for some 100 ms, and
what a question makes has no cycles.
"""

import asyncio
import gc
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Asking(Protocol):
    """Whoever has questions answered beside the loop."""

    async def ask(self, question: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return the answer."""


class Here:
    """Answers at once: a command has nothing else to do."""

    async def ask(self, question: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return the answer."""
        return await question()


class Aside:
    """Asks one question after another, each in a loop of its own in the thread."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="aside")

    async def ask(self, question: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return the answer of `question`, which is called in the thread."""

        def answered() -> T:
            gc.disable()
            try:
                return asyncio.run(question())
            finally:
                gc.enable()

        return await asyncio.get_running_loop().run_in_executor(self._thread, answered)

    def close(self) -> None:
        """Take no more questions."""
        self._thread.shutdown(wait=False, cancel_futures=True)
