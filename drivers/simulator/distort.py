"""Sensors that lie: true words of a point to the words that a faulty device shows (pure)."""

from collections.abc import Callable, Sequence

from drivers.codec import number, words_of
from drivers.profile import Point
from drivers.vocabulary import Encoding, Space

from .faults import Active, Kind

Words = tuple[int, ...]

LIMITS: dict[Encoding, tuple[float, float]] = {
    "uint16": (0, 0xFFFF),
    "int16": (-0x8000, 0x7FFF),
    "uint32": (0, 0xFFFF_FFFF),
    "int32": (-0x8000_0000, 0x7FFF_FFFF),
    "split8": (0, 255.9),
}
NO_VALUE: dict[Encoding, int] = {
    "int16": 0x8000,
    "uint16": 0xFFFF,
    "split8": 0xFFFF,
    "int32": 0x8000_0000,
    "uint32": 0xFFFF_FFFF,
    "float32": 0x7FC0_0000,  # quiet NaN
}


def saturated_words(value: float, encoding: Encoding, word_order: str) -> Words:
    """Return the words that a device with saturating arithmetic shows for the unscaled value."""
    low, high = LIMITS.get(encoding, (value, value))
    return words_of(min(max(value, low), high), encoding, word_order)


def distorted(
    points: Sequence[Point],
    active: Sequence[Active],
    hour: float,
    space: Space,
    address: int,
    true: Sequence[int],
) -> list[int]:
    """Return what is shown for `true`, read from `address` on, while `active` faults hit."""
    shown = list(true)
    for point in points:
        start = point.address - address
        if point.space is not space or start < 0 or start + point.words > len(shown):
            continue
        for fault in active:
            if fault.spec.tag in (None, point.tag):
                words = tuple(shown[start : start + point.words])
                shown[start : start + point.words] = _point(point, fault, words, hour)
    return shown


def _point(point: Point, fault: Active, words: Words, hour: float) -> Words:
    if fault.spec.kind is Kind.STUCK:
        kept = fault.kept.setdefault(point.tag, words)
        if point.bit is None:
            return kept
        mask = 1 << point.bit
        return (words[0] & ~mask | kept[0] & mask,)
    if point.is_bit:
        return words
    return _NUMBERS[fault.spec.kind](point, fault, words, hour)


def _sentinel(point: Point, fault: Active, _: Words, __: float) -> Words:
    word = fault.spec.word
    if word is None:
        word = min(point.sentinels, default=NO_VALUE[point.encoding])
    pair = (word >> 16, word & 0xFFFF) if point.words == 2 else (word & 0xFFFF,)  # noqa: PLR2004
    return pair if point.word_order == "big" else pair[::-1]


def _drift(point: Point, fault: Active, words: Words, hour: float) -> Words:
    hours = max(0.0, hour - fault.since_h)
    return _shifted(point, words, (fault.spec.amount or 0.0) * hours)


def _jump(point: Point, fault: Active, words: Words, _: float) -> Words:
    return _shifted(point, words, fault.spec.amount or 0.0)


def _swapped(point: Point, _: Active, words: Words, __: float) -> Words:
    if point.words == 1:
        return ((words[0] << 8 | words[0] >> 8) & 0xFFFF,)
    return words[::-1]


def _scaled(point: Point, fault: Active, words: Words, _: float) -> Words:
    raw = number(words, point.encoding, point.word_order)
    return saturated_words(raw * fault.spec.factor, point.encoding, point.word_order)


def _shifted(point: Point, words: Words, by: float) -> Words:
    raw = number(words, point.encoding, point.word_order) + by / point.scale
    return saturated_words(raw, point.encoding, point.word_order)


_NUMBERS: dict[Kind, Callable[[Point, Active, Words, float], Words]] = {
    Kind.SENTINEL: _sentinel,
    Kind.DRIFT: _drift,
    Kind.JUMP: _jump,
    Kind.SWAPPED_WORDS: _swapped,
    Kind.SCALED: _scaled,
}
