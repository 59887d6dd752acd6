"""What is counted of machines: starts within an hour, edges, and pairs that must not run together.

Only what the daemon switched counts: a relay that sticks, or that another master moved, does not.
"""

from collections import deque
from dataclasses import dataclass, field

from tests.scenario.board import Relay
from tests.scenario.points import COMPRESSORS, PAIRS
from tests.scenario.room import TrueRoom

HOUR_S = 3600.0 - 1.0  # an order takes a moment to its relay
MOST_STARTS = 6


class ViolationError(AssertionError):
    """The truth is not as it must be."""


@dataclass(slots=True)
class Machine:
    """One machine's switchings, as its contact makes them."""

    name: str
    runs: bool = False
    starts: deque[float] = field(default_factory=deque)  # within the last hour
    starts_ever: int = 0
    most_starts: int = 0
    edges: int = 0

    def look(self, room: TrueRoom, t: float, *, by_itself: bool) -> None:
        """Note a change; `by_itself`: it may have come back without a command."""
        relay = room.board.relays[self.name]
        if relay.contact is self.runs:
            return
        self.runs = relay.contact
        self.edges += 1
        if not self.runs or not _ours(relay) or by_itself:
            return
        self.starts.append(t)
        self.starts_ever += 1
        while self.starts[0] <= t - HOUR_S:
            self.starts.popleft()
        self.most_starts = max(self.most_starts, len(self.starts))
        if self.name in COMPRESSORS and len(self.starts) > MOST_STARTS:
            raise ViolationError(f"S4 {self.name} starts {len(self.starts)} times within an hour")


def check_pairs(room: TrueRoom) -> None:
    """Raise ViolationError where both machines of a locked pair run by the daemon's will."""
    for pair in PAIRS:
        relays = [room.board.relays[name] for name in pair]
        if all(relay.contact and _ours(relay) for relay in relays):
            raise ViolationError(f"S4 {room.name}: {' and '.join(pair)} run together")


def _ours(relay: Relay) -> bool:
    return relay.ours and relay.stuck is None
