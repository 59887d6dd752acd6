"""Damage done to a SQLite file, as a failing card does it."""

from collections.abc import Callable
from pathlib import Path

Damage = Callable[[bytearray], None]  # in place


def garble(content: bytearray) -> None:
    """Write garbage over the header."""
    content[:64] = b"\xff" * 64


def hole(content: bytearray) -> None:
    """Write garbage over two pages in the middle."""
    middle = len(content) // 2048 // 2 * 2048
    content[middle : middle + 2 * 2048] = b"\x5a" * 4096


def damaged(path: Path, damage: Damage) -> bytes:
    """Damage a file and return what is in it now."""
    content = bytearray(path.read_bytes())
    damage(content)
    path.write_bytes(content)
    return bytes(content)
