"""Waiting for a condition, bounded."""

import asyncio
import time
from collections.abc import Callable


async def until(condition: Callable[[], object], within_s: float = 10.0) -> None:
    """Return once `condition()` holds; raise TimeoutError after `within_s`."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 - the condition lies outside this loop
            await asyncio.sleep(0.02)


def wait_until(condition: Callable[[], object], within_s: float = 10.0) -> None:
    """Return once `condition()` holds; raise TimeoutError after `within_s`."""
    end = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {within_s} s")
        time.sleep(0.02)
