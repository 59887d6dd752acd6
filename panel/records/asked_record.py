"""Which record, box or labels an address asks for; refused in one sentence when unclear (pure)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from daemon.record_ports import BoxGroup, Span
from panel.problems import ProblemError
from panel.words import msgid
from records_sync.holdings.acts import is_key
from records_sync.holdings.model import Fact, Key, Place
from records_sync.model import Retention

LONGEST_BOX = 40
LONGEST_YEAR = 4
MOST_LABELS = 500
MOST_USED = 60
USUAL_SHEETS = ("24", "14")  # of records, of boxes
NO_RECORD = msgid("source and id must name one record.")
NO_BOX = msgid("code must be a box number of at most {most} letters.")
NO_SHELF = msgid("rack, column, section and shelf have at most {most} letters each.")
SHELF_PARTS = ("room", "rack", "column", "section", "shelf")


class Period(StrEnum):
    """Over which time the climate is asked."""

    MONTH = "30"
    YEAR = "365"
    ALL = "all"


PERIODS: Mapping[Period, str] = {
    Period.MONTH: msgid("30 days"),
    Period.YEAR: msgid("a year"),
    Period.ALL: msgid("since it came here"),
}
_DAYS = {Period.MONTH: 30, Period.YEAR: 365}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLabels:
    """Which labels to print on which sheet, of which so many stickers are gone."""

    keys: tuple[Key, ...]
    boxes: tuple[str, ...]
    sheet: str
    used: int


def asked_key(query: Mapping[str, str]) -> Key:
    """Return the record; raises ProblemError 400."""
    key = Key(query.get("source", ""), query.get("id", ""))
    if not is_key(key):
        raise ProblemError(400, NO_RECORD)
    return key


def asked_box(query: Mapping[str, str]) -> str:
    """Return the code of the box; raises ProblemError 400."""
    return _box(query.get("code", ""))


def asked_shelf(query: Mapping[str, str], rooms: Collection[str]) -> Place:
    """Return the shelf, rack or room; raises ProblemError 404 for an unknown room, 400."""
    place = Place(**{name: query.get(name, "").strip() for name in SHELF_PARTS})
    if place.room not in rooms:
        raise ProblemError(404, msgid("There is no room of this name."))
    if not all(len(part) <= LONGEST_BOX and part.isprintable() for part in astuple(place)):
        raise ProblemError(400, NO_SHELF, most=LONGEST_BOX)
    return place


def asked_group(query: Mapping[str, str]) -> BoxGroup | None:
    """Return which box of the catalogue is meant, None where none is named."""
    if "source" not in query:
        return None
    year, retention = query.get("year", ""), query.get("retention", "")
    return BoxGroup(
        query["source"],
        query.get("fonds", ""),
        int(year) if year.isascii() and year.isdigit() and len(year) <= LONGEST_YEAR else None,
        Retention(retention) if retention in set(Retention) else None,
    )


def asked_period(query: Mapping[str, str]) -> Period:
    """Return the period, 30 days unless another is asked; raises ProblemError 400."""
    asked = query.get("span", Period.MONTH)
    if asked not in set(Period):
        raise ProblemError(
            400, msgid("{key} must be one of: {known}."), key="span", known=", ".join(Period)
        )
    return Period(asked)


def span_of(period: Period, now: datetime, facts: Sequence[Fact]) -> Span:
    """Return the period up to now; all of it begins with the first fact that is told."""
    if period in _DAYS:
        return Span(start=now - timedelta(days=_DAYS[period]), end=now)
    first = min((fact.at for fact in facts), default=now)
    return Span(start=min(first, now), end=now)


def asked_labels(query: Mapping[str, Sequence[str]]) -> AskedLabels:
    """Return which labels are asked; a record is SOURCE:ID. Raises ProblemError 400."""
    records, boxes = query.get("record", ()), query.get("box", ())
    if not 1 <= len(records) + len(boxes) <= MOST_LABELS:
        raise ProblemError(
            400, msgid("record and box must be given 1 to {most} times."), most=MOST_LABELS
        )
    keys = [Key(*text.partition(":")[::2]) for text in records]
    if not all(map(is_key, keys)):
        raise ProblemError(400, NO_RECORD)
    used = next(iter(query.get("used", ())), "0")
    if not (used.isascii() and used.isdigit() and len(used) < 4 and int(used) <= MOST_USED):  # noqa: PLR2004
        raise ProblemError(
            400,
            msgid("{key} must be a whole number from {first} to {last}."),
            key="used",
            first=0,
            last=MOST_USED,
        )
    return AskedLabels(
        keys=tuple(keys),
        boxes=tuple(map(_box, boxes)),
        sheet=next(iter(query.get("sheet", ())), USUAL_SHEETS[0 if keys else 1]),
        used=int(used),
    )


def _box(code: str) -> str:
    if not code.strip() or len(code) > LONGEST_BOX or not code.isprintable():
        raise ProblemError(400, NO_BOX, most=LONGEST_BOX)
    return code.strip()
