"""Wall time for control: what a cron time, a window or a season says at one moment.

Cron times are local to the site and taken to the minute. Looking back for the newest one is slow,
so each answer is kept for the minute that it holds; a scan each second costs a look-up.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from .settings import Season, Window

SECOND = timedelta(seconds=1)
CRON_FIELDS = 5  # minute, hour, day, month, weekday
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def is_cron_time(expression: str) -> bool:
    """Return whether an expression has five fields and comes at some time."""
    try:
        times = CronSim(expression, SOME_DAY)
        return len(expression.split()) == CRON_FIELDS and next(times, None) is not None
    except CronSimError:
        return False


def minute_of(at: datetime) -> datetime:
    """Return the minute of a moment in UTC: all that a cron time can tell apart."""
    return at.astimezone(UTC).replace(second=0, microsecond=0)


@lru_cache(maxsize=1024)
def newest(expression: str, minute: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the newest time (UTC) of a cron expression up to a `minute_of`, if any."""
    past = CronSim(expression, (minute + SECOND).astimezone(zone), reverse=True)
    return next((time.astimezone(UTC) for time in past if time <= minute), None)


def window_end(windows: Iterable[Window], at: datetime, zone: ZoneInfo) -> datetime | None:
    """Return when the last of the windows that hold at `at` ends, None where none holds."""
    minute = minute_of(at)
    begun = ((newest(window.at, minute, zone), window.for_s) for window in windows)
    ends = (begin + timedelta(seconds=for_s) for begin, for_s in begun if begin is not None)
    return max((end for end in ends if end > at), default=None)


def season_of(seasons: Iterable[Season], today: date) -> tuple[Season, date] | None:
    """Return the season of a day with its first day; the one listed last wins a tie."""
    begun = [
        (first, index, season)
        for index, season in enumerate(seasons)
        for first in (_first_day(season, today.year), _first_day(season, today.year - 1))
        if first <= today
    ]
    if not begun:
        return None
    first, _, season = max(begun, key=lambda entry: entry[:2])
    return season, first


def _first_day(season: Season, year: int) -> date:
    """Return a season's first day; 29 February is 1 March in other years."""
    return date(year, season.month, 1) + timedelta(days=season.day - 1)
