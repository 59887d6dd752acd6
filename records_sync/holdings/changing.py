"""What one step does to one record (pure): its changes, or why it can't be."""

from collections.abc import Mapping
from dataclasses import replace

from .folding import PLACE, SEEN, STATUS, place_json, record_change, status_json
from .model import NOWHERE, Change, Loan, Place, Refused, Standing, Status, Subject
from .situation import Situation
from .transitions import HOMES, OUT_OF_THE_HOUSE, may_follow, needs_why

Each = tuple[Change, ...] | Refused


def in_words(standing: Standing) -> Mapping[str, object]:
    """Return what sentences say of a record."""
    unit = standing.loan.unit if standing.loan else ""
    due = standing.loan.due.isoformat() if standing.loan else ""
    return {"record": standing.key.id, "status": standing.status or "", "unit": unit, "due": due}


def turned(standing: Standing, to: Status, why: str = "", loan: Loan | None = None) -> Each:
    """Return the changes that give a record another status."""
    home = to if to in HOMES else standing.home
    if standing.status is None and to not in HOMES:
        home = Status.HELD
    new = replace(standing, status=to, home=home, loan=loan)
    if new == standing:
        return ()
    if standing.status is not to:
        if not may_follow(standing.status, to):
            return Refused(code="not_after", values={**in_words(standing), "to": to})
        if not why and needs_why(standing.status, to):
            return Refused(code="needs_why", values={**in_words(standing), "to": to})
    change = record_change(standing.key, STATUS, status_json(standing), status_json(new))
    leaves = to in OUT_OF_THE_HOUSE and standing.place != NOWHERE
    return (change, *placed(standing, NOWHERE)) if leaves else (change,)


def placed(standing: Standing, to: Place) -> tuple[Change, ...]:
    """Return the change of a record's place, none where it stands there already."""
    if standing.place == to:
        return ()
    change = record_change(standing.key, PLACE, place_json(standing.place), place_json(to))
    return (change,)


def seen(standing: Standing, at: Place, now: Situation) -> Each:
    """Return the changes when somebody saw a record; one that was missing is found with that."""
    if standing.status in OUT_OF_THE_HOUSE or standing.status is Status.LENT:
        return Refused(code="is_away", values=in_words(standing))
    where = at if at != NOWHERE else now.full_place(standing.place)
    last = place_json(standing.seen.place) if standing.seen else None
    sighting = record_change(standing.key, SEEN, last, place_json(where))
    if standing.status is not Status.MISSING:
        return (sighting,)
    found = turned(standing, standing.home)
    return found if isinstance(found, Refused) else (sighting, *found)


def box_place(box: str, was: Place | None, to: Place) -> Change:
    """Return the change of a box's place."""
    return Change(
        subject=Subject.BOX,
        source="",
        name=box,
        kind=PLACE,
        was=place_json(was) if was else None,
        now=place_json(to),
    )
