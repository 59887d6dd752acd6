"""Registers as they can be understood: each word by itself, and each two as one number (pure)."""

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass

ORDERS = ("ABCD", "CDAB", "BADC", "DCBA")  # of the bytes of two words, as manuals write them
_PICKED = {name: tuple("ABCD".index(letter) for letter in name) for name in ORDERS}
_PRINTABLE = range(0x20, 0x7F)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A word and the next as 32 bits in one order; `number` is None where it spells none."""

    order: str
    unsigned: int
    signed: int
    number: float | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One register in every way; `text` is "" unless both bytes are printable ASCII."""

    address: int
    place: str
    hex: str
    bits: str
    unsigned: int
    signed: int
    text: str
    pairs: tuple[Pair, ...]


def words_of(address: int, words: Sequence[int]) -> tuple[Word, ...]:
    """Return what each of the words from `address` on can mean; the last has no pairs."""
    return tuple(
        Word(
            address=address + n,
            place=place(address + n),
            hex=f"{word:04X}",
            bits=" ".join(f"{word:016b}"[k : k + 4] for k in range(0, 16, 4)),
            unsigned=word,
            signed=word - 0x1_0000 if word >> 15 else word,
            text=_ascii(word),
            pairs=() if n + 1 == len(words) else pairs_of(word, words[n + 1]),
        )
        for n, word in enumerate(words)
    )


def pairs_of(first: int, second: int) -> tuple[Pair, ...]:
    """Return what two words mean in each of the four orders."""
    return tuple(_pair(struct.pack(">HH", first, second), order) for order in ORDERS)


def place(address: int) -> str:
    """Return an address as manuals write it: 0x0200."""
    return f"0x{address:04X}"


def _pair(four: bytes, order: str) -> Pair:
    ordered = bytes(four[at] for at in _PICKED[order])
    unsigned, signed, number = (struct.unpack(form, ordered)[0] for form in (">I", ">i", ">f"))
    finite = math.isfinite(number)
    return Pair(
        order=order,
        unsigned=unsigned,
        signed=signed,
        number=number if finite else None,
        text=f"{number:.6g}" if finite else "\N{EM DASH}",
    )


def _ascii(word: int) -> str:
    two = (word >> 8, word & 0xFF)
    return "".join(map(chr, two)) if all(byte in _PRINTABLE for byte in two) else ""
