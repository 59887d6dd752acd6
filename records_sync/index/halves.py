"""Asks for what an expression finds in two halves at once: by far the longest part of a search.

The second half is asked for by a connection and a thread of its own. SQLite gives no two
connections one snapshot: whether theirs are the same is told by `PRAGMA data_version`, which a
connection sees change when another one commits. Where they are not, the first one asks for both.
"""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

from records_sync.index.database import transaction

_LOWER = "SELECT {} FROM word WHERE word MATCH ? AND rowid <= ? LIMIT ?"
_UPPER = "SELECT {} FROM word WHERE word MATCH ? AND rowid > ? LIMIT ?"
_COUNT, _NUMBER = "COUNT(*)", "rowid"


class Halves:
    """Asks beside the connection that searches; `db` is another one to the same file."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="records-half")
        self._version = 0

    def close(self) -> None:
        """Give up the connection and the thread; nothing may be asked any more."""
        self._thread.shutdown()
        self._db.close()

    def watch(self) -> None:
        """Take note of the index: to be called before the search begins its transaction."""
        self._version = _version(self._db)

    def count(self, db: sqlite3.Connection, match: str) -> int:
        """Return how many records of the snapshot of `db` an expression finds."""
        return sum(self._both(db, _COUNT, match, 1))

    def numbers(self, db: sqlite3.Connection, match: str, most: int) -> list[int]:
        """Return the records of the snapshot of `db` that an expression finds, the first `most`."""
        return self._both(db, _NUMBER, match, most)[:most]

    def _both(self, db: sqlite3.Connection, what: str, match: str, most: int) -> list[int]:
        middle = (db.execute("SELECT MAX(number) FROM record").fetchone()[0] or 0) // 2
        asked = (match, middle, most)
        beside = self._thread.submit(self._upper, what, asked)
        lower = _column(db, _LOWER.format(what), asked)
        upper = beside.result()
        if upper is None:
            upper = _column(db, _UPPER.format(what), asked)
        return lower + upper

    def _upper(self, what: str, asked: tuple[str, int, int]) -> list[int] | None:
        """Return the half above the middle, None where the index has changed since `watch`."""
        with transaction(self._db, "DEFERRED"):
            found = _column(self._db, _UPPER.format(what), asked)
            return found if _version(self._db) == self._version else None


def _column(db: sqlite3.Connection, sql: str, asked: tuple[str, int, int]) -> list[int]:
    return [row[0] for row in db.execute(sql, asked)]


def _version(db: sqlite3.Connection) -> int:
    found: int = db.execute("PRAGMA data_version").fetchone()[0]
    return found
