"""The register of institutions (事业单位登记) of the generated catalogue, year by year (pure)."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from random import Random

from records_sync.model import Carrier, Record, Retention

from .records import FONDS, Boxes, known_by, ref_code, workdays, written
from .units import Kind, Unit, units_in
from .words import ANNUAL, CHANGES, FIRST_REGISTERED, REGISTER, REGISTERED, RENAMED

IN_A_BOX = 30
CHANGED = 0.14  # of the institutions in a year
Told = tuple[Unit, str, Retention]


def institutions(seed: int, today: date) -> tuple[Record, ...]:
    """Return the whole register, year by year; of the present year what was filed until today."""
    chance = Random(f"{seed} institutions")
    boxes = Boxes("SY", IN_A_BOX)
    found: list[Record] = []
    for year in range(FIRST_REGISTERED, today.year + 1):
        items = Counter[Retention]()
        told = sorted(_told(chance, year), key=lambda each: each[2] is not Retention.PERMANENT)
        days = workdays(chance, year, len(told), today)
        for day, (unit, title, term) in zip(days, told, strict=False):
            items[term] += 1
            found.append(_record(chance, unit, title, day, term, items[term], boxes))
    return tuple(found)


def _told(chance: Random, year: int) -> Iterator[Told]:
    """Yield what a year brings: who is new, what changes, who reports."""
    annual = next(title for last, title in ANNUAL if year <= last)
    for unit in units_in(year, Kind.INSTITUTION):
        if year == max(unit.since, FIRST_REGISTERED):
            yield unit, REGISTERED, Retention.PERMANENT
        elif unit.called(year) != unit.called(year - 1):
            yield unit, RENAMED, Retention.PERMANENT
        elif chance.random() < CHANGED:
            yield unit, chance.choice(CHANGES), Retention.PERMANENT
        yield unit, annual, Retention.YEARS_10


def _record(
    chance: Random, unit: Unit, title: str, day: date, term: Retention, item: int, boxes: Boxes
) -> Record:
    year = day.year
    code = ref_code("WS", year, term, REGISTER[0], item)
    return Record(
        id=known_by(code),
        title=title.format(unit=unit.called(year), year=year),
        ref_code=code,
        fonds=FONDS,
        category="WS",
        year=year,
        retention=term,
        org=REGISTER[1],
        item_no=f"{item:04d}",
        creator=unit.called(year),
        date=written(day),
        pages=chance.randint(3, 24),
        copies=1,
        carrier=Carrier.PAPER,
        box=boxes.box((year, term)),
        unit=unit.called(year),
    )
