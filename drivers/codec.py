"""Registers to engineering values and back: pure, and rejecting rather than clamping."""

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .profile import Identity, Point, Writable
from .vocabulary import WORDS, Encoding

_LIMITS: dict[Encoding, tuple[int, int]] = {
    "flag": (0, 0xFFFF),
    "uint16": (0, 0xFFFF),
    "int16": (-0x8000, 0x7FFF),
    "uint32": (0, 0xFFFF_FFFF),
    "int32": (-0x8000_0000, 0x7FFF_FFFF),
}
_SPLIT8_HIGHEST = 2559  # tenths: 255.9
_SMALLEST_NORMAL = 2.0**-126  # a float32 below it comes from swapped words, not from a sensor


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
    unscaled = number(words, point.encoding, point.word_order)
    if not math.isfinite(unscaled) or 0 < abs(unscaled) < _SMALLEST_NORMAL:
        return None, Fault.NOT_A_NUMBER
    value = round(unscaled * point.scale, 6)
    if not _within(value, point.low, point.high):
        return None, Fault.OUT_OF_RANGE
    return value, None


def mismatch(identity: Identity, raw: Sequence[int], unit_id: int) -> str:
    """Return how `raw`, read from the device at `unit_id`, differs from `identity`, else ""."""
    unscaled = number(tuple(raw), identity.encoding, identity.word_order)
    expected = unit_id if identity.equals_unit_id else identity.equals
    if expected is not None and unscaled != expected:
        return f"holds {unscaled:g}, expected {expected}"
    low, high = identity.low, identity.high
    value = round(unscaled * identity.scale, 6)
    if (low, high) != (None, None) and not (math.isfinite(value) and _within(value, low, high)):
        return f"holds {value:g}, expected {_span(low, high)}"
    return ""


def number(words: Sequence[int], encoding: Encoding, word_order: str) -> float:
    """Return the unscaled number in `words`; NaN where they spell none."""
    if encoding == "split8":
        whole, tenths = words[0] & 0xFF, words[0] >> 8
        return whole + tenths / 10 if tenths <= 9 else math.nan  # noqa: PLR2004 - a digit
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
    if encoding == "float32":
        return _words(int.from_bytes(_float32(value), "big"), encoding, word_order)
    if not math.isfinite(value):
        raise ValueError(f"{value} does not fit in {encoding}")
    if encoding == "split8":
        tenths = _checked(round(value * 10), encoding, 0, _SPLIT8_HIGHEST)
        return ((tenths % 10) << 8 | tenths // 10,)
    return _words(_checked(round(value), encoding, *_LIMITS[encoding]), encoding, word_order)


def command_words(writable: Writable, value: float) -> tuple[int, ...]:
    """Return the words that command `value` (engineering unit)."""
    return words_of(value / writable.scale, writable.encoding)


def _joined(words: Sequence[int], word_order: str) -> int:
    ordered = words if word_order == "big" else tuple(reversed(words))
    joined = 0
    for word in ordered:
        joined = joined << 16 | word
    return joined


def _words(joined: int, encoding: Encoding, word_order: str) -> tuple[int, ...]:
    count = WORDS[encoding]
    words = tuple(joined >> (16 * (count - 1 - i)) & 0xFFFF for i in range(count))
    return words if word_order == "big" else tuple(reversed(words))


def _checked(whole: int, encoding: Encoding, low: int, high: int) -> int:
    if not low <= whole <= high:
        raise ValueError(f"{whole} does not fit in {encoding}")
    return whole


def _float32(value: float) -> bytes:
    try:
        return struct.pack(">f", value)
    except OverflowError:
        raise ValueError(f"{value} does not fit in float32") from None


def _within(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _span(low: float | None, high: float | None) -> str:
    return f"{'' if low is None else f'{low:g}'}..{'' if high is None else f'{high:g}'}"
