"""Counts, kept ahead, of what very many records have: to count it when asked takes longest.

Frequent is what one record in twenty has: a word of the index, or two grams in a row, which are
three characters. It is looked for when the records have become a quarter more, or half as many.
In between each change counts on, in its own transaction: the counts are exact at any moment.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from records_sync.index.database import transaction
from records_sync.index.expressions import quoted

LEAST = 1000  # records: fewer are counted in no time
_SHARE = 20
_MORE, _FEWER = 1.25, 0.5
_WORDS = "SELECT term, doc FROM temp.term WHERE doc >= ?"
_OF_WORD = "SELECT COALESCE(SUM(doc), 0) FROM temp.term WHERE term = ?"
_OF_PHRASE = "SELECT COUNT(*) FROM word WHERE word MATCH ?"
_KNOWN = "SELECT count FROM frequent WHERE phrase = ?"


def counted(db: sqlite3.Connection, phrases: Iterable[Sequence[str]]) -> int | None:
    """Return how many records have one of some phrases, None where that must be counted.

    Of a single word that is not frequent the vocabulary knows it quickly. Where several of the
    phrases are found, a record may have both.
    """
    counts = []
    for phrase in phrases:
        row = db.execute(_KNOWN, (" ".join(phrase),)).fetchone()
        if row is None and len(phrase) == 1:
            row = db.execute(_OF_WORD, phrase).fetchone()
        if row is None:
            return None
        counts.append(row[0])
    return sum(counts) if counts.count(0) >= len(counts) - 1 else None


def look_anew(db: sqlite3.Connection) -> None:
    """Look for what is frequent, where the records have become many more or fewer since.

    For the one who writes, outside of a transaction: seconds for a million records.
    """
    total = db.execute("SELECT COALESCE(SUM(total), 0) FROM source").fetchone()[0]
    row = db.execute(_KNOWN, ("",)).fetchone()
    before = row[0] if row else 0
    if total < LEAST or before * _FEWER < total < before * _MORE:
        return
    found = _found(db, total // _SHARE)
    with transaction(db):
        db.execute("DELETE FROM frequent")
        db.executemany("INSERT INTO frequent VALUES (?, ?)", [("", total), *found.items()])


def _found(db: sqlite3.Connection, many: int) -> dict[str, int]:
    """Return the words that so many records have, and the phrases of two."""
    found: dict[str, int] = dict(db.execute(_WORDS, (many,)))
    grams = [word for word in found if len(word) > 1 and not word.isascii()]
    beginning: defaultdict[str, list[str]] = defaultdict(list)
    for gram in grams:
        beginning[gram[0]].append(gram)
    for word in grams:
        for after in beginning[word[-1]]:
            count = db.execute(_OF_PHRASE, (quoted([word, after]),)).fetchone()[0]
            if count >= many:
                found[f"{word} {after}"] = count
    return found


class Frequent:
    """Counts on what is known as frequent, as records come and go."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        known = {phrase for (phrase,) in db.execute("SELECT phrase FROM frequent")} - {""}
        self._words = {phrase for phrase in known if " " not in phrase}
        self._pairs = known - self._words
        self._changes: Counter[str] = Counter()

    def count(self, text: str, change: int) -> None:
        """Count the words of a record in (1) or out (-1)."""
        if not self._words:
            return
        words = text.split()
        found = self._words.intersection(words)
        found |= self._pairs.intersection(map(" ".join, pairwise(words)))
        for phrase in found:
            self._changes[phrase] += change

    def write(self) -> None:
        """Bring the changes into the file."""
        self._db.executemany(
            "UPDATE frequent SET count = count + ? WHERE phrase = ?",
            [(change, phrase) for phrase, change in self._changes.items() if change],
        )
        self._changes.clear()
