"""Opens the history for writing: checked, repaired where it is damaged, at our schema."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import aiosqlite

from .database import DAMAGE, FAILURES, code_of, is_sound, reader, writer
from .salvage import Repair, repair, resume
from .schema import NewerSchemaError, migrate, migrations, version_of

STEPS = migrations("history")


@asynccontextmanager
async def opened(
    path: Path, now: datetime, on_repair: Callable[[Repair], None]
) -> AsyncIterator[aiosqlite.Connection]:
    """Open the history as its only writer; a damaged file is moved aside and salvaged first.

    Raises NewerSchemaError with the file untouched, sqlite3.Error or OSError.
    """
    if await asyncio.to_thread(_has_content, path) and await _is_damaged(path):
        on_repair(await repair(path, now))
    async with writer(path) as db:
        await migrate(db, STEPS)
        yield db


def _has_content(path: Path) -> bool:
    path.parent.mkdir(parents=True, exist_ok=True)
    resume(path)
    return path.exists() and path.stat().st_size > 0


async def _is_damaged(path: Path) -> bool:
    """Look at the file without writing to it: it may be newer than we are, or broken."""
    async with reader(path) as db:
        try:
            version, known = await version_of(db), max(STEPS)
            if version > known:
                raise NewerSchemaError(version, known)
            return not await is_sound(db)
        except FAILURES as error:
            if code_of(error) in DAMAGE or isinstance(error, UnicodeDecodeError):
                return True
            raise
