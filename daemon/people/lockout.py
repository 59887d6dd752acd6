"""How often somebody may guess: a few tries, then waits that double (pure; times in seconds).

A try counts when it begins, so that many at once are no way around. One that was right is
forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

FREE = 5
FIRST_S = 30.0
LONGEST_S = 3600.0
FORGOTTEN_S = 86_400.0
MOST_KEYS = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """Wrong tries in a row, the last of them at `t`; `free` of them bring no wait."""

    free: int = FREE
    wrong: int = 0
    t: float = 0.0

    def wait_s(self, t: float) -> float:
        """Return the seconds until the next try is looked at, 0 where it is now."""
        if self.wrong < self.free:
            return 0.0
        doubled_s = FIRST_S * 2.0 ** min(self.wrong - self.free, 16)
        return max(0.0, self.t + min(doubled_s, LONGEST_S) - t)

    def again(self, t: float) -> Self:
        """Return the tries with one more at `t`."""
        wrong = 0 if t - self.t > FORGOTTEN_S else self.wrong
        return replace(self, wrong=wrong + 1, t=t)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lockouts:
    """The tries by what they were about: an account, an address, the wall. Bounded."""

    free: int = FREE
    tries: Mapping[str, Tries] = field(default_factory=dict)

    def wait_s(self, key: str, t: float) -> float:
        """Return the seconds that `key` has to wait."""
        return self._of(key).wait_s(t)

    def tried(self, key: str, t: float) -> Self:
        """Return these with one more try about `key`; the oldest give way where there are many."""
        kept = {name: one for name, one in self.tries.items() if name != key}
        if len(kept) >= MOST_KEYS:
            del kept[min(kept, key=lambda name: (kept[name].wait_s(t) > 0, kept[name].t))]
        return replace(self, tries={**kept, key: self._of(key).again(t)})

    def forgiven(self, key: str) -> Self:
        """Return these without the tries about `key`."""
        return replace(self, tries={name: one for name, one in self.tries.items() if name != key})

    def undone(self, key: str) -> Self:
        """Return these with one try less about `key`: that one was right."""
        one = self._of(key)
        return replace(self, tries={**self.tries, key: replace(one, wrong=max(0, one.wrong - 1))})

    def _of(self, key: str) -> Tries:
        return self.tries.get(key, Tries(free=self.free))
