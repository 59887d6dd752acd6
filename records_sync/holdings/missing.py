"""The 失踪 list (pure): which records and boxes somebody should look for, why, and what to do.

`not_filed` is an overdue task, the other reasons are doubts where a record is. The alarms count
the doubts and the overdue loans.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo

from .model import Key, Standing, Status
from .transitions import OUT_OF_THE_HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """After how many days a temporary number is too old, or too long unseen."""

    file_within_days: int = 90
    see_within_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Temporary:
    """A record of the index that has no 档号 yet, and the day since when it is known."""

    key: Key
    temp_no: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedCheck:
    """A box whose last check failed."""

    box: str
    on: date
    missing: int
    strange: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """One line of the list: a record or a box, with each reason and what its sentence needs."""

    key: Key | None = None
    box: str = ""
    reasons: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the alarms need: records that are missing or unseen, loans that are overdue."""

    records_missing: int
    records_overdue: int


def sought(
    told: Mapping[Key, Standing],
    missing_since: Mapping[Key, date],
    temporary: Iterable[Temporary],
    failed: Iterable[FailedCheck],
    today: date,
    limits: Limits,
    zone: tzinfo,
) -> tuple[Sought, ...]:
    """Return the list. `told` are the standings of all that may be on it.

    `zone` says on which day something was seen.
    """
    found: dict[Key, dict[str, Mapping[str, object]]] = {}
    for key, standing in told.items():
        if standing.status is Status.MISSING:
            days = (today - missing_since.get(key, today)).days
            found.setdefault(key, {})["missing"] = {"days": days}
        late = overdue_days(standing, today)
        if late and standing.loan:
            due = standing.loan.due.isoformat()
            values = {"unit": standing.loan.unit, "due": due, "days": late}
            found.setdefault(key, {})["overdue"] = values
    for record in temporary:
        standing = told.get(record.key) or Standing(key=record.key)
        for code, days in _neglected(record, standing, today, limits, zone):
            found.setdefault(record.key, {})[code] = {"days": days}
    boxes = (
        Sought(
            box=check.box,
            reasons={"check_failed": {"missing": check.missing, "strange": check.strange}},
        )
        for check in failed
    )
    return (*(Sought(key=key, reasons=why) for key, why in sorted(found.items())), *boxes)


def overdue_days(standing: Standing, today: date) -> int:
    """Return how many days a loan is overdue, 0 where it is not."""
    if standing.status is not Status.LENT or standing.loan is None:
        return 0
    return max(0, (today - standing.loan.due).days)


def counted(lines: Iterable[Sought]) -> Counts:
    """Return what the alarms need of the list."""
    reasons = [line.reasons.keys() for line in lines if line.key]
    return Counts(
        records_missing=sum(bool(why & {"missing", "not_seen"}) for why in reasons),
        records_overdue=sum("overdue" in why for why in reasons),
    )


def _neglected(
    record: Temporary, standing: Standing, today: date, limits: Limits, zone: tzinfo
) -> Iterable[tuple[str, int]]:
    if standing.status in OUT_OF_THE_HOUSE:
        return
    age = (today - record.since).days
    if age > limits.file_within_days:
        yield "not_filed", age
    if standing.status in (Status.LENT, Status.MISSING):
        return  # its own reason says more
    seen = standing.seen.at.astimezone(zone).date() if standing.seen else record.since
    unseen = (today - max(seen, record.since)).days
    if unseen > limits.see_within_days:
        yield "not_seen", unseen
