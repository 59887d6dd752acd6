"""How polling goes: devices and buses."""

from dataclasses import dataclass

from .readings import Why


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceHealth:
    """How polling one device goes. Times in seconds; counters since start.

    `trouble` is what is wrong, one of `TROUBLE_WORDS`, "" while it is well.
    """

    online: bool
    why: Why
    trouble: str
    polls: int
    failures: int
    latency_s: float | None
    next_try_s: float | None  # seconds until a backed-off device is tried again


@dataclass(frozen=True, slots=True, kw_only=True)
class BusHealth:
    """How one bus goes. Counters since start; `busy` is the share of time on the wire, 0..1.

    `trouble` is as that of a device, `detail` tells an engineer.
    """

    up: bool
    detail: str
    trouble: str
    requests: int
    no_replies: int
    bad_replies: int
    refusals: int
    reopens: int
    busy: float
    progress_t: float  # monotonic time at which the bus task last went round
