"""When something was on, as bars below a chart: the height is the share of each step; pure.

A box of WIDTH by HEIGHT; time that was not recorded is a path of its own, never an "off".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from .series import LEAST, Steps

WIDTH, HEIGHT = 1000.0, 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """SVG path data, and the share of the recorded time that it was on (None: nothing recorded).

    `begins` are the numbers of the steps in which it went on: off in the one before, not unknown.
    """

    on: str
    unknown: str
    share: float | None
    begins: tuple[int, ...]


def strip(steps: Steps, *, on: float = 1.0, off: float = 0.0) -> Strip:
    """Return the bars of a point that shows `on` or `off`."""
    shares = [
        None if b.mean is None else min(1.0, max(0.0, (b.mean - off) / (on - off)))
        for b in steps.buckets
    ]
    runs = list(_runs(shares, steps.lengths_s))
    weights = [
        (share, b.coverage * s)
        for share, b, s in zip(shares, steps.buckets, steps.lengths_s, strict=True)
        if share is not None
    ]
    recorded = sum(weight for _, weight in weights)
    return Strip(
        on="".join(_bar(a, b, share) for a, b, share in runs if share is not None and share),
        unknown="".join(_bar(a, b, 1.0) for a, b, share in runs if share is None),
        share=sum(share * weight for share, weight in weights) / recorded if recorded else None,
        begins=tuple(_begins(shares)),
    )


def _runs(
    shares: Sequence[float | None], lengths_s: Sequence[int]
) -> Iterator[tuple[float, float, float | None]]:
    """Yield left, right and share of neighbours that are alike."""
    scale, left = WIDTH / max(1, sum(lengths_s)), 0.0
    pairs = zip(shares, lengths_s, strict=True)
    for share, group in groupby(pairs, key=lambda pair: _drawn(pair[0])):
        right = left + sum(length for _, length in group) * scale
        yield left, right, share
        left = right


def _drawn(share: float | None) -> float | None:
    return None if share is None else round(share, 2) if share >= LEAST else 0.0


def _bar(left: float, right: float, share: float) -> str:
    return f"M{left:.1f} {HEIGHT:g}V{HEIGHT * (1 - share):.1f}H{right:.1f}V{HEIGHT:g}Z"


def _begins(shares: Sequence[float | None]) -> Iterator[int]:
    for number, (before, share) in enumerate(pairwise(shares), 1):
        if before is not None and share is not None and before < LEAST <= share:
            yield number
