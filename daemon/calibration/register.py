"""The register as it stands: which certificate counts, how long still, what does not fit (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from daemon.model import PointInfo

from .certificate import Certificate, Entry

SOON_DAYS = 60
MEASURING = frozenset({"temperature", "relative_humidity", "ozone"})  # what is calibrated
OUTSIDE = "outside"  # the zone of sensors that stand outside the room
SAME = 1e-6  # two offsets that are one


class State(StrEnum):
    """How a point stands in the register."""

    VALID = "valid"
    SOON = "soon"
    EXPIRED = "expired"
    NONE = "none"  # no certificate: not calibrated


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One point: its certificate that counts, if any, and what the configuration adds to it.

    `left_days` counts whole days after today, below 0 when it is over. `differs`: the configuration
    does not add what the certificate says.
    """

    tag: str
    room: str
    unit: str
    state: State
    entry: Entry | None
    left_days: int | None
    applied: float
    differs: bool


def judged(entries: Iterable[Entry]) -> Sequence[Entry]:
    """Return the entries in the order of the ledger, each with the row that corrected it."""
    known = list(entries)
    corrected = {
        entry.certificate.corrects: entry.row
        for entry in known
        if entry.certificate.corrects is not None and entry.row is not None
    }
    return [
        entry if entry.row is None else replace(entry, corrected_by=corrected.get(entry.row))
        for entry in known
    ]


def current(entries: Iterable[Entry]) -> Mapping[str, Entry]:
    """Return by tag the certificate that counts: of those in the ledger the newest by its date.

    One that was corrected or withdrawn does not count, neither does one that still waits.
    """
    newest: dict[str, Entry] = {}
    for entry in judged(entries):
        certificate = entry.certificate
        if entry.row is None or entry.corrected_by is not None or certificate.withdrawn:
            continue
        before = newest.get(certificate.tag)
        if before is None or _age(before) <= _age(entry):
            newest[certificate.tag] = entry
    return newest


def ends_at(certificate: Certificate, zone: ZoneInfo) -> datetime:
    """Return when a certificate is over: at midnight after its last day."""
    return datetime.combine(certificate.due + timedelta(days=1), time(), zone)


def left_s(found: Mapping[str, Entry], at: datetime, zone: ZoneInfo) -> Mapping[str, float]:
    """Return by tag the seconds for which its certificate is valid still, below 0 when over."""
    return {
        tag: (ends_at(entry.certificate, zone) - at).total_seconds() for tag, entry in found.items()
    }


def standings(
    points: Iterable[PointInfo],
    applied: Mapping[str, float],
    entries: Iterable[Entry],
    at: datetime,
    zone: ZoneInfo,
) -> Sequence[Standing]:
    """Return how every measuring point stands, and every other one that has a certificate."""
    found = current(entries)
    units = {p.tag: (p.room, p.unit) for p in points if _is_measuring(p) or p.tag in found}
    gone = {tag: ("", e.certificate.unit) for tag, e in found.items() if tag not in units}
    today = at.astimezone(zone).date()
    return [
        _standing(tag, place, found.get(tag), applied.get(tag, 0.0), today)
        for tag, place in (units | gone).items()
    ]


def _is_measuring(point: PointInfo) -> bool:
    """Return whether a point measures air, and not how a machine of its own feels it."""
    return point.quantity in MEASURING and (point.of_room or point.zone == OUTSIDE)


def _standing(
    tag: str, place: tuple[str, str], entry: Entry | None, applied: float, today: date
) -> Standing:
    left_days = None if entry is None else (entry.certificate.due - today).days
    return Standing(
        tag=tag,
        room=place[0],
        unit=place[1],
        state=_state(left_days),
        entry=entry,
        left_days=left_days,
        applied=applied,
        differs=entry is not None and abs(entry.certificate.offset - applied) > SAME,
    )


def _state(left_days: int | None) -> State:
    if left_days is None:
        return State.NONE
    if left_days < 0:
        return State.EXPIRED
    return State.SOON if left_days < SOON_DAYS else State.VALID


def _age(entry: Entry) -> tuple[date, int]:
    return entry.certificate.dated, entry.row or 0
