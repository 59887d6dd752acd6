"""The last good copy of holdings.db, made each day beside it."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from .database import is_damaged, read_only

BACKUP = "holdings.backup.db"
EVERY = timedelta(days=1)


def copy_of(path: Path) -> Path:
    """Return where the copy of a file is."""
    return path.with_name(BACKUP)


def is_due(path: Path, now: datetime) -> bool:
    """Return whether there is no copy, or one that is a day old or from the future."""
    copy = copy_of(path)
    if not copy.exists():
        return True
    age_s = now.timestamp() - copy.stat().st_mtime
    return not 0 <= age_s < EVERY.total_seconds()


def back_up(path: Path) -> None:
    """Write the copy from a sound file; the last copy stays until the new one is whole.

    Raises sqlite3.Error or OSError.
    """
    copy = copy_of(path)
    fresh = copy.with_name(f"{copy.name}.new")
    fresh.unlink(missing_ok=True)
    with closing(read_only(path)) as db:
        db.execute("VACUUM INTO ?", (str(fresh),))
    if is_damaged(fresh):
        raise sqlite3.DatabaseError("the copy is not sound")
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(copy)
