"""Who is told of an alarm, when, and how often."""

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from daemon.control.alarms.escalation import Book, Channel, notices
from daemon.model import Alarm, AlarmState, Notice, NoticeKind, Priority
from tests.alarm_kit import alarm

T = 1000.0
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NIGHT = NOON.replace(hour=23)
OFFICE = Channel(id="office", quiet_from=time(22), quiet_until=time(7))
CHIEF = Channel(id="chief", least=Priority.MEDIUM, after_s=1800.0)
LADDER = (OFFICE, CHIEF)


def said(
    *alarms: Alarm, told: Book | None = None, t: float = T, local: datetime = NOON
) -> tuple[list[tuple[str, tuple[str, ...]]], Book]:
    due, after = notices(alarms, told or {}, LADDER, t, local)
    return [(notice.kind.value, notice.channels) for notice in due], after


def test_a_new_alarm_is_told_once() -> None:
    first, told = said(alarm())
    assert first == [("raised", ("office",))]
    assert said(alarm(), told=told, t=T + 60)[0] == []


def test_an_alarm_that_nobody_acknowledges_climbs_the_ladder_once() -> None:
    _, told = said(alarm())
    assert said(alarm(), told=told, t=T + 1799)[0] == []
    climbed, told = said(alarm(), told=told, t=T + 1800)
    assert climbed == [("escalated", ("chief",))]
    assert said(alarm(), told=told, t=T + 9999)[0] == []


def test_an_acknowledged_alarm_climbs_no_further() -> None:
    _, told = said(alarm())
    taken = alarm(state=AlarmState.ACKNOWLEDGED, who="李")
    assert said(taken, told=told, t=T + 9999)[0] == []


def test_who_was_called_because_nobody_came_hears_that_somebody_did() -> None:
    _, told = said(alarm())
    _, told = said(alarm(), told=told, t=T + 1800)
    taken = alarm(state=AlarmState.ACKNOWLEDGED, who="李")
    heard, told = said(taken, told=told, t=T + 1900)
    assert heard == [("acknowledged", ("chief", "office"))]
    assert said(taken, told=told, t=T + 2000)[0] == []


def test_everybody_who_was_told_hears_of_the_end() -> None:
    _, told = said(alarm())
    _, told = said(alarm(), told=told, t=T + 1800)
    ended, told = said(told=told, t=T + 2000)
    assert ended == [("cleared", ("chief", "office"))]
    assert told == {}


def test_an_alarm_that_is_well_again_but_unseen_is_over_for_those_outside() -> None:
    _, told = said(alarm())
    ended, told = said(alarm(state=AlarmState.RETURNED), told=told, t=T + 60)
    assert ended == [("cleared", ("office",))]
    assert said(alarm(state=AlarmState.RETURNED), told=told, t=T + 9999)[0] == []


def test_the_same_alarm_raised_anew_is_told_anew() -> None:
    _, told = said(alarm(number=1))
    again, told = said(alarm(number=2, since=T + 500), told=told, t=T + 500)
    assert again == [("cleared", ("office",)), ("raised", ("office",))]
    assert said(alarm(number=2, since=T + 500), told=told, t=T + 501)[0] == []


def test_a_low_alarm_does_not_reach_who_wants_graver_ones() -> None:
    low = alarm(priority=Priority.LOW)
    _, told = said(low)
    assert said(low, told=told, t=T + 9999)[0] == []


def test_quiet_hours_put_off_what_can_wait_until_they_are_over() -> None:
    asleep, told = said(alarm(), local=NIGHT)
    assert asleep == []
    assert said(alarm(), told=told, local=NOON.replace(hour=6, minute=59))[0] == []
    assert said(alarm(), told=told, local=NOON.replace(hour=7))[0] == [("raised", ("office",))]


def test_a_high_alarm_knows_no_quiet_hours() -> None:
    grave = alarm(priority=Priority.HIGH)
    assert said(grave, local=NIGHT)[0] == [("raised", ("office",))]


def test_quiet_hours_may_lie_within_one_day() -> None:
    lunch = Channel(id="x", quiet_from=time(12), quiet_until=time(14))
    assert lunch.rests(Priority.LOW, NOON)
    assert not lunch.rests(Priority.LOW, NOON.replace(hour=14))
    assert not lunch.rests(Priority.LOW, NIGHT)


def test_what_is_set_aside_is_told_to_nobody() -> None:
    for state in (AlarmState.SHELVED, AlarmState.SUPPRESSED, AlarmState.OUT_OF_SERVICE):
        assert said(alarm(state=state))[0] == []


def test_an_alarm_that_is_shelved_after_it_was_told_is_not_told_anew_when_it_is_back() -> None:
    _, told = said(alarm())
    quiet, told = said(alarm(state=AlarmState.SHELVED), told=told, t=T + 10)
    assert quiet == []
    assert said(alarm(), told=told, t=T + 20)[0] == []


STATES = st.sampled_from(
    [
        None,
        AlarmState.UNACKNOWLEDGED,
        AlarmState.ACKNOWLEDGED,
        AlarmState.RETURNED,
        AlarmState.SHELVED,
        AlarmState.SUPPRESSED,
    ]
)
STEPS = st.lists(st.tuples(STATES, st.floats(1.0, 3000.0), st.booleans()), max_size=30)


@given(steps=STEPS)
def test_no_message_is_made_twice_and_every_start_that_was_told_has_one_end(
    steps: list[tuple[AlarmState | None, float, bool]],
) -> None:
    told: Book = {}
    t, number, since = T, 0, T
    made: list[tuple[str, str]] = []
    open_for: dict[str, int] = {}

    def take(due: tuple[Notice, ...]) -> None:
        for notice in due:
            for channel in notice.channels:
                made.append((notice.id, channel))
                if notice.kind in (NoticeKind.RAISED, NoticeKind.ESCALATED):
                    assert channel not in open_for
                    open_for[channel] = notice.alarm.number
                if notice.kind is NoticeKind.CLEARED:
                    assert open_for.pop(channel) == int(notice.id.partition("-")[0])

    standing: Alarm | None = None
    for state, elapsed_s, night in steps:
        t += elapsed_s
        if state is None:
            standing = None
        else:
            if standing is None or standing.state is AlarmState.RETURNED:
                number, since = number + 1, t
            standing = replace(alarm(number=number, since=since), state=state)
        due, told = notices(
            [standing] if standing else [], told, LADDER, t, NIGHT if night else NOON
        )
        take(due)
    due, told = notices([], told, LADDER, t, NOON)
    take(due)
    assert open_for == {}
    assert told == {}
    assert len(made) == len(set(made))
