"""Opens a database for writing: checked, repaired where it is damaged, at our schema."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import aiosqlite

from .aside import Repair, resume
from .database import DAMAGE, FAILURES, code_of, is_sound, reader, writer
from .salvage import repair
from .schema import NewerSchemaError, migrate, migrations, version_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One kind of database: its schema, how a damaged one is repaired, how durable a commit is."""

    steps: Mapping[int, str]
    repair: Callable[[Path, datetime], Awaitable[Repair]]
    synchronous: Literal["NORMAL", "FULL"]


HISTORY = Book(steps=migrations("history"), repair=repair, synchronous="NORMAL")


@asynccontextmanager
async def opened(
    path: Path, now: datetime, on_repair: Callable[[Repair], None], book: Book = HISTORY
) -> AsyncIterator[aiosqlite.Connection]:
    """Open a database as its only writer; a damaged file is moved aside and salvaged first.

    Raises NewerSchemaError with the file untouched, sqlite3.Error or OSError.
    """
    if await asyncio.to_thread(_has_content, path) and await _is_damaged(path, book):
        on_repair(await book.repair(path, now))
    async with writer(path, book.synchronous) as db:
        await migrate(db, book.steps)
        yield db


def _has_content(path: Path) -> bool:
    path.parent.mkdir(parents=True, exist_ok=True)
    resume(path)
    return path.exists() and path.stat().st_size > 0


async def _is_damaged(path: Path, book: Book) -> bool:
    """Look at the file without writing to it: it may be newer than we are, or broken."""
    async with reader(path) as db:
        try:
            version, known = await version_of(db), max(book.steps)
            if version > known:
                raise NewerSchemaError(version, known)
            return not await is_sound(db)
        except FAILURES as error:
            if code_of(error) in DAMAGE or isinstance(error, UnicodeDecodeError):
                return True
            raise
