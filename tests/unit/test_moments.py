"""Times as people type them: of the site, and never in the future without a day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import click
import pytest

from daemon.commands.moments import moment, span

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-02-24 03:10", datetime(2026, 2, 23, 19, 10, tzinfo=UTC)),
        ("2026-02-24T03:10:05", datetime(2026, 2, 23, 19, 10, 5, tzinfo=UTC)),
        (" 2026-02-24 ", datetime(2026, 2, 23, 16, 0, tzinfo=UTC)),
        ("03:10", datetime(2026, 2, 28, 19, 10, tzinfo=UTC)),
        ("12:00", NOON),
        ("12:00:01", NOON + timedelta(seconds=1) - timedelta(days=1)),
    ],
)
def test_a_time_is_the_last_such_of_the_site(text: str, utc: datetime) -> None:
    assert moment(text, NOON, SHANGHAI) == utc


@pytest.mark.parametrize("text", ["", "3", "25:00", "2026-02-30", "yesterday", "03:10 2026"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        moment(text, NOON, SHANGHAI)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("24h", timedelta(days=1)),
        (" 7 d ", timedelta(days=7)),
    ],
)
def test_a_length_is_a_number_with_its_unit(text: str, length: timedelta) -> None:
    assert span(text) == length


@pytest.mark.parametrize("text", ["", "7", "d", "-1h", "1.5h", "99999d"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        span(text)
