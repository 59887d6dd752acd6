"""Reads from holdings.db what an act is decided on; many keys at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import aiosqlite

from .acts import Act, CloseCheck, DropCheck, Move, MoveBox, OfRecords, OpenCheck, Rename, Scan, See
from .checking import resumed
from .codes import RecordCode, parsed
from .model import Key, Place, Standing
from .rows import BOX, STANDING, box_of, json_of, standing_of
from .situation import Check, Situation

CHUNK = 400  # two marks a key, and SQLite before 3.32 takes 999
A = TypeVar("A", bound=Act)


async def current(db: aiosqlite.Connection, act: A) -> A:
    """Return an act with the keys that its records have now."""
    changed: dict[str, Any] = {}
    if isinstance(act, OfRecords):
        names = await now_named(db, act.keys)
        changed["keys"] = tuple(names.get(key, key) for key in act.keys)
    if isinstance(act, Scan):
        code = parsed(act.text)
        meant = act.meant or (code.key if isinstance(code, RecordCode) else None)
        if meant:
            changed["meant"] = (await now_named(db, [meant])).get(meant, meant)
    return replace(act, **changed)


async def now_named(db: aiosqlite.Connection, keys: Iterable[Key]) -> Mapping[Key, Key]:
    """Return the present keys of those that are former ones."""
    rows = await of_keys(db, "source, id, new_source, new_id", "former", keys)
    return {Key(*row[:2]): Key(*row[2:]) for row in rows}


async def situation(db: aiosqlite.Connection, act: Act, today: date) -> Situation:
    """Return all that an act of present keys is decided on."""
    check = (
        await check_of(db, act.check) if isinstance(act, Scan | CloseCheck | DropCheck) else None
    )
    box = act.box if isinstance(act, OpenCheck) else ""
    filled = await keys_in(db, box) if box else frozenset()
    keys = {*_named(act), *filled}
    if check:
        keys |= check.expected | check.scanned.keys()
    former = await now_named(db, keys)
    keys |= set(former.values())
    if check:
        check = replace(
            check,
            expected=frozenset(former.get(key, key) for key in check.expected),
            scanned={former.get(key, key): told for key, told in check.scanned.items()},
        )
    found = await standings(db, keys)
    named = {_box(act), check.box if check else "", *(s.place.box for s in found.values())}
    return Situation(
        today=today,
        standings=found,
        boxes=await boxes(db, named - {""}),
        filled=filled,
        check=check,
        open_check=await open_check(db, box) if box else "",
    )


async def standings(db: aiosqlite.Connection, keys: Iterable[Key]) -> Mapping[Key, Standing]:
    """Return the standings of those records of which something is known."""
    rows = await of_keys(db, STANDING, "standing", keys)
    return {standing.key: standing for standing in map(standing_of, rows)}


async def boxes(db: aiosqlite.Connection, codes: Iterable[str]) -> Mapping[str, Place]:
    """Return where boxes stand."""
    found: dict[str, Place] = {}
    asked = sorted(codes)
    for start in range(0, len(asked), CHUNK):
        part = asked[start : start + CHUNK]
        marks = ", ".join("?" * len(part))
        sql = f"SELECT {BOX} FROM box WHERE code IN ({marks})"  # noqa: S608
        found |= dict(map(box_of, await db.execute_fetchall(sql, part)))
    return found


async def keys_in(db: aiosqlite.Connection, box: str) -> frozenset[Key]:
    """Return the records whose place is a box."""
    sql = "SELECT source, id FROM standing WHERE box = ?"
    return frozenset(Key(*row) for row in await db.execute_fetchall(sql, (box,)))


async def check_of(db: aiosqlite.Connection, check: str) -> Check | None:
    """Return an open check as it stands, None where there is no such check or it has ended."""
    which = "subject = 'check' AND source = '' AND name = ?"
    sql = f"SELECT kind, now FROM fact WHERE {which} ORDER BY seq"  # noqa: S608
    rows = await db.execute_fetchall(sql, (check,))
    return resumed(check, [(kind, json_of(body)) for kind, body in rows])


async def open_check(db: aiosqlite.Connection, box: str) -> str:
    """Return the id of the check of a box that is open, "" where there is none."""
    sql = "SELECT id FROM box_check WHERE box = ? AND ended_ms IS NULL"
    return next((str(row[0]) for row in await db.execute_fetchall(sql, (box,))), "")


def _named(act: Act) -> Iterable[Key]:
    if isinstance(act, OfRecords):
        return act.keys
    if isinstance(act, Rename):
        return (act.old, act.new)
    return (act.meant,) if isinstance(act, Scan) and act.meant else ()


def _box(act: Act) -> str:
    if isinstance(act, Move):
        return act.to.box
    if isinstance(act, See):
        return act.at.box
    return act.box if isinstance(act, MoveBox | OpenCheck) else ""


async def of_keys(
    db: aiosqlite.Connection,
    columns: str,
    table: str,
    keys: Iterable[Key],
    named: tuple[str, str] = ("source", "id"),
) -> Sequence[Sequence[Any]]:
    """Return the columns of those rows of a table whose two `named` columns are one of some keys.

    A join that begins with the keys: for a list of pairs SQLite would read the whole table.
    """
    asked = sorted(set(keys))
    rows: list[Sequence[Any]] = []
    for start in range(0, len(asked), CHUNK):
        part = asked[start : start + CHUNK]
        marks = ", ".join(["(?, ?)"] * len(part))
        sql = (
            f"WITH asked (a, b) AS (VALUES {marks})"  # noqa: S608 - our own names
            f" SELECT {columns} FROM asked CROSS JOIN {table}"
            f" WHERE {named[0]} = a AND {named[1]} = b"
        )
        rows.extend(await db.execute_fetchall(sql, [text for key in part for text in key]))
    return rows
