"""The PIN of the room's own panel: whose it was, and until when it counts (monotonic seconds)."""

from dataclasses import dataclass, replace

from daemon.model.people import Pin

UNLOCKED_S = 60.0  # since the last act or touch
LONGEST_S = 15 * 60.0  # since the PIN was typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """Which PIN was typed and when, and when something was last done or touched."""

    pin: Pin
    typed_t: float
    used_t: float

    def left_s(self, t: float) -> float:
        """Return the seconds until the PIN is asked for again."""
        return min(self.used_t + UNLOCKED_S, self.typed_t + LONGEST_S) - t


class Wall:
    """The sessions of the room's own panel that a PIN has unlocked."""

    def __init__(self) -> None:
        self._open: dict[str, Unlocked] = {}

    def unlock(self, session: str, pin: Pin, t: float) -> None:
        """Let a session act for the owner of a PIN."""
        self._open = {key: one for key, one in self._open.items() if one.left_s(t) > 0}
        self._open[session] = Unlocked(pin=pin, typed_t=t, used_t=t)

    def find(self, session: str, t: float) -> Unlocked | None:
        """Return for whom a session acts, None where the PIN is asked for."""
        found = self._open.get(session)
        return found if found is not None and found.left_s(t) > 0 else None

    def use(self, session: str, t: float) -> None:
        """Let the PIN count on from now."""
        if (found := self.find(session, t)) is not None:
            self._open[session] = replace(found, used_t=t)

    def lock(self, session: str) -> None:
        """Ask for the PIN again."""
        self._open.pop(session, None)
