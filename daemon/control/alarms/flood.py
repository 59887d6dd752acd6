"""The flood limit: more new alarms than a person can take in become one alarm (EEMUA 191).

A flood begins with the eleventh new alarm within ten minutes, and is over when fewer than five came
within the last ten minutes (ISA-18.2, 16.4).
"""

from daemon.model import Condition, reason

from .memory import MOST_RAISES

CODE = "alarm_flood"
WITHIN_S = 600.0
MOST = 10
OVER_BELOW = 5


def counted(recent: tuple[float, ...], t: float) -> tuple[float, ...]:
    """Return the times of new alarms that count at `t`."""
    return tuple(then for then in recent if t - then < WITHIN_S)[-MOST_RAISES:]


def floods(recent: tuple[float, ...], *, flooding: bool) -> bool:
    """Return whether there is a flood, given whether there was one."""
    return len(recent) >= OVER_BELOW if flooding else len(recent) > MOST


def flood_condition(site: str, recent: tuple[float, ...], *, flooding: bool) -> Condition:
    """Return the condition of the alarm about the flood itself."""
    return Condition(
        code=CODE,
        subject=site,
        room="",
        active=flooding,
        reason=reason("alarm_alarm_flood", count=len(recent), within_s=WITHIN_S),
    )
