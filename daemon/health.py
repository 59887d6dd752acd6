"""How buses go, from the counters of their engines."""

from collections import deque

from drivers.bus import Bus

from .model import BusHealth

WINDOW_S = 60.0


class BusWatch:
    """Turns the ever-growing counters of one bus into what is shown of it."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._busy: deque[tuple[float, float]] = deque()

    def health(self, t: float) -> BusHealth:
        """Return the health at the monotonic time `t`; `busy` covers the last minute."""
        counters = self._bus.counters
        self._busy.append((t, counters.busy_s))
        while t - self._busy[0][0] > WINDOW_S:
            self._busy.popleft()
        since, busy_s = self._busy[0]
        share = (counters.busy_s - busy_s) / (t - since) if t > since else 0.0
        return BusHealth(
            up=self._bus.up,
            detail=str(self._bus.down),
            trouble="" if self._bus.up else self._bus.down.trouble.value,
            requests=self._bus.wire_counters.requests,
            no_replies=counters.no_replies,
            bad_replies=counters.bad_replies + self._bus.wire_counters.stale_frames,
            refusals=counters.refusals,
            reopens=max(0, counters.opens - 1),
            busy=min(1.0, share),
            progress_t=self._bus.progress_t,
        )
