"""One file as a Source: its stable copy, read a page at a time.

Where it stops it can go on: the cursor holds the part and the row, as long as the file is the same.
The file is the same by its digest; whatever else happens to the folder meanwhile doesn't matter.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from records_sync.model import Page
from records_sync.sources.files import apart
from records_sync.sources.files.cursor import Cursor, loaded
from records_sync.sources.files.limits import Limits
from records_sync.sources.files.mapping import FolderRules
from records_sync.sources.files.reading import Reading
from records_sync.sources.files.spool import Copy

_EPOCH_CHARS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSource:
    """A Source of one file. Close it, or use it as a context: its copy is removed."""

    name: str
    copy: Copy | None
    before: Cursor
    is_snapshot: bool
    rules: FolderRules = field(default_factory=FolderRules)
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def known(cls, name: str, cursor: Cursor) -> "FileSource":
        """Return a source that has nothing new, but a cursor to keep."""
        return cls(name=name, copy=None, before=cursor, is_snapshot=False)

    @property
    def file_name(self) -> str:
        """Return the name of the file in its folder, "" where nothing is read."""
        return self.copy.seen.name if self.copy else ""

    def close(self) -> None:
        """Remove the copy."""
        if self.copy:
            self.copy.remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    async def changes(self, cursor: str | None) -> AsyncIterator[Page]:
        """Yield the file in pages, from where the cursor stands in it; raises SourceError."""
        if self.copy is None:
            yield Page(items=(), cursor=self.before.dumped(), epoch=self.before.epoch)
            return
        reading = self._reading(self.copy, cursor)
        is_large = self.copy.seen.size > self.limits.apart_bytes
        loop = asyncio.get_running_loop()
        with closing(apart.pages(reading) if is_large else reading.pages()) as pages:
            while True:
                step = loop.run_in_executor(None, next, pages, None)
                try:
                    page = await asyncio.shield(step)
                except asyncio.CancelledError:
                    await asyncio.wait([step])  # the thread still holds the file
                    raise
                if page is None:
                    return
                yield page

    def _reading(self, copy: Copy, cursor: str | None) -> Reading:
        """Return what is left to read after a cursor."""
        base, place, digest = self.before, loaded(cursor).reading, copy.seen.digest
        return Reading(
            copy=copy,
            before=replace(base, epoch=digest[:_EPOCH_CHARS]) if self.is_snapshot else base,
            start=place if place and place.digest == digest else None,
            rules=self.rules,
            limits=self.limits,
        )
