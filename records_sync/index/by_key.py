"""Records of the index asked for by source and id, many at a time; ids of before count too."""

import json
import sqlite3
from collections.abc import Iterable, Mapping

from records_sync.index.entries import entry_of, stored
from records_sync.index.known import FORMER_ID
from records_sync.index.query import Entry
from records_sync.text.folding import storable
from records_sync.text.keys import ref_key

Pair = tuple[str, str]  # source, id
FEW = 20  # records with one number: more of them name none
_WANTED = (
    "WITH wanted(source, id) AS MATERIALIZED (SELECT json_extract(value, '$[0]'),"
    " json_extract(value, '$[1]') FROM json_each(:wanted))"
)
_FORMER = (
    "JOIN former ON former.source = wanted.source AND kind = :kind AND former.name = wanted.id"
)


def numbers(db: sqlite3.Connection, keys: Iterable[Pair]) -> frozenset[int]:
    """Return the numbers of records, deleted ones too."""
    rows = db.execute(
        f"{_WANTED} SELECT record.number FROM wanted JOIN record USING (source, id)"  # noqa: S608
        f" UNION SELECT record FROM wanted {_FORMER}",
        _bound(db, keys),
    )
    return frozenset(row[0] for row in rows)


def live(db: sqlite3.Connection, keys: Iterable[Pair]) -> int:
    """Return how many of these keys name a live record."""
    row = db.execute(
        f"{_WANTED} SELECT COUNT(*) FROM wanted WHERE EXISTS (SELECT 1 FROM record"  # noqa: S608
        " WHERE record.source = wanted.source AND record.id = wanted.id AND deleted_at IS NULL)"
        " OR EXISTS (SELECT 1 FROM former JOIN record ON record.number = former.record"
        " WHERE former.source = wanted.source AND kind = :kind AND former.name = wanted.id"
        " AND deleted_at IS NULL)",
        _bound(db, keys),
    ).fetchone()
    return int(row[0])


def entries(db: sqlite3.Connection, keys: Iterable[Pair]) -> Mapping[Pair, Entry]:
    """Return the live records by the keys by which they were asked for."""
    asked = list(keys)
    live = [row for row in stored(db, numbers(db, asked)) if row.deleted_at is None]
    found: dict[Pair, Entry] = {}
    for entry in map(entry_of, live):
        for name in entry.former_ids:
            found.setdefault((entry.source, name), entry)
        found[entry.source, entry.record.id] = entry
    return {key: found[stored_as] for key in asked if (stored_as := _stored(key)) in found}


def numbered(db: sqlite3.Connection, text: str) -> tuple[Entry, ...]:
    """Return the live records that have a number as a whole, in any dash style, or as their id."""
    key = ref_key(text)
    rows = db.execute(
        "SELECT key.record FROM key JOIN record ON record.number = key.record"
        " WHERE key IN (:ref, :temp) AND :named AND deleted_at IS NULL"
        " UNION SELECT number FROM record WHERE source IN (SELECT number FROM source)"
        " AND id = :id AND deleted_at IS NULL"
        " UNION SELECT former.record FROM former JOIN record ON record.number = former.record"
        " WHERE former.source IN (SELECT number FROM source) AND kind = :kind"
        " AND former.name = :id AND deleted_at IS NULL LIMIT :few",
        {
            "ref": f"r{key}",
            "temp": f"t{key}",
            "named": bool(key),
            "id": storable(text),
            "kind": FORMER_ID,
            "few": FEW,
        },
    )
    return tuple(map(entry_of, stored(db, [row[0] for row in rows])))


def renamed(db: sqlite3.Connection, keys: Iterable[Pair]) -> Mapping[Pair, Pair]:
    """Return the present keys of those records that have another id now."""
    rows = db.execute(
        f"{_WANTED} SELECT source.name, wanted.id, record.id FROM wanted {_FORMER}"  # noqa: S608
        " JOIN record ON record.number = former.record AND record.deleted_at IS NULL"
        " JOIN source ON source.number = wanted.source"
        " WHERE record.id <> wanted.id ORDER BY record.number",
        _bound(db, keys),
    )
    return {(source, old): (source, new) for source, old, new in rows}


def unfiled(db: sqlite3.Connection) -> list[tuple[str, str, str, int]]:
    """Return source, id, 临时编号 and since when (unix seconds) of the records without a 档号."""
    return db.execute(
        "SELECT source.name, id, temp_no, added_at FROM record JOIN source"
        " ON source.number = record.source"
        " WHERE ref_code = '' AND temp_no <> '' AND deleted_at IS NULL"
    ).fetchall()


def _stored(key: Pair) -> Pair:
    return key[0], storable(key[1])


def _bound(db: sqlite3.Connection, keys: Iterable[Pair]) -> Mapping[str, str | int]:
    sources = {name: number for number, name in db.execute("SELECT number, name FROM source")}
    known = [[sources[source], storable(name)] for source, name in keys if source in sources]
    return {"wanted": json.dumps(known), "kind": FORMER_ID}
