"""Two days of a July; `python -m tests.bench days` lets thirty pass."""

import pytest

from tests.scenario.days import days


def test_two_july_days_are_kept_without_hurting_a_machine() -> None:
    found = days(2.0, scan_s=20.0)
    print(found)
    assert found.most_starts_h <= 6
    assert found.both_on_s == 0
    assert found.in_band > found.in_band_without
    assert found.in_band > 0.5


def test_seldom_scans_decide_like_those_of_each_second() -> None:
    often, seldom = days(0.3, scan_s=1.0), days(0.3, scan_s=45.0)
    print(often, seldom, sep="\n")
    assert seldom.switchings_h == pytest.approx(often.switchings_h, rel=0.15)
    assert seldom.in_band == pytest.approx(often.in_band, abs=0.05)
