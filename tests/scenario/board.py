"""The relay board of a room: coils, the flash timers behind them, and the contacts they move.

What a coil register says and what its contact does are two things: a contact may be stuck.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Relay:
    """One channel. `drops_t`: when its flash timer lets go, None while latched or off.

    `stuck` is what the contact does whatever the coil says, `ours` whether the daemon made the
    last change of the coil.
    """

    coil: bool = False
    drops_t: float | None = None
    stuck: bool | None = None
    ours: bool = True

    @property
    def contact(self) -> bool:
        """What the machine gets."""
        return self.coil if self.stuck is None else self.stuck


class Board:
    """The relays by name. `forced`: names that something beside the daemon has moved."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.relays = {name: Relay() for name in names}

    def write(self, name: str, t: float, *, on: bool, flash_s: float | None, ours: bool) -> None:
        """Set a coil; with `flash_s` it lets go by itself after so long."""
        relay = self.relays[name]
        relay.drops_t = t + flash_s if on and flash_s is not None else None
        relay.coil, relay.ours = on, ours

    def power_cycle(self) -> None:
        """Start anew with every coil off."""
        for relay in self.relays.values():
            relay.coil, relay.drops_t = False, None

    @property
    def next_drop_t(self) -> float:
        """When the next timer lets go."""
        drops = [r.drops_t for r in self.relays.values() if r.drops_t is not None]
        return min(drops, default=float("inf"))

    def let_go(self, t: float) -> None:
        """Drop the coils whose timers have run out."""
        for relay in self.relays.values():
            if relay.drops_t is not None and relay.drops_t <= t:
                relay.coil, relay.drops_t = False, None
