"""Keeps the file within its size: oldest raw rows go first, then oldest minutes; the rest stays."""

from datetime import datetime

import aiosqlite

from .database import free_pages, page_bytes, page_count, transaction

STEP_ROWS = 500  # table rows a transaction: new batches get in between
STEPS = 200  # a round
VACUUM_PAGES = 256  # a step
_DAY_MS = 86_400_000

_RAW = """DELETE FROM raw WHERE (segment, start_ms, series) IN
    (SELECT segment, start_ms, series FROM raw ORDER BY segment, start_ms, series LIMIT ?)"""
_MINUTES = """DELETE FROM minute WHERE (start, series, segment) IN
    (SELECT start, series, segment FROM minute ORDER BY start, series, segment LIMIT ?)"""
_EXPIRED = """DELETE FROM raw WHERE (segment, start_ms, series) IN
    (SELECT r.segment, r.start_ms, r.series FROM segment s CROSS JOIN raw r ON r.segment = s.id
     WHERE r.start_ms < ? - s.utc_ms AND s.utc_ms < ? LIMIT ?)"""


async def prune(db: aiosqlite.Connection, max_bytes: int) -> int:
    """Delete the oldest rows until the file's used pages fit; return how many went.

    One call does a bounded part of it.
    """
    gone = 0
    max_pages = max_bytes // await page_bytes(db)
    for _ in range(STEPS):
        if await page_count(db) - await free_pages(db) <= max_pages:
            break
        deleted = await _delete(db, _RAW, STEP_ROWS) or await _delete(db, _MINUTES, STEP_ROWS)
        if not deleted:
            break
        gone += deleted
    await _shrink(db, max_pages)
    return gone


async def expire(db: aiosqlite.Connection, now: datetime, raw_days: int) -> int:
    """Delete raw rows from more than `raw_days` before `now`; return how many went.

    To be called only while the clock is trusted: a wrong one must not delete anything.
    """
    before_ms = round(now.timestamp() * 1000) - raw_days * _DAY_MS
    gone = 0
    for _ in range(STEPS):
        deleted = await _delete(db, _EXPIRED, before_ms, before_ms, STEP_ROWS)
        gone += deleted
        if deleted < STEP_ROWS:
            break
    return gone


async def _delete(db: aiosqlite.Connection, sql: str, *parameters: int) -> int:
    async with transaction(db):
        return (await db.execute(sql, parameters)).rowcount


async def _shrink(db: aiosqlite.Connection, max_pages: int) -> None:
    """Give free pages back while the file is larger than it may be."""
    for _ in range(STEPS):
        excess = await page_count(db) - max_pages
        if excess <= 0 or not await free_pages(db):
            break
        await db.execute_fetchall(f"PRAGMA incremental_vacuum({min(excess, VACUUM_PAGES)})")
