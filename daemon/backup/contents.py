"""What belongs into a backup, and what is left out and why.

A test compares these tables with the folder of a controller that has run: a new store can't be
forgotten. Secrets stay where they are: credentials and the keys of TLS are never copied.
"""

from collections.abc import Iterator
from pathlib import Path

from daemon.configuration.loading import ADDITIONS
from daemon.configuration.profiles import PROFILES

LEDGER = "ledger.db"
# The ledger comes last, so that it knows of all that the files before it hold.
DATABASES = ("history.db", "imported.db", "holdings.db", "people.db", LEDGER)
FOLDERS = ("reports", "configurations")
ENTRIES = "entry-*.waiting"  # what commands have left for the ledger; none is taken twice
LEFT_OUT = {
    "ledger.head": "made anew of the ledger that was copied",
    "ledger.lock": "a lock",
    "records.db": "synced anew from its sources",
    "records.lock": "a lock",
    "records-copies": "a copy of what the sources have",
    "holdings.backup.db": "a copy of holdings.db on the same disk",
    "notices.db": "messages that wait to be sent; an old queue would tell of them again",
    "local-panel.key": "made anew by each start",
    "starts.json": "the starts of the last minutes",
    "backup.json": "which backup was the last",
    "backup.lock": "a lock",
    "release-*": "asked for once, and done at once",
    "*.corrupt-*": "damaged files that were moved aside; keep them by hand",
    "*.refused": "entries that are none",
    "*.new": "unfinished",
    "*.salvage": "unfinished",
    "*-wal": "read together with its database",
    "*-shm": "read together with its database",
    "*-journal": "read together with its database",
}
_UNFINISHED = (".new", ".lock", ".tmp")


def databases(storage: Path) -> Iterator[str]:
    """Yield the databases that there are, in the order in which they are copied."""
    yield from (name for name in DATABASES if (storage / name).is_file())


def files(storage: Path) -> Iterator[Path]:
    """Yield the other files of the storage directory that belong into a backup."""
    for name in FOLDERS:
        yield from sorted(path for path in (storage / name).rglob("*") if _is_whole(path))
    yield from sorted(storage.glob(ENTRIES))


def configuration(main: Path) -> Iterator[Path]:
    """Yield the files of the configuration; no secret is among them."""
    yield main
    for folder in (ADDITIONS, PROFILES):
        yield from sorted(path for path in (main.parent / folder).glob("*.toml") if path.is_file())


def _is_whole(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and not path.name.endswith(_UNFINISHED)
