"""Which setpoint a room is wanted at, and how slowly it gets there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.control.settings import DatedException, RoomSettings, Season, SetpointChange
from daemon.control.state import RoomMemory
from daemon.control.targets import Targets, glided, notes, wanted
from daemon.control.view import View
from daemon.model import Quality, Reading, Why
from tests.control_kit import T, seen
from tests.rules_kit import FULL, HUMIDITY, SETPOINTS, moment, told

ZONE = ZoneInfo("Asia/Shanghai")
SCHEDULE = (
    SetpointChange(at="0 18 * * *", setpoint_pct=55.0),
    SetpointChange(at="0 7 * * *", setpoint_pct=50.0, setpoint_c=19.0),
)
SEASONS = (
    Season(month=6, day=1, setpoint_pct=54.0, setpoint_c=21.0),
    Season(month=11, day=1, setpoint_pct=48.0),
)
HOLIDAY = DatedException(first=date(2026, 10, 1), last=date(2026, 10, 7), setpoint_pct=57.0)


def at(
    text: str, room: RoomSettings, *, memory: RoomMemory = SETPOINTS, trusted: bool = True
) -> View:
    time = datetime.fromisoformat(text).replace(tzinfo=ZONE)
    return moment(to=told(room), at=time, memory=memory, trusted=trusted)


def goal(text: str, room: RoomSettings) -> Targets:
    return wanted(at(text, room), room)


def test_without_a_calendar_the_rule_says_what_is_wanted() -> None:
    assert goal("2026-07-06T08:00", FULL) == Targets(20.0, 52.0)
    bare = replace(FULL, humidity=None, temperature=None)
    assert goal("2026-07-06T08:00", bare) == Targets(None, None)


@pytest.mark.parametrize(
    ("text", "temperature", "humidity"),
    [
        ("2026-07-06T06:59", 19.0, 55.0),
        ("2026-07-06T07:00", 19.0, 50.0),
        ("2026-07-06T17:59", 19.0, 50.0),
        ("2026-07-06T18:00", 19.0, 55.0),
    ],
)
def test_the_newest_change_of_the_schedule_holds(
    text: str, temperature: float, humidity: float
) -> None:
    assert goal(text, replace(FULL, schedule=SCHEDULE)) == Targets(temperature, humidity)


def test_of_two_changes_at_one_time_the_last_listed_holds() -> None:
    twice = (
        SetpointChange(at="0 7 * * *", setpoint_pct=50.0),
        SetpointChange(at="0 7 * * *", setpoint_pct=51.0),
    )
    assert goal("2026-07-06T08:00", replace(FULL, schedule=twice)).humidity_pct == 51.0


def test_a_season_holds_until_the_next_and_leaves_alone_what_it_does_not_name() -> None:
    room = replace(FULL, seasons=SEASONS)
    assert goal("2026-06-01T00:00", room) == Targets(21.0, 54.0)
    assert goal("2026-10-31T23:59", room) == Targets(21.0, 54.0)
    assert goal("2026-11-01T00:00", room) == Targets(20.0, 48.0)
    assert goal("2026-05-31T23:59", room) == Targets(20.0, 48.0)


def test_a_change_from_before_the_season_counts_no_more() -> None:
    sundays = (SetpointChange(at="0 7 * * SUN", setpoint_pct=50.0),)
    room = replace(FULL, seasons=SEASONS, schedule=sundays)
    assert goal("2026-10-31T12:00", room).humidity_pct == 50.0
    assert goal("2026-11-01T06:59", room).humidity_pct == 48.0  # a Sunday
    assert goal("2026-11-01T07:00", room).humidity_pct == 50.0


@pytest.mark.parametrize(
    ("text", "humidity"),
    [
        ("2026-09-30T23:59", 55.0),
        ("2026-10-01T00:00", 57.0),
        ("2026-10-07T23:59", 57.0),
        ("2026-10-08T00:00", 55.0),
    ],
)
def test_a_dated_exception_outranks_schedule_and_season_on_its_days(
    text: str, humidity: float
) -> None:
    room = replace(FULL, seasons=SEASONS, schedule=SCHEDULE, exceptions=(HOLIDAY,))
    assert goal(text, room).humidity_pct == humidity


def test_an_exception_that_names_no_setpoint_suspends_the_schedule() -> None:
    plain = DatedException(first=HOLIDAY.first, last=HOLIDAY.last)
    room = replace(FULL, seasons=SEASONS, schedule=SCHEDULE, exceptions=(plain,))
    assert goal("2026-10-02T20:00", room) == Targets(21.0, 54.0)


def test_the_day_of_an_exception_is_local() -> None:
    room = replace(FULL, exceptions=(HOLIDAY,))
    early = datetime.fromisoformat("2026-09-30T16:00+00:00")  # midnight in Shanghai
    assert wanted(moment(to=told(room), at=early), room).humidity_pct == 57.0
    before = early - timedelta(seconds=1)
    assert wanted(moment(to=told(room), at=before), room).humidity_pct == 52.0


def test_a_clock_that_is_not_trusted_holds_the_last_setpoint() -> None:
    room = replace(FULL, seasons=SEASONS, schedule=SCHEDULE)
    memory = replace(SETPOINTS, setpoint_pct=53.3)
    lost = at("1970-01-01T08:00", room, memory=memory, trusted=False)
    assert wanted(lost, room).humidity_pct == 53.3
    assert glided(replace(lost, state=replace(lost.state, t=T - 86_400)), room) == memory
    assert [note.code for note in notes(lost, room, memory)] == ["setpoints_held"]


def test_a_setpoint_outside_the_band_is_drawn_inside_with_its_deadband() -> None:
    damp = replace(FULL, humidity=replace(HUMIDITY, setpoint_pct=80.0))
    assert goal("2026-07-06T08:00", damp).humidity_pct == 58.0


@pytest.mark.parametrize(("value", "begun"), [(63.0, 58.0), (55.5, 55.5), (30.0, 47.0)])
def test_a_room_that_is_met_for_the_first_time_begins_where_it_is(
    value: float, begun: float
) -> None:
    now = moment({"th.rh": value}, memory=RoomMemory())
    assert glided(now, FULL).setpoint_pct == begun


@pytest.mark.parametrize(
    "unknown", [None, seen(63.0, quality=Quality.UNCERTAIN, why=Why.SENSOR_NOT_ACCURATE)]
)
def test_a_room_that_is_not_known_yet_has_no_setpoint_yet(unknown: Reading | None) -> None:
    now = moment({"th.rh": unknown}, memory=RoomMemory())
    assert glided(now, FULL).setpoint_pct is None
    assert glided(now, FULL).setpoint_c == 20.0


def test_a_setpoint_moves_at_most_its_glide_a_day() -> None:
    memory = RoomMemory(setpoint_c=22.0, setpoint_pct=58.0)
    half = glided(moment(memory=memory, t=T + 43_200, since_s=43_200), FULL)
    assert half.setpoint_pct == pytest.approx(57.0)
    assert half.setpoint_c == pytest.approx(21.5)
    there = glided(moment(memory=memory, t=T + 10 * 86_400, since_s=10 * 86_400), FULL)
    assert (there.setpoint_c, there.setpoint_pct) == (20.0, 52.0)


def test_looking_twice_at_one_moment_moves_nothing() -> None:
    memory = RoomMemory(setpoint_c=22.0, setpoint_pct=58.0)
    assert glided(moment(memory=memory, since_s=0.0), FULL) == memory


def test_a_glide_is_told() -> None:
    memory = RoomMemory(setpoint_c=20.0, setpoint_pct=58.0)
    (note,) = notes(moment(memory=memory), FULL, memory)
    assert note.code == "gliding_pct"
    assert dict(note.args) == {"setpoint_pct": 58.0, "goal_pct": 52.0}
    assert not list(notes(moment(), FULL, SETPOINTS))


def courses(room: RoomSettings, step_s: float, steps: int, begin: datetime) -> Iterator[RoomMemory]:
    memory = RoomMemory()
    for n in range(steps):
        time = begin + timedelta(seconds=n * step_s)
        now = moment(
            to=told(room), memory=memory, t=T + n * step_s, since_s=step_s if n else 0.0, at=time
        )
        memory = glided(now, room)
        yield memory


CHANGES = st.lists(
    st.builds(
        SetpointChange,
        at=st.sampled_from(["0 * * * *", "30 7 * * *", "0 18 * * 1-5", "15 3 1 * *"]),
        setpoint_c=st.one_of(st.none(), st.floats(-20, 60)),
        setpoint_pct=st.one_of(st.none(), st.floats(0, 100)),
    ),
    max_size=4,
).map(tuple)
YEAR = st.lists(
    st.builds(
        Season,
        month=st.integers(1, 12),
        day=st.integers(1, 28),
        setpoint_c=st.one_of(st.none(), st.floats(-20, 60)),
        setpoint_pct=st.one_of(st.none(), st.floats(0, 100)),
    ),
    max_size=3,
).map(tuple)


@settings(max_examples=40, deadline=None)
@given(schedule=CHANGES, seasons=YEAR, day=st.integers(0, 365))
def test_no_calendar_moves_a_setpoint_faster_than_its_glide_or_out_of_the_band(
    schedule: tuple[SetpointChange, ...], seasons: tuple[Season, ...], day: int
) -> None:
    room = replace(FULL, schedule=schedule, seasons=seasons)
    begin = datetime(2026, 1, 1, tzinfo=ZONE) + timedelta(days=day)
    line = list(courses(room, 1800.0, 96, begin))
    for before, after in zip(line, line[48:], strict=False):
        assert abs((after.setpoint_pct or 0) - (before.setpoint_pct or 0)) <= 2.0 + 1e-9
        assert abs((after.setpoint_c or 0) - (before.setpoint_c or 0)) <= 1.0 + 1e-9
    assert all(47.0 <= (memory.setpoint_pct or 0) <= 58.0 for memory in line)
    assert all(14.5 <= (memory.setpoint_c or 0) <= 23.5 for memory in line)
