"""Entries that a command makes, on their way into the ledger.

The daemon alone writes the ledger, so a command leaves its entry beside it as a small file, whole
or not at all; the daemon takes it as soon as it runs and removes the file once its row is on disk.
An entry has an id: one that was taken before a power cut is not taken twice.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from .ledger_chain import canonical
from .ledger_read import reading

BEGINS, ENDS = "entry-", ".waiting"
REFUSED = ".refused"
MOST_BYTES = 64 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One entry that is not in the ledger yet. `id` is in its body as well."""

    path: Path
    id: str
    at: datetime
    kind: str
    subject: str
    body: Mapping[str, Any]


def leave(
    directory: Path, kind: str, subject: str, body: Mapping[str, object], at: datetime
) -> Path:
    """Leave an entry for the daemon; it is on the disk on return. Raises OSError."""
    name = uuid4().hex
    text = canonical(
        {"kind": kind, "subject": subject, "at": at.isoformat(), "body": {**body, "id": name}}
    )
    place = directory / f"{BEGINS}{name}{ENDS}"
    unfinished = place.with_suffix(".new")
    with unfinished.open("w", encoding="utf-8") as stream:
        os.fchmod(stream.fileno(), 0o644)  # the daemon's user reads what root has left
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(place)
    return place


def waiting(directory: Path) -> tuple[Sequence[Waiting], Sequence[Path]]:
    """Return the entries that wait, the oldest first, and the files that are none.

    Raises OSError.
    """
    found, wrong = list[Waiting](), list[Path]()
    for path in sorted(directory.glob(f"{BEGINS}*{ENDS}")):
        try:
            found.append(_entry(path))
        except FileNotFoundError:
            continue  # taken meanwhile
        except (ValueError, KeyError, TypeError, RecursionError):
            wrong.append(path)
    return sorted(found, key=lambda entry: (entry.at, entry.id)), wrong


def is_known(ledger: Path, entry: Waiting) -> bool:
    """Return whether an entry is in the ledger already; raises sqlite3.Error."""
    if not ledger.exists():
        return False
    known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'ledger'"
    sql = (
        "SELECT 1 FROM ledger WHERE kind = ? AND subject = ?"
        " AND json_extract(body, '$.id') = ? LIMIT 1"
    )
    with reading(ledger) as db:
        if db.execute(known).fetchone() is None:
            return False
        return db.execute(sql, (entry.kind, entry.subject, entry.id)).fetchone() is not None


def _entry(path: Path) -> Waiting:
    with path.open("rb") as stream:
        raw = stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise ValueError("too long for an entry")
    told = json.loads(raw)
    at = datetime.fromisoformat(told["at"])
    kind, subject, body = told["kind"], told["subject"], told["body"]
    if not (isinstance(kind, str) and isinstance(subject, str) and isinstance(body["id"], str)):
        raise TypeError("an entry has texts for its kind, its subject and its id")
    if at.tzinfo is None:
        raise ValueError("an entry knows its time zone")
    return Waiting(path=path, id=body["id"], at=at, kind=kind, subject=subject, body=body)
