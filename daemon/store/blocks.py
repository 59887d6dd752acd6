"""Rows of one series, packed: some three bytes for a change where a table row takes twenty.

One row is: varint(milliseconds since the row before * 2 + state changed), then varint(state) if it
changed, then zigzag varint(steps - steps before) unless the state is BAD, which has no value. The
first row counts from the block's start, state 0 and 0 steps. Varints are LEB128.
"""

from collections.abc import Iterator
from typing import NamedTuple

from daemon.model import Quality

from .states import quality_of


class Row(NamedTuple):
    """One change or heartbeat; `steps` is None where the quality is BAD."""

    offset_ms: int
    state: int
    steps: int | None


class Block:
    """Packs rows as they come; times must not go back."""

    __slots__ = ("_last_ms", "_state", "_steps", "count", "packed", "start_ms")

    def __init__(self, start_ms: int) -> None:
        self.start_ms = start_ms
        self.count = 0
        self.packed = bytearray()
        self._last_ms = start_ms
        self._state = 0
        self._steps = 0

    def add(self, offset_ms: int, state: int, steps: int | None) -> None:
        """Append one row; `steps` is None exactly where the state's quality is BAD."""
        changed = state != self._state
        _put(self.packed, (offset_ms - self._last_ms) << 1 | changed)
        if changed:
            _put(self.packed, state)
        if steps is not None:
            delta = steps - self._steps
            _put(self.packed, delta << 1 if delta >= 0 else (-delta << 1) - 1)
            self._steps = steps
        self._last_ms = offset_ms
        self._state = state
        self.count += 1


def unpacked(start_ms: int, packed: bytes) -> Iterator[Row]:
    """Yield the rows of a block; raises ValueError where the bytes are no block."""
    offset_ms, state, steps = start_ms, 0, 0
    numbers = _numbers(packed)
    for head in numbers:
        offset_ms += head >> 1
        if head & 1:
            state = _following(numbers)
        if quality_of(state) is Quality.BAD:
            yield Row(offset_ms, state, None)
            continue
        zigzag = _following(numbers)
        steps += zigzag >> 1 if zigzag & 1 == 0 else -((zigzag + 1) >> 1)
        yield Row(offset_ms, state, steps)


def _put(out: bytearray, number: int) -> None:
    while number > 0x7F:  # noqa: PLR2004 - seven bits a byte
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _numbers(packed: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in packed:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:  # noqa: PLR2004 - the last byte of a number has its top bit clear
            yield number
            number = shift = 0
    if shift:
        raise ValueError("the block ends within a number")


def _following(numbers: Iterator[int]) -> int:
    number = next(numbers, None)
    if number is None:
        raise ValueError("the block ends within a row")
    return number
