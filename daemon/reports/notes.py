"""What people noted about excursions: cause, measure, who; from the ledger (pure)."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from daemon.store.ledger_read import LedgerRow

KIND = "note"
GRACE_S = 3600  # people name a time from memory


class Note(NamedTuple):
    """One note; `at` is the time that it is about, UTC seconds."""

    at: float
    cause: str
    measure: str
    who: str
    row: int


def body_of(at: datetime, cause: str, measure: str, who: str) -> dict[str, object]:
    """Return the body of the row that holds a note about an aware time."""
    return {
        "at": at.isoformat(),
        "cause": cause,
        "measure": measure,
        "who": who,
        "reason": {"code": "noted", "args": {"cause": cause, "measure": measure, "who": who}},
    }


def noted(rows: Iterable[LedgerRow], room: str) -> tuple[Note, ...]:
    """Return the notes about a room, in the order in which they were written.

    Raises KeyError or ValueError for a row that an unknown program wrote.
    """
    return tuple(
        Note(
            at=datetime.fromisoformat(row.body["at"]).timestamp(),
            cause=str(row.body["cause"]),
            measure=str(row.body["measure"]),
            who=str(row.body["who"]),
            row=row.seq,
        )
        for row in rows
        if row.subject == room
    )


def about(notes: Iterable[Note], since: float, until: float) -> tuple[Note, ...]:
    """Return the notes about a stretch of time, UTC seconds."""
    return tuple(note for note in notes if since - GRACE_S <= note.at < until + GRACE_S)
