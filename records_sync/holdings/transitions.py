"""Which status may follow which. What is not in the table is refused, with the sentence why."""

from collections.abc import Mapping

from .model import Status

S = Status

NEXT: Mapping[Status | None, frozenset[Status]] = {
    None: frozenset({S.PENDING, S.HELD, S.LENT, S.IN_USE, S.DISINFECTING, S.MISSING}),
    S.PENDING: frozenset({S.HELD, S.LENT, S.IN_USE, S.DISINFECTING, S.MISSING}),
    S.HELD: frozenset(
        {S.PENDING, S.LENT, S.IN_USE, S.DISINFECTING, S.TRANSFERRED, S.DESTROYED, S.MISSING}
    ),
    S.LENT: frozenset({S.PENDING, S.HELD, S.MISSING}),
    S.IN_USE: frozenset({S.PENDING, S.HELD, S.DISINFECTING, S.MISSING}),
    S.DISINFECTING: frozenset({S.PENDING, S.HELD, S.MISSING}),
    S.TRANSFERRED: frozenset({S.HELD}),  # entered by mistake, or come back
    S.DESTROYED: frozenset({S.HELD}),  # entered by mistake
    S.MISSING: frozenset({S.PENDING, S.HELD}),
}
OUT_OF_THE_HOUSE = frozenset({S.TRANSFERRED, S.DESTROYED})
NEEDS_WHY = OUT_OF_THE_HOUSE | {S.MISSING}
HOMES = frozenset({S.PENDING, S.HELD})
# Not where its place says: nobody can see it there, and the climate there is not its climate.
AWAY = OUT_OF_THE_HOUSE | {S.LENT, S.IN_USE, S.MISSING}


def may_follow(status: Status | None, following: Status) -> bool:
    """Return whether a record with `status` may get the status `following`."""
    return following in NEXT[status]


def needs_why(status: Status | None, following: Status) -> bool:
    """Return whether this step must be told with a reason, such as the number of an approval."""
    undone = status in OUT_OF_THE_HOUSE or (status, following) == (S.HELD, S.PENDING)
    return following in NEEDS_WHY or undone
