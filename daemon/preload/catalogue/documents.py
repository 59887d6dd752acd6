"""The documents of the generated catalogue: who wrote them, when, about whom, under which number.

Before 2001 they lie in volumes, since then each for itself. What came in the last weeks has no 档号
yet, only its 临时编号 (pure).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from records_sync.model import Carrier, Record, Retention
from records_sync.text.identity import of_temp_no

from .records import FONDS, Boxes, known_by, ref_code, retention, workdays, written
from .units import Unit, units, units_in
from .words import (
    ABOVE,
    COMMISSION,
    DOC_NO,
    FIELDS,
    INNER_OFFICES,
    INSPECTIONS,
    OFFICE,
    ORG_OF,
    ORGS,
    PATTERNS,
    Pattern,
    Way,
)

FIRST_SINGLE_YEAR = 2001
TEMPORARY_SINCE = 2015  # the year from which the register of what came in is kept
UNFILED_DAYS = 30
WEEK_DAYS = 7
JUST_FILED = 3  # in the last week
IN_A_BOX = 35
SUBJECTS_UNTIL = 2012  # GB/T 9704-2012 has no 主题词
_CONFERENCES = 8  # of the commission in a year
_UNNUMBERED = 0.15  # of what units ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A document as it came: a record without a place in the archive, and its 机构(问题) code."""

    record: Record
    org: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """`full` is the list of a week ago, `increment` what has changed since, `now` both together."""

    full: tuple[Record, ...]
    increment: tuple[Record, ...]

    @property
    def now(self) -> tuple[Record, ...]:
        """All records as they are now."""
        changed = {record.temp_no for record in self.increment}
        kept = (each for each in self.full if not each.temp_no or each.temp_no not in changed)
        return (*kept, *self.increment)


def documents(seed: int, today: date) -> Documents:
    """Return the documents since 2001."""
    chance = Random(f"{seed} documents")
    known = [
        each
        for year in range(FIRST_SINGLE_YEAR, today.year + 1)
        for each in documents_of(chance, year, _many(year), today)
    ]
    unfiled_from = written(today - timedelta(days=UNFILED_DAYS))
    week_from = written(today - timedelta(days=WEEK_DAYS))
    old = [each for each in known if each.record.date < unfiled_from]
    new = [each.record for each in known if each.record.date >= unfiled_from]
    filed = tuple(_filed(chance, old))
    last = sorted(filed, key=lambda record: record.date)[-JUST_FILED:]
    return Documents(
        full=(
            *(_unfiled(each) if each in last else each for each in filed),
            *(_unfiled(record) for record in new if record.date < week_from),
        ),
        increment=(*last, *(_unfiled(record) for record in new if record.date >= week_from)),
    )


def documents_of(chance: Random, year: int, many: int, today: date) -> Iterator[Written]:
    """Yield the documents of a year in their order."""
    numbers: Counter[str] = Counter()
    offered = _offered(year)
    weights = [pattern.weight for pattern in offered]
    days = workdays(chance, year, many, today)
    patterns = chance.choices(offered, weights, k=len(days))
    for at, (day, pattern) in enumerate(zip(days, patterns, strict=True), 1):
        yield _written(chance, pattern, day, at, numbers)


@cache
def _offered(year: int) -> tuple[Pattern, ...]:
    return tuple(pattern for pattern in PATTERNS if pattern.since <= year <= pattern.until)


def _written(
    chance: Random, pattern: Pattern, day: date, at: int, numbers: Counter[str]
) -> Written:
    year = day.year
    about = chance.choice(units_in(year, *pattern.about)) if pattern.about else units()[0]
    creator, sign = _issuer(chance, pattern.way, about, year)
    title = pattern.title.format(
        unit=about.called(year),
        year=year,
        n=1 + int((day.timetuple().tm_yday / 366) * _CONFERENCES),
        office=chance.choice(INNER_OFFICES),
        field=chance.choice(FIELDS),
    )
    org = ORG_OF[about.kind] if pattern.about else ORGS[0]
    if any(word in title for word in INSPECTIONS):
        org = ORGS[3]
    record = Record(
        id="",
        title=title,
        temp_no=f"LS{year}-{at:04d}" if year >= TEMPORARY_SINCE else "",
        fonds=FONDS,
        year=year,
        org=org[1],
        doc_no=_doc_no(chance, pattern.way, sign, year, numbers) if sign else "",
        creator=creator,
        subjects=pattern.subjects if year <= SUBJECTS_UNTIL else "",
        date=written(day),
        pages=chance.randint(1, 12),
        copies=1,
        carrier=Carrier.PAPER,
        unit=about.called(year),
    )
    return Written(record=record, org=org[0])


def _issuer(chance: Random, way: Way, about: Unit, year: int) -> tuple[str, str]:
    """Return who wrote it, and the sign of its number, "" where it has none."""
    if way is Way.UNIT:
        has_number = about.short and chance.random() > _UNNUMBERED
        return about.called(year), f"当{about.short}文" if has_number else ""
    if way is Way.ABOVE:
        there = [(name, sign) for since, name, sign, last in ABOVE if since <= year <= last]
        return chance.choice(there)
    own = COMMISSION if way is Way.COMMISSION else OFFICE
    return next((name, sign) for name, sign, last in own if year <= last)


def _doc_no(chance: Random, way: Way, sign: str, year: int, numbers: Counter[str]) -> str:
    """Return the next number of a sign: our own without gaps, of others we get a part only."""
    ours = way in (Way.COMMISSION, Way.OFFICE)
    numbers[sign] += 1 if ours else chance.randint(1, 6)
    return chance.choice(DOC_NO).format(sign, year, numbers[sign])


def _filed(chance: Random, known: Sequence[Written]) -> Iterator[Record]:
    """Yield documents with their 档号 and box, as they stand in the archive."""
    boxes, items = Boxes("WS", IN_A_BOX), Counter[tuple[object, ...]]()
    termed = [(retention(chance, each.record.year or 0), each) for each in known]
    order = {term: at for at, term in enumerate(Retention)}
    termed.sort(key=lambda pair: (pair[1].record.year, order[pair[0]], pair[1].org))
    for term, each in termed:
        year = each.record.year or 0
        items[year, term, each.org] += 1
        item = items[year, term, each.org]
        code = ref_code("WS", year, term, each.org, item)
        yield each.record._replace(
            id=known_by(code),
            ref_code=code,
            category="WS",
            retention=term,
            item_no=f"{item:04d}",
            box=boxes.box((year, term)),
        )


def _unfiled(record: Record) -> Record:
    """Return a document as it is known before it gets its 档号."""
    return record._replace(
        id=of_temp_no(record.temp_no),
        ref_code="",
        category="",
        retention=None,
        item_no="",
        box="",
    )


def _many(year: int) -> int:
    """Return how many documents a year brings: more from year to year, most where reforms are."""
    reforms = {2002: 90, 2010: 120, 2014: 80, 2019: 220, 2024: 110}
    return 320 + 9 * (year - FIRST_SINGLE_YEAR) + reforms.get(year, 0)
