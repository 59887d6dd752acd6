"""What comes and goes again and again is held up: one alarm and one call instead of hundreds.

A day of it is bounded, whatever its rhythm: whatever comes oftener than the last row of `HOLDS`
lets stands, and is over once it was calm for so long.
"""

from collections.abc import Iterable

HOUR_S, DAY_S = 3600.0, 86_400.0
HOLDS = ((DAY_S, 12, HOUR_S), (HOUR_S, 5, 600.0))
"""So many raises within that time, and for how long (s) its condition must then be gone."""
MOST_KEPT = max(count for _, count, _ in HOLDS)


def kept(came: Iterable[float], t: float) -> tuple[float, ...]:
    """Return the raises that still count at `t`, the newest last."""
    return tuple(then for then in came if t - then < DAY_S)[-MOST_KEPT:]


def hold_s(came: tuple[float, ...]) -> float:
    """Return how long the last raise is held after its condition has gone, 0 for an honest one."""
    for within_s, count, hold in HOLDS:
        if sum(came[-1] - then < within_s for then in came) >= count:
            return hold
    return 0.0
