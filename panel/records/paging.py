"""A part of a long list, by number of page; pure. Nobody scrolls through a thousand lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from panel.problems import ProblemError
from panel.words import msgid

T = TypeVar("T")
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Generic[T]):
    """The lines of one page; `number` counts from 1, `before` and `after` are None at the ends."""

    lines: Sequence[T]
    number: int
    of: int
    total: int

    @property
    def before(self) -> int | None:
        """The page before."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The page after."""
        return self.number + 1 if self.number < self.of else None


def part(lines: Sequence[T], number: int, size: int) -> Part[T]:
    """Return one page of a list; past the end it is the last one."""
    of = pages(len(lines), size)
    at = min(number, of)
    return Part(lines=lines[(at - 1) * size : at * size], number=at, of=of, total=len(lines))


def pages(total: int, size: int) -> int:
    """Return how many pages a list has, one at least."""
    return max(1, -(-total // size))


def page_number(text: str) -> int:
    """Return the asked page; raises ProblemError 400."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0  # noqa: PLR2004
    if not 1 <= number <= MOST_PAGES:
        raise ProblemError(400, msgid("page must be a whole number from 1."))
    return number
