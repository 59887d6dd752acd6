"""What the panel is told about itself."""

from dataclasses import dataclass, field
from typing import Literal

from .places import Shares

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelSettings:
    """Where the panel listens and for whom.

    `allowed_hosts` are names that browsers may use for this machine besides its own addresses,
    without a port. `language` is what a visitor sees who has not chosen one. `local_key` opens the
    room's own panel at `/local?key=…` on this machine; "" leaves it shut. `guests` may see the
    rooms without signing in. With `wall_pin` the room's own panel acts for who typed a PIN only;
    its screen has `diagonal_inch`, None where nobody said it.
    `metrics_token` lets other machines read the metrics; "" lets none.
    """

    host: str
    port: int
    allowed_hosts: tuple[str, ...] = ()
    language: Language = "zh"
    local_key: str = field(default="", repr=False)
    guests: bool = False
    wall_pin: bool = True
    diagonal_inch: float | None = None
    metrics_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamLimits:
    """How many event streams there may be and how patient each is. Times in seconds.

    `each_session` is the most for one person's session, from however many addresses.
    """

    places: Shares = field(default_factory=lambda: Shares(total=64, reserved=8, each=8))
    each_session: int = 4
    send_timeout_s: float = 5.0
    ping_s: float = 15.0
    retry_s: float = 2.0
    send_buffer: int = 64 * 1024  # bytes in the kernel: a slow reader must not see old snapshots
