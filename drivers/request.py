"""What can be asked of a device in one frame."""

import math
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
    """Write `words` from `address`; a coil takes one word: COIL_ON, COIL_OFF or a flash time.

    Past the monotonic time `latest` it must not be sent any more.
    """

    unit_id: int
    space: Space
    address: int
    words: tuple[int, ...]
    latest: float = math.inf


Request = Read | Write
