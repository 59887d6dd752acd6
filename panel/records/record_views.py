"""One record as people see it: its fields, how it stands, where, and what can be done; pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict

from daemon.record_ports import RecordSheet
from panel.reader import Reader
from panel.shown import WordView
from panel.words import msgid
from records_sync.holdings.model import NOWHERE, Key, Place, Status
from records_sync.holdings.transitions import may_follow, needs_why
from records_sync.holdings.words import STATUS_WORDS
from records_sync.index.query import Entry
from records_sync.model import Carrier, Retention
from records_sync.words import CARRIER, RETENTION

from .freshness import minute
from .record_history import FactView, history
from .record_words import (
    NUMBERS,
    Site,
    box_address,
    called,
    date_words,
    labels_address,
    loan_words,
    place_words,
    said,
    shelf_address,
    status_word,
)

FIELDS = (  # as catalogues call them, in the order of their use
    ("ref_code", msgid("Record number")),
    ("temp_no", msgid("Temporary number")),
    ("doc_no", msgid("Document number")),
    ("creator", msgid("Issuing body")),
    ("date", msgid("Date")),
    ("subjects", msgid("Subject words")),
    ("unit", msgid("Unit")),
    ("org", msgid("Office or matter")),
    ("year", msgid("Year")),
    ("retention", msgid("Retention")),
    ("fonds", msgid("Fonds")),
    ("category", msgid("Category")),
    ("volume_no", msgid("Volume")),
    ("item_no", msgid("Item")),
    ("pages", msgid("Number of pages")),
    ("copies", msgid("Copies")),
    ("carrier", msgid("Carrier")),
    ("secret", msgid("Secrecy")),
    ("box", msgid("Box number")),
    ("place", msgid("Place in the main system")),
    ("scan", msgid("Scanned copy")),
    ("remark", msgid("Remark")),
    ("id", msgid("Identifier")),
)
MOST_DRAWN = 12  # sections and shelves of a rack that a small drawing can show
USUAL_DRAWN = (4, 6)


class LocatorView(TypedDict):
    """The front of a rack, with sections from the left and shelves from the top."""

    sections: int
    shelves: int
    section: int
    shelf: int


class StatusOffer(TypedDict):
    """A status that a record can be given, and whether a reason must be told."""

    status: str
    text: str
    needs_why: bool


class RecordView(TypedDict):
    """All about one record. `offers` are the verbs that can be done now."""

    source: str
    id: str
    title: str
    number_name: str
    number: str
    is_gone: bool
    fields: list[tuple[str, str]]
    status: WordView
    loan: str
    place: str
    shelf_address: str
    box: str
    box_address: str
    locator: LocatorView | None
    seen: str
    history: list[FactView]
    history_cut: str
    former: list[str]
    labels: str
    offers: list[str]
    statuses: list[StatusOffer]
    borrowers: list[str]
    facts_are_away: bool


def record_view(
    sheet: RecordSheet, sources: Mapping[str, str], site: Site, reader: Reader
) -> RecordView:
    """Return a record; `sources` are the names of the sources."""
    standing, entry, key = sheet.standing, sheet.entry, sheet.key
    site = replace(site, facts_are_away=sheet.facts_are_away)
    place = standing.place if standing else NOWHERE
    box = place.box or (entry.record.box if entry else "")
    field, number = called(entry, key)
    status = standing.status if standing else None
    return RecordView(
        source=key.source,
        id=key.id,
        title=entry.record.title if entry else key.id,
        number_name=reader.tr(dict(NUMBERS)[field]),
        number=number,
        is_gone=entry is None,
        fields=_fields(entry, key, sources, reader),
        status=status_word(standing, site, reader),
        loan=loan_words(standing, site, reader),
        place=place_words(place, site, reader),
        shelf_address=shelf_address(place),
        box=box,
        box_address=box_address(box) if box else "",
        locator=locator(place),
        seen=_seen(sheet, site, reader),
        history=history(sheet.facts, site, reader),
        history_cut=_cut(sheet, reader),
        former=[*entry.temp_nos, *entry.former_ids] if entry else [],
        labels=labels_address([key], []),
        offers=[] if sheet.facts_are_away else offers(status),
        statuses=[] if sheet.facts_are_away else status_offers(status, reader),
        borrowers=_borrowers(sheet),
        facts_are_away=sheet.facts_are_away,
    )


def offers(status: Status | None) -> list[str]:
    """Return what can be done with a record that stands so."""
    away = status in (Status.TRANSFERRED, Status.DESTROYED)
    out = status in (Status.LENT, Status.IN_USE, Status.DISINFECTING)
    told = {
        "lend": may_follow(status, Status.LENT),
        "prolong": status is Status.LENT,
        "take_back": out,
        "see": not away and status is not Status.LENT,
        "move": not away and status not in (Status.LENT, Status.MISSING),
        "set_status": True,
    }
    return [verb for verb, is_offered in told.items() if is_offered]


def status_offers(status: Status | None, reader: Reader) -> list[StatusOffer]:
    """Return the statuses that may follow; lending has an act of its own."""
    return [
        StatusOffer(
            status=to.value,
            text=said(STATUS_WORDS[to], reader),
            needs_why=needs_why(status, to),
        )
        for to in Status
        if to is not Status.LENT and may_follow(status, to)
    ]


def locator(place: Place) -> LocatorView | None:
    """Return what a drawing of the rack marks, None where the place has no such numbers."""
    section, shelf = (_small(text) for text in (place.section, place.shelf))
    if not section or not shelf:
        return None
    sections, shelves = USUAL_DRAWN
    return LocatorView(
        sections=max(sections, section), shelves=max(shelves, shelf), section=section, shelf=shelf
    )


def shelf_of(place: Place) -> Place:
    """Return a place without the box."""
    return replace(place, box="")


def _small(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0  # noqa: PLR2004
    return number if 1 <= number <= MOST_DRAWN else 0


def _fields(
    entry: Entry | None, key: Key, sources: Mapping[str, str], reader: Reader
) -> list[tuple[str, str]]:
    told = []
    for name, words in FIELDS if entry else ():
        text = _text(name, getattr(entry.record, name), reader) if entry else ""
        if text:
            told.append((reader.tr(words), text))
    return [*told, (reader.tr(msgid("Source")), sources.get(key.source, key.source))]


def _text(name: str, value: object, reader: Reader) -> str:
    if isinstance(value, Retention):
        return said(RETENTION[value], reader)
    if isinstance(value, Carrier):
        return said(CARRIER[value], reader)
    if name == "date" and isinstance(value, str):
        return date_words(value)
    return "" if value is None else str(value)


def _seen(sheet: RecordSheet, site: Site, reader: Reader) -> str:
    seen = sheet.standing.seen if sheet.standing else None
    if seen is None:
        return ""
    return reader.tr(msgid("{at}, {who}: {place}")).format(
        at=minute(seen.at, site.zone), who=seen.who, place=place_words(seen.place, site, reader)
    )


def _cut(sheet: RecordSheet, reader: Reader) -> str:
    """Return that there are older facts, "" where all are told."""
    if not sheet.is_cut:
        return ""
    words = msgid(
        "There is more: only the newest {n} notes are shown, and former borrowers and the time"
        " since it came here are by these."
    )
    return reader.tr(words).format(n=len(sheet.facts))


def _borrowers(sheet: RecordSheet) -> list[str]:
    """Return who had this record before, the last one first."""
    told = [fact.change.now for fact in sheet.facts]
    units = [str(now["unit"]) for now in told if isinstance(now, dict) and now.get("unit")]
    return list(dict.fromkeys(units))
