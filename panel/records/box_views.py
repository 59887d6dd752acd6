"""One box as people see it: where it stands, what is in it, how its check goes; pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypedDict

from daemon.record_ports import BoxGroup, BoxSheet, RecordSheet
from panel.reader import Reader
from panel.shown import WordView
from panel.words import msgid
from records_sync.holdings.checking import FOUND, OUT
from records_sync.holdings.model import Key
from records_sync.holdings.situation import Check
from records_sync.holdings.transitions import AWAY
from records_sync.holdings.words import DONE, STATUS_WORDS
from records_sync.words import RETENTION

from .record_views import LocatorView, locator
from .record_words import (
    Site,
    box_address,
    called,
    labels_address,
    loan_words,
    place_words,
    record_address,
    said,
    shelf_address,
    status_word,
)

MOST_LISTED = 300
CAME_BACK = msgid(
    "{record} was noted as away when it was scanned in this box: see whether it was taken back"
)
LONGEST_KEYS = 3000  # bytes of the records of one act: a body has 4096 at most


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


class GroupView(TypedDict):
    """A box of the catalogue with this number: whose, how many records, its page."""

    text: str
    count: int
    address: str
    is_here: bool


class NotingView(TypedDict):
    """What one tap notes as in the box: the first of those that have no place yet."""

    keys: list[list[str]]
    count: int
    of: int


class BoxView(TypedDict):
    """All about one box. `is_placed` is no where nobody has told where it stands.

    `contents` was noted here, `listed` is in it by the catalogue only. `groups` are there where the
    number stands for several boxes of the catalogue, `group` where one of them is looked at.
    `noting` is None where there is nothing to note, or it is not clear for which box. `can_check`:
    all that should be in it was noted.
    """

    code: str
    is_placed: bool
    place: str
    shelf_address: str
    locator: LocatorView | None
    count: int
    noted_count: int
    contents: list[ContentView]
    listed_count: int
    listed: list[ContentView]
    groups: list[GroupView]
    group: str
    is_cut: bool
    noting: NotingView | None
    can_check: bool
    labels: str
    record_labels: str
    check: CheckView | None
    facts_are_away: bool


def box_view(sheet: BoxSheet, site: Site, reader: Reader) -> BoxView:
    """Return a box."""
    site = replace(site, facts_are_away=sheet.facts_are_away)
    known = {each.key: each for each in (*sheet.records, *sheet.strays)}
    keys = [each.key for each in sheet.records]
    noted = [each for each in sheet.records if each.key not in sheet.listed]
    listed = [each for each in sheet.records if each.key in sheet.listed]
    is_mixed = len(sheet.groups) > 1 and sheet.group is None
    return BoxView(
        code=sheet.code,
        is_placed=sheet.place is not None,
        place=place_words(sheet.place, site, reader) if sheet.place else "",
        shelf_address=shelf_address(sheet.place) if sheet.place else "",
        locator=locator(sheet.place) if sheet.place else None,
        count=len(sheet.records),
        noted_count=len(noted),
        contents=[_content(each, site, reader) for each in noted[:MOST_LISTED]],
        listed_count=len(listed),
        listed=[_content(each, site, reader) for each in listed[:MOST_LISTED]],
        groups=_groups(sheet, reader) if len(sheet.groups) > 1 else [],
        group="" if sheet.group is None else _group_words(sheet.group, reader),
        is_cut=sheet.is_cut,
        noting=None if is_mixed or sheet.place is None else _noting(sheet.unplaced),
        can_check=sheet.place is not None and bool(noted) and sheet.waiting == 0,
        labels=labels_address([], [sheet.code]) if sheet.place or not is_mixed else "",
        record_labels=labels_address(keys[:MOST_LISTED], []) if keys and not is_mixed else "",
        check=check_view(sheet.check, known, site, reader) if sheet.check else None,
        facts_are_away=sheet.facts_are_away,
    )


def _groups(sheet: BoxSheet, reader: Reader) -> list[GroupView]:
    return [
        GroupView(
            text=_group_words(each.group, reader),
            count=each.count,
            address=box_address(sheet.code, **group_parameters(each.group)),
            is_here=each.group == sheet.group,
        )
        for each in sheet.groups
    ]


def group_parameters(group: BoxGroup | None) -> Mapping[str, str]:
    """Return how an address names a group."""
    if group is None:
        return {}
    return {
        "source": group.source,
        "fonds": group.fonds,
        "year": "" if group.year is None else str(group.year),
        "retention": group.retention or "",
    }


def _group_words(group: BoxGroup, reader: Reader) -> str:
    none = reader.tr(msgid("(not given)"))
    parts = (
        group.source,
        group.fonds or none,
        none if group.year is None else str(group.year),
        said(RETENTION[group.retention], reader) if group.retention else none,
    )
    return " · ".join(parts)


def _noting(unplaced: Sequence[Key]) -> NotingView | None:
    """Return as many records as one act can name."""
    keys: list[list[str]] = []
    left = LONGEST_KEYS
    for key in unplaced:
        left -= len(json.dumps(key, ensure_ascii=False).encode()) + 2
        if left < 0 and keys:
            break
        keys.append(list(key))
    return NotingView(keys=keys, count=len(keys), of=len(unplaced)) if keys else None


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
    name = called(sheet.entry if sheet else None, key)[1]
    address = record_address(key)
    if verdict == OUT and (standing is None or standing.status not in AWAY):
        text = reader.tr(CAME_BACK).format(record=name)  # or nobody knows
        return StrangeView(address=address, text=text)
    words = STATUS_WORDS[standing.status or "" if standing else ""]
    place = place_words(standing.place, site, reader) if standing else ""
    values = {"record": name, "status": said(words, reader), "place": place or "?"}
    return StrangeView(address=address, text=said(DONE[verdict].filled(values), reader))


def _unknown(key: Key) -> RecordSheet:
    return RecordSheet(key=key, entry=None, standing=None)
