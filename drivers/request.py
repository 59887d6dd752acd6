"""What can be asked of a device in one frame."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from .vocabulary import Space

COIL_ON = 0xFF00  # application protocol 1.1b3, section 6.5
COIL_OFF = 0x0000


def always() -> bool:
    """Return True: the request may go at any time."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Read `count` addresses of `space` from `address`.

    Where `only_while` says no at the moment of sending, it must not be sent any more.
    """

    unit_id: int
    space: Space
    address: int
    count: int
    only_while: Callable[[], bool] = always


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
