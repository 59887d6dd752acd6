"""What the program says about its disk: at most once a minute, and nothing where it can't."""

from pathlib import Path

import pytest

from daemon.watching_self import EVERY_S, WatchingSelf
from tests.fakes import StillClock


def test_the_free_share_of_the_disk_is_between_nothing_and_all(tmp_path: Path) -> None:
    facts = WatchingSelf(tmp_path, StillClock()).facts()
    assert set(facts) == {"disk_free_ratio"}
    assert 0.0 <= facts["disk_free_ratio"] <= 1.0


def test_a_disk_that_does_not_answer_has_no_share_until_it_does(tmp_path: Path) -> None:
    clock, later = StillClock(), tmp_path / "later"
    watching = WatchingSelf(later, clock)
    assert watching.facts() == {}
    later.mkdir()
    clock.t += EVERY_S - 1
    assert watching.facts() == {}
    clock.t += 1
    assert watching.facts()["disk_free_ratio"] == pytest.approx(
        WatchingSelf(tmp_path, clock).facts()["disk_free_ratio"], abs=0.05
    )
