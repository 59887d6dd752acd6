"""How long to wait before the next try: one rule for everything that reconnects."""

import random


class Backoff:
    """Pauses drawn evenly from zero to a ceiling that doubles up to `cap_s` (full jitter).

    The jitter keeps several sites from coming back to one broker in the same second.
    """

    def __init__(self, first_s: float, cap_s: float, rng: random.Random | None = None) -> None:
        self._first_s = first_s
        self._cap_s = cap_s
        self._ceiling_s = first_s
        self._rng = rng or random.Random()

    def next_s(self) -> float:
        """Return the seconds to wait now, and widen the next pause."""
        pause = self._rng.uniform(0.0, self._ceiling_s)
        self._ceiling_s = min(self._cap_s, self._ceiling_s * 2)
        return pause

    def reset(self) -> None:
        """Start again with the first pause: the last try went well."""
        self._ceiling_s = self._first_s
