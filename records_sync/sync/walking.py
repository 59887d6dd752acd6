"""One page after the other from a source, within bounds, to its end or until it is stopped."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from records_sync.model import Page, SourceError
from records_sync.sync.codes import LONG, LOOP, MANY, PAGE_LARGE, WAIT
from records_sync.sync.limits import Limits


class StoppedError(Exception):
    """Somebody asked the run to stop; what was taken stays, with its cursor."""


class Walk:
    """Counts what one run has read and how long it takes; raises SourceError past a limit."""

    def __init__(self, limits: Limits, stop: asyncio.Event) -> None:
        self.limits = limits
        self._stop = stop
        self._begun = asyncio.get_running_loop().time()
        self._pages = self._rows = 0
        self._cursors: set[int] = set()

    @property
    def seconds(self) -> float:
        """How long the run has taken."""
        return asyncio.get_running_loop().time() - self._begun

    async def next(self, pages: AsyncIterator[Page]) -> Page | None:
        """Return the next page, None at the end; raises StoppedError, SourceError."""
        if self._stop.is_set():
            raise StoppedError
        reading = asyncio.create_task(_next(pages))
        stopped = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait(
                (reading, stopped),
                timeout=self.limits.page_s,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if not reading.done():
                if self._stop.is_set():
                    raise StoppedError
                raise SourceError(WAIT, f"{self.limits.page_s:g} s")
            page = reading.result()
        finally:
            for task in (reading, stopped):
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task
        if page is not None:
            self._count(page)
        return page

    async def pause(self, seconds: float) -> None:
        """Wait; raises StoppedError."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stop.wait()
        if self._stop.is_set():
            raise StoppedError

    def _count(self, page: Page) -> None:
        limits = self.limits
        self._pages += 1
        self._rows += len(page.items)
        if len(page.items) > limits.page_rows:
            raise SourceError(PAGE_LARGE, f"{len(page.items)} > {limits.page_rows}")
        if self._pages > limits.pages:
            raise SourceError(MANY, f"> {limits.pages} pages")
        if self._rows > limits.rows:
            raise SourceError(MANY, f"> {limits.rows} rows")
        if self.seconds > limits.run_s:
            raise SourceError(LONG, f"> {limits.run_s / 3600:g} h")

    def turn_back(self) -> None:
        """Allow the places again where the run has been: it begins anew."""
        self._cursors.clear()

    def step(self, cursor: str) -> None:
        """Note where a page leads; raises SourceError where the run has been there."""
        mark = hash(cursor)
        if mark in self._cursors:
            raise SourceError(LOOP, cursor[:40])
        self._cursors.add(mark)


async def _next(pages: AsyncIterator[Page]) -> Page | None:
    return await anext(pages, None)
