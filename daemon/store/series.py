"""One point as the history sees it: readings in, packed rows and sums out."""

import math
from typing import NamedTuple

from daemon.model import PointInfo, Quality, Reading, Why

from .blocks import Block
from .ring import PackedRows, Sum
from .states import GOOD, state_of

UNKNOWN_STEP = 0.001  # of points whose resolution is unknown, such as 32-bit floats
HEARTBEAT_MS = 300_000  # a value that stays is written again after this
_NO_VALUE = (state_of(Quality.BAD, Why.SENSOR_FAILURE), None)
_GOOD = Quality.GOOD


class SeriesKey(NamedTuple):
    """What makes a series in the file; another unit or step is another series."""

    tag: str
    unit: str
    step: float
    is_bit: bool


def series_key(point: PointInfo) -> SeriesKey:
    """Return the series of a point."""
    step = 1.0 if point.is_bit else point.resolution or UNKNOWN_STEP
    return SeriesKey(point.tag, point.unit, step, point.is_bit)


def value_of(steps: int, step: float) -> float:
    """Return steps as a value in the point's unit, without the dust of binary fractions."""
    return float(f"{steps * step:.12g}")


class Series:
    """Follows one point through the minutes of a segment.

    A value holds until the next scan. Sums are folded when the value changes, not at every scan.
    """

    __slots__ = (
        "_block",
        "_covered",
        "_good",
        "_high",
        "_integral",
        "_low",
        "_number",
        "_row_ms",
        "_since",
        "_state",
        "_step",
        "_steps",
        "reading",
        "tag",
    )

    def __init__(self, number: int, key: SeriesKey) -> None:
        self.tag = key.tag
        self.reading: Reading | None = None  # the newest one seen
        self._number = number
        self._step = key.step
        self.begin()

    def begin(self) -> None:
        """Forget everything: a new segment starts, and its first reading is a row."""
        self.reading = None
        self._state = -1
        self._steps: int | None = None
        self._good = False
        self._since = 0
        self._row_ms = 0
        self._clear()

    def see(self, reading: Reading, offset_ms: int) -> None:
        """Take the reading of the scan at `offset_ms`; a change leaves a row."""
        state, steps = self._coded(reading)
        if state != self._state or steps != self._steps:
            self._fold(offset_ms)
            self._state, self._steps = state, steps
            self._good = reading.quality is _GOOD and steps is not None
            self._write(offset_ms)
        self.reading = reading

    def beat(self, offset_ms: int) -> None:
        """Leave a row where the last one is a heartbeat old."""
        if offset_ms - self._row_ms >= HEARTBEAT_MS:
            self._write(offset_ms)

    def sum_until(self, offset_ms: int) -> Sum | None:
        """Return what the open minute adds up to so far; None where nothing was measured."""
        self._fold(offset_ms)
        if not self._covered:
            return None
        return Sum(self._number, self._covered, self._integral, self._low, self._high)

    def take(self, offset_ms: int) -> tuple[PackedRows | None, Sum | None]:
        """Return the rows and the sum up to `offset_ms`, and start the next minute there."""
        total = self.sum_until(offset_ms)
        block = self._block
        self._clear()
        if block is None:
            return None, total
        return PackedRows(self._number, block.start_ms, block.count, bytes(block.packed)), total

    def _clear(self) -> None:
        self._block: Block | None = None
        self._covered = self._integral = self._low = self._high = 0

    def _coded(self, reading: Reading) -> tuple[int, int | None]:
        if reading.quality is Quality.BAD:
            return state_of(reading.quality, reading.why), None
        value = reading.value
        if value is None or not math.isfinite(value):
            return _NO_VALUE
        state = (
            GOOD
            if reading.why is Why.NONE and reading.quality is _GOOD
            else (state_of(reading.quality, reading.why))
        )
        return state, round(value / self._step)

    def _write(self, offset_ms: int) -> None:
        if self._block is None:
            self._block = Block(offset_ms)
        self._block.add(offset_ms, self._state, self._steps)
        self._row_ms = offset_ms

    def _fold(self, offset_ms: int) -> None:
        held_ms = offset_ms - self._since
        self._since = offset_ms
        steps = self._steps
        if not self._good or steps is None or held_ms <= 0:
            return
        if not self._covered or steps < self._low:
            self._low = steps
        if not self._covered or steps > self._high:
            self._high = steps
        self._covered += held_ms
        self._integral += steps * held_ms
