"""Places that visitors take: so many in all, so many for one address, some kept for this machine.

An office that has used up its places must not keep the wall panel from its stop button.
"""

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How many places there are; the last `reserved` of the `total` are for this machine only.

    `each` is the most for one address; this machine may take all.
    """

    total: int
    reserved: int
    each: int


class Places:
    """Who has how many places now."""

    def __init__(self, shares: Shares) -> None:
        self._shares = shares
        self._taken: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """How many places are taken."""
        return self._taken.total()

    def take(self, address: str, *, local: bool) -> bool:
        """Take one place for `address`, or return False where none is free for it."""
        shares, taken = self._shares, self._taken.total()
        if local:
            free = taken < shares.total
        else:
            free = taken < shares.total - shares.reserved and self._taken[address] < shares.each
        if free:
            self._taken[address] += 1
        return free

    def give_back(self, address: str) -> None:
        """Free one place of `address`."""
        self._taken[address] -= 1
        if self._taken[address] <= 0:
            del self._taken[address]
