"""The filters of a question: as expressions, and counted without looking for records."""

import sqlite3
from collections.abc import Sequence

from records_sync.index import expressions
from records_sync.index.query import Query
from records_sync.text.folding import storable


class Filters:
    """What a question leaves out."""

    def __init__(self, db: sqlite3.Connection, query: Query) -> None:
        self._db = db
        self._query = query
        self._units = self._numbers("u", query.units)
        self._orgs = self._numbers("o", query.orgs)
        self._source = self._source_number() if query.source is not None else 0
        self.expressions = expressions.of_filters(
            query, self._units, self._orgs, self._source, self._years()
        )

    @property
    def are_counted(self) -> bool:
        """Whether the counts that are kept know how many records pass."""
        return not self._query.orgs and self._query.month is None

    def count(self) -> int:
        """Return how many records pass."""
        query = self._query
        terms, values = ["TRUE"], list[str | int]()
        if query.years is not None:
            terms.append("year BETWEEN ? AND ?")
            values += query.years
        for column, is_set, allowed in (
            ("unit", query.units, self._units),
            ("retention", query.retention, query.retention),
            ("carrier", query.carrier, query.carrier),
            ("source", query.source is not None, [self._source]),
        ):
            if is_set:
                terms.append(f"{column} IN ({', '.join('?' * len(allowed))})")
                values += allowed
        sql = f"SELECT COALESCE(SUM(count), 0) FROM tally WHERE {' AND '.join(terms)}"  # noqa: S608
        return int(self._db.execute(sql, values).fetchone()[0])

    def _years(self) -> list[int]:
        if self._query.years is None:
            return []
        sql = "SELECT DISTINCT a FROM node WHERE axis = 't' AND a BETWEEN ? AND ?"
        return [row[0] for row in self._db.execute(sql, self._query.years)]

    def _numbers(self, kind: str, names: Sequence[str]) -> list[int]:
        sql = "SELECT number FROM name WHERE kind = ? AND name = ?"
        found = [self._db.execute(sql, (kind, storable(name))).fetchone() for name in names if name]
        return [row[0] for row in found if row] + [0] * ("" in names)

    def _source_number(self) -> int:
        sql = "SELECT number FROM source WHERE name = ?"
        found = self._db.execute(sql, (storable(self._query.source or ""),)).fetchone()
        return found[0] if found else 0
