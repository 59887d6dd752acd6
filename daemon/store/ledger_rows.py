"""What the one writing connection of the ledger does: rows and memory in one transaction."""

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

import aiosqlite

from .database import page_bytes, page_count, transaction
from .ledger_chain import START, Head, Stored

INSERT = "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_MEMORY = "INSERT OR REPLACE INTO memory VALUES (1, ?, ?)"


class Tried(NamedTuple):
    """A commit of which the end may be unknown: the head it led to, and how many rows it had."""

    head: Head
    rows: int


def memory_columns(text: str) -> tuple[str, bytes]:
    """Return the columns of the memory's row."""
    return text, sha256(text.encode()).digest()


async def head_of(db: aiosqlite.Connection) -> Head:
    """Return the head of the file."""
    sql = "SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1"
    found = list(await db.execute_fetchall(sql))
    return Head(*found[0]) if found else START


async def has_passed(db: aiosqlite.Connection, anchor: Head) -> bool:
    """Return whether the file holds the row of an anchor with its hash."""
    sql = "SELECT hash FROM ledger WHERE seq = ?"
    found = list(await db.execute_fetchall(sql, (anchor.seq,)))
    return anchor == START or bool(found and found[0][0] == anchor.digest)


async def append(db: aiosqlite.Connection, stored: Sequence[Stored], memory: str | None) -> None:
    """Write rows, and the memory if there is one, in one transaction."""
    async with transaction(db):
        await db.executemany(INSERT, [(*row, kept) for row, kept in stored])
        if memory is not None:
            await db.execute(INSERT_MEMORY, memory_columns(memory))


async def checkpointed_bytes(db: aiosqlite.Connection) -> int:
    """Bring the write-ahead log into the file; return the file's size."""
    await db.execute_fetchall("PRAGMA wal_checkpoint(PASSIVE)")
    return await page_count(db) * await page_bytes(db)
