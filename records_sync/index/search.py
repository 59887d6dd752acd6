"""Finds records: the words by FTS5, the numbers by their keys, and says how many there are.

Few hits are ranked; many come newest first, year by year, so that a page costs the same however
many there are; a part of a number brings the numbers in their order. Pages go on from a mark.
"""

# ruff: noqa: S608 - the SQL is put together from our own words; what was typed is bound

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace

from records_sync.index import expressions, pages
from records_sync.index.database import transaction
from records_sync.index.entries import Stored, hit_of, stored
from records_sync.index.filters import Filters
from records_sync.index.frequent import counted
from records_sync.index.halves import Halves
from records_sync.index.marks import parsed
from records_sync.index.matching import answers, has_text, score
from records_sync.index.pages import NONE, Part
from records_sync.index.query import MOST_HITS, Asked, Found, Query, Word, asked
from records_sync.text.keys import is_counted, is_one_each, is_start

FEW = 200  # hits that are ranked
_SMALL = 1000  # records that are looked at one by one
_FEW_NUMBERS = 200  # of which it is asked whether the words find them too
_JOINED = 1000  # hits that are ordered all together
_LAST_YEAR = 9999
_IN_KEYS = "SELECT record FROM key WHERE key >= ? AND key < ?"
_PLACES = "SELECT COALESCE(year, 0), number FROM record INDEXED BY record_place WHERE number IN"
_NEWEST = "SELECT MAX(a) FROM node WHERE axis = 't' AND a <= ?"


def search(db: sqlite3.Connection, query: Query, halves: Halves | None = None) -> Found:
    """Return a page of what answers the question; raises sqlite3.Error only."""
    understood = asked(query.text)
    if understood.is_hopeless:
        return Found(hits=(), count=0, ranked=True, next="", shortened=understood.shortened)
    if halves is not None:
        halves.watch()
    with transaction(db, "DEFERRED"):
        return _Search(db, bounded(query), understood, halves).found()


def bounded(query: Query) -> Query:
    """Return a question with years that the index can hold."""
    if query.years is None:
        return query
    first, last = (max(0, min(year, _LAST_YEAR)) for year in query.years)
    return replace(query, years=(first, last))


class _Search:
    def __init__(
        self,
        db: sqlite3.Connection,
        query: Query,
        understood: Asked,
        halves: Halves | None,
    ) -> None:
        self._db = db
        self._halves = halves
        self._query = query
        self._asked = understood
        self._words = understood.words
        self._filters = Filters(db, query)
        self._size = max(1, min(query.size, MOST_HITS))
        self._mark = parsed(query.after)
        self._kept = ""
        if query.only is not None or query.but:
            db.create_function("kept", 1, self._keeps)
            self._kept = " AND kept({})"

    def found(self) -> Found:
        only = self._query.only
        if only is not None and len(only) <= _SMALL:
            part = self._ranked(self._true(stored(self._db, only)))
        else:
            part = self._part()
        rows = {row.number: row for row in stored(self._db, part.numbers)}
        return Found(
            hits=tuple(hit_of(rows[number], self._words) for number in part.numbers),
            count=part.count,
            ranked=part.ranked,
            next=part.next,
            shortened=self._asked.shortened,
        )

    def _part(self) -> Part:
        match = expressions.both(
            [*map(expressions.of_word, self._words), *self._filters.expressions]
        )
        spans = [(word, span) for word in self._words for span in word.ranges]
        filled = [(word, span) for word, span in spans if self._has(f"{_IN_KEYS} LIMIT 1", *span)]
        if not filled:
            return self._by_words(match, [])
        is_number = self._is_only_number(match)
        if is_number and len(filled) == 1 and is_start(filled[0][1]):
            return self._in_order(filled[0][1])
        numbers = None if is_number else self._few([span for _, span in filled])
        if numbers is None:
            return self._united(filled)
        more = self._true(stored(self._db, numbers))
        return self._by_words(match, [row for row in more if not self._has_text(row)])

    # -- by words --

    def _by_words(self, match: str, more: list[Stored]) -> Part:
        """Return the page of an expression, with the few that were found by their numbers."""
        numbers = self._matching(match) if match else None
        if numbers is None:
            count = self._count(match) + len(more)
            places = [*(row.place for row in more), *self._newest(match)]
            return pages.newest_first(places, count, self._size, self._mark) if count else NONE
        count = len(numbers) + len(more)
        is_ranked = count <= FEW if self._mark is None else self._mark.kind == "r"
        if is_ranked and self._words:
            return self._ranked([*stored(self._db, numbers[:_SMALL]), *more])
        places = [*(row.place for row in more), *self._places(numbers)]
        return pages.newest_first(places, count, self._size, self._mark)

    def _matching(self, match: str) -> list[int] | None:
        """Return the records of an expression, None where they are many."""
        if self._halves is not None and not self._kept:
            found = self._halves.numbers(self._db, match, _JOINED + 1)
        else:
            sql = f"SELECT rowid FROM word WHERE word MATCH ?{self._kept} LIMIT ?".format("rowid")
            found = [row[0] for row in self._db.execute(sql, (match, _JOINED + 1))]
        return found if len(found) <= _JOINED else None

    def _places(self, numbers: list[int]) -> list[tuple[int, int]]:
        sql = f"{_PLACES} (SELECT value FROM json_each(?))"
        return self._db.execute(sql, (json.dumps(numbers),)).fetchall()

    def _newest(self, match: str) -> Iterator[tuple[int, int]]:
        """Yield the newest places after the mark, at least one more than a page has."""
        mark = self._mark
        year = expressions.year_of(self._words)
        if match and year is not None:  # most hits are of that year: look at the others first
            others = self._matching(f"({match}) NOT {expressions.of_year(year)}")
            if others is not None:
                yield from self._places(others)
                yield from self._of_year(match, year, self._size + 1)
                return
        wanted = self._size + 1
        for year in self._years(mark.year if mark else None):
            for place in self._of_year(match, year, wanted):
                wanted -= 1
                yield place
            if wanted <= 0:
                return

    def _of_year(self, match: str, year: int, limit: int) -> list[tuple[int, int]]:
        """Return the newest places of a year after the mark."""
        mark = self._mark
        if mark is not None and year > mark.year:
            return []
        below = mark.number if mark is not None and year == mark.year else 1 << 62
        both = expressions.both(filter(None, (match, expressions.of_year(year))))
        sql = "SELECT rowid FROM word WHERE word MATCH ? AND rowid < ?"
        sql += f"{self._kept} ORDER BY rowid DESC LIMIT ?".format("rowid")
        return [(year, row[0]) for row in self._db.execute(sql, (both, below, limit))]

    def _years(self, newest: int | None) -> Iterator[int]:
        """Yield the years that there are records of, newest first, 0 (none) last."""
        limits = self._query.years
        top = limits[1] if limits else None
        year = min((y for y in (newest, top) if y is not None), default=1 << 31)
        while (found := self._number(_NEWEST, year)) is not None:
            if limits and found < limits[0]:
                return
            yield found
            year = found - 1

    def _count(self, match: str) -> int:
        if not (self._words or self._kept) and self._filters.are_counted:
            return self._filters.count()
        if len(self._words) == 1 and not (self._filters.expressions or self._kept):
            known = counted(self._db, expressions.phrases(self._words[0]))
            if known is not None:
                return known
        if match and self._halves is not None and not self._kept:
            return self._halves.count(self._db, match)
        if match:
            sql = f"SELECT COUNT(*) FROM word WHERE word MATCH ?{self._kept}".format("rowid")
            return self._number(sql, match) or 0
        sql = f"SELECT COUNT(*) FROM record WHERE deleted_at IS NULL{self._kept}".format("number")
        return self._number(sql) or 0

    # -- by numbers --

    def _few(self, spans: list[tuple[str, str]]) -> set[int] | None:
        """Return the records of key ranges, None where they are many."""
        found: set[int] = set()
        for span in spans:
            rows = self._db.execute(f"{_IN_KEYS} LIMIT ?", (*span, _FEW_NUMBERS + 1)).fetchall()
            found.update(row[0] for row in rows)
            if len(found) > _FEW_NUMBERS:
                return None
        return found

    def _is_only_number(self, match: str) -> bool:
        """Return whether the question is a part of a number and nothing else."""
        if len(self._words) != 1 or self._filters.expressions or self._kept:
            return False
        return not self._has("SELECT 1 FROM word WHERE word MATCH ? LIMIT 1", match)

    def _in_order(self, span: tuple[str, str]) -> Part:
        first, past = span
        what = "COUNT(*)" if is_one_each(span) else "COUNT(DISTINCT record)"
        sql = f"SELECT {what} FROM key WHERE key >= ? AND key < ?"
        if is_counted(span):
            sql = "SELECT COALESCE(SUM(count), 0) FROM beginning WHERE key >= ? AND key < ?"
        count = self._number(sql, first, past) or 0
        mark = self._mark
        after = (first, 0)
        if mark is not None and mark.kind == "k" and first <= mark.key < past:
            after = (mark.key, mark.number)
        rows = self._db.execute(
            "SELECT key, record FROM key WHERE (key, record) > (?, ?) AND key < ?"
            " ORDER BY key, record LIMIT ?",
            (*after, past, self._size + 1),
        ).fetchall()
        return pages.in_order(rows, count, self._size)

    def _united(self, filled: list[tuple[Word, tuple[str, str]]]) -> Part:
        """Return the page of words of which some are found in many numbers."""
        parts: list[str] = []
        values: list[str] = []
        rest = list(self._filters.expressions)
        for word in self._words:
            spans = [span for of, span in filled if of is word]
            if not spans:
                rest.append(expressions.of_word(word))
                continue
            in_keys = f" UNION {_IN_KEYS}" * len(spans)
            parts.append(f"SELECT rowid AS n FROM word WHERE word MATCH ?{in_keys}")
            values += [expressions.of_word(word), *(end for span in spans for end in span)]
        if rest:
            parts.append("SELECT rowid AS n FROM word WHERE word MATCH ?")
            values.append(expressions.both(rest))
        both = " INTERSECT ".join(f"SELECT n FROM ({part})" for part in parts)
        kept = self._kept.format("number")
        sql = f"{_PLACES} ({both}){kept}"
        places = self._db.execute(sql, values).fetchall()
        if len(places) <= FEW:
            return self._ranked(stored(self._db, [number for _, number in places]))
        return pages.newest_first(places, len(places), self._size, self._mark)

    # -- what is true of a row --

    def _ranked(self, rows: Iterable[Stored]) -> Part:
        text, words = self._query.text, self._words

        def of(row: Stored) -> int:
            return score(row.row, row.temp_nos, text, words) if words else 0

        return pages.ranked(rows, of, self._size, self._mark)

    def _true(self, rows: Iterable[Stored]) -> list[Stored]:
        return [
            row
            for row in rows
            if row.deleted_at is None
            and self._keeps(row.number)
            and answers(row.row, row.source, row.temp_nos, self._query, self._words)
        ]

    def _has_text(self, row: Stored) -> bool:
        """Return whether the index finds a row by its words alone."""
        return all(has_text(row.row, word) for word in self._words)

    def _keeps(self, number: int) -> bool:
        only = self._query.only
        return (only is None or number in only) and number not in self._query.but

    def _has(self, sql: str, *values: str) -> bool:
        return self._db.execute(sql, values).fetchone() is not None

    def _number(self, sql: str, *values: str | int) -> int | None:
        found: int | None = self._db.execute(sql, values).fetchone()[0]
        return found
