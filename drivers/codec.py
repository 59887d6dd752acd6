"""Registers to engineering values and back: pure, and rejecting rather than clamping."""

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .profile import Encoding, Point, Writable


class Fault(StrEnum):
    """Why words carry no usable value."""

    SENTINEL = "sentinel"  # the device's own word for "no value"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What the registers of one point said at `t` (monotonic seconds).

    Exactly one of `value` and `fault` is set; `raw` keeps the words, or the bit, as read.
    """

    tag: str
    value: float | bool | None
    fault: Fault | None
    raw: tuple[int, ...]
    t: float


def decode(point: Point, raw: Sequence[int], t: float) -> Sample:
    """Return the sample that `raw` (bits or 16-bit words, as many as `point.words`) stands for."""
    words = tuple(raw)
    if len(words) != point.words:
        raise ValueError(f"{point.tag}: {len(words)} words, not {point.words}")
    value, fault = _value(point, words)
    return Sample(tag=point.tag, value=value, fault=fault, raw=words, t=t)


def _value(point: Point, words: tuple[int, ...]) -> tuple[float | bool | None, Fault | None]:
    if point.is_bit:
        bit = bool(words[0]) if point.bit is None else bool(words[0] >> point.bit & 1)
        return bit is not point.inverted, None
    if _joined(words, point.word_order) in point.sentinels:
        return None, Fault.SENTINEL
    value = number(words, point.encoding, point.word_order) * point.scale
    if not math.isfinite(value):
        return None, Fault.NOT_A_NUMBER
    if not _within(value, point.low, point.high):
        return None, Fault.OUT_OF_RANGE
    return round(value, 6), None


def number(words: Sequence[int], encoding: Encoding, word_order: str) -> float:
    """Return the unscaled number in `words`."""
    if encoding == "split8":
        return (words[0] & 0xFF) + (words[0] >> 8) / 10
    joined = _joined(words, word_order)
    bits = 16 * len(words)
    if encoding == "float32":
        (value,) = struct.unpack(">f", joined.to_bytes(4, "big"))
        return float(value)
    if encoding.startswith("int") and joined >> (bits - 1):
        return joined - (1 << bits)
    return joined


def words_of(value: float, encoding: Encoding, word_order: str = "big") -> tuple[int, ...]:
    """Return the words that hold the unscaled `value`; raise ValueError where it does not fit."""
    if encoding == "bit":
        return (int(bool(value)),)
    if encoding == "split8":
        whole, tenths = divmod(round(value * 10), 10)
        return _in_words((tenths << 8) | whole, 1, word_order)
    if encoding == "float32":
        return _in_words(int.from_bytes(struct.pack(">f", value), "big"), 2, word_order)
    count = 2 if encoding.endswith("32") else 1
    joined = round(value)
    if encoding.startswith("int") and joined < 0:
        joined += 1 << (16 * count)
    return _in_words(joined, count, word_order)


def command_words(writable: Writable, value: float) -> tuple[int, ...]:
    """Return the words that command `value` (engineering unit)."""
    return words_of(value / writable.scale, writable.encoding)


def _joined(words: Sequence[int], word_order: str) -> int:
    ordered = words if word_order == "big" else tuple(reversed(words))
    joined = 0
    for word in ordered:
        joined = joined << 16 | word
    return joined


def _in_words(joined: int, count: int, word_order: str) -> tuple[int, ...]:
    if not 0 <= joined < 1 << (16 * count):
        raise ValueError(f"{joined} does not fit in {count} words")
    words = tuple(joined >> (16 * (count - 1 - i)) & 0xFFFF for i in range(count))
    return words if word_order == "big" else tuple(reversed(words))


def _within(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)
