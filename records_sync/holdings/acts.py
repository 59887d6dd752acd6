"""What a person can ask for. `id` makes an act happen once, however often it is asked.

An act over several records is done for all of them or for none. `tidied` makes every text of an
act one clean line, and refuses what can't be an act at all.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from unicodedata import category

from records_sync.text.clean import plain
from records_sync.text.personal import holds_identity_number

from .model import Key, Place, Refused, Status

MOST_KEYS = 5000
LONGEST_SOURCE, LONGEST_ID = 64, 500
LONGEST_SCAN = 4000
_LONGEST: Mapping[str, int] = {
    "id": 100,
    "who": 60,
    "why": 500,
    "unit": 100,
    "box": 40,
    "check": 100,
    "text": LONGEST_SCAN,
}
_LONGEST_PART = 40
_CONTROLS = frozenset({"Cc", "Cs", "Zl", "Zp"})
_OPTIONAL = frozenset({"why", "text"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What all acts have: an id by which they are known, who acts (a name or a post), and why."""

    id: str
    who: str
    why: str = ""


A = TypeVar("A", bound=Act)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRecords(Act):
    """An act on some records."""

    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lend(OfRecords):
    """Give records to a unit until a day."""

    unit: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Prolong(OfRecords):
    """Let the borrower keep lent records until a later day."""

    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack(OfRecords):
    """Records are back from a loan, a reader or the disinfection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(OfRecords):
    """Put records into a box, or on a shelf. A new box is made with the shelf that is given."""

    to: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class See(OfRecords):
    """Somebody saw records; `at` is where, and where they belong if it says nothing."""

    at: Place = dataclasses.field(default_factory=Place)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStatus(OfRecords):
    """Records change their status; lending has an act of its own."""

    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename(Act):
    """A record has another id now (it got its 档号): its facts go with it."""

    old: Key
    new: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveBox(Act):
    """Put a box, with all that is in it, on another shelf; an unknown box is made."""

    box: str
    to: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCheck(Act):
    """Begin to compare a box with what should be in it. The check is known by the act's id."""

    box: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan(Act):
    """A code was read during a check; `meant` is the record of a code that is not ours."""

    check: str
    text: str
    meant: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCheck(Act):
    """The check is done: what was not scanned is missing."""

    check: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DropCheck(Act):
    """The check does not count."""

    check: str


def tidied(act: A) -> A | Refused:
    """Return an act with clean texts, or why it can't be one."""
    changed: dict[str, Any] = {}
    for field in dataclasses.fields(act):
        value = getattr(act, field.name)
        found: str | Place | Refused
        if isinstance(value, str) and field.name in _LONGEST:
            found = _line(field.name, value)
        elif isinstance(value, Place):
            found = _place(value)
        else:
            continue
        if isinstance(found, Refused):
            return found
        changed[field.name] = found
    return _keys_refused(act) or dataclasses.replace(act, **changed)


def is_key(key: Key) -> bool:
    """Return whether this can be a record's key: not empty, not endless, one line of text."""
    return all(
        text.strip() and len(text) <= longest and not _CONTROLS & set(map(category, text))
        for text, longest in ((key.source, LONGEST_SOURCE), (key.id, LONGEST_ID))
    )


def _line(name: str, value: str) -> str | Refused:
    longest = _LONGEST[name]
    if name == "text":
        return plain(value[:longest])[0]
    text = plain(value[: longest * 4])[0]
    if not text and name not in _OPTIONAL:
        return Refused(code=f"no_{name}")
    if len(text) > longest or len(value) > longest * 4:
        return Refused(code="too_long", values={"longest": longest})
    if holds_identity_number(text):
        return Refused(code="personal_number")
    return text


def _place(place: Place) -> Place | Refused:
    parts = {}
    for name, value in zip(
        ("room", "rack", "column", "section", "shelf", "box"), place.parts, strict=True
    ):
        text = plain(value[: _LONGEST_PART * 4])[0]
        if len(text) > _LONGEST_PART or len(value) > _LONGEST_PART * 4:
            return Refused(code="too_long", values={"longest": _LONGEST_PART})
        parts[name] = text
    return Place(**parts)


def _keys_refused(act: Act) -> Refused | None:
    named = [value for value in (getattr(act, n, None) for n in ("old", "new", "meant")) if value]
    if isinstance(act, OfRecords):
        if not act.keys:
            return Refused(code="no_records")
        if len(act.keys) > MOST_KEYS:
            return Refused(code="too_many", values={"most": MOST_KEYS})
        named.extend(act.keys)
    return None if all(map(is_key, named)) else Refused(code="bad_key")
