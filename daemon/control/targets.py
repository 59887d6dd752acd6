"""What a room should be like now: a person's choice, else the calendar; approached slowly.

A setpoint glides: it moves towards what is wanted by at most so much a day, because paper suffers
from quick changes more than from a few days away from the ideal. A room that is met for the first
time begins where it is, as near as its band allows.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from daemon.model import Quantity, Reason

from .choice import choice_of
from .deadband import inside
from .margins import ERROR_C, ERROR_PCT
from .settings import DatedException, RoomSettings, Season, SetpointChange
from .situation import told, usable_c, usable_pct
from .state import RoomMemory
from .timetable import minute_of, newest, season_of
from .view import View

DAY_S = 86_400.0
SEEN = 0.05  # a setpoint this near its goal is shown as there
Pick = Callable[[DatedException | Season | SetpointChange], float | None]
PICK_C: Pick = attrgetter("setpoint_c")
PICK_PCT: Pick = attrgetter("setpoint_pct")


class Targets(NamedTuple):
    """What is wanted in the end; None where the room has no such rule."""

    temperature_c: float | None
    humidity_pct: float | None


class Course(NamedTuple):
    """The rule's own setpoint, the limits that its deadband stays in, the glide of a day.

    `error` is that of an ordinary sensor.
    """

    own: float
    low: float
    high: float
    deadband: float
    per_day: float
    error: float

    def legal(self, setpoint: float) -> float:
        """Return the nearest setpoint that the band allows."""
        return inside(setpoint, self.low, self.high, self.deadband)


class Today(NamedTuple):
    """What the calendar of a room says at a moment, for both setpoints."""

    minute: datetime
    zone: ZoneInfo
    season: Season | None
    since: datetime | None  # when the season began
    dated: tuple[DatedException, ...]


def wanted(view: View, room: RoomSettings) -> Targets:
    """Return the targets of this moment; a clock that can't be trusted holds the last setpoints."""
    today = _today(view, room)
    return Targets(
        _wanted(view, room, today, Quantity.TEMPERATURE),
        _wanted(view, room, today, Quantity.HUMIDITY),
    )


def goal_of(view: View, room: RoomSettings, quantity: Quantity) -> float | None:
    """Return what a setpoint glides to, None where the room has no such rule."""
    return _wanted(view, room, _today(view, room), quantity)


def course_of(room: RoomSettings, quantity: Quantity) -> Course | None:
    """Return the course of a setpoint, None where the room has no such rule."""
    return _course_c(room) if quantity is Quantity.TEMPERATURE else _course_pct(room)


def glided(view: View, room: RoomSettings) -> RoomMemory:
    """Return the room's memory with the setpoints of this moment.

    A setpoint is None until the room's value is known for the first time.
    """
    memory, climate, goal = view.room(room.id), view.climates[room.id], wanted(view, room)
    days, value_c, value_pct = (
        view.elapsed_s / DAY_S,
        usable_c(climate.temperature),
        usable_pct(climate.humidity),
    )
    setpoint_c = _next(_course_c(room), memory.setpoint_c, goal.temperature_c, value_c, days)
    setpoint_pct = _next(_course_pct(room), memory.setpoint_pct, goal.humidity_pct, value_pct, days)
    if (memory.setpoint_c, memory.setpoint_pct) == (setpoint_c, setpoint_pct):
        return memory
    return replace(memory, setpoint_c=setpoint_c, setpoint_pct=setpoint_pct)


def notes(view: View, room: RoomSettings, memory: RoomMemory) -> Iterator[Reason]:
    """Yield what people should know of setpoints that are on their way, or held."""
    if not view.image.clock_trusted and (room.schedule or room.exceptions or room.seasons):
        yield told("setpoints_held")
    goal = wanted(view, room)
    if _is_under_way(memory.setpoint_pct, goal.humidity_pct):
        yield told(
            "gliding_pct",
            setpoint_pct=memory.setpoint_pct or 0.0,
            goal_pct=goal.humidity_pct or 0.0,
        )
    if _is_under_way(memory.setpoint_c, goal.temperature_c):
        yield told(
            "gliding_c", setpoint_c=memory.setpoint_c or 0.0, goal_c=goal.temperature_c or 0.0
        )


def _is_under_way(setpoint: float | None, goal: float | None) -> bool:
    return setpoint is not None and goal is not None and abs(goal - setpoint) > SEEN


def _course_c(room: RoomSettings) -> Course | None:
    rule, band = room.temperature, room.band
    if rule is None:
        return None
    return Course(
        own=rule.setpoint_c,
        low=band.low_c,
        high=band.high_c,
        deadband=rule.deadband_c,
        per_day=rule.glide_c_per_day,
        error=ERROR_C,
    )


def _course_pct(room: RoomSettings) -> Course | None:
    rule, band = room.humidity, room.band
    if rule is None:
        return None
    return Course(
        own=rule.setpoint_pct,
        low=band.low_pct,
        high=band.high_pct,
        deadband=rule.deadband_pct,
        per_day=rule.glide_pct_per_day,
        error=ERROR_PCT,
    )


def _next(
    course: Course | None, last: float | None, goal: float | None, value: float | None, days: float
) -> float | None:
    """Return the setpoint after `days` of gliding towards the goal."""
    if course is None or goal is None:
        return None
    if last is None:
        return None if value is None else course.legal(value)
    step = course.per_day * days
    return course.legal(last + min(max(goal - last, -step), step))


def _wanted(
    view: View, room: RoomSettings, today: Today | None, quantity: Quantity
) -> float | None:
    course, memory = course_of(room, quantity), view.room(room.id)
    if course is None:
        return None
    if (choice := choice_of(view.state.changes, room.id, quantity)) is not None:
        return course.legal(choice.value)
    warmth = quantity is Quantity.TEMPERATURE
    if today is None:
        last = memory.setpoint_c if warmth else memory.setpoint_pct
        return course.legal(course.own if last is None else last)
    return course.legal(_timed(room, course.own, today, PICK_C if warmth else PICK_PCT))


def _today(view: View, room: RoomSettings) -> Today | None:
    """Return what the calendar says, None while the clock can't be trusted."""
    if not view.image.clock_trusted:
        return None
    zone, minute = view.settings.zone, minute_of(view.image.at)
    if not (room.seasons or room.exceptions or room.schedule):
        return Today(minute, zone, None, None, ())
    day = minute.astimezone(zone).date()
    season, first = season_of(room.seasons, day) or (None, None)
    since = None if first is None else datetime.combine(first, time(), zone).astimezone(UTC)
    dated = tuple(e for e in room.exceptions if e.first <= day <= e.last)
    return Today(minute, zone, season, since, dated)


def _timed(room: RoomSettings, own: float, today: Today, pick: Pick) -> float:
    """Return the setpoint that the calendar asks for, `own` where it says nothing.

    Of what holds at the same time the last listed wins.
    """
    usual = own if today.season is None else _or(pick(today.season), own)
    if today.dated:
        named = (pick(dated) for dated in reversed(today.dated))
        return _or(next((value for value in named if value is not None), None), usual)
    newest_at = today.since
    for change in room.schedule:
        value = pick(change)
        begun = None if value is None else newest(change.at, today.minute, today.zone)
        if value is not None and begun is not None and (newest_at is None or begun >= newest_at):
            usual, newest_at = value, begun
    return usual


def _or(value: float | None, other: float) -> float:
    return other if value is None else value
