"""A record's numbers, dates, place and status as people say them; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from urllib.parse import urlencode

from panel.reader import Reader
from panel.shown import WordView
from panel.words import msgid
from records_sync.holdings.missing import overdue_days
from records_sync.holdings.model import Key, Place, Standing, Status
from records_sync.holdings.words import STATUS_WORDS
from records_sync.index.query import Entry
from records_sync.model import Record
from records_sync.words import Sentence

PLACE_PARTS = (  # 库-架-列-节-层-盒
    ("rack", msgid("rack {n}")),
    ("column", msgid("column {n}")),
    ("section", msgid("section {n}")),
    ("shelf", msgid("shelf {n}")),
    ("box", msgid("box {n}")),
)
NUMBERS = (  # what a record is called by: the first that it has
    ("ref_code", msgid("Record number")),
    ("temp_no", msgid("Temporary number")),
    ("id", msgid("Identifier")),
)
# Marks as on the other pages: what needs a person first.
STATES: Mapping[Status | None, str] = {
    None: "none",
    Status.PENDING: "waiting",
    Status.HELD: "good",
    Status.LENT: "waiting",
    Status.IN_USE: "waiting",
    Status.DISINFECTING: "waiting",
    Status.TRANSFERRED: "none",
    Status.DESTROYED: "none",
    Status.MISSING: "lost",
}
RECORD, BOX, LABELS = "/records/record", "/records/box", "/records/labels"
SHELF = "/records/shelf"
_DATE = (4, 6, 8)  # YYYY, YYYYMM, YYYYMMDD


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What words need of the site: the names of its rooms, its time zone, its day.

    `facts_are_away`: what was told here can't be read, which is not that nothing was told.
    """

    rooms: Mapping[str, str]
    zone: tzinfo
    today: date
    facts_are_away: bool = False


def said(words: Sentence, reader: Reader) -> str:
    """Return a sentence of the records in the language of a reader."""
    return words.zh if reader.language == "zh" else words.en


def called(entry: Entry | None, key: Key) -> tuple[str, str]:
    """Return what a record is called by, the name of its field and the value."""
    record = entry.record if entry else Record(id=key.id, title="")
    return next((name, value) for name, _ in NUMBERS if (value := getattr(record, name)))


def date_words(text: str) -> str:
    """Return YYYYMMDD with dashes, without what is 00; anything else as it is."""
    if not (text.isascii() and text.isdigit() and len(text) in _DATE):
        return text
    parts = [text[:4], text[4:6], text[6:]]
    while len(parts) > 1 and parts[-1] in ("", "00"):
        parts.pop()
    return "-".join(parts)


def place_words(place: Place, site: Site, reader: Reader) -> str:
    """Return a place from the room down to the box, "" for nowhere."""
    told = [site.rooms.get(place.room, place.room)] if place.room else []
    told += [
        reader.tr(words).format(n=value)
        for name, words in PLACE_PARTS
        if (value := getattr(place, name))
    ]
    return " · ".join(told)


def status_word(standing: Standing | None, site: Site, reader: Reader) -> WordView:
    """Return the status of a record in one word; an overdue loan is marked."""
    if standing is None and site.facts_are_away:
        return WordView(state="none", text=reader.tr(msgid("status can't be read")))
    status = standing.status if standing else None
    text = said(STATUS_WORDS[status or ""], reader)
    if standing and overdue_days(standing, site.today):
        late = reader.tr(msgid("overdue"))
        return WordView(state="attention", text=f"{text} · {late}")
    return WordView(state=STATES[status], text=text)


def loan_words(standing: Standing | None, site: Site, reader: Reader) -> str:
    """Return who has a record and until when, "" where it is not lent."""
    if standing is None or standing.loan is None:
        return ""
    late = overdue_days(standing, site.today)
    words = reader.tr(
        msgid("{unit}, due {due}, {days} days over") if late else msgid("{unit}, due {due}")
    )
    return words.format(unit=standing.loan.unit, due=standing.loan.due.isoformat(), days=late)


def record_address(key: Key, **more: str) -> str:
    """Return the page of a record."""
    return f"{RECORD}?{urlencode({'source': key.source, 'id': key.id, **more})}"


def box_address(code: str, **more: str) -> str:
    """Return the page of a box."""
    return f"{BOX}?{urlencode({'code': code, **more})}"


def shelf_address(place: Place, **more: str) -> str:
    """Return the page of the shelf, rack or room of a place, "" where no room was told."""
    parts = ("room", *(name for name, _ in PLACE_PARTS if name != "box"))
    told = {name: value for name in parts if (value := getattr(place, name))}
    return f"{SHELF}?{urlencode({**told, **more})}" if place.room else ""


def labels_address(keys: Sequence[Key], boxes: Sequence[str]) -> str:
    """Return the page with the labels of records and boxes."""
    records = [("record", f"{key.source}:{key.id}") for key in keys]
    return f"{LABELS}?{urlencode([*records, *(('box', box) for box in boxes)])}"
