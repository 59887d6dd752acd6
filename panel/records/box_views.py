"""One box as people see it: where it stands, what is in it, how its check goes; pure."""

from collections.abc import Mapping
from typing import TypedDict

from daemon.record_ports import BoxSheet, RecordSheet
from panel.reader import Reader
from panel.shown import WordView
from records_sync.holdings.checking import FOUND
from records_sync.holdings.model import Key
from records_sync.holdings.situation import Check
from records_sync.holdings.words import DONE, STATUS_WORDS

from .record_views import LocatorView, locator
from .record_words import (
    Site,
    called,
    labels_address,
    loan_words,
    place_words,
    record_address,
    said,
    status_word,
)

MOST_LISTED = 300


class ContentView(TypedDict):
    """A record of the box."""

    address: str
    number: str
    title: str
    status: WordView
    loan: str


class StrangeView(TypedDict):
    """What was scanned and should not be here; `address` is "" for a code that is not ours."""

    address: str
    text: str


class CheckView(TypedDict):
    """An open check: how far it is, what was found, what is missing yet, what is strange."""

    id: str
    expected: int
    found: list[ContentView]
    missing: list[ContentView]
    strange: list[StrangeView]
    found_count: int
    missing_count: int
    here: bool


class BoxView(TypedDict):
    """All about one box. `is_placed` is no where nobody has told where it stands."""

    code: str
    is_placed: bool
    place: str
    locator: LocatorView | None
    count: int
    contents: list[ContentView]
    labels: str
    record_labels: str
    check: CheckView | None


def box_view(sheet: BoxSheet, site: Site, reader: Reader) -> BoxView:
    """Return a box."""
    known = {each.key: each for each in sheet.records}
    keys = [each.key for each in sheet.records]
    return BoxView(
        code=sheet.code,
        is_placed=sheet.place is not None,
        place=place_words(sheet.place, site, reader) if sheet.place else "",
        locator=locator(sheet.place) if sheet.place else None,
        count=len(sheet.records),
        contents=[_content(each, site, reader) for each in sheet.records[:MOST_LISTED]],
        labels=labels_address([], [sheet.code]),
        record_labels=labels_address(keys[:MOST_LISTED], []) if keys else "",
        check=check_view(sheet.check, known, site, reader) if sheet.check else None,
    )


def check_view(
    check: Check, known: Mapping[Key, RecordSheet], site: Site, reader: Reader
) -> CheckView:
    """Return how a check goes."""
    found = [key for key, verdict in check.scanned.items() if verdict == FOUND]
    missing = sorted(check.expected - check.scanned.keys())
    strange = [(key, verdict) for key, verdict in check.scanned.items() if verdict != FOUND]

    def content(key: Key) -> ContentView:
        return _content(known.get(key) or _unknown(key), site, reader)

    return CheckView(
        id=check.id,
        expected=len(check.expected),
        found=[content(key) for key in reversed(found[-MOST_LISTED:])],
        missing=[content(key) for key in missing[:MOST_LISTED]],
        strange=[
            *(_strange(key, verdict, known.get(key), site, reader) for key, verdict in strange),
            *(
                StrangeView(address="", text=said(DONE["strange_code"].filled({"text": t}), reader))
                for t in check.unread
            ),
        ],
        found_count=len(found),
        missing_count=len(missing),
        here=check.here,
    )


def _content(sheet: RecordSheet, site: Site, reader: Reader) -> ContentView:
    return ContentView(
        address=record_address(sheet.key),
        number=called(sheet.entry, sheet.key)[1],
        title=sheet.entry.record.title if sheet.entry else "",
        status=status_word(sheet.standing, site, reader),
        loan=loan_words(sheet.standing, site, reader),
    )


def _strange(
    key: Key, verdict: str, sheet: RecordSheet | None, site: Site, reader: Reader
) -> StrangeView:
    standing = sheet.standing if sheet else None
    words = STATUS_WORDS[standing.status or "" if standing else ""]
    place = place_words(standing.place, site, reader) if standing else ""
    values = {"record": key.id, "status": said(words, reader), "place": place or "?"}
    return StrangeView(address=record_address(key), text=said(DONE[verdict].filled(values), reader))


def _unknown(key: Key) -> RecordSheet:
    return RecordSheet(key=key, entry=None, standing=None)
