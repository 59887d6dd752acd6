"""What the panel is told about itself."""

from dataclasses import dataclass, field
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelSettings:
    """Where the panel listens and for whom.

    `allowed_hosts` are names that browsers may use for this machine besides its own addresses,
    without a port. `language` is what a visitor sees who has not chosen one. `local_key` opens the
    room's own panel at `/local?key=…` on this machine; "" leaves it shut.
    """

    host: str
    port: int
    allowed_hosts: tuple[str, ...] = ()
    language: Language = "zh"
    local_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamLimits:
    """How many event streams there may be and how patient each is.

    The last `reserved` of the `total` places are only for this machine: the wall panel must get
    in when the office has used up the others. Times in seconds.
    """

    total: int = 32
    reserved: int = 4
    send_timeout_s: float = 5.0
    ping_s: float = 15.0
    retry_s: float = 2.0
    send_buffer: int = 64 * 1024  # bytes in the kernel: a slow reader must not see old snapshots
