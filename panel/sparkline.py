"""A trend as the paths of a small drawing; pure. A gap stays a gap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from daemon.ports import Bucket

WIDTH, HEIGHT = 240.0, 48.0
MIN_SPAN = {
    "temperature": 2.0,
    "relative_humidity": 5.0,
}  # so that noise does not look like weather
USUAL_MIN_SPAN = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sparkline:
    """SVG path data in a box of WIDTH by HEIGHT.

    `low` and `high` are the extremes, None when nothing was measured.
    """

    line: str
    band: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class _Piece:
    left: float
    right: float
    mean: float
    low: float
    high: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def combined(series: Sequence[Sequence[Bucket]]) -> list[Bucket]:
    """Return one series for several sensors of equal steps.

    The mean is the median of their means, as in the room's own value; low and high are the
    extremes of all, the coverage that of the best.
    """
    return [_merged(buckets) for buckets in zip(*series, strict=True)]


def _merged(buckets: Sequence[Bucket]) -> Bucket:
    means = [bucket.mean for bucket in buckets if bucket.mean is not None]
    lows = [bucket.low for bucket in buckets if bucket.low is not None]
    highs = [bucket.high for bucket in buckets if bucket.high is not None]
    return Bucket(
        start=buckets[0].start,
        mean=median(means) if means else None,
        low=min(lows, default=None),
        high=max(highs, default=None),
        coverage=max(bucket.coverage for bucket in buckets),
    )


def sparkline(buckets: Sequence[Bucket], quantity: str) -> Sparkline:
    """Return the drawing of `buckets`, scaled to their extremes but never below the least span."""
    runs = list(_runs(buckets))
    pieces = [piece for run in runs for piece in run]
    if not pieces:
        return Sparkline(line="", band="", low=None, high=None)
    low, high = min(piece.low for piece in pieces), max(piece.high for piece in pieces)
    span = max(high - low, MIN_SPAN.get(quantity, USUAL_MIN_SPAN))
    floor = (low + high - span) / 2

    def y(value: float) -> float:
        return HEIGHT * (1 - (value - floor) / span)

    return Sparkline(
        line=" ".join(_path([(x, y(piece.mean)) for x, piece in _steps(run)]) for run in runs),
        band=" ".join(
            _path(
                [(x, y(piece.high)) for x, piece in _steps(run)]
                + [(x, y(piece.low)) for x, piece in reversed(_steps(run))]
            )
            + "Z"
            for run in runs
        ),
        low=low,
        high=high,
    )


def _runs(buckets: Sequence[Bucket]) -> Iterator[list[_Piece]]:
    width = WIDTH / max(1, len(buckets))
    pieces = [_piece(bucket, index * width, width) for index, bucket in enumerate(buckets)]
    for is_gap, run in groupby(pieces, key=lambda piece: piece is None):
        if not is_gap:
            yield [piece for piece in run if piece is not None]


def _piece(bucket: Bucket, left: float, width: float) -> _Piece | None:
    if bucket.mean is None or bucket.low is None or bucket.high is None:
        return None
    return _Piece(left, left + width, bucket.mean, bucket.low, bucket.high)


def _steps(run: list[_Piece]) -> list[tuple[float, _Piece]]:
    """Return the points to join: from the left edge of the first piece to the right of the last."""
    first, last = run[0], run[-1]
    return [(first.left, first), *((piece.middle, piece) for piece in run), (last.right, last)]


def _path(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
