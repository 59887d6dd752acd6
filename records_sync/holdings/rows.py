"""Rows of holdings.db to values and back."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from .folding import place_json, place_of
from .model import Change, Fact, Json, Key, Loan, Place, Sighting, Standing, Status, Subject

Row = Sequence[Any]
STANDING = (
    "source, id, room, rack, col, section, shelf, box,"
    " status, home, unit, due, seen_ms, seen_by, seen_at"
)
BOX = "code, room, rack, col, section, shelf"
FACT = "seq, id, act, at_ms, who, why, subject, source, name, kind, was, now"
PUT_STANDING = f"INSERT OR REPLACE INTO standing ({STANDING}) VALUES ({', '.join('?' * 15)})"  # noqa: S608
PUT_BOX = f"INSERT OR REPLACE INTO box ({BOX}) VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608
PUT_FACT = f"INSERT INTO fact ({FACT}) VALUES ({', '.join('?' * 12)})"  # noqa: S608


def ms_of(at: datetime) -> int:
    """Return milliseconds since 1970."""
    return round(at.timestamp() * 1000)


def at_of(ms: int) -> datetime:
    """Return the UTC time of milliseconds since 1970."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def text_of(value: Json) -> str | None:
    """Return JSON as it is stored: None stays none."""
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def json_of(text: str | None) -> Json:
    """Return what stored JSON tells."""
    found: Json = None if text is None else json.loads(text)
    return found


def standing_of(row: Row) -> Standing:
    """Return a standing from a row of the columns `STANDING`."""
    source, id_, room, rack, col, section, shelf, box, status, home, unit, due = row[:12]
    seen_ms, seen_by, seen_at = row[12:]
    place = Place(room=room, rack=rack, column=col, section=section, shelf=shelf, box=box)
    seen = None
    if seen_ms is not None:
        seen = Sighting(place=place_of(json_of(seen_at)), at=at_of(seen_ms), who=seen_by)
    return Standing(
        key=Key(source, id_),
        place=place,
        status=Status(status) if status else None,
        home=Status(home),
        loan=Loan(unit=unit, due=date.fromisoformat(due)) if due else None,
        seen=seen,
    )


def row_of(standing: Standing) -> Row:
    """Return the columns `STANDING` of a standing."""
    loan, seen = standing.loan, standing.seen
    return (
        *standing.key,
        *standing.place.parts,
        standing.status or "",
        standing.home,
        loan.unit if loan else "",
        loan.due.isoformat() if loan else "",
        ms_of(seen.at) if seen else None,
        seen.who if seen else "",
        text_of(place_json(seen.place)) if seen else None,
    )


def box_of(row: Row) -> tuple[str, Place]:
    """Return a box and its place from a row of the columns `BOX`."""
    code, room, rack, col, section, shelf = row
    return code, Place(room=room, rack=rack, column=col, section=section, shelf=shelf)


def fact_of(row: Row) -> Fact:
    """Return a fact from a row of the columns `FACT`."""
    seq, id_, act, at_ms, who, why, subject, source, name, kind, was, now = row
    change = Change(
        subject=Subject(subject),
        source=source,
        name=name,
        kind=kind,
        was=json_of(was),
        now=json_of(now),
    )
    return Fact(seq=seq, id=id_, act=act, at=at_of(at_ms), who=who, why=why, change=change)


def fact_row(fact: Fact) -> Row:
    """Return the columns `FACT` of a fact."""
    change = fact.change
    return (
        *(fact.seq, fact.id, fact.act, ms_of(fact.at), fact.who, fact.why),
        *(change.subject, change.source, change.name, change.kind),
        *(text_of(change.was), text_of(change.now)),
    )
