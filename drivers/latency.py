"""How long to wait for a reply: learned from the device, within a floor and its worst case."""

from dataclasses import dataclass, replace

FLOOR_S = 0.1
HEADROOM = 4.0  # timeout = 4 x filtered latency, as dbus-modbus-client does
FILTER = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """What is known of one unit: filtered latency in seconds (None before the first reply)."""

    worst_s: float
    filtered_s: float | None = None

    def observed(self, latency_s: float) -> "Latency":
        """Return the estimate after one reply; it rises at once and falls slowly."""
        if self.filtered_s is None or latency_s > self.filtered_s:
            return replace(self, filtered_s=latency_s)
        return replace(self, filtered_s=self.filtered_s + FILTER * (latency_s - self.filtered_s))

    def missed(self) -> "Latency":
        """Return the estimate after a request without reply: the device may have become slower."""
        return replace(self, filtered_s=None)

    @property
    def allowed_s(self) -> float:
        """Seconds from the end of a request to the start of its reply before giving up."""
        if self.filtered_s is None:
            return self.worst_s
        return min(self.worst_s, max(FLOOR_S, HEADROOM * self.filtered_s))
