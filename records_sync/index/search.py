"""Finds records: the words by FTS5, the numbers by their keys, and says how many there are.

Few hits are ranked; many come newest first, year by year, so that a page costs the same however
many there are; a part of a number brings the numbers in their order. Pages go on from a mark.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from records_sync.index import expressions
from records_sync.index.database import transaction
from records_sync.index.entries import Stored, hit_of, stored
from records_sync.index.marks import Mark, mark_of, parsed
from records_sync.index.matching import answers, has_text, score
from records_sync.index.query import MOST_HITS, Asked, Found, Query, Word, asked
from records_sync.text.folding import storable
from records_sync.text.keys import is_start

FEW = 200  # hits that are ranked
_SMALL = 1000  # records that are looked at one by one
_LAST_YEAR = 9999


@dataclass(frozen=True, slots=True)
class _Page:
    numbers: Sequence[int]
    count: int
    ranked: bool
    next: str


def search(db: sqlite3.Connection, query: Query) -> Found:
    """Return a page of what answers the question; raises sqlite3.Error only."""
    understood = asked(query.text)
    if understood.is_hopeless:
        return Found(hits=(), count=0, ranked=True, next="", shortened=understood.shortened)
    with transaction(db, "DEFERRED"):
        return _Search(db, query, understood).found()


def bounded(query: Query) -> Query:
    """Return a question with years that the index can hold."""
    if query.years is None:
        return query
    first, last = (max(0, min(year, _LAST_YEAR)) for year in query.years)
    return replace(query, years=(first, last))


class _Search:
    def __init__(self, db: sqlite3.Connection, query: Query, understood: Asked) -> None:
        self._db = db
        self._query = bounded(query)
        self._asked = understood
        self._words = understood.words
        self._size = max(1, min(query.size, MOST_HITS))
        self._mark = parsed(query.after)
        self._kept = ""
        if query.only is not None or query.but:
            db.create_function("kept", 1, self._keeps)
            self._kept = " AND kept({})"

    def found(self) -> Found:
        only = self._query.only
        if only is not None and len(only) <= _SMALL:
            page = self._listed(self._true(stored(self._db, only), self._words))
        else:
            page = self._page()
        rows = {row.number: row for row in stored(self._db, page.numbers)}
        return Found(
            hits=tuple(hit_of(rows[number], self._words) for number in page.numbers),
            count=page.count,
            ranked=page.ranked,
            next=page.next,
            shortened=self._asked.shortened,
        )

    def _page(self) -> _Page:
        match = expressions.both([*map(expressions.of_word, self._words), *self._filters()])
        spans = [(word, span) for word in self._words for span in word.ranges]
        filled = [(word, span) for word, span in spans if self._holds(span)]
        if not filled:
            return self._by_words(match, [])
        numbers = self._few([span for _, span in filled])
        if numbers is not None:
            more = self._true(stored(self._db, numbers), self._words)
            return self._by_words(match, [row for row in more if not self._has_text(row)])
        if len(filled) == 1 and is_start(filled[0][1]) and self._is_only_number(match):
            return self._in_order(filled[0][1])
        return self._united(filled)

    # -- by words --

    def _by_words(self, match: str, more: list[Stored]) -> _Page:
        """Return the page of an expression, with the few that were found by their numbers."""
        count = self._count(match) + len(more)
        ranked = count <= FEW if self._mark is None else self._mark.kind == "r"
        if count == 0:
            return _Page((), 0, ranked=True, next="")
        if ranked and self._words:
            numbers = [
                row[0]
                for row in self._db.execute(
                    f"SELECT rowid FROM word WHERE word MATCH ?{self._kept.format('rowid')}"
                    " ORDER BY rowid DESC LIMIT ?",
                    (match, _SMALL),
                )
            ]
            return self._listed([*stored(self._db, numbers), *more])
        return self._newest(match, count, more)

    def _newest(self, match: str, count: int, more: list[Stored]) -> _Page:
        mark = self._mark
        last = (mark.year, mark.number) if mark else None
        rest = sorted((row.place for row in more), reverse=True)
        found = [place for place in rest if last is None or place < last]
        taken = 0
        for year in self._years(mark.year if mark else None):
            if taken > self._size:
                break
            below = mark.number if mark and year == mark.year else 1 << 62
            both = expressions.both(filter(None, (match, expressions.of_year(year))))
            rows = self._db.execute(
                "SELECT rowid FROM word WHERE word MATCH ? AND rowid < ?"
                f"{self._kept.format('rowid')} ORDER BY rowid DESC LIMIT ?",
                (both, below, self._size + 1 - taken),
            )
            places = [(year, number) for (number,) in rows]
            taken += len(places)
            found += places
        return self._cut(sorted(found, reverse=True), count)

    def _years(self, newest: int | None) -> Iterable[int]:
        """Yield the years that there are records of, newest first, 0 (none) last."""
        limits = self._query.years
        top = limits[1] if limits else None
        year = min((y for y in (newest, top) if y is not None), default=None)
        sql = "SELECT MAX(a) FROM node WHERE axis = 't' AND a <= ?"
        year = self._db.execute(sql, (1 << 31 if year is None else year,)).fetchone()[0]
        while year is not None and (limits is None or year >= limits[0]):
            yield year
            year = self._db.execute(sql, (year - 1,)).fetchone()[0]

    def _count(self, match: str) -> int:
        query = self._query
        if not (self._words or query.orgs or query.month is not None or self._kept):
            return self._tallied()
        if match:
            sql = f"SELECT COUNT(*) FROM word WHERE word MATCH ?{self._kept.format('rowid')}"
            return int(self._db.execute(sql, (match,)).fetchone()[0])
        sql = f"SELECT COUNT(*) FROM record WHERE deleted_at IS NULL{self._kept.format('number')}"
        return int(self._db.execute(sql).fetchone()[0])

    def _tallied(self) -> int:
        query = self._query
        terms, values = ["TRUE"], list[str | int]()
        if query.years is not None:
            terms.append("year BETWEEN ? AND ?")
            values += query.years
        for column, allowed in (
            ("unit", self._numbers("u", query.units) if query.units else ()),
            ("retention", query.retention),
            ("carrier", query.carrier),
            ("source", (self._source(),) if query.source is not None else ()),
        ):
            if allowed:
                terms.append(f"{column} IN ({', '.join('?' * len(allowed))})")
                values += allowed
        if query.units and not self._numbers("u", query.units):
            return 0
        sql = f"SELECT COALESCE(SUM(count), 0) FROM tally WHERE {' AND '.join(terms)}"  # noqa: S608
        return int(self._db.execute(sql, values).fetchone()[0])

    # -- by numbers --

    def _holds(self, span: tuple[str, str]) -> bool:
        sql = "SELECT 1 FROM key WHERE key >= ? AND key < ? LIMIT 1"
        return self._db.execute(sql, span).fetchone() is not None

    def _few(self, spans: list[tuple[str, str]]) -> set[int] | None:
        """Return the records of key ranges, None where they are many."""
        found: set[int] = set()
        for span in spans:
            rows = self._db.execute(
                "SELECT record FROM key WHERE key >= ? AND key < ? LIMIT ?", (*span, _SMALL + 1)
            ).fetchall()
            found.update(row[0] for row in rows)
            if len(found) > _SMALL:
                return None
        return found

    def _is_only_number(self, match: str) -> bool:
        """Return whether the question is a part of a number and nothing else."""
        if len(self._words) != 1 or self._filters() or self._kept:
            return False
        sql = "SELECT 1 FROM word WHERE word MATCH ? LIMIT 1"
        return self._db.execute(sql, (match,)).fetchone() is None

    def _in_order(self, span: tuple[str, str]) -> _Page:
        first, past = span
        counted = "DISTINCT record" if first[0] == "t" else "*"  # one may have had several 临时编号
        sql = f"SELECT COUNT({counted}) FROM key WHERE key >= ? AND key < ?"  # noqa: S608
        count = int(self._db.execute(sql, span).fetchone()[0])
        mark = self._mark
        if mark is not None and mark.kind == "k" and first <= mark.key < past:
            where, values = "(key, record) > (?, ?)", (mark.key, mark.number)
        else:
            where, values = "(key, record) >= (?, ?)", (first, 0)
        rows = self._db.execute(
            f"SELECT key, record FROM key WHERE {where} AND key < ? ORDER BY key, record LIMIT ?",  # noqa: S608
            (*values, past, self._size + 1),
        ).fetchall()
        page = rows[: self._size]
        following = len(rows) > self._size
        mark_text = mark_of("k", number=page[-1][1], key=page[-1][0]) if following else ""
        return _Page(
            list(dict.fromkeys(row[1] for row in page)), count, ranked=False, next=mark_text
        )

    def _united(self, filled: list[tuple[Word, tuple[str, str]]]) -> _Page:
        """Return the page of words of which some are found in many numbers."""
        parts: list[str] = []
        values: list[str] = []
        plain = self._filters()
        for word in self._words:
            spans = [span for of, span in filled if of is word]
            if not spans:
                plain.append(expressions.of_word(word))
                continue
            in_keys = " UNION SELECT record FROM key WHERE key >= ? AND key < ?" * len(spans)
            parts.append(f"SELECT rowid AS n FROM word WHERE word MATCH ?{in_keys}")
            values += [expressions.of_word(word), *(end for span in spans for end in span)]
        if plain:
            parts.append("SELECT rowid AS n FROM word WHERE word MATCH ?")
            values.append(expressions.both(plain))
        both = " INTERSECT ".join(f"SELECT n FROM ({part})" for part in parts)
        sql = (
            "SELECT COALESCE(year, 0), number FROM record"  # noqa: S608 - our own words
            f" WHERE number IN ({both}){self._kept.format('number')}"
        )
        places = self._db.execute(sql, values).fetchall()
        if len(places) <= FEW:
            return self._listed(stored(self._db, [number for _, number in places]))
        last = (self._mark.year, self._mark.number) if self._mark else None
        rest = [place for place in places if last is None or place < last]
        return self._cut(sorted(rest, reverse=True), len(places))

    # -- pages --

    def _listed(self, rows: Iterable[Stored]) -> _Page:
        """Return the page of records that are all at hand, the best first."""
        text, words = self._query.text, self._words
        places = sorted(
            (
                (score(row.row, row.temp_nos, text, words) if words else 0, *row.place)
                for row in rows
            ),
            reverse=True,
        )
        mark = self._mark
        last = (mark.score, mark.year, mark.number) if mark and mark.kind == "r" else None
        rest = [place for place in places if last is None or place < last]
        page = rest[: self._size]
        following = ""
        if len(rest) > len(page):
            best, year, number = page[-1]
            following = mark_of("r", score=best, year=year, number=number)
        return _Page([place[2] for place in page], len(places), ranked=True, next=following)

    def _cut(self, places: list[tuple[int, int]], count: int) -> _Page:
        page = places[: self._size]
        following = ""
        if len(places) > len(page):
            following = mark_of("n", year=page[-1][0], number=page[-1][1])
        return _Page([number for _, number in page], count, ranked=False, next=following)

    # -- what is true of a row --

    def _true(self, rows: Iterable[Stored], words: Sequence[Word]) -> list[Stored]:
        return [
            row
            for row in rows
            if row.deleted_at is None
            and self._keeps(row.number)
            and answers(row.row, row.source, row.temp_nos, self._query, words)
        ]

    def _has_text(self, row: Stored) -> bool:
        """Return whether the index finds a row by its words alone."""
        return all(has_text(row.row, word) for word in self._words)

    def _keeps(self, number: int) -> bool:
        only = self._query.only
        return (only is None or number in only) and number not in self._query.but

    def _filters(self) -> list[str]:
        query = self._query
        years: list[int] = []
        if query.years is not None:
            sql = "SELECT DISTINCT a FROM node WHERE axis = 't' AND a BETWEEN ? AND ?"
            years = [row[0] for row in self._db.execute(sql, query.years)]
        return expressions.of_filters(
            query,
            self._numbers("u", query.units),
            self._numbers("o", query.orgs),
            self._source(),
            years,
        )

    def _numbers(self, kind: str, names: Sequence[str]) -> list[int]:
        sql = "SELECT number FROM name WHERE kind = ? AND name = ?"
        found = [self._db.execute(sql, (kind, storable(name))).fetchone() for name in names if name]
        return [row[0] for row in found if row] + [0] * ("" in names)

    def _source(self) -> int:
        sql = "SELECT number FROM source WHERE name = ?"
        found = self._db.execute(sql, (storable(self._query.source or ""),)).fetchone()
        return found[0] if found else 0
