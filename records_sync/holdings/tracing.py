"""Reads where records and boxes were, from their facts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import aiosqlite

from .folding import PLACE, place_of
from .loading import CHUNK, now_named, of_keys
from .model import Fact, Key, Place
from .rows import FACT, fact_of
from .stays import Trail, Whereabouts, trail_of, whereabouts


async def traced(
    db: aiosqlite.Connection, keys: Sequence[Key], also: Mapping[Key, Key] | None = None
) -> Mapping[Key, Whereabouts]:
    """Return where records were, under all the keys that they have had.

    `also` tells of keys that stand for some of them and are not noted as former ones.
    """
    now_of = (dict(also) if also else {}) | {key: key for key in keys}
    columns = "source, id, new_source, new_id"
    for row in await of_keys(db, columns, "former", now_of, ("new_source", "new_id")):
        now_of.setdefault(Key(*row[:2]), now_of[Key(*row[2:])])
    facts: dict[Key, list[Fact]] = defaultdict(list)
    of_records = "(SELECT * FROM fact WHERE subject = 'record' AND kind IN ('place', 'status'))"
    rows = await of_keys(db, FACT, of_records, now_of, ("source", "name"))
    for fact in sorted(map(fact_of, rows), key=lambda fact: fact.seq):
        facts[now_of[Key(fact.change.source, fact.change.name)]].append(fact)
    moves = [f for found in facts.values() for f in found if f.change.kind == PLACE]
    trails = await box_trails(db, {place_of(f.change.now).box for f in moves} - {""})
    return {key: whereabouts(found, trails) for key, found in facts.items()}


async def box_trails(db: aiosqlite.Connection, codes: Iterable[str]) -> Mapping[str, Trail[Place]]:
    """Return where boxes stood, each from its first fact on."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    asked = sorted(codes)
    for start in range(0, len(asked), CHUNK):
        part = asked[start : start + CHUNK]
        rows = await db.execute_fetchall(
            f"SELECT {FACT} FROM fact WHERE subject = 'box' AND source = ''"  # noqa: S608
            f" AND name IN ({', '.join('?' * len(part))}) ORDER BY seq",
            part,
        )
        for fact in map(fact_of, rows):
            facts[fact.change.name].append(fact)
    return {
        box: trail_of((fact.at, place_of(fact.change.now)) for fact in found)
        for box, found in facts.items()
    }


async def ever_in(db: aiosqlite.Connection, room: str) -> Sequence[Key]:
    """Return the records that ever had a place in a room, or in a box that ever stood there."""
    rows = await db.execute_fetchall(
        "SELECT source, name FROM fact WHERE kind = 'place' AND subject = 'record'"
        " AND json_extract(now, '$.room') = ?1"
        " UNION SELECT record.source, record.name FROM fact AS moved CROSS JOIN fact AS record"
        " WHERE json_extract(record.now, '$.box') = moved.name"
        " AND moved.kind = 'place' AND moved.subject = 'box'"
        " AND json_extract(moved.now, '$.room') = ?1"
        # The plus keeps the index of boxes in use, where that of subjects would read all records.
        " AND record.kind = 'place' AND +record.subject = 'record'",
        (room,),
    )
    keys = [Key(*row) for row in rows]
    names = await now_named(db, keys)
    return sorted({names.get(key, key) for key in keys})
