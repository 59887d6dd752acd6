"""Decides what an act changes (pure): either all of its changes or a refusal, never a part."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from . import checking
from .acts import (
    Act,
    CloseCheck,
    DropCheck,
    Lend,
    Move,
    MoveBox,
    OpenCheck,
    Prolong,
    Rename,
    Scan,
    See,
    SetStatus,
    TakeBack,
)
from .changing import Each, box_place, in_words, placed, seen, turned
from .folding import RENAMED, record_change
from .model import Change, Done, Key, Loan, Outcome, Place, Refused, Standing, Status
from .situation import Situation
from .transitions import AWAY

LONGEST_LOAN = timedelta(days=3660)


def decide(act: Act, now: Situation) -> Outcome:  # noqa: C901, PLR0911 - one line an act
    """Return what a tidied act changes in a situation, or why it can't be done."""
    match act:
        case Lend():
            return _lend(act, now)
        case Prolong():
            return _prolong(act, now)
        case TakeBack():
            return _each(act.keys, now, _taken_back, "taken_back")
        case Move():
            return _move(act, now)
        case MoveBox():
            return _move_box(act, now)
        case See():
            where = now.full_place(act.at)
            return _each(act.keys, now, lambda s: seen(s, where, now), "seen")
        case SetStatus():
            return _set_status(act, now)
        case Rename():
            return _rename(act, now)
        case OpenCheck():
            return checking.opened(act, now)
        case Scan():
            return checking.scanned(act, now)
        case CloseCheck():
            return checking.closed(act, now)
        case DropCheck():
            return checking.dropped(act, now)
    raise TypeError(type(act).__name__)


def _each(
    keys: Iterable[Key], now: Situation, change: Callable[[Standing], Each], code: str
) -> Outcome:
    changes: list[Change] = []
    asked = dict.fromkeys(keys)
    for key in asked:
        found = change(now.standing(key))
        if isinstance(found, Refused):
            return found
        changes.extend(found)
    return Done(code=code, values={"count": len(asked)}, changes=tuple(changes))


def _lend(act: Lend, now: Situation) -> Outcome:
    if act.until < now.today:
        return Refused(code="due_is_past", values={"due": act.until.isoformat()})
    if act.until > now.today + LONGEST_LOAN:
        return Refused(code="due_is_far", values={"due": act.until.isoformat()})
    loan = Loan(unit=act.unit, due=act.until)

    def lent(standing: Standing) -> Each:
        if standing.status is Status.LENT:
            return Refused(code="is_lent", values=in_words(standing))
        return turned(standing, Status.LENT, act.why, loan)

    return _each(act.keys, now, lent, "lent")


def _prolong(act: Prolong, now: Situation) -> Outcome:
    if not now.today <= act.until <= now.today + LONGEST_LOAN:
        code = "due_is_past" if act.until < now.today else "due_is_far"
        return Refused(code=code, values={"due": act.until.isoformat()})

    def prolonged(standing: Standing) -> Each:
        if standing.status is not Status.LENT or standing.loan is None:
            return Refused(code="is_not_lent", values=in_words(standing))
        loan = Loan(unit=standing.loan.unit, due=act.until)
        return turned(standing, Status.LENT, act.why, loan)

    return _each(act.keys, now, prolonged, "prolonged")


def _taken_back(standing: Standing) -> Each:
    out = (Status.LENT, Status.IN_USE, Status.DISINFECTING)
    if standing.status not in out:
        return Refused(code="is_not_out", values=in_words(standing))
    return turned(standing, standing.home)


def _set_status(act: SetStatus, now: Situation) -> Outcome:
    if act.status is Status.LENT:
        return Refused(code="lend_instead")

    def become(standing: Standing) -> Each:
        return turned(standing, act.status, act.why)

    return _each(act.keys, now, become, "status_set")


def _move(act: Move, now: Situation) -> Outcome:
    box, shelf = act.to.box, replace(act.to, box="")
    made: tuple[Change, ...] = ()
    if not act.to.room and not box:
        return Refused(code="no_place")
    if box and box not in now.boxes:
        if not shelf.room:
            return Refused(code="box_unknown", values={"box": box})
        made = (box_place(box, None, shelf),)
    elif box and shelf != Place() and now.boxes[box] != shelf:
        return Refused(code="box_elsewhere", values={"box": box})
    to = Place(box=box) if box else shelf

    def moved(standing: Standing) -> Each:
        if standing.status in AWAY - {Status.IN_USE}:
            return Refused(code="is_away", values=in_words(standing))
        return placed(standing, to)

    found = _each(act.keys, now, moved, "moved")
    if isinstance(found, Refused):
        return found
    return Done(code=found.code, values=found.values, changes=made + found.changes)


def _move_box(act: MoveBox, now: Situation) -> Outcome:
    if not act.to.room:
        return Refused(code="no_place")
    if act.to.box not in ("", act.box):
        return Refused(code="box_in_box")
    shelf, was = replace(act.to, box=""), now.boxes.get(act.box)
    changes = () if was == shelf else (box_place(act.box, was, shelf),)
    return Done(code="box_moved", values={"box": act.box}, changes=changes)


def _rename(act: Rename, now: Situation) -> Outcome:
    if act.old == act.new or act.old not in now.standings:
        return Done(code="nothing_changed")
    now_named = {"source": act.new.source, "id": act.new.id}
    change = record_change(act.old, RENAMED, None, dict(now_named))
    return Done(code="renamed", changes=(change,))
