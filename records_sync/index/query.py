"""What a person asks of the index, and what is found. Values, and the reading of what was typed."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from records_sync.model import Carrier, Record, Retention
from records_sync.text import keys
from records_sync.text.folding import units
from records_sync.text.initials import may_be_initials

LONGEST = 256  # characters of a question that are read
MOST_WORDS = 12
MOST_HITS = 200  # on one page
_GAP = re.compile(r"[\s\x00-\x20\u200b-\u200f\ufeff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A part of a question between spaces: as units, as a number, as initials."""

    units: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...] = ()  # of keys, see records_sync.text.keys
    initials: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question. Empty filters let everything through; a year is first and last.

    `only` and `but` are record numbers, for what the index does not know itself (status, room):
    the first leaves nothing else, the second takes away. Give the smaller of the two. `after` is
    the mark of the page before.
    """

    text: str = ""
    years: tuple[int, int] | None = None
    month: int | None = None
    units: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    retention: tuple[Retention, ...] = ()
    carrier: tuple[Carrier, ...] = ()
    source: str | None = None
    only: AbstractSet[int] | None = None
    but: AbstractSet[int] = field(default_factory=frozenset)
    size: int = 50
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record as the index has it.

    `number` is the index's own and changes when the index is made anew: keep (source, id).
    `temp_nos` and `former_ids` are what it was once called.
    """

    number: int
    source: str
    record: Record
    rev: int | None = None
    added_at: int = 0  # unix seconds, as the next two
    changed_at: int = 0
    deleted_at: int | None = None
    temp_nos: tuple[str, ...] = ()
    former_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A record that was found; `spans` are the places of the words, (start, end), by field."""

    entry: Entry
    spans: dict[str, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of hits and how many there are in all.

    `ranked` tells that the best come first, else the newest do (of a part of a number: in the order
    of the numbers). `next` is the mark for the page after, "" at the end. `shortened` tells that
    only the beginning of a very long question was read.
    """

    hits: tuple[Hit, ...]
    count: int
    ranked: bool
    next: str
    shortened: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question's text as it was understood. `is_hopeless`: something, but nothing to look for."""

    words: tuple[Word, ...]
    shortened: bool
    is_hopeless: bool


def asked(text: str) -> Asked:
    """Return what was typed as words; never fails, whatever it is."""
    read = text[:LONGEST]
    parts = [part for part in _GAP.split(read) if part]
    words = [word for part in parts if (word := word_of(part)) is not None]
    return Asked(
        words=tuple(words[:MOST_WORDS]),
        shortened=len(text) > LONGEST or len(words) > MOST_WORDS,
        is_hopeless=bool(parts) and not words,
    )


def word_of(part: str) -> Word | None:
    """Return what one word can mean; None where it has neither letters nor digits."""
    found = units(part)
    if not found:
        return None
    return Word(
        units=tuple(found),
        ranges=tuple(keys.ranges(part)),
        initials=found[0] if may_be_initials(found) else "",
    )
