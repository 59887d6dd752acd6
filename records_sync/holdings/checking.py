"""The check of a box (pure): what should be in it against what the scanner reads.

Every scan is a fact, so a check that was broken off goes on where it stood. Closing makes what was
not scanned missing, and what was scanned seen. A record that was lent, moved or taken out while
the check was open is not missing.
"""

from collections.abc import Mapping

from .acts import CloseCheck, DropCheck, OpenCheck, Scan
from .changing import seen, turned
from .codes import BoxCode, Foreign, RecordCode, Unreadable, parsed
from .model import Change, Done, Json, Key, Outcome, Place, Refused, Standing, Status, Subject
from .situation import Check, Situation
from .transitions import AWAY

OPENED, SCANNED, CLOSED, DROPPED = "opened", "scanned", "closed", "dropped"
FOUND = "found"
# Verdicts of what should not be in the box.
ELSEWHERE, OUT, UNPLACED = "strange_elsewhere", "strange_out", "strange_unplaced"
NOT_FOUND_IN_CHECK = "箱检未找到 / not found in the check of its box"


def misread(text: str) -> str:
    """Return the code of the sentence on a label of ours that was misread; "" for other text."""
    code = parsed(text)
    return code.code if isinstance(code, Unreadable) else ""


def opened(act: OpenCheck, now: Situation) -> Outcome:
    """Begin a check: what belongs into the box now is what it is compared with."""
    if act.box not in now.boxes:
        return Refused(code="box_unknown", values={"box": act.box})
    if now.open_check:
        return Refused(code="check_is_open", values={"box": act.box, "check": now.open_check})
    expected = sorted(key for key in now.filled if now.belongs(key, act.box))
    if not expected:
        return Refused(code="check_empty", values={"box": act.box})
    body: Json = {"box": act.box, "expected": [list(key) for key in expected]}
    values = {"box": act.box, "count": len(expected), "check": act.id}
    return Done(code="check_opened", values=values, changes=(_change(act.id, OPENED, body),))


def scanned(act: Scan, now: Situation) -> Outcome:  # noqa: PLR0911 - one line a kind of code
    """Take one code: what it is, and whether it belongs here."""
    check = now.check
    if check is None:
        return Refused(code="check_not_open")
    code = RecordCode(key=act.meant) if act.meant else parsed(act.text)
    if isinstance(code, BoxCode):
        if code.box != check.box:
            return Refused(code="other_box", values={"box": code.box, "checked": check.box})
        return _told(check, "box_confirmed", {}, None if check.here else {"here": True})
    if isinstance(code, Unreadable):
        return Refused(code=code.code)
    if isinstance(code, Foreign):
        if not code.text:
            return Refused(code="code_empty")
        new = code.text not in check.unread
        return _told(
            check, "strange_code", {"text": code.text}, {"text": code.text} if new else None
        )
    if code.key in check.scanned:
        return _told(check, "scanned_again", {"record": code.key.id}, None)
    verdict = _verdict(code.key, now, check)
    body: Json = {"key": list(code.key), "verdict": verdict}
    return _told(check, verdict, _described(now.standing(code.key), now), body)


def closed(_: CloseCheck, now: Situation) -> Outcome:
    """End a check with its result; the missing ones get the status 失踪待查."""
    check = now.check
    if check is None:
        return Refused(code="check_not_open")
    if not (check.scanned or check.unread or check.here):
        return Refused(code="check_nothing_scanned", values={"box": check.box})
    missing = sorted(
        key for key in check.expected - check.scanned.keys() if now.belongs(key, check.box)
    )
    strange = [key for key, verdict in check.scanned.items() if verdict != FOUND]
    found = [key for key, verdict in check.scanned.items() if verdict == FOUND]
    if not (found or missing or strange or check.unread):
        return Refused(code="check_empty", values={"box": check.box})
    result: Json = {
        "box": check.box,
        "passed": not (missing or strange or check.unread),
        "found": [list(key) for key in found],
        "missing": [list(key) for key in missing],
        "strange": [list(key) for key in strange],
        "unread": list(check.unread),
    }
    changes = [_change(check.id, CLOSED, result)]
    here = now.full_place(Place(box=check.box))
    for key in check.scanned:
        seen_here = seen(now.standing(key), here, now)
        changes.extend(() if isinstance(seen_here, Refused) else seen_here)
    for key in missing:
        gone = turned(now.standing(key), Status.MISSING, NOT_FOUND_IN_CHECK)
        changes.extend(() if isinstance(gone, Refused) else gone)
    values = {
        "box": check.box,
        "found": len(found),
        "missing": len(missing),
        "strange": len(strange) + len(check.unread),
    }
    code = "check_failed" if missing or strange or check.unread else "check_passed"
    return Done(code=code, values=values, changes=tuple(changes))


def dropped(act: DropCheck, now: Situation) -> Outcome:
    """End a check without a result."""
    if now.check is None:
        return Refused(code="check_not_open")
    values = {"box": now.check.box}
    return Done(code="check_dropped", values=values, changes=(_change(act.check, DROPPED, None),))


def resumed(check: str, bodies: list[tuple[str, Json]]) -> Check | None:
    """Return an open check from the kind and body of its facts, None where it has ended."""
    if not bodies or bodies[0][0] != OPENED or bodies[-1][0] in (CLOSED, DROPPED):
        return None
    begun = bodies[0][1]
    if not isinstance(begun, dict):
        return None
    found: dict[Key, str] = {}
    unread: list[str] = []
    here = False
    for _, body in bodies[1:]:
        if isinstance(body, dict):
            here = here or "here" in body
            if "key" in body:
                found |= {key: str(body["verdict"]) for key in keys_of([body["key"]])}
            unread.extend(str(text) for name, text in body.items() if name == "text")
    return Check(
        id=check,
        box=str(begun["box"]),
        expected=frozenset(keys_of(begun["expected"])),
        scanned=found,
        unread=tuple(unread),
        here=here,
    )


def keys_of(value: Json) -> list[Key]:
    """Return the keys that a JSON list of pairs tells."""
    pairs = [pair for pair in value if isinstance(pair, list)] if isinstance(value, list) else []
    return [Key(str(source), str(id_)) for source, id_ in pairs]


def _verdict(key: Key, now: Situation, check: Check) -> str:
    standing = now.standing(key)
    if now.belongs(key, check.box):
        return FOUND
    if standing.status in AWAY - {Status.MISSING} | {Status.DISINFECTING}:
        return OUT
    return UNPLACED if standing.place == Place() else ELSEWHERE


def _described(standing: Standing, now: Situation) -> Mapping[str, object]:
    place = now.full_place(standing.place)
    where = "-".join(part for part in place.parts if part)
    return {"record": standing.key.id, "status": standing.status or "", "place": where}


def _told(check: Check, code: str, values: Mapping[str, object], body: Json) -> Done:
    changes = () if body is None else (_change(check.id, SCANNED, body),)
    return Done(code=code, values={"box": check.box, **values}, changes=changes)


def _change(check: str, kind: str, body: Json) -> Change:
    return Change(subject=Subject.CHECK, source="", name=check, kind=kind, was=None, now=body)
