"""What happens in the simulated month: doors, tanks, a dead sensor, a cut cable, rain (pure).

Everything is at a minute since the month began, at a local midnight.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from drivers.simulator.air import Air, air
from drivers.simulator.weather import DAMPEST_PCT, Weather, outside

DAY_MIN = 1440
DAYS = 30
WEEK = 7
WEEKEND = 5  # from this day of the week on
VISITS = ((545, 655, 850, 1010), (560, 905))  # minutes of a working day, by place of the room
VISIT_MIN = 1  # a door stands open
EMPTIED = (510, 1050)  # minutes of the day at which somebody empties the tanks
SERVICE_MIN = 200  # the newest ones
WET_DAYS = (20, 24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of minutes, `until` not included."""

    since: int
    until: int

    def __contains__(self, minute: int) -> bool:
        return self.since <= minute < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The incidents of the month. Rooms are places in the site's list.

    `forgotten`: nobody empties the first room's tank. `left_open`: its door. `dead`: its first
    sensor gives no answer. `cut`: the second room's bus is down. `away`: the program does not run.
    `serviced`: people have switched the machines off.
    """

    forgotten: Window
    left_open: Window
    dead: Window
    cut: Window
    away: Window
    serviced: Window


def story(minutes: int) -> Story:
    """Return the story of a month that is so many minutes long."""

    def at(day: int, minute: int, length: int) -> Window:
        return Window(since=day * DAY_MIN + minute, until=day * DAY_MIN + minute + length)

    return Story(
        forgotten=at(9, EMPTIED[1], 2 * DAY_MIN),
        left_open=at(21, 910, 55),
        dead=at(16, 130, 450),
        cut=at(24, 1320, 330),
        away=at(5, 720, 50),
        serviced=Window(since=minutes - SERVICE_MIN, until=minutes),
    )


def visits(room: int, first_weekday: int, days: int) -> Iterator[Window]:
    """Yield when the door of a room stands open; day 0 is `first_weekday`, Monday 0."""
    for day in range(days):
        if (first_weekday + day) % WEEK >= WEEKEND:
            continue
        for minute in VISITS[room % len(VISITS)]:
            since = day * DAY_MIN + minute + (day * 7 + room * 3) % 11
            yield Window(since=since, until=since + VISIT_MIN)


def weather_at(weather: Weather, minute: int) -> Air:
    """Return the air outside: the scenario's day, with warmer, colder and wetter spells."""
    day = minute / DAY_MIN
    usual = partial(outside, weather)(24 * day)
    warmer = 1.8 * math.sin(day * 0.9) + 1.1 * math.sin(day * 0.37 + 1.0)
    wetter = 1.1 * math.sin(day * 0.55 + 0.5) + (1.4 if WET_DAYS[0] <= day < WET_DAYS[1] else 0.0)
    temperature_c = usual.temperature_c + warmer
    wettest = air(temperature_c, DAMPEST_PCT).mixing_g_kg
    return Air(temperature_c, min(max(0.0, usual.mixing_g_kg + wetter), wettest))
