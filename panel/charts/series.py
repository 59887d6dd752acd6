"""The steps of a subject: read, joined, as columns and as rows of a table; a gap stays a gap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from daemon.ports import Bucket, Trends
from panel.sparkline import combined

from .air import quick_dew_c
from .spans import Piece
from .subjects import FACE, Subject

LEAST = 0.02  # a share of time that counts; less is the rounding of a roll-up
SHUT = 1.0  # the mean of a contact that was shut for the whole step


@dataclass(frozen=True, slots=True)
class Steps:
    """Consecutive steps with the seconds of each."""

    buckets: tuple[Bucket, ...]
    lengths_s: tuple[int, ...]

    @property
    def coverage(self) -> float:
        """The measured share of the whole, 0..1."""
        asked = sum(self.lengths_s)
        pairs = zip(self.buckets, self.lengths_s, strict=True)
        return sum(b.coverage * s for b, s in pairs) / asked if asked else 0.0


async def read_tags(trends: Trends, tags: Iterable[str], pieces: Sequence[Piece]) -> Steps:
    """Return several sensors of one quantity as one; raises HistoryUnavailableError."""
    series = [await _read(trends, tag, pieces) for tag in tags]
    return Steps(tuple(combined([steps.buckets for steps in series])), series[0].lengths_s)


async def read(trends: Trends, subject: Subject, pieces: Sequence[Piece]) -> Steps:
    """Return the steps of a subject; raises HistoryUnavailableError."""
    parts = [await read_tags(trends, tags, pieces) for tags in subject.sources.values()]
    return of_subject(subject, parts)


def of_subject(subject: Subject, parts: Sequence[Steps]) -> Steps:
    """Return the steps of a subject by those of its quantities."""
    if len(parts) == len(FACE):
        return dew_steps(*parts)
    return shares(parts[0]) if subject.is_bit else parts[0]


async def _read(trends: Trends, tag: str, pieces: Sequence[Piece]) -> Steps:
    buckets: list[Bucket] = []
    lengths: list[int] = []
    for piece in pieces:
        found = await trends.trend(tag, *piece)
        buckets += found
        lengths += [piece.step_s] * len(found)
    return Steps(tuple(buckets), tuple(lengths))


def shares(steps: Steps) -> Steps:
    """Return the steps of a bit as % of the time; between two values there is nothing to span."""
    percent = (
        b if b.mean is None else replace(b, mean=100 * b.mean, low=100 * b.mean, high=100 * b.mean)
        for b in steps.buckets
    )
    return Steps(tuple(percent), steps.lengths_s)


def so_far(steps: Steps, at: datetime) -> Steps:
    """Return the steps with the last one only as long as it has lasted at `at`, in whole seconds.

    What is still to come is not unmeasured.
    """
    *before, last = steps.buckets
    length_s = steps.lengths_s[-1]
    lasted_s = int((at - last.start).total_seconds())
    if not 0 <= lasted_s < length_s:
        return steps
    share = last.coverage * length_s / lasted_s if lasted_s else last.coverage
    running = replace(last, coverage=min(1.0, share))
    return Steps((*before, running), (*steps.lengths_s[:-1], lasted_s))


def least(series: Sequence[Steps]) -> Steps:
    """Return of several contacts of doors the one most open in each step.

    One that is known to be open is enough. "Shut" says that of all of them: where one is not known
    the step is a gap, and its coverage is that of the least measured.
    """
    merged = zip(*(steps.buckets for steps in series), strict=True)
    return Steps(tuple(_least(buckets) for buckets in merged), series[0].lengths_s)


def _least(buckets: Sequence[Bucket]) -> Bucket:
    unknown = next((b for b in buckets if b.mean is None), None)
    known = [b for b in buckets if b.mean is not None]
    lowest = min(known, key=lambda b: b.mean or 0.0, default=None)
    if lowest is not None and (lowest.mean or 0.0) <= SHUT - LEAST:
        return lowest
    return unknown or min(buckets, key=lambda b: b.coverage)


def dew_steps(warm: Steps, damp: Steps) -> Steps:
    """Return the dew point of the means; its own extremes within a step are not known."""
    pairs = zip(warm.buckets, damp.buckets, strict=True)
    return Steps(tuple(_dew(w, d) for w, d in pairs), warm.lengths_s)


def _dew(warm: Bucket, damp: Bucket) -> Bucket:
    dew = None if warm.mean is None or damp.mean is None else quick_dew_c(warm.mean, damp.mean)
    coverage = 0.0 if dew is None else min(warm.coverage, damp.coverage)
    return Bucket(start=warm.start, mean=dew, low=dew, high=dew, coverage=coverage)


def rows_of(steps: Steps, steps_a_row: int) -> list[Bucket]:
    """Return fewer, longer steps for a table, the newest last and whole.

    A mean counts each step by its measured time.
    """
    count = len(steps.buckets)
    numbered = zip(range(count), steps.buckets, steps.lengths_s, strict=True)
    rows = groupby(numbered, key=lambda step: (step[0] - count) // steps_a_row)
    return [_row([(bucket, length) for _, bucket, length in group]) for _, group in rows]


def _row(steps: Sequence[tuple[Bucket, int]]) -> Bucket:
    known = [(b, b.coverage * s) for b, s in steps if b.mean is not None]
    measured_s, asked_s = sum(s for _, s in known), sum(s for _, s in steps)
    if not measured_s:
        return Bucket(start=steps[0][0].start, mean=None, low=None, high=None, coverage=0.0)
    return Bucket(
        start=steps[0][0].start,
        mean=sum((b.mean or 0.0) * s for b, s in known) / measured_s,
        low=min(b.low for b, _ in known if b.low is not None),
        high=max(b.high for b, _ in known if b.high is not None),
        coverage=measured_s / asked_s,
    )
