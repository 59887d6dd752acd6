"""What is not paper in the generated catalogue: photographs, recordings, discs, seals (pure)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from records_sync.model import Carrier, Record, Retention

from .records import FONDS, Boxes, known_by, pick, ref_code, workdays, written
from .units import Unit, units, units_in
from .words import DISCS, OFFICE, PHOTOS, RECORDINGS, SEAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """One kind: its name, 档案门类代码, titles, first year, how many a year, carriers, box."""

    name: str
    category: str
    titles: tuple[str, ...]
    since: int
    yearly: int
    carriers: tuple[tuple[Carrier, int], ...]
    in_a_box: int
    at_once: int = 1  # at most so many of one event


MEDIA = (
    Medium(
        name="照片",
        category="ZP",
        titles=PHOTOS,
        since=1996,
        yearly=15,
        carriers=((Carrier.PHOTO, 1),),
        in_a_box=60,
        at_once=8,
    ),
    Medium(
        name="声像",
        category="LX",
        titles=RECORDINGS,
        since=1998,
        yearly=12,
        carriers=((Carrier.AUDIO_VISUAL, 1),),
        in_a_box=20,
    ),
    Medium(
        name="光盘和硬盘",
        category="GP",
        titles=DISCS,
        since=2006,
        yearly=14,
        carriers=((Carrier.OPTICAL, 4), (Carrier.MAGNETIC, 1)),
        in_a_box=25,
    ),
)
SEALS = Medium(
    name="实物",
    category="SW",
    titles=(SEAL,),
    since=1984,
    yearly=0,
    carriers=((Carrier.OBJECT, 1),),
    in_a_box=20,
)


def media(seed: int, today: date) -> dict[str, tuple[Record, ...]]:
    """Return the records of each kind, by its name."""
    chance = Random(f"{seed} media")
    found = {medium.name: tuple(_of(chance, medium, today)) for medium in MEDIA}
    return {**found, SEALS.name: tuple(_seals(today))}


def _of(chance: Random, medium: Medium, today: date) -> Iterator[Record]:
    boxes = Boxes(medium.category, medium.in_a_box)
    for year in range(medium.since, today.year + 1):
        item = 0
        for day in workdays(chance, year, medium.yearly, today):
            shape = chance.choice(medium.titles)
            about = chance.choice(units_in(year, *{unit.kind for unit in units()}))
            unit = about if "{unit}" in shape else units()[0]
            title = shape.format(unit=unit.called(year), year=year, n=1 + item % 9)
            term = pick(chance, ((Retention.PERMANENT, 3), (Retention.YEARS_30, 2)))
            carrier = pick(chance, medium.carriers)
            many = chance.randint(1, medium.at_once)
            for at in range(1, many + 1):
                item += 1
                told = f"{title}（{at}）" if many > 1 else title
                box = boxes.box(None)
                yield _record(medium, told, unit, day, term, item, carrier, box)


def _seals(today: date) -> Iterator[Record]:
    """Yield the seal of each name that a unit no longer has, in the year after."""
    boxes, items = Boxes(SEALS.category, SEALS.in_a_box), Counter[int]()
    ended = sorted(
        (year, unit.code, unit)
        for unit in units()
        for year in range(unit.since, today.year)
        if unit.called(year) != unit.called(year + 1)
    )
    for year, _, unit in ended:
        items[year + 1] += 1
        yield _record(
            SEALS,
            SEAL.format(unit=unit.called(year)),
            unit,
            date(year + 1, 3, 1),
            Retention.PERMANENT,
            items[year + 1],
            Carrier.OBJECT,
            boxes.box(None),
        )


def _record(
    medium: Medium,
    title: str,
    unit: Unit,
    day: date,
    term: Retention,
    item: int,
    carrier: Carrier,
    box: str,
) -> Record:
    year = day.year
    code = ref_code(medium.category, year, term, "", item)
    return Record(
        id=known_by(code),
        title=title,
        ref_code=code,
        fonds=FONDS,
        category=medium.category,
        year=year,
        retention=term,
        item_no=f"{item:04d}",
        creator=next(name for name, _, last in OFFICE if year <= last),
        date=written(day),
        copies=1,
        carrier=carrier,
        box=box,
        unit=unit.called(year),
    )
