"""What the conditions of alarms look at: one look at the site, after the decisions of its scan."""

from collections.abc import Mapping
from dataclasses import dataclass

from daemon.control.view import View
from daemon.model import CycleStatus, Decision, Degraded, RoomControl


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one scan saw and decided.

    `view.inputs.watched` tells how polling, services and stores go. `standing` are the keys of the
    alarms whose condition held at the look before: a limit with a deadband is left later than it
    was reached. A `whole` look is told of all that could be an alarm; any other of what holds, and
    of what is remembered.
    """

    view: View
    outputs: Mapping[str, Decision]
    cycles: Mapping[str, CycleStatus]
    rooms: Mapping[str, RoomControl]
    modes: tuple[Degraded, ...]
    standing: frozenset[str]
    whole: bool = False

    @property
    def t(self) -> float:
        """The monotonic time of the look."""
        return self.view.t
