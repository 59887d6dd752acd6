"""One page of what was found, in an order that the next page goes on in. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from records_sync.index.entries import Stored
from records_sync.index.marks import Mark, mark_of


@dataclass(frozen=True, slots=True)
class Part:
    """The numbers of one page's records, how many there are in all, and where the next begins."""

    numbers: Sequence[int]
    count: int
    ranked: bool
    next: str


NONE = Part((), 0, ranked=True, next="")


def ranked(
    rows: Iterable[Stored], score: Callable[[Stored], int], size: int, mark: Mark | None
) -> Part:
    """Return the page of records that are all at hand, the best first."""
    places = sorted(((score(row), *row.place) for row in rows), reverse=True)
    last = (mark.score, mark.year, mark.number) if mark and mark.kind == "r" else None
    rest = [place for place in places if last is None or place < last]
    page = rest[:size]
    following = ""
    if len(rest) > len(page):
        best, year, number = page[-1]
        following = mark_of("r", score=best, year=year, number=number)
    return Part([place[2] for place in page], len(places), ranked=True, next=following)


def newest_first(
    places: Iterable[tuple[int, int]], count: int, size: int, mark: Mark | None
) -> Part:
    """Return the page of places (year, number), of which those before the mark were seen."""
    last = (mark.year, mark.number) if mark else None
    rest = sorted((place for place in places if last is None or place < last), reverse=True)
    page = rest[:size]
    following = ""
    if len(rest) > len(page):
        following = mark_of("n", year=page[-1][0], number=page[-1][1])
    return Part([number for _, number in page], count, ranked=False, next=following)


def in_order(entries: Sequence[tuple[str, int]], count: int, size: int) -> Part:
    """Return the page of entries (key, number) that are in the order of the keys."""
    page = entries[:size]
    following = ""
    if len(entries) > len(page):
        following = mark_of("k", number=page[-1][1], key=page[-1][0])
    numbers = list(dict.fromkeys(number for _, number in page))
    return Part(numbers, count, ranked=False, next=following)
