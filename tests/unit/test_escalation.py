"""Who is told of an alarm, when, and how often."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from daemon.control.alarms.escalation import Book, Channel, notices
from daemon.model import Alarm, AlarmState, Call, Notice, NoticeKind, Priority
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


def test_an_alarm_is_told_anew_when_its_shelf_is_over_and_climbs_the_ladder_from_there() -> None:
    _, told = said(alarm())
    _, told = said(alarm(), told=told, t=T + 1800)
    quiet, told = said(alarm(state=AlarmState.SHELVED), told=told, t=T + 1900)
    assert quiet == []
    back = called(alarm(), 2, T + 9000)
    again, told = said(back, told=told, t=T + 9000)
    assert again == [("raised", ("office",))]
    assert said(back, told=told, t=T + 9000 + 1799)[0] == []
    ended, _ = said(told=told, t=T + 9100)
    assert ended == [("cleared", ("chief", "office"))]
    assert said(back, told=told, t=T + 9000 + 1800)[0] == [("escalated", ("chief",))]


def test_an_acknowledged_alarm_that_grew_graver_is_told_to_all_whom_it_concerns() -> None:
    boss = Channel(id="boss", least=Priority.HIGH)
    ladder = (OFFICE, boss)
    _, told = notices([alarm()], {}, ladder, T, NOON)
    _, told = notices([alarm(state=AlarmState.ACKNOWLEDGED)], told, ladder, T + 10, NOON)
    worse = called(alarm(priority=Priority.HIGH), 2, T + 300)
    (notice,), told = notices([worse], told, ladder, T + 300, NOON)
    assert (notice.kind, notice.channels) == (NoticeKind.RAISED, ("boss", "office"))
    assert notices([worse], told, ladder, T + 301, NOON)[0] == ()


def test_a_number_that_is_used_again_makes_another_notice() -> None:
    ids = set()
    for code, t in (("fire", T), ("bus_down", T + 100), ("fire", T + 200)):
        at = NOON + timedelta(seconds=t - T)
        (notice,), _ = notices([alarm(code, since=t)], {}, LADDER, t, at)
        ids.add(notice.id)
    assert len(ids) == 3


def called(raised: Alarm, number: int, t: float) -> Alarm:
    return replace(raised, called=Call(number=number, t=t, priority=raised.priority))


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


@dataclass
class Heard:
    """What every channel heard: a raise at most once a call, and one end of each."""

    made: list[tuple[str, str]] = field(default_factory=list)
    open_for: dict[str, tuple[int, int]] = field(default_factory=dict)

    def take(self, due: tuple[Notice, ...]) -> None:
        for notice in due:
            for channel in notice.channels:
                self.made.append((notice.id, channel))
                now = notice.alarm.number, notice.alarm.call.number
                if notice.kind in (NoticeKind.RAISED, NoticeKind.ESCALATED):
                    before = self.open_for.get(channel, (now[0], 0))
                    assert before[0] == now[0]
                    assert before < now
                    self.open_for[channel] = now
                if notice.kind is NoticeKind.CLEARED:
                    assert self.open_for.pop(channel)[0] == now[0]


def after(standing: Alarm | None, state: AlarmState, number: int, t: float) -> Alarm:
    """Return an alarm in its next state; where that calls people, the call has this number."""
    call = Call(number=number, t=t, priority=Priority.MEDIUM)
    if standing is None or standing.state is AlarmState.RETURNED:
        return replace(alarm(number=number, since=t, state=state), called=call)
    if state is AlarmState.UNACKNOWLEDGED and standing.state is not state:
        return replace(standing, state=state, called=call)
    return replace(standing, state=state)


@given(steps=STEPS)
def test_no_message_is_made_twice_and_every_start_that_was_told_has_one_end(
    steps: list[tuple[AlarmState | None, float, bool]],
) -> None:
    told: Book = {}
    t, heard = T, Heard()
    standing: Alarm | None = None
    for number, (state, elapsed_s, night) in enumerate(steps, 1):
        t += elapsed_s
        standing = None if state is None else after(standing, state, number, t)
        due, told = notices(
            [standing] if standing else [], told, LADDER, t, NIGHT if night else NOON
        )
        heard.take(due)
    due, told = notices([], told, LADDER, t, NOON)
    heard.take(due)
    assert heard.open_for == {}
    assert told == {}
    assert len(heard.made) == len(set(heard.made))
