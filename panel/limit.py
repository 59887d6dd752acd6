"""How often others than the room's own panel may ask for what changes nothing.

Each such act is a row of the ledger, which keeps it for ever, and an id that control remembers for
a day: a whole day of them must fit both.
"""

from daemon.model.asking import Allowance

OF_ADDRESS = Allowance(most=10, left=10, each_s=120.0)
OF_ALL = Allowance(most=30, left=30, each_s=60.0)


class RemoteLimit:
    """One allowance for each address, and one for all of them together."""

    def __init__(self) -> None:
        self._all = OF_ALL
        self._addresses: dict[str, Allowance] = {}

    def wait_s(self, address: str, t: float) -> float:
        """Count one act of `address` at `t` and return 0, or return the seconds to wait first."""
        one = self._addresses.get(address, OF_ADDRESS)
        wait_s = max(one.wait_s(t), self._all.wait_s(t))
        if wait_s:
            return wait_s
        self._all = self._all.spent(t)
        used = {name: kept for name, kept in self._addresses.items() if not kept.is_full(t)}
        self._addresses = {**used, address: one.spent(t)}
        return 0.0
