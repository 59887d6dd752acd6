"""Pauses spread out, grow to a ceiling, and start small again."""

import random

from daemon.backoff import Backoff


def ceilings(backoff: Backoff, count: int) -> list[float]:
    """Return the ceilings of the next pauses, as an even draw of 1.0 shows them."""
    return [backoff.next_s() for _ in range(count)]


class Highest(random.Random):
    """Draws the upper end."""

    def uniform(self, a: float, b: float) -> float:
        assert a == 0.0
        return b


def test_the_ceiling_doubles_up_to_the_cap() -> None:
    assert ceilings(Backoff(1.0, 10.0, Highest()), 6) == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0]


def test_a_success_starts_again_with_the_first_pause() -> None:
    backoff = Backoff(1.0, 60.0, Highest())
    ceilings(backoff, 5)
    backoff.reset()
    assert backoff.next_s() == 1.0


def test_two_sites_do_not_come_back_together() -> None:
    first, second = Backoff(1.0, 60.0, random.Random(1)), Backoff(1.0, 60.0, random.Random(2))
    pauses = [(first.next_s(), second.next_s()) for _ in range(20)]
    assert all(0.0 <= pause <= 60.0 for pair in pauses for pause in pair)
    assert all(a != b for a, b in pauses)
