"""What can be asked of a device in one frame."""

from dataclasses import dataclass

from .vocabulary import Space

COIL_ON = 0xFF00  # application protocol 1.1b3, section 6.5
COIL_OFF = 0x0000


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Read `count` addresses of `space` from `address`."""

    unit_id: int
    space: Space
    address: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Write `words` from `address`; a coil takes one word: COIL_ON, COIL_OFF or a flash time."""

    unit_id: int
    space: Space
    address: int
    words: tuple[int, ...]


Request = Read | Write
