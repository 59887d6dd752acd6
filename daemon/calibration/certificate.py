"""One certificate of one point, and the way into the ledger and back (pure).

Nothing is ever changed: a correction is another row that names the row it corrects.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from daemon.model import Reason, reason

KIND = "calibration"
LONGEST_TEXT = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a laboratory found about one point, and who entered it.

    `offset` is the correction to be added to the values. `as_found` and `as_left` are deviations
    from the reference, before and after adjustment; None where the certificate does not say. All
    are in the point's unit. `due` is the last day on which it is valid. `corrects` is the row that
    this one takes the place of; `withdrawn`: with nothing.
    """

    tag: str
    number: str
    laboratory: str
    dated: date
    due: date
    offset: float
    unit: str
    who: str
    as_found: float | None = None
    as_left: float | None = None
    note: str = ""
    corrects: int | None = None
    why: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A certificate in the register: its row in the ledger, None while it waits, and its time."""

    row: int | None
    entered: datetime
    certificate: Certificate
    corrected_by: int | None = None


def body_of(certificate: Certificate) -> dict[str, object]:
    """Return the body of its row."""
    return {
        "number": certificate.number,
        "laboratory": certificate.laboratory,
        "date": certificate.dated.isoformat(),
        "due": certificate.due.isoformat(),
        "offset": certificate.offset,
        "unit": certificate.unit,
        "as_found": certificate.as_found,
        "as_left": certificate.as_left,
        "note": certificate.note,
        "corrects": certificate.corrects,
        "why": certificate.why,
        "withdrawn": certificate.withdrawn,
        "who": certificate.who,
        "reason": _plain(_told(certificate)),
    }


def certificate_of(tag: str, body: Mapping[str, Any]) -> Certificate:
    """Return the certificate of a row; raises KeyError, TypeError or ValueError for another."""
    return Certificate(
        tag=tag,
        number=str(body["number"]),
        laboratory=str(body["laboratory"]),
        dated=date.fromisoformat(body["date"]),
        due=date.fromisoformat(body["due"]),
        offset=float(body["offset"]),
        unit=str(body["unit"]),
        as_found=None if body["as_found"] is None else float(body["as_found"]),
        as_left=None if body["as_left"] is None else float(body["as_left"]),
        note=str(body["note"]),
        corrects=None if body["corrects"] is None else int(body["corrects"]),
        why=str(body["why"]),
        withdrawn=bool(body["withdrawn"]),
        who=str(body["who"]),
    )


def _told(certificate: Certificate) -> Reason:
    if certificate.withdrawn:
        return reason(
            "calibration_withdrawn",
            number=certificate.number,
            row=certificate.corrects or 0,
            who=certificate.who,
            why=certificate.why,
        )
    offset = f"{certificate.offset:+g} {certificate.unit}".rstrip()
    due = certificate.due.isoformat()
    if certificate.corrects is not None:
        return reason(
            "calibration_corrected",
            number=certificate.number,
            row=certificate.corrects,
            due=due,
            offset=offset,
            who=certificate.who,
            why=certificate.why,
        )
    return reason(
        "calibration_entered",
        number=certificate.number,
        laboratory=certificate.laboratory,
        due=due,
        offset=offset,
        who=certificate.who,
    )


def _plain(why: Reason) -> dict[str, object]:
    return {"code": why.code, "args": dict(why.args)}
