"""Counts that are kept with the records, so that browsing and statistics need not count them."""

import sqlite3
from collections import Counter
from collections.abc import Iterable

from records_sync.index.rows import Numbers, Row, month_of
from records_sync.text.keys import beginning

_TALLY = (
    "INSERT INTO tally VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET count = count + excluded.count"
)
_NODE = (
    "INSERT INTO node VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count"
)
_BEGINNING = (
    "INSERT INTO beginning VALUES (?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count"
)
_GROWTH = (
    "INSERT INTO growth VALUES (CAST(strftime('%Y%m', ?, 'unixepoch') AS INTEGER), ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET added = added + excluded.added,"
    " removed = removed + excluded.removed"
)


class Tally:
    """The changes to the counts by one source, written at the end of each page."""

    def __init__(self, db: sqlite3.Connection, source: int, now: int) -> None:
        self._db = db
        self._source = source
        self._now = now
        self._counts: Counter[tuple[int, Numbers, str, str]] = Counter()
        self._beginnings: Counter[str] = Counter()
        self._added = self._removed = 0
        self._units: dict[str, int] = {"": 0}
        self._orgs: dict[str, int] = {"": 0}
        for number, kind, name in db.execute("SELECT number, kind, name FROM name"):
            (self._units if kind == "u" else self._orgs)[name] = number

    def count(self, row: Row, change: int, *, comes: bool = False, goes: bool = False) -> Numbers:
        """Count a live record in (1) or out (-1); `comes` and `goes` count for the growth."""
        numbers = Numbers(
            self._units.get(row.unit) or self._number("u", self._units, row.unit),
            self._orgs.get(row.org) or self._number("o", self._orgs, row.org),
            month_of(row),
        )
        self._counts[row.year or 0, numbers, row.retention or "", row.carrier or ""] += change
        self._added += comes
        self._removed += goes
        return numbers

    def count_keys(self, entries: Iterable[str], change: int) -> None:
        """Count entries of numbers in (1) or out (-1), by their beginnings."""
        for start, count in Counter(map(beginning, entries)).items():
            if start:
                self._beginnings[start] += count * change

    def write(self) -> None:
        """Bring the changes into the file."""
        db, source = self._db, self._source
        tally: Counter[tuple[int, int, int, str, str]] = Counter()
        node: Counter[tuple[str, int, int]] = Counter()
        for (year, (unit, org, month), retention, carrier), change in self._counts.items():
            tally[year, source, unit, retention, carrier] += change
            node["t", year, month] += change
            node["o", org, year] += change
            node["u", unit, year] += change
        tallies = [(*key, change) for key, change in tally.items() if change]
        nodes = [(*key, change) for key, change in node.items() if change]
        db.executemany(_TALLY, tallies)
        db.executemany(_NODE, nodes)
        db.executemany(
            "DELETE FROM tally WHERE year = ? AND source = ? AND unit = ? AND retention = ?"
            " AND carrier = ? AND count = 0",
            [row[:-1] for row in tallies if row[-1] < 0],
        )
        db.executemany(
            "DELETE FROM node WHERE axis = ? AND a = ? AND b = ? AND count = 0",
            [row[:-1] for row in nodes if row[-1] < 0],
        )
        starts = [pair for pair in self._beginnings.items() if pair[1]]
        db.executemany(_BEGINNING, starts)
        db.executemany(
            "DELETE FROM beginning WHERE key = ? AND count = 0",
            [(start,) for start, change in starts if change < 0],
        )
        if self._added or self._removed:
            db.execute(_GROWTH, (self._now, source, self._added, self._removed))
        self._counts.clear()
        self._beginnings.clear()
        self._added = self._removed = 0

    def _number(self, kind: str, names: dict[str, int], name: str) -> int:
        number = names.get(name)
        if number is None:
            added = self._db.execute("INSERT INTO name (kind, name) VALUES (?, ?)", (kind, name))
            number = names[name] = int(added.lastrowid or 0)
        return number
