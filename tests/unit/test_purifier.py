"""The enclosed purifier: its windows, the air it follows, and a clock that is not to be trusted."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from daemon.model import Claim
from tests.control_kit import T
from tests.rules_kit import FULL, PURIFIER, claims, moment, told

ZONE = ZoneInfo("Asia/Shanghai")
ONLY_WINDOWS = told(replace(FULL, purifier=replace(PURIFIER, above=None)))


def clean(text: str, ozone: float | None = 0.01, *, running: bool = False) -> Claim:
    at = datetime.fromisoformat(text).replace(tzinfo=ZONE)
    going = ("clean",) if running else ()
    return claims(moment({"o3.ozone": ozone}, at=at, running=going))["clean"]


def test_it_runs_in_its_windows_and_says_until_when() -> None:
    claim = clean("2026-07-06T08:10")
    assert (claim.on, claim.reason.code, claim.until) == (True, "purifier_window", T + 3000)
    assert not clean("2026-07-06T09:00").on


def test_a_window_needs_no_sensor() -> None:
    assert clean("2026-07-06T08:10", None).on


@pytest.mark.parametrize(
    ("ozone", "running", "wanted"),
    [(0.1, False, False), (0.101, False, True), (0.091, True, True), (0.09, True, False)],
)
def test_bad_air_starts_it_and_air_a_tenth_better_than_the_limit_ends_it(
    ozone: float, running: bool, wanted: bool
) -> None:
    claim = clean("2026-07-06T12:00", ozone, running=running)
    assert claim.on is wanted
    assert claim.reason.code == ("purifier_above" if wanted else "purifier_not_above")


def test_air_that_is_not_measured_is_a_loss() -> None:
    claim = clean("2026-07-06T12:00", None)
    assert (claim.on, claim.reason.code) == (False, "purifier_lost_off_degraded")


@pytest.mark.parametrize("trusted", [True, False])
def test_without_a_trusted_clock_no_window_holds(trusted: bool) -> None:
    at = datetime(2026, 7, 6, 8, 10, tzinfo=ZONE)
    claim = claims(moment(to=ONLY_WINDOWS, at=at, trusted=trusted))["clean"]
    assert claim.on is trusted
    assert claim.reason.code == ("purifier_window" if trusted else "purifier_no_clock_degraded")


def test_outside_its_windows_it_rests() -> None:
    at = datetime(2026, 7, 6, 12, 0, tzinfo=ZONE)
    claim = claims(moment(to=ONLY_WINDOWS, at=at))["clean"]
    assert (claim.on, claim.reason.code) == (False, "purifier_rests")
