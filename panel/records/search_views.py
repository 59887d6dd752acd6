"""What was found, as people see it: highlighted, with its shelf and status; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypedDict

from daemon.record_ports import Answered
from panel.reader import Reader
from panel.shown import WordView
from panel.words import msgid
from records_sync.holdings.checking import misread
from records_sync.holdings.model import NOWHERE, Key, Place, Standing
from records_sync.holdings.words import REFUSED
from records_sync.index.query import Hit, asked

from .record_words import (
    NUMBERS,
    Site,
    box_address,
    called,
    date_words,
    loan_words,
    place_words,
    record_address,
    said,
    status_word,
)

LONGEST_TITLE, LONGEST_FIELD = 160, 60  # characters of a line; the record's page has them all
CUT = "…"
WHOLE_NUMBERS = msgid(
    "Numbers are whole: type the whole year or number (2014, 15), not the beginning of it."
)
Spans = Sequence[tuple[int, int]]


class Piece(TypedDict):
    """A part of a text; `marked` where it is what was looked for."""

    text: str
    marked: bool


class HitView(TypedDict):
    """One line of an answer. `shelf` is "" where nobody has told, `system` what the index says."""

    source: str
    id: str
    address: str
    number_name: str
    number: list[Piece]
    title: list[Piece]
    doc_no: list[Piece]
    creator: list[Piece]
    date: str
    box: str
    box_address: str
    shelf: str
    system: str
    status: WordView
    loan: str


class FoundView(TypedDict):
    """A page of an answer: how many there are in all, how they are ordered, and the next page.

    `understood` says how each word was read, `hints` what may be wrong with the question itself,
    `shortened` that only the beginning was read.
    """

    count: int
    count_text: str
    order: str
    understood: list[str]
    hints: list[str]
    shortened: bool
    hits: list[HitView]
    next: str
    facts_are_away: bool


def pieces(text: str, spans: Spans, most: int) -> list[Piece]:
    """Return a text in parts, at most so many characters of it, among them the first marked."""
    start = 0
    if spans and min(spans[0][1], spans[0][0] + most // 2) > most:
        start = max(0, min(spans[0][0] - most // 4, len(text) - most))
    end = min(len(text), start + most)
    found: list[Piece] = []
    at = start
    for first, last in spans:
        if last <= at or first >= end:
            continue
        _add(found, text[at : max(first, at)], marked=False)
        _add(found, text[max(first, at) : min(last, end)], marked=True)
        at = min(last, end)
    _add(found, text[at:end], marked=False)
    before = [Piece(text=CUT, marked=False)] if start else []
    after = [Piece(text=CUT, marked=False)] if end < len(text) else []
    return [*before, *found, *after]


def _add(found: list[Piece], text: str, *, marked: bool) -> None:
    if text:
        found.append(Piece(text=text, marked=marked))


def understood(text: str, reader: Reader) -> list[str]:
    """Return how each word of a question was read, one sentence each."""
    tr = reader.tr
    told = []
    for word in asked(text[: LONGEST_FIELD * 10]).words:
        ways = [tr(msgid("text “{text}”")).format(text="".join(word.units)[:LONGEST_FIELD])]
        if word.ranges:
            ways.append(tr(msgid("a number or a part of one")))
        if word.initials:
            ways.append(
                tr(msgid("pinyin initials {letters}")).format(letters=word.initials.upper())
            )
        told.append(tr(msgid(", or ")).join(ways))
    return told


def hints(text: str, reader: Reader) -> list[str]:
    """Return what may be wrong with a question: a misread label, a number that was cut."""
    if code := misread(text):
        return [said(REFUSED[code], reader)]
    words = asked(text[: LONGEST_FIELD * 10]).words
    if any(word.units[-1].isdecimal() for word in words):
        return [reader.tr(WHOLE_NUMBERS)]
    return []


def found_view(text: str, answered: Answered, site: Site, reader: Reader) -> FoundView:
    """Return a page of an answer."""
    found = answered.found
    site = replace(site, facts_are_away=answered.facts_are_away)
    ranked = msgid("best first") if found.ranked and text.strip() else msgid("newest first")
    return FoundView(
        count=found.count,
        count_text=reader.tr(msgid("{n} found")).format(n=f"{found.count:,}".replace(",", " ")),
        order=reader.tr(ranked) if found.count > 1 else "",
        understood=understood(text, reader),
        hints=hints(text, reader),
        shortened=found.shortened,
        hits=[hit_view(hit, answered.standings, site, reader) for hit in found.hits],
        next=found.next,
        facts_are_away=answered.facts_are_away,
    )


def hit_view(hit: Hit, standings: Mapping[Key, Standing], site: Site, reader: Reader) -> HitView:
    """Return one line."""
    record = hit.entry.record
    key = Key(hit.entry.source, record.id)
    standing = standings.get(key)
    place = standing.place if standing else NOWHERE
    box = place.box or record.box
    field, number = called(hit.entry, key)
    return HitView(
        source=key.source,
        id=key.id,
        address=record_address(key),
        number_name=reader.tr(dict(NUMBERS)[field]),
        number=pieces(number, hit.spans.get(field, ()), LONGEST_FIELD),
        title=pieces(record.title, hit.spans.get("title", ()), LONGEST_TITLE),
        doc_no=pieces(record.doc_no, hit.spans.get("doc_no", ()), LONGEST_FIELD),
        creator=pieces(record.creator, hit.spans.get("creator", ()), LONGEST_FIELD),
        date=date_words(record.date),
        box=box[:LONGEST_FIELD],
        box_address=box_address(box) if box else "",
        shelf=place_words(_shelf(place), site, reader),
        system="" if place != NOWHERE else record.place[:LONGEST_FIELD],
        status=status_word(standing, site, reader),
        loan=loan_words(standing, site, reader),
    )


def _shelf(place: Place) -> Place:
    return Place(
        room=place.room,
        rack=place.rack,
        column=place.column,
        section=place.section,
        shelf=place.shelf,
    )
