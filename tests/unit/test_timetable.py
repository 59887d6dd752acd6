"""What the calendar says at one moment: cron times, windows, seasons."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.control.settings import Season, Window
from daemon.control.timetable import minute_of, newest, season_of, window_end

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 7, 6, 8, 0, tzinfo=SHANGHAI)


def here(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("expression", "at", "expected"),
    [
        ("0 8 * * *", "2026-07-06T08:00:00", "2026-07-06T08:00"),
        ("0 8 * * *", "2026-07-06T08:00:59", "2026-07-06T08:00"),
        ("0 8 * * *", "2026-07-06T07:59:59", "2026-07-05T08:00"),
        ("30 7 * * MON", "2026-07-12T23:00:00", "2026-07-06T07:30"),
        ("0 0 1 10 *", "2026-07-06T08:00:00", "2025-10-01T00:00"),
        ("*/5 * * * *", "2026-07-06T08:07:12", "2026-07-06T08:05"),
    ],
)
def test_the_newest_cron_time_includes_this_minute(expression: str, at: str, expected: str) -> None:
    assert newest(expression, minute_of(here(at)), SHANGHAI) == here(expected)


def test_a_cron_time_is_local_to_the_site() -> None:
    at = datetime(2026, 7, 6, 0, 30, tzinfo=UTC)  # half past eight in Shanghai
    assert newest("0 8 * * *", minute_of(at), SHANGHAI) == datetime(2026, 7, 6, 0, 0, tzinfo=UTC)


@settings(deadline=None)
@given(minutes=st.integers(0, 60 * 24 * 400))
def test_a_newest_time_is_never_in_the_future_and_its_rule_fits(minutes: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    for zone in (SHANGHAI, BERLIN):
        found = newest("15 2 * * *", minute_of(at), zone)
        assert found is not None
        assert found <= at
        assert at - found <= timedelta(hours=25)


WINDOWS = (Window(at="0 8 * * MON-FRI", for_s=3600), Window(at="30 8 * * MON", for_s=7200))


@pytest.mark.parametrize(
    ("at", "end"),
    [
        ("2026-07-06T07:59:59", None),
        ("2026-07-06T08:00:00", "2026-07-06T09:00"),
        ("2026-07-06T08:30:00", "2026-07-06T10:30"),
        ("2026-07-06T10:29:59", "2026-07-06T10:30"),
        ("2026-07-06T10:30:00", None),
        ("2026-07-07T08:59:59", "2026-07-07T09:00"),
        ("2026-07-11T08:30:00", None),
    ],
)
def test_a_window_holds_from_its_beginning_to_its_end(at: str, end: str | None) -> None:
    assert window_end(WINDOWS, here(at), SHANGHAI) == (None if end is None else here(end))


def test_a_window_may_pass_midnight() -> None:
    night = (Window(at="0 22 * * *", for_s=8 * 3600),)
    assert window_end(night, here("2026-07-07T05:59"), SHANGHAI) == here("2026-07-07T06:00")
    assert window_end(night, here("2026-07-07T06:00"), SHANGHAI) is None


SUMMER, WINTER = Season(month=5, day=15), Season(month=11, day=1)


@pytest.mark.parametrize(
    ("today", "season", "first"),
    [
        (date(2026, 5, 14), WINTER, date(2025, 11, 1)),
        (date(2026, 5, 15), SUMMER, date(2026, 5, 15)),
        (date(2026, 10, 31), SUMMER, date(2026, 5, 15)),
        (date(2026, 12, 31), WINTER, date(2026, 11, 1)),
        (date(2027, 1, 1), WINTER, date(2026, 11, 1)),
    ],
)
def test_a_season_holds_until_the_next_one_begins(today: date, season: Season, first: date) -> None:
    assert season_of((SUMMER, WINTER), today) == (season, first)


def test_the_29th_of_february_is_the_first_of_march_in_other_years() -> None:
    leap = Season(month=2, day=29)
    assert season_of((leap,), date(2027, 3, 1)) == (leap, date(2027, 3, 1))
    assert season_of((leap,), date(2028, 2, 29)) == (leap, date(2028, 2, 29))
    assert season_of((), date(2027, 3, 1)) is None
