"""The deadband: one setpoint, an edge to switch on and an edge to switch off, nothing between.

    lowering:  off <---- low ======== setpoint ======== high ----> on
    raising:    on <---- low ======== setpoint ======== high ----> off

Between the edges what runs goes on and what rests goes on resting. There is no way around it: a
sensor that comes back, a mode that changes and a restart all pass here.

Where a room has a machine for either direction, each stops at the setpoint: the edge where one
stops would else be the edge where the other starts, and the two would work against each other day
and night.

    both:  raise on <---- low ======== setpoint ======== high ----> lower on
                                    both off here
"""

from typing import NamedTuple, Protocol


class Edges(NamedTuple):
    """Where a machine switches, in the unit of its value."""

    low: float
    high: float


def edges_to_lower(setpoint: float, deadband: float, *, opposed: bool) -> Edges:
    """Return where a machine that lowers the value stops and starts.

    The deadband has its full width, centred on the setpoint; `opposed`: another machine raises.
    """
    return Edges(setpoint if opposed else setpoint - deadband / 2, setpoint + deadband / 2)


def edges_to_raise(setpoint: float, deadband: float, *, opposed: bool) -> Edges:
    """Return where a machine that raises the value starts and stops."""
    return Edges(setpoint - deadband / 2, setpoint if opposed else setpoint + deadband / 2)


class EdgesOf(Protocol):
    """Says where a machine switches."""

    def __call__(self, setpoint: float, deadband: float, *, opposed: bool) -> Edges:
        """Return the edges around a setpoint."""


class Wanted(Protocol):
    """Says whether a machine is wanted; `running`: it was wanted until now."""

    def __call__(self, value: float, edge: Edges, *, running: bool) -> bool:
        """Return whether the machine is wanted at this value."""


def lowers(value: float, edge: Edges, *, running: bool) -> bool:
    """Return whether a machine that lowers the value is wanted."""
    return value >= edge.high or (running and value > edge.low)


def raises(value: float, edge: Edges, *, running: bool) -> bool:
    """Return whether a machine that raises the value is wanted."""
    return value <= edge.low or (running and value < edge.high)


def inside(setpoint: float, low: float, high: float, deadband: float) -> float:
    """Return the nearest setpoint whose whole deadband lies between the limits.

    The middle of the limits where the deadband is wider than they are.
    """
    half = deadband / 2
    if high - low <= deadband:
        return (low + high) / 2
    return min(max(setpoint, low + half), high - half)
