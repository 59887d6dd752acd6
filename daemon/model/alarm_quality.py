"""How good the alarms of a stretch of time were, in the words of ISA-18.2 and EEMUA 191."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .alarms import Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Offender:
    """One alarm that made much work: how often it was annunciated, or how long it stood."""

    key: str
    code: str
    subject: str
    room: str
    count: int = 0
    stood_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmQuality:
    """What people were told in `days` days.

    `annunciated` counts how often an alarm was shown to people as new, `busiest` the most of them
    within ten minutes; `unseen` still wait to be acknowledged. `worst` are the most frequent ones,
    `chattering` those that came three times within an hour, `standing` those that held for longer
    than a day without a break. Times to acknowledge are seconds, the usual one their median; None
    where nothing was acknowledged.
    """

    days: float
    annunciated: int = 0
    busiest: int = 0
    by_priority: Mapping[Priority, int] = field(default_factory=dict)
    worst: tuple[Offender, ...] = ()
    chattering: tuple[Offender, ...] = ()
    standing: tuple[Offender, ...] = ()
    unseen: int = 0
    acknowledged: int = 0
    usual_ack_s: float | None = None
    longest_ack_s: float | None = None

    @property
    def per_day(self) -> float:
        """How many were annunciated a day."""
        return self.annunciated / self.days if self.days > 0 else 0.0

    def share(self, priority: Priority) -> float | None:
        """Return the share of a priority, 0..1; None where there was no alarm."""
        if not self.annunciated:
            return None
        return self.by_priority.get(priority, 0) / self.annunciated
