"""Turns scans into batches for the history: called by the scan, so cheap, and never blocks.

Coverage is the time between two scans, given to what the first one saw. A scan that comes later
than `STALL_MS` leaves a gap and starts a segment, and so does a wall clock that was moved.
"""

from collections.abc import Sequence

from daemon.model import ProcessImage, waiting

from .ring import Batch, PackedRows, Ring, Sum
from .segments import Segment, mono_ms, segment_at
from .series import Series, SeriesKey

STALL_MS = 10_000
MINUTE_MS = 60_000


class Recorder:
    """Follows every series; puts one batch a minute into the ring."""

    def __init__(self, keys: Sequence[SeriesKey], boot: str, ring: Ring) -> None:
        self._series = [Series(number, key) for number, key in enumerate(keys)]
        self._missing = [waiting(key.unit) for key in keys]
        self._boot = boot
        self._ring = ring
        self._segment: Segment | None = None
        self._last_ms = -1  # monotonic, of the newest scan
        self._turn_ms = 0  # offset at which the open minute ends
        self._batches = 0

    def offer(self, image: ProcessImage) -> None:
        """Take one scan in; the same scan twice counts once."""
        now_ms = mono_ms(image)
        if now_ms <= self._last_ms:
            return
        segment = self._segment
        if segment is None or now_ms - self._last_ms > STALL_MS or not segment.holds(image):
            segment = self._begin(image)
        offset_ms = now_ms - segment.mono_ms
        turned = offset_ms >= self._turn_ms
        if turned:
            self._close(segment, self._turn_ms)
            self._turn_ms += MINUTE_MS
        readings = image.readings
        for series, missing in zip(self._series, self._missing, strict=True):
            reading = readings.get(series.tag, missing)
            if reading is not series.reading:
                series.see(reading, offset_ms)
            if turned:
                series.beat(offset_ms)
        self._last_ms = now_ms

    def close(self) -> None:
        """Put the open minute into the ring; the next scan starts a segment."""
        if self._segment is not None:
            self._close(self._segment, self._last_ms - self._segment.mono_ms)
            self._segment = None

    def open_sum(self, number: int) -> tuple[int, Sum] | None:
        """Return the open minute's start and the sum of one series in it, None where empty."""
        if self._segment is None:
            return None
        total = self._series[number].sum_until(self._last_ms - self._segment.mono_ms)
        return None if total is None else (self._start(self._segment), total)

    def _begin(self, image: ProcessImage) -> Segment:
        self.close()
        segment = self._segment = segment_at(image, self._boot)
        self._turn_ms = MINUTE_MS - segment.utc_ms % MINUTE_MS
        for series in self._series:
            series.begin()
        return segment

    def _close(self, segment: Segment, until_ms: int) -> None:
        packed: list[PackedRows] = []
        sums: list[Sum] = []
        for series in self._series:
            rows, total = series.take(until_ms)
            if rows is not None:
                packed.append(rows)
            if total is not None:
                sums.append(total)
        self._batches += 1
        if packed or sums:
            self._ring.append(
                Batch(
                    number=self._batches,
                    segment=segment,
                    start=self._start(segment),
                    packed=tuple(packed),
                    sums=tuple(sums),
                )
            )

    def _start(self, segment: Segment) -> int:
        return (segment.utc_ms + self._turn_ms - MINUTE_MS) // 1000
