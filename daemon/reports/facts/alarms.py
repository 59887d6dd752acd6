"""The alarm rows that a time needs: its own, those of the days before, and what stood even then."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from daemon.control.alarms.quality import LEAD_S
from daemon.model import AlarmState
from daemon.store.ledger_chain import Head
from daemon.store.ledger_read import LedgerRow, reading, rows

from .ledger import BUSY_TIMEOUT_S, of_kinds

ALARM = "alarm"
STANDS = (AlarmState.UNACKNOWLEDGED, AlarmState.ACKNOWLEDGED)


def of_time(path: Path, head: Head, since: int, until: int) -> tuple[LedgerRow, ...]:
    """Return the rows up to `until`, UTC seconds, that tell every alarm that stood from `since` on.

    Raises sqlite3.Error, ValueError for a body that is no JSON.
    """
    lead = since - round(LEAD_S)
    return (
        *sorted(_standing(path, head, lead), key=lambda row: row.seq),
        *of_kinds(path, head, (ALARM,), lead, until),
    )


def _standing(path: Path, head: Head, at: int) -> Iterator[LedgerRow]:
    """Yield the rows of each alarm that stood at a time, from the one on that made it stand."""
    sql = (
        "SELECT subject FROM ledger WHERE seq IN (SELECT MAX(seq) FROM ledger"
        " WHERE kind = ? AND at < ? AND seq <= ? GROUP BY subject)"
        " AND json_extract(body, '$.to') IN (?, ?)"
    )
    with reading(path, BUSY_TIMEOUT_S) as db:
        found = db.execute(sql, (ALARM, at * 1000, head.seq, *STANDS)).fetchall()
    for (subject,) in found:
        kept: list[LedgerRow] = []
        for row in rows(path, kind=ALARM, subject=subject, until=datetime.fromtimestamp(at, UTC)):
            if row.seq <= head.seq:
                kept = [*kept, row] if row.body["from"] in STANDS else [row]
        yield from kept
