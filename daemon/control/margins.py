"""How far setpoints keep off the limits of a band: for the configuration and for people alike.

DA/T 87-2021, 5.1.2: no setpoint on a limit. It keeps off by half a deadband and the error of an
ordinary sensor, but by at most two fifths of the band, so that its middle is always allowed.
"""

from typing import NamedTuple

ERROR_C = 0.5
ERROR_PCT = 3.0
MOST_SHARE = 0.4  # of the band that a margin may take at each end
ROUNDING = 1e-9


class Limits(NamedTuple):
    """A band with what keeps a setpoint off its ends: °C or %RH."""

    low: float
    high: float
    deadband: float
    error: float

    @property
    def margin(self) -> float:
        """How far a setpoint keeps off the limits."""
        return min(self._whole_margin, MOST_SHARE * (self.high - self.low))

    @property
    def is_narrow(self) -> bool:
        """Whether the band has no room for the whole margin."""
        return self.margin < self._whole_margin

    @property
    def least(self) -> float:
        """The lowest setpoint."""
        return self.low + self.margin

    @property
    def most(self) -> float:
        """The highest setpoint."""
        return self.high - self.margin

    def end(self, value: float) -> str:
        """Return which limit a setpoint is too near to or beyond: low, high, "" where none."""
        if value < self.least - ROUNDING:
            return "low"
        return "high" if value > self.most + ROUNDING else ""

    @property
    def _whole_margin(self) -> float:
        return self.deadband / 2 + self.error
