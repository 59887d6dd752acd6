"""A bus for the length of one command."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import TypeVar

from drivers.bus import Bus

T = TypeVar("T")


async def with_bus(bus: Bus, work: Callable[[], Coroutine[None, None, T]]) -> T:
    """Return what `work` returns while `bus` runs; a bus that ends by itself ends the work.

    Raises BusTakenError, and what `work` raises.
    """
    async with bus:
        serving = asyncio.create_task(bus.run(), name="bus")
        working = asyncio.create_task(work(), name="work")
        try:
            await asyncio.wait({serving, working}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                await serving
            return await working
        finally:
            for task in (serving, working):
                task.cancel()
            await asyncio.wait({serving, working})
