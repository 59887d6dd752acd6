"""Reading the ledger: with own short-lived connections that can't write, beside the daemon's."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from .ledger_chain import START, Head, Row, Stored

CHUNK_ROWS = 500  # a slow reader must not hold the write-ahead log
BUSY_TIMEOUT_S = 0.5
MEMORY_BUSY_S = 4.0  # a lost memory stops every room: better to wait
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COLUMNS = "seq, boot, t, at, clock_trusted, version, kind, subject, body"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One row. `t` is monotonic seconds of the boot `boot`, `version` the configuration's."""

    seq: int
    at: datetime
    t: float
    boot: str
    clock_trusted: bool
    version: str
    kind: str
    subject: str
    body: Mapping[str, Any]


def rows(
    path: Path,
    kind: str | None = None,
    subject: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[LedgerRow]:
    """Yield the rows with `since <= at < until` in the order of their numbers.

    Raises sqlite3.Error where the file cannot be read, ValueError for a body that is no JSON.
    """
    where = (
        "(:kind IS NULL OR kind = :kind) AND (:subject IS NULL OR subject = :subject)"
        " AND at >= :since AND at < :until AND seq > :last"
    )
    sql = f"SELECT {COLUMNS} FROM ledger WHERE {where} ORDER BY seq LIMIT {CHUNK_ROWS}"  # noqa: S608
    asked = {
        "kind": kind,
        "subject": subject,
        "since": 0 if since is None else _ms(since),
        "until": 1 << 62 if until is None else _ms(until),
        "last": 0,
    }
    with reading(path) as db:
        while chunk := db.execute(sql, asked).fetchall():
            yield from (_row(Row(*columns)) for columns in chunk)
            asked["last"] = chunk[-1][0]


def last_row(path: Path, kind: str, subject: str, at: datetime) -> LedgerRow | None:
    """Return the newest row of a subject that is not younger than `at`; raises as `rows` does."""
    sql = (
        f"SELECT {COLUMNS} FROM ledger"  # noqa: S608
        " WHERE kind = ? AND subject = ? AND at <= ? ORDER BY seq DESC LIMIT 1"
    )
    with reading(path) as db:
        columns = db.execute(sql, (kind, subject, _ms(at))).fetchone()
    return None if columns is None else _row(Row(*columns))


def first_of_stretch(path: Path, row: LedgerRow, field: str) -> LedgerRow:
    """Return the first of the rows up to `row`, of its kind and subject, with its `field`.

    Tells since when an output is allowed what it is allowed now.
    """
    sql = (
        f"SELECT {COLUMNS} FROM ledger"  # noqa: S608
        " WHERE kind = :kind AND subject = :subject AND seq > IFNULL((SELECT MAX(seq) FROM ledger"
        " WHERE kind = :kind AND subject = :subject AND seq < :seq"
        " AND json_extract(body, :field) IS NOT :now), 0) ORDER BY seq LIMIT 1"
    )
    asked = {
        "kind": row.kind,
        "subject": row.subject,
        "seq": row.seq,
        "field": f"$.{field}",
        "now": row.body[field],
    }
    with reading(path) as db:
        return _row(Row(*db.execute(sql, asked).fetchone()))


def newest_of_each(path: Path, kind: str) -> list[LedgerRow]:
    """Return the newest row of every subject of a kind, in the order of the rows.

    Raises as `rows` does.
    """
    sql = (
        f"SELECT {COLUMNS} FROM ledger WHERE seq IN"  # noqa: S608
        " (SELECT MAX(seq) FROM ledger WHERE kind = ? GROUP BY subject) ORDER BY seq"
    )
    with reading(path) as db:
        return [_row(Row(*columns)) for columns in db.execute(sql, (kind,))]


def subjects(path: Path, kind: str) -> list[str]:
    """Return every subject of a kind, in order; raises sqlite3.Error."""
    sql = "SELECT DISTINCT subject FROM ledger WHERE kind = ? ORDER BY subject"
    with reading(path) as db:
        return [subject for (subject,) in db.execute(sql, (kind,))]


def head(path: Path) -> Head:
    """Return the end of the chain; raises sqlite3.Error."""
    with reading(path) as db:
        found = db.execute("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
    return START if found is None else Head(*found)


def newest_at(path: Path) -> datetime:
    """Return the wall time of the last row, the epoch where there is none; raises sqlite3.Error."""
    with reading(path) as db:
        found = db.execute("SELECT at FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
    return EPOCH + timedelta(milliseconds=0 if found is None else found[0])


def stored_rows(db: sqlite3.Connection, after: int = 0) -> Iterator[Stored]:
    """Yield every row after a number with its hash, as the chain sees them.

    Text that is no UTF-8 comes as it is, so that its hash can be judged.
    """
    db.text_factory = _any_text
    sql = f"SELECT {COLUMNS}, hash FROM ledger WHERE seq > ? ORDER BY seq LIMIT {CHUNK_ROWS}"  # noqa: S608
    while chunk := db.execute(sql, (after,)).fetchall():
        yield from (Stored(Row(*columns), kept) for *columns, kept in chunk)
        after = chunk[-1][0]


def memory_text(path: Path) -> str | None:
    """Return what control remembers, None where nothing was ever written.

    Raises sqlite3.Error, or ValueError where it does not fit its hash or is gone.
    """
    with reading(path, MEMORY_BUSY_S) as db:
        found = db.execute("SELECT text, hash FROM memory").fetchone()
        if found is None:
            if db.execute("SELECT 1 FROM ledger LIMIT 1").fetchone():
                raise ValueError("rows without a memory")
            return None
    text, kept = found
    if sha256(text.encode()).digest() != kept:
        raise ValueError("the memory does not fit its hash")
    return str(text)


@contextmanager
def reading(path: Path, busy_s: float = BUSY_TIMEOUT_S) -> Iterator[sqlite3.Connection]:
    """Open an existing ledger for reading only; `busy_s` waits for a lock. Raises sqlite3.Error."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=busy_s)) as db:
        db.execute("PRAGMA query_only = ON")
        yield db


def _row(row: Row) -> LedgerRow:
    return LedgerRow(
        seq=row.seq,
        at=EPOCH + timedelta(milliseconds=row.at_ms),
        t=row.t,
        boot=row.boot,
        clock_trusted=bool(row.clock_trusted),
        version=row.version,
        kind=row.kind,
        subject=row.subject,
        body=json.loads(row.body),
    )


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _any_text(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")
