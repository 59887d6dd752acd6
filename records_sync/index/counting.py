"""Counts what an expression finds in two halves at once: by far the longest part of a search.

The second half is counted by a connection and a thread of its own. SQLite gives no two connections
one snapshot: whether theirs are the same is told by `PRAGMA data_version`, which a connection sees
change when another one commits. Where they are not, the first connection counts both halves.
"""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

from records_sync.index.database import transaction

_LOWER = "SELECT COUNT(*) FROM word WHERE word MATCH ? AND rowid <= ?"
_UPPER = "SELECT COUNT(*) FROM word WHERE word MATCH ? AND rowid > ?"


class Counting:
    """Counts beside the connection that searches; `db` is another one to the same file."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="records-count")
        self._version = 0

    def close(self) -> None:
        """Give up the connection and the thread; no count may be going on."""
        self._thread.shutdown()
        self._db.close()

    def watch(self) -> None:
        """Take note of the index: to be called before the search begins its transaction."""
        self._version = _version(self._db)

    def count(self, db: sqlite3.Connection, match: str) -> int:
        """Return how many records of the snapshot of `db` an expression finds."""
        middle = (db.execute("SELECT MAX(number) FROM record").fetchone()[0] or 0) // 2
        beside = self._thread.submit(self._upper, match, middle)
        lower: int = db.execute(_LOWER, (match, middle)).fetchone()[0]
        upper = beside.result()
        if upper is None:
            upper = int(db.execute(_UPPER, (match, middle)).fetchone()[0])
        return lower + upper

    def _upper(self, match: str, middle: int) -> int | None:
        """Return the count above the middle, None where the index has changed since `watch`."""
        with transaction(self._db, "DEFERRED"):
            found: int = self._db.execute(_UPPER, (match, middle)).fetchone()[0]
            return found if _version(self._db) == self._version else None


def _version(db: sqlite3.Connection) -> int:
    found: int = db.execute("PRAGMA data_version").fetchone()[0]
    return found
