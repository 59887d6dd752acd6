"""Reads which records have a status, stand in a room, or are known at all."""

from collections.abc import Collection, Mapping, Sequence

import aiosqlite

from .model import Key, Status


async def keys_with(
    db: aiosqlite.Connection, statuses: Collection[Status], room: str
) -> Sequence[Key]:
    """Return the records with one of the statuses in a room; none and "" are any."""
    terms, values = ["TRUE"], list[str]()
    if statuses:
        terms.append(f"status IN ({', '.join('?' * len(statuses))})")
        values += statuses
    if room:
        terms.append("(room = ? OR box IN (SELECT code FROM box WHERE room = ?))")
        values += (room, room)
    sql = f"SELECT source, id FROM standing WHERE {' AND '.join(terms)}"  # noqa: S608
    return [Key(*row) for row in await db.execute_fetchall(sql, values)]


async def counts(db: aiosqlite.Connection) -> Mapping[Status, int]:
    """Return how many records have each status."""
    sql = "SELECT status, COUNT(*) FROM standing WHERE status <> '' GROUP BY status"
    return {Status(status): count for status, count in await db.execute_fetchall(sql)}
