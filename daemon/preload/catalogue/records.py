"""What all parts of the generated catalogue share: days, numbers, boxes, ids of records (pure)."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from records_sync.model import Retention
from records_sync.text.identity import of_ref_code

FONDS = "J012"
CODES = {
    Retention.PERMANENT: "Y",
    Retention.LONG: "C",
    Retention.SHORT: "D",
    Retention.YEARS_30: "D30",
    Retention.YEARS_10: "D10",
}
FIRST_NEW_TERMS = 2007  # 永久, 30年, 10年; 永久, 长期, 短期 before
_OLD = ((Retention.PERMANENT, 30), (Retention.LONG, 45), (Retention.SHORT, 25))
_NEW = ((Retention.PERMANENT, 35), (Retention.YEARS_30, 40), (Retention.YEARS_10, 25))
_SATURDAY = 5

T = TypeVar("T")


def pick(chance: Random, weighted: Sequence[tuple[T, int]]) -> T:
    """Return one of the weighted choices."""
    return chance.choices([choice for choice, _ in weighted], [w for _, w in weighted])[0]


def retention(chance: Random, year: int) -> Retention:
    """Return a term of those that were given in a year."""
    return pick(chance, _NEW if year >= FIRST_NEW_TERMS else _OLD)


def workdays(chance: Random, year: int, many: int, today: date) -> list[date]:
    """Return so many working days of a year in order; of the present year those up to `today`."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    length = (last - first).days + 1
    days = sorted(first + timedelta(days=int(chance.random() * length)) for _ in range(many))
    worked = (day - timedelta(days=max(0, day.weekday() - _SATURDAY + 1)) for day in days)
    return [day for day in worked if first <= day <= today]


def ref_code(category: str, year: int, term: Retention, org: str, item: int) -> str:
    """Return a 档号 as DA/T 22-2015 has it, without 机构(问题) where there is none."""
    parts = (FONDS, f"{category}·{year}", CODES[term], org, f"{item:04d}")
    return "-".join(part for part in parts if part)


def known_by(code: str) -> str:
    """Return the id that the index gives a record with this 档号."""
    return of_ref_code(code)


def written(day: date) -> str:
    """Return a day as records have it."""
    return f"{day:%Y%m%d}"


class Boxes:
    """Counts out 盒号: a new box where one is full, or where other records begin."""

    def __init__(self, sign: str, holds: int) -> None:
        self._names = self._numbered(sign)
        self._holds = holds
        self._of: object = None
        self._left = 0
        self._box = ""

    def box(self, of: object) -> str:
        """Return the box of the next record; `of` is what stands in one box together."""
        if of != self._of or not self._left:
            self._of, self._left, self._box = of, self._holds, next(self._names)
        self._left -= 1
        return self._box

    @staticmethod
    def _numbered(sign: str) -> Iterator[str]:
        number = 0
        while True:
            number += 1
            yield f"{sign}{number:04d}"
