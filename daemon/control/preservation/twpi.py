"""The time-weighted preservation index: an index for a climate that changes.

TWPI = sum(dt) / sum(dt / PI), the harmonic mean: a hot week costs more than a cool one gives back.
The two sums are all that there is to keep, so stretches of time merge by adding.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ageing:
    """Measured seconds, and the sum of seconds times 1/PI over them."""

    covered_s: float = 0.0
    decay_s: float = 0.0

    @property
    def twpi_y(self) -> float | None:
        """TWPI in years, None where nothing was measured."""
        return self.covered_s / self.decay_s if self.decay_s else None


def joined(parts: list[Ageing]) -> Ageing:
    """Return what all parts come to."""
    return Ageing(
        covered_s=sum(part.covered_s for part in parts),
        decay_s=sum(part.decay_s for part in parts),
    )
