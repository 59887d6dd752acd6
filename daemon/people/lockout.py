"""How often somebody may guess: a few tries, then waits that double (pure; times in seconds).

A try counts when it begins, so that many at once are no way around. One that was right is taken
back. Wrong ones leak away with time, one each hour: people who err now and then are never locked
out, and who guesses on has no more than the longest wait allows him.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Self

FREE = 5
FIRST_S = 30.0
LONGEST_S = 3600.0
FORGOTTEN_S = 3600.0  # one wrong try; shorter than LONGEST_S would let guessers go faster
MOST_KEYS = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """Wrong tries that are not forgotten as of `t`, of which `free` bring no wait.

    No try is looked at before `until_t`.
    """

    free: int = FREE
    wrong: float = 0.0
    t: float = 0.0
    until_t: float = 0.0

    def wait_s(self, t: float) -> float:
        """Return the seconds until the next try is looked at, 0 where it is now."""
        return max(0.0, self.until_t - t)

    def again(self, t: float) -> Self:
        """Return the tries with one more at `t`."""
        wrong = self._left(t) + 1
        beyond = ceil(wrong) - self.free
        wait_s = min(FIRST_S * 2.0 ** min(beyond, 16), LONGEST_S) if beyond >= 0 else 0.0
        return replace(self, wrong=wrong, t=t, until_t=t + wait_s)

    def undone(self) -> Self:
        """Return the tries without one that was right: it began when there was no wait."""
        return replace(self, wrong=max(0.0, self.wrong - 1), until_t=0.0)

    def _left(self, t: float) -> float:
        return max(0.0, self.wrong - (t - self.t) / FORGOTTEN_S)


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
        return replace(self, tries={**self.tries, key: self._of(key).undone()})

    def _of(self, key: str) -> Tries:
        return self.tries.get(key, Tries(free=self.free))
