"""When the readings of a site begin: its own, and those that were imported."""

import sqlite3
from contextlib import closing
from pathlib import Path

from daemon.store.history import FILE as HISTORY
from daemon.store.imported_read import reading

_FIRST = "SELECT min(start) FROM quarter"


def first_reading_s(directory: Path) -> int | None:
    """Return the UTC second of the first quarter that was read; raises sqlite3.Error."""
    firsts = [_own(directory / HISTORY)]
    with reading(directory) as imported:
        if imported is not None:
            firsts.append(imported.execute(_FIRST).fetchone()[0])
    return min((first for first in firsts if first is not None), default=None)


def _own(history: Path) -> int | None:
    if not history.exists():
        return None
    with closing(sqlite3.connect(f"{history.absolute().as_uri()}?mode=ro", uri=True)) as db:
        found: int | None = db.execute(_FIRST).fetchone()[0]
        return found
