"""What staff of the two rooms have noted in the month before: shelves, loans, sightings, checks.

The acts are those of people at the panel, in their order; done by whoever keeps the local facts, on
the days that they tell (pure).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count

from records_sync.holdings.acts import (
    Act,
    CloseCheck,
    Lend,
    Move,
    MoveBox,
    OpenCheck,
    Scan,
    See,
    SetStatus,
    TakeBack,
)
from records_sync.holdings.codes import record_code
from records_sync.holdings.model import Key, Place, Status
from records_sync.model import Record

from .laying import DOCUMENTS, MEDIA, Catalogue

KEEPER = "库管员"
TABLE = Place(room="stack-1", rack="整理台")
MONTH_DAYS = 29
ROOMS = {MEDIA: "stack-2"}
PAPER_ROOM = "stack-1"
BOXES, SHELVES, SECTIONS, COLUMNS = 10, 6, 4, 2  # on a shelf, in a section, a column, a rack
MOVED_DAYS = 12
PHOTO_BOX, FAILED_BOX = "ZP0001", "GP0003"
# Unit, records, days ago, last day from today.
LOANS = (
    ("当阳市教育局", 2, 24, -6),
    ("当阳市财政局", 1, 10, 0),
    ("当阳市卫生健康局", 3, 4, 7),
)
RETURNED = ("当阳市审计局", 2, 20, 15)  # given and taken back so many days ago


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """An act, and how many days ago somebody did it."""

    days_ago: int
    act: Act


def noted(made: Catalogue) -> Iterator[Noted]:
    """Yield the acts of the month, the oldest first."""
    numbers = count(1)
    found = [
        Noted(days_ago=days_ago, act=act)
        for days_ago, act in (
            *_shelved(made, numbers),
            *_registered(made.documents.now, numbers),
            *_lent(made, numbers),
            *_checked(made, numbers),
        )
    ]
    return iter(sorted(found, key=lambda each: -each.days_ago))


def _id(numbers: Iterator[int]) -> str:
    return f"demo-{next(numbers):04d}"


def _shelved(made: Catalogue, numbers: Iterator[int]) -> Iterator[tuple[int, Act]]:
    """Yield how everything came onto its shelf; one box of photographs lay in the other room."""
    places = {room: _places(room) for room in {PAPER_ROOM, *ROOMS.values()}}
    for source, records in made.by_source().items():
        for box, keys in _boxed(source, records).items():
            shelf = next(places[ROOMS.get(source, PAPER_ROOM)])
            to = replace(TABLE if box == PHOTO_BOX else shelf, box=box)
            yield MONTH_DAYS, Move(id=_id(numbers), who=KEEPER, keys=keys, to=to)
            if box == PHOTO_BOX:
                why = "照片移入声像库房"
                yield MOVED_DAYS, MoveBox(id=_id(numbers), who=KEEPER, why=why, box=box, to=shelf)


def _registered(records: Iterable[Record], numbers: Iterator[int]) -> Iterator[tuple[int, Act]]:
    """Yield what is known of records without 档号: they wait on the table, some were seen."""
    keys = tuple(Key(DOCUMENTS, each.id) for each in records if not each.box)
    if keys:
        status = Status.PENDING
        yield 2, SetStatus(id=_id(numbers), who=KEEPER, keys=keys, status=status)
        yield 2, Move(id=_id(numbers), who=KEEPER, keys=keys, to=TABLE)
        yield 1, See(id=_id(numbers), who=KEEPER, keys=keys[: len(keys) // 2], at=TABLE)


def _lent(made: Catalogue, numbers: Iterator[int]) -> Iterator[tuple[int, Act]]:
    """Yield the loans: overdue, due today, due later, and one that came back."""
    files = [Key(DOCUMENTS, each.id) for each in made.documents.now if each.box]
    wanted = iter(files[len(files) // 2 :: 97])
    for unit, many, days_ago, left in LOANS:
        keys = tuple(next(wanted) for _ in range(many))
        until = made.today + timedelta(days=left)
        yield days_ago, Lend(id=_id(numbers), who=KEEPER, keys=keys, unit=unit, until=until)
    unit, many, given, back = RETURNED
    keys = tuple(next(wanted) for _ in range(many))
    until = made.today - timedelta(days=back - 1)
    yield given, Lend(id=_id(numbers), who=KEEPER, keys=keys, unit=unit, until=until)
    yield back, TakeBack(id=_id(numbers), who=KEEPER, keys=keys)


def _checked(made: Catalogue, numbers: Iterator[int]) -> Iterator[tuple[int, Act]]:
    """Yield the checks of two boxes: all of one was there, a disc of the other was not."""
    boxes = _boxed(MEDIA, made.by_source()[MEDIA])
    for box, days_ago, lacking in ((PHOTO_BOX, 9, 0), (FAILED_BOX, 8, 1)):
        check = _id(numbers)
        yield days_ago, OpenCheck(id=check, who=KEEPER, box=box)
        for key in boxes[box][lacking:]:
            text = record_code(key)
            yield days_ago, Scan(id=_id(numbers), who=KEEPER, check=check, text=text)
        yield days_ago, CloseCheck(id=_id(numbers), who=KEEPER, check=check)


def _boxed(source: str, records: Iterable[Record]) -> Mapping[str, tuple[Key, ...]]:
    """Return the records of each box."""
    found: dict[str, list[Key]] = defaultdict(list)
    for record in records:
        if record.box:
            found[record.box].append(Key(source, record.id))
    return {box: tuple(keys) for box, keys in found.items()}


def _places(room: str) -> Iterator[Place]:
    """Yield the shelf of each next box of a room."""
    for at in count():
        rest, _ = divmod(at, BOXES)
        rest, shelf = divmod(rest, SHELVES)
        rest, section = divmod(rest, SECTIONS)
        rack, column = divmod(rest, COLUMNS)
        yield Place(
            room=room,
            rack=f"{rack + 1:02d}",
            column=str(column + 1),
            section=str(section + 1),
            shelf=str(shelf + 1),
        )
