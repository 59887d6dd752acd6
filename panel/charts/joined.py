"""A room's own readings joined with those of loggers' files, which fill what it has none of itself.

Own readings win wherever they are. A step that is coarser than a quarter of an hour, and of which
loggers know more, is joined quarter by quarter, as the reports do. A gap of both stays a gap.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from typing import NamedTuple

from daemon.ports import Bucket, Trends

from .series import LEAST, Steps, of_subject, read_tags, rows_of
from .spans import Piece
from .subjects import Subject

QUARTER_S = 900
MOST_READ_S = 7 * 86_400  # at once, as the chart of a week does

Shares = tuple[float, ...]


class Joined(NamedTuple):
    """Steps, and of each the share of its readings that was imported, 0..1."""

    steps: Steps
    imported: Shares


async def read_joined(trends: Trends, subject: Subject, asked: Sequence[Piece]) -> Joined:
    """Return the steps of a subject; raises HistoryUnavailableError.

    Only a room has what loggers read: a point is one sensor.
    """
    parts = [
        await _quantity(trends, subject, quantity, tags, asked)
        for quantity, tags in subject.sources.items()
    ]
    steps = of_subject(subject, [part.steps for part in parts])
    shares = zip(*(part.imported for part in parts), strict=True)
    return Joined(steps, tuple(sum(of) / len(of) for of in shares))


def rows_imported(joined: Joined, steps_a_row: int) -> list[float]:
    """Return the imported shares of the rows of a table, by measured time."""
    pairs = zip(joined.steps.buckets, joined.imported, strict=True)
    marked = (b if b.mean is None else replace(b, mean=share) for b, share in pairs)
    shares = Steps(tuple(marked), joined.steps.lengths_s)
    return [row.mean or 0.0 for row in rows_of(shares, steps_a_row)]


async def _quantity(
    trends: Trends, subject: Subject, quantity: str, tags: Sequence[str], asked: Sequence[Piece]
) -> Joined:
    own = await read_tags(trends, tags, asked)
    loggers = () if subject.point else await trends.imported(subject.room, quantity)
    if not loggers:
        return Joined(own, (0.0,) * len(own.buckets))
    theirs = await read_tags(trends, loggers, asked)
    found = filled(own, theirs)
    buckets, shares = list(found.steps.buckets), list(found.imported)
    for first, piece in _finer(own, theirs):
        fine = filled(*[await read_tags(trends, of, (piece,)) for of in (tags, loggers)])
        a_step = own.lengths_s[first] // QUARTER_S
        rows = rows_of(fine.steps, a_step)
        buckets[first : first + len(rows)] = rows
        shares[first : first + len(rows)] = rows_imported(fine, a_step)
    return Joined(Steps(tuple(buckets), own.lengths_s), tuple(shares))


def filled(own: Steps, loggers: Steps) -> Joined:
    """Return our own steps, and those of loggers where we have none."""
    pairs = list(zip(own.buckets, loggers.buckets, strict=True))
    return Joined(
        Steps(
            tuple(theirs if ours.mean is None else ours for ours, theirs in pairs), own.lengths_s
        ),
        tuple(float(ours.mean is None and theirs.mean is not None) for ours, theirs in pairs),
    )


def _finer(own: Steps, loggers: Steps) -> Iterator[tuple[int, Piece]]:
    """Yield the steps that are worth to be joined by quarters, with the number of the first."""
    numbered = zip(
        range(len(own.buckets)), own.buckets, loggers.buckets, own.lengths_s, strict=True
    )

    def kind(step: tuple[int, Bucket, Bucket, int]) -> tuple[bool, int, int]:
        number, ours, theirs, length_s = step
        is_worth = (
            length_s > QUARTER_S
            and length_s % QUARTER_S == 0
            and ours.mean is not None
            and theirs.coverage > ours.coverage + LEAST
        )
        return is_worth, length_s, number * length_s // MOST_READ_S

    for (is_worth, length_s, _), group in groupby(numbered, key=kind):
        if is_worth:
            first, *more = group
            since = first[1].start
            until = since + timedelta(seconds=length_s * (1 + len(more)))
            yield first[0], Piece(since, until, QUARTER_S)
