"""A reading: a value that never travels without unit, age and quality."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum


class Quality(IntEnum):
    """How far a reading can be trusted; the order is meaningful."""

    BAD = 0
    UNCERTAIN = 1
    GOOD = 2


class Why(StrEnum):
    """The reason behind a quality, in the words of OPC UA."""

    NONE = "none"
    WAITING_FOR_INITIAL_DATA = "waiting_for_initial_data"
    LAST_USABLE = "last_usable"  # one read failed: the value is the last good one
    COMM_FAILURE = "comm_failure"  # the device does not answer
    LINK_DOWN = "link_down"  # the whole bus is unusable
    BAD_REPLY = "bad_reply"  # answers, but not to what was asked
    REFUSED = "refused"  # the device answers with an exception
    SENSOR_FAILURE = "sensor_failure"  # the device says that it has no value
    OUT_OF_RANGE = "out_of_range"
    UNCONFIRMED_JUMP = "unconfirmed_jump"  # faster than the sensor can change; asked again
    SENSOR_NOT_ACCURATE = "sensor_not_accurate"  # stuck, or far from its neighbours
    CALIBRATION_EXPIRED = "calibration_expired"  # answers and is believed; its certificate is over
    CONFIGURATION_ERROR = "configuration_error"  # another device answers at this unit id
    LOCAL_OVERRIDE = "local_override"


ACTED_ON = frozenset({Why.LAST_USABLE, Why.UNCONFIRMED_JUMP, Why.CALIBRATION_EXPIRED})
"""Why a reading may be UNCERTAIN and still be controlled by: a good value that has aged, or a
sensor that works but is due for calibration. Nobody acts on one that is not believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One value with all that is known about it.

    `value` is None while the quality is BAD: there is no bare number to misuse. `t` is the
    monotonic time of the last good read in seconds, `at` the same in UTC; both None before it.
    """

    value: float | bool | None
    unit: str
    quality: Quality
    why: Why
    t: float | None
    at: datetime | None

    def age_s(self, t: float) -> float | None:
        """Return the seconds since the last good read, or None when there was none."""
        return None if self.t is None else max(0.0, t - self.t)

    @property
    def number(self) -> float | None:
        """The value of a GOOD or UNCERTAIN numeric reading, else None."""
        if self.quality is Quality.BAD or isinstance(self.value, bool):
            return None
        return self.value


def waiting(unit: str) -> Reading:
    """Return the reading of a point that was never read."""
    return Reading(
        value=None,
        unit=unit,
        quality=Quality.BAD,
        why=Why.WAITING_FOR_INITIAL_DATA,
        t=None,
        at=None,
    )
