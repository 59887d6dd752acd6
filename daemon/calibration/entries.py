"""The entries of the register as they are stored: rows of the ledger, and what still waits."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from daemon.store.ledger_inbox import waiting
from daemon.store.ledger_read import LedgerRow, rows

from .certificate import KIND, Entry, certificate_of


def entries(ledger: Path) -> Sequence[Entry]:
    """Return every entry in the ledger, the oldest first; a row that is none is left out.

    Raises sqlite3.Error or ValueError where the ledger can't be read.
    """
    if not ledger.exists():
        return []
    found = (_entry(row) for row in rows(ledger, kind=KIND))
    return [entry for entry in found if entry is not None]


def entries_waiting(directory: Path) -> Sequence[Entry]:
    """Return the entries that are not in the ledger yet; raises OSError."""
    found, _ = waiting(directory)
    return [
        Entry(row=None, entered=each.at, certificate=certificate_of(each.subject, each.body))
        for each in found
        if each.kind == KIND
    ]


def _entry(row: LedgerRow) -> Entry | None:
    try:
        certificate = certificate_of(row.subject, row.body)
        entered = datetime.fromisoformat(row.body.get("entered", row.at.isoformat()))
    except (KeyError, TypeError, ValueError):
        return None
    return Entry(row=row.seq, entered=entered, certificate=certificate)
