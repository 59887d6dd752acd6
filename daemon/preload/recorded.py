"""The month's readings on their way into the history: they become batches, as those of a scan do.

A batch holds one reading of each point, for some minutes. Where the program was away there is none.
"""

from collections.abc import Sequence

from daemon.model import PointInfo, Quality, Reading, Why
from daemon.store.ring import Batch
from daemon.store.segments import Segment
from daemon.store.series import Series, series_key

MINUTE_MS = 60_000


Value = tuple[float | bool | None, Why]


class Packing:
    """Packs readings of a fixed list of points."""

    def __init__(self, points: Sequence[PointInfo], boot: str) -> None:
        self._series = [Series(n, series_key(point)) for n, point in enumerate(points)]
        self._units = [point.unit for point in points]
        self._boot = boot
        self._segment: Segment | None = None
        self._next_ms = -1
        self._batches = 0
        self._before: list[Value] = []

    def add(self, at_ms: int, mono_ms: int, minutes: int, values: Sequence[Value]) -> Batch:
        """Return the batch of what is read at `at_ms`, UTC milliseconds, and holds for minutes."""
        segment = self._segment
        if segment is None or at_ms != self._next_ms:
            segment = self._segment = Segment(
                boot=self._boot, mono_ms=mono_ms, utc_ms=at_ms, trusted=True
            )
            self._before = [(None, Why.WAITING_FOR_INITIAL_DATA)] * len(self._series)
            for series in self._series:
                series.begin()
        offset_ms, length_ms = at_ms - segment.utc_ms, minutes * MINUTE_MS
        packed, sums = [], []
        for n, series in enumerate(self._series):
            if values[n] != self._before[n]:
                series.see(self._reading(n, *values[n]), offset_ms)
            series.beat(offset_ms)
            rows, total = series.take(offset_ms + length_ms)
            if rows is not None:
                packed.append(rows)
            if total is not None:
                sums.append(total)
        self._before = list(values)
        self._next_ms = at_ms + length_ms
        self._batches += 1
        return Batch(
            number=self._batches,
            segment=segment,
            start=at_ms // 1000,
            packed=tuple(packed),
            sums=tuple(sums),
        )

    def _reading(self, n: int, value: float | bool | None, why: Why) -> Reading:
        return Reading(
            value=value,
            unit=self._units[n],
            quality=Quality.BAD if value is None else Quality.GOOD,
            why=why,
            t=None,
            at=None,
        )
