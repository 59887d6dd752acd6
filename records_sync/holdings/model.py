"""The vocabulary of the local facts: a record's key, place and status, a fact, how an act ended.

Facts are for ever, a standing is only what all facts of a record come to (`folding.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Self

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


class Key(NamedTuple):
    """A record by its source and the source's id."""

    source: str
    id: str


class Status(StrEnum):
    """How it stands with a record."""

    PENDING = "pending"  # 待归档
    HELD = "held"  # 在库
    LENT = "lent"  # 借出
    IN_USE = "in_use"  # 调阅中
    DISINFECTING = "disinfecting"  # 消毒中
    TRANSFERRED = "transferred"  # 移交
    DESTROYED = "destroyed"  # 销毁
    MISSING = "missing"  # 失踪待查


class Subject(StrEnum):
    """What a fact is about."""

    RECORD = "record"
    BOX = "box"
    CHECK = "check"
    BOOK = "book"  # holdings.db itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """库-架-列-节-层-盒. `room` is the configured id of the room; "" where there is no such part.

    A record in a box has the box only: where the box stands is the box's own place.
    """

    room: str = ""
    rack: str = ""
    column: str = ""
    section: str = ""
    shelf: str = ""
    box: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts from the room down to the box."""
        return (self.room, self.rack, self.column, self.section, self.shelf, self.box)

    def within(self, outer: Self) -> bool:
        """Return whether this place is in another one; an empty part of that is any."""
        return all(
            theirs in ("", ours) for ours, theirs in zip(self.parts, outer.parts, strict=True)
        )


NOWHERE = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """Who has a record, and the last day of the loan."""

    unit: str
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Where a record was seen last, when and by whom."""

    place: Place
    at: datetime
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A record now. `place` is as stored; `status` None means that nobody has told yet.

    `home` is the status that the record comes back to: 待归档 until it is filed, then 在库.
    """

    key: Key
    place: Place = NOWHERE
    status: Status | None = None
    home: Status = Status.HELD
    loan: Loan | None = None
    seen: Sighting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an act does to one subject: from, to. `source` is "" but for records."""

    subject: Subject
    source: str
    name: str
    kind: str
    was: Json
    now: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A change that happened: its number, id, when, by whom and why. Never altered."""

    seq: int
    id: str
    act: str
    at: datetime
    who: str
    why: str
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An act that happened (`code` names its sentence), with all that it changed."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An act that was not done: nothing was changed. `code` names its sentence."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


Outcome = Done | Refused
