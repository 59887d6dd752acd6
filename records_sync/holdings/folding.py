"""Facts to values and back (pure): a standing is the fold of a record's facts.

The law of the file: a fact carries the whole new value of what it changes, so that the newest one
counts even where older ones were lost.
"""

from dataclasses import replace
from datetime import date

from .model import (
    NOWHERE,
    Change,
    Fact,
    Json,
    Key,
    Loan,
    Place,
    Sighting,
    Standing,
    Status,
    Subject,
)

PLACE, STATUS, SEEN, RENAMED = "place", "status", "seen", "renamed"


def place_json(place: Place) -> Json:
    """Return a place as JSON, None for nowhere; parts that are empty are left out."""
    names = ("room", "rack", "column", "section", "shelf", "box")
    return {n: p for n, p in zip(names, place.parts, strict=True) if p} or None


def place_of(value: Json) -> Place:
    """Return the place that JSON tells."""
    return Place(**{k: str(v) for k, v in value.items()}) if isinstance(value, dict) else NOWHERE


def status_json(standing: Standing) -> Json:
    """Return status, home and loan as JSON, None where nothing was told yet."""
    if standing.status is None:
        return None
    told: dict[str, Json] = {"status": standing.status, "home": standing.home}
    if standing.loan:
        told |= {"unit": standing.loan.unit, "due": standing.loan.due.isoformat()}
    return told


def status_of(value: Json) -> tuple[Status | None, Status, Loan | None]:
    """Return status, home and loan that JSON tells."""
    if not isinstance(value, dict):
        return None, Status.HELD, None
    due = value.get("due")
    loan = Loan(unit=str(value["unit"]), due=date.fromisoformat(str(due))) if due else None
    return Status(str(value["status"])), Status(str(value["home"])), loan


def record_change(key: Key, kind: str, was: Json, now: Json) -> Change:
    """Return a change of a record."""
    return Change(
        subject=Subject.RECORD, source=key.source, name=key.id, kind=kind, was=was, now=now
    )


def renamed_to(change: Change) -> Key:
    """Return the key that a record has after it was renamed."""
    now = change.now
    return Key(str(now["source"]), str(now["id"])) if isinstance(now, dict) else Key("", "")


def after(standing: Standing, fact: Fact) -> Standing:
    """Return how a record stands after one more of its own facts."""
    change = fact.change
    if change.kind == PLACE:
        return replace(standing, place=place_of(change.now))
    if change.kind == STATUS:
        status, home, loan = status_of(change.now)
        return replace(standing, status=status, home=home, loan=loan)
    if change.kind == SEEN:
        seen = Sighting(place=place_of(change.now), at=fact.at, who=fact.who)
        return replace(standing, seen=seen)
    return standing


def joined(old: Standing, new: Standing) -> Standing:
    """Return the standing under the key of `new` of a record that has facts under two keys."""
    seen = max((s for s in (old.seen, new.seen) if s), key=lambda s: s.at, default=None)
    place = old.place if new.place == NOWHERE else new.place
    told = old if new.status is None else new
    return replace(told, key=new.key, place=place, seen=seen)
