"""The trees of browsing: by time (year, month), by office (部门), by institution (事业单位)."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from records_sync.index.query import Query
from records_sync.index.units import Names


class Axis(StrEnum):
    """What a tree is ordered by."""

    TIME = "time"
    OFFICE = "office"
    UNIT = "unit"
    INSTITUTION = "institution"  # units whose kind is 事业单位


INSTITUTION_KIND = "事业单位"
_Parts = tuple[str, int, tuple[str, ...], tuple[str, ...]]  # name, count, names, former names


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node: its name ("" for records that have none), its records, and the question for them.

    `key` opens it: give it to `browse` as `under`. A leaf has none.
    """

    name: str
    count: int
    query: Query
    key: str = ""
    former_names: tuple[str, ...] = field(default=())


def browse(db: sqlite3.Connection, axis: Axis, under: str = "") -> tuple[Node, ...]:
    """Return the nodes of a tree, or those under the node with a key."""
    if axis is Axis.TIME:
        return _months(db, under) if under else _years(db)
    return _years_of(db, axis, under) if under else _names(db, axis)


def _years(db: sqlite3.Connection) -> tuple[Node, ...]:
    rows = db.execute(
        "SELECT a, SUM(count) FROM node WHERE axis = 't' GROUP BY a HAVING SUM(count) > 0"
        " ORDER BY a DESC"
    )
    return tuple(
        Node(
            name=str(year) if year else "",
            count=count,
            query=Query(years=(year, year)),
            key=str(year) if year else "",
        )
        for year, count in rows
    )


def _months(db: sqlite3.Connection, under: str) -> tuple[Node, ...]:
    if not (under.isascii() and under.isdigit() and len(under) <= 4):  # noqa: PLR2004
        return ()
    year = int(under)
    rows = db.execute(
        "SELECT b, count FROM node WHERE axis = 't' AND a = ? AND count > 0 ORDER BY b DESC",
        (year,),
    )
    return tuple(
        Node(
            name=f"{month:02d}" if month else "",
            count=count,
            query=Query(years=(year, year), month=month),
        )
        for month, count in rows
    )


def _names(db: sqlite3.Connection, axis: Axis) -> tuple[Node, ...]:
    kind = "o" if axis is Axis.OFFICE else "u"
    rows = db.execute(
        "SELECT COALESCE(name, ''), SUM(count) FROM node LEFT JOIN name ON number = a"
        " AND kind = axis WHERE axis = ? GROUP BY a HAVING SUM(count) > 0",
        (kind,),
    ).fetchall()
    if kind == "o":
        offices: list[_Parts] = [(name, count, (name,), ()) for name, count in rows]
        return tuple(_named(axis, *parts) for parts in sorted(offices, key=_by_count))
    names = Names.read(db)
    counts = dict(rows)
    groups: dict[str, list[str]] = {}
    for name in counts:
        groups.setdefault(names.now(name), []).append(name)
    found = [
        (name, sum(counts[one] for one in of), tuple(of), names.former(name))
        for name, of in groups.items()
        if axis is Axis.UNIT or names.kind(name) == INSTITUTION_KIND
    ]
    return tuple(_named(axis, *parts) for parts in sorted(found, key=_by_count))


def _by_count(parts: _Parts) -> tuple[bool, int, str]:
    return (not parts[0], -parts[1], parts[0])


def _named(
    axis: Axis, name: str, count: int, names: tuple[str, ...], former: tuple[str, ...]
) -> Node:
    query = Query(orgs=names) if axis is Axis.OFFICE else Query(units=names)
    return Node(name=name, count=count, query=query, key=name, former_names=former)


def _years_of(db: sqlite3.Connection, axis: Axis, under: str) -> tuple[Node, ...]:
    nodes: Mapping[str, Node] = {node.key: node for node in _names(db, axis)}
    if under not in nodes:
        return ()
    query = nodes[under].query
    kind, names = ("o", query.orgs) if axis is Axis.OFFICE else ("u", query.units)
    counts: dict[int, int] = {}
    for name in names:
        for year, count in db.execute(
            "SELECT b, count FROM node WHERE axis = :kind AND count > 0 AND a ="
            " CASE WHEN :name = '' THEN 0 ELSE"
            " (SELECT number FROM name WHERE kind = :kind AND name = :name) END",
            {"kind": kind, "name": name},
        ):
            counts[year] = counts.get(year, 0) + count
    return tuple(
        Node(
            name=str(year) if year else "",
            count=count,
            query=Query(years=(year, year), orgs=query.orgs, units=query.units),
        )
        for year, count in sorted(counts.items(), reverse=True)
    )
