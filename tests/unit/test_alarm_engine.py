"""Alarms over time: delays, doubt, what people do, order, storms, restarts."""

from dataclasses import replace

import pytest

from daemon.control.alarms.acts import SAFETY
from daemon.control.alarms.catalogue import CATALOGUE
from daemon.control.alarms.engine import ABSENT_S, stepped
from daemon.control.alarms.memory import listed
from daemon.model import AlarmState as S
from daemon.model import Condition, Priority, Verb, reason
from tests.alarm_site import KINDS, OFF_S, ON_S, ROOM, Alarms, condition, keys, kind

DAMP = f"humidity_high:{ROOM}"
DRY = f"humidity_low:{ROOM}"
FIRE = f"fire:{ROOM}"
LEAK = f"water_leak:{ROOM}"
HOUR_S = 3600.0


@pytest.fixture
def site() -> Alarms:
    return Alarms()


def raised(site: Alarms, key: str = DAMP) -> None:
    """Let an alarm come."""
    site.look(condition(key))
    site.look(condition(key), after_s=ON_S)
    assert site.state(key) is S.UNACKNOWLEDGED


# Delays


def test_an_alarm_comes_when_its_condition_held_for_the_on_delay(site: Alarms) -> None:
    assert site.look(condition(DAMP)) == ()
    assert site.look(condition(DAMP), after_s=ON_S - 0.1) == ()
    (alarm,) = site.look(condition(DAMP), after_s=0.1)
    assert (alarm.state, alarm.active, alarm.since) == (S.UNACKNOWLEDGED, True, site.t)
    assert (alarm.priority, alarm.raises, alarm.known) == (Priority.MEDIUM, 1, True)


def test_a_condition_that_goes_in_time_is_no_alarm_and_no_row(site: Alarms) -> None:
    site.look(condition(DAMP))
    site.look(condition(DAMP, active=False), after_s=ON_S - 1)
    site.look(condition(DAMP), after_s=1.0)
    assert site.look(condition(DAMP), after_s=ON_S - 1) == ()
    assert site.rows == []
    site.look(condition(DAMP, active=False))
    assert site.memory.kept == {}


def test_an_alarm_returns_when_its_condition_was_gone_for_the_off_delay(site: Alarms) -> None:
    raised(site)
    site.look(condition(DAMP, active=False), after_s=1.0)
    site.look(condition(DAMP), after_s=OFF_S - 1)
    site.look(condition(DAMP, active=False), after_s=1.0)
    (alarm,) = site.look(condition(DAMP, active=False), after_s=OFF_S - 0.1)
    assert (alarm.state, alarm.active) == (S.UNACKNOWLEDGED, True)
    (alarm,) = site.look(condition(DAMP, active=False), after_s=0.1)
    assert (alarm.state, alarm.active) == (S.RETURNED, False)
    assert site.steps(DAMP) == ["raise", "return"]


def test_the_numbers_of_a_standing_alarm_move_on_and_stay_after_it(site: Alarms) -> None:
    raised(site)
    (alarm,) = site.look(condition(DAMP, why=reason("told", rh_pct=71)))
    assert alarm.reason == reason("told", rh_pct=71)
    site.look(condition(DAMP, active=False, why=reason("told", rh_pct=50)))
    (alarm,) = site.look(condition(DAMP, active=False), after_s=OFF_S)
    assert alarm.reason == reason("told", rh_pct=71)


def test_the_priority_of_a_condition_outranks_that_of_its_kind(site: Alarms) -> None:
    raised(site)
    (alarm,) = site.look(replace(condition(DAMP), priority=Priority.HIGH))
    assert alarm.priority is Priority.HIGH
    (alarm,) = site.look(condition(DAMP))
    assert alarm.priority is Priority.MEDIUM


# Doubt


def test_a_condition_that_can_not_be_known_keeps_the_state_and_says_so(site: Alarms) -> None:
    raised(site)
    (alarm,) = site.look(condition(DAMP, active=None), after_s=OFF_S * 10)
    assert (alarm.state, alarm.active, alarm.known) == (S.UNACKNOWLEDGED, True, False)
    (alarm,) = site.look(condition(DAMP))
    assert alarm.known


def test_doubt_alone_raises_nothing_and_stops_no_delay(site: Alarms) -> None:
    assert site.watch(condition(DAMP, active=None), for_s=60) == ()
    assert site.memory.kept == {}
    site.look(condition(DAMP))
    assert site.look(condition(DAMP, active=None), after_s=ON_S) == ()
    (alarm,) = site.look(condition(DAMP))
    assert alarm.state is S.UNACKNOWLEDGED


def test_what_is_no_longer_part_of_the_site_ends_with_a_row(site: Alarms) -> None:
    raised(site)
    site.look(after_s=1.0)
    assert site.of(DAMP) is not None
    assert not site.alarms[0].known
    site.look(after_s=ABSENT_S - 1)
    assert site.state(DAMP) is S.UNACKNOWLEDGED
    assert site.look(after_s=1.0) == ()
    assert site.steps(DAMP) == ["raise", "end"]
    assert site.memory.kept == {}


def test_what_is_looked_at_again_in_time_does_not_end(site: Alarms) -> None:
    raised(site)
    site.look(after_s=1.0)
    site.look(condition(DAMP), after_s=ABSENT_S)
    site.look(after_s=1.0)
    site.look(after_s=ABSENT_S - 1)
    assert site.state(DAMP) is S.UNACKNOWLEDGED


def test_an_alarm_of_a_kind_that_is_gone_ends_too(site: Alarms) -> None:
    raised(site)
    site.kinds = {}
    site.look(after_s=1.0)
    assert site.look(after_s=ABSENT_S) == ()


# People


def test_an_acknowledged_alarm_is_normal_when_it_returns(site: Alarms) -> None:
    raised(site)
    assert site.ask(Verb.ALARM_ACKNOWLEDGE, DAMP) == ""
    (alarm,) = site.look(condition(DAMP))
    assert (alarm.state, alarm.who, alarm.why) == (S.ACKNOWLEDGED, "李工", "检修")
    site.look(condition(DAMP, active=False))
    assert site.look(condition(DAMP, active=False), after_s=OFF_S) == ()
    assert site.memory.kept == {}


def test_what_comes_again_is_unacknowledged_and_counted(site: Alarms) -> None:
    raised(site)
    site.look(condition(DAMP, active=False))
    site.look(condition(DAMP, active=False), after_s=OFF_S)
    site.look(condition(DAMP))
    (alarm,) = site.look(condition(DAMP), after_s=ON_S)
    assert (alarm.state, alarm.raises, alarm.number) == (S.UNACKNOWLEDGED, 2, 2)
    site.ask(Verb.ALARM_ACKNOWLEDGE, DAMP)
    site.look(condition(DAMP, active=False))
    site.look(condition(DAMP, active=False), after_s=OFF_S)
    site.look(condition(DAMP))
    (alarm,) = site.look(condition(DAMP), after_s=ON_S)
    assert (alarm.raises, alarm.number, alarm.who) == (1, 3, "")


def test_what_comes_while_its_last_time_is_acknowledged_is_new(site: Alarms) -> None:
    raised(site)
    site.look(condition(DAMP, active=False))
    site.look(condition(DAMP, active=False), after_s=OFF_S)
    site.look(condition(DAMP), after_s=1.0)
    site.ask(Verb.ALARM_ACKNOWLEDGE, DAMP)
    assert site.look(condition(DAMP), after_s=1.0) == ()
    (alarm,) = site.look(condition(DAMP), after_s=ON_S)
    assert (alarm.state, alarm.raises, alarm.who) == (S.UNACKNOWLEDGED, 1, "")


def test_a_latching_alarm_waits_for_a_person_twice(site: Alarms) -> None:
    site.look(condition(FIRE))
    site.look(condition(FIRE, active=False))
    site.look(condition(FIRE, active=False), after_s=OFF_S)
    assert site.state(FIRE) is S.RETURNED
    assert site.ask(Verb.ALARM_RESET, FIRE) == "act_alarm_acknowledge_first"
    assert site.ask(Verb.ALARM_ACKNOWLEDGE, FIRE) == ""
    site.watch(condition(FIRE, active=False), for_s=100)
    assert site.state(FIRE) is S.LATCHED
    assert site.ask(Verb.ALARM_RESET, FIRE) == ""
    assert site.look(condition(FIRE, active=False)) == ()


def test_who_saw_the_last_fire_did_not_see_this_one(site: Alarms) -> None:
    site.look(condition(FIRE))
    site.ask(Verb.ALARM_ACKNOWLEDGE, FIRE)
    site.look(condition(FIRE, active=False))
    site.look(condition(FIRE, active=False), after_s=OFF_S)
    assert (site.state(FIRE), site.listed(FIRE).who) == (S.LATCHED, "李工")
    (alarm,) = site.look(condition(FIRE), after_s=1.0)
    assert (alarm.state, alarm.who, alarm.why, alarm.raises) == (S.UNACKNOWLEDGED, "", "", 2)


def test_a_shelf_ends_by_itself(site: Alarms) -> None:
    raised(site)
    assert site.ask(Verb.ALARM_SHELVE, DAMP, for_s=600.0) == ""
    (alarm,) = site.look(condition(DAMP), after_s=599.0)
    assert (alarm.state, alarm.who, alarm.why) == (S.SHELVED, "李工", "检修")
    assert alarm.until == site.t + 1.0
    (alarm,) = site.look(condition(DAMP), after_s=1.0)
    assert (alarm.state, alarm.until, alarm.number) == (S.UNACKNOWLEDGED, None, 1)
    assert site.steps(DAMP) == ["raise", "expire"]


def test_a_shelf_that_is_over_calls_anew_and_a_look_more_does_not(site: Alarms) -> None:
    raised(site)
    first = site.listed(DAMP).call
    assert (first.number, first.t) == (1, site.t)
    site.ask(Verb.ALARM_SHELVE, DAMP, for_s=600.0)
    site.look(condition(DAMP), after_s=600.0)
    over = site.listed(DAMP)
    assert (over.call.number, over.call.t, over.since) == (2, site.t, first.t)
    assert site.rows[-1].body["call"] == 2
    site.look(condition(DAMP), after_s=60.0)
    assert site.listed(DAMP).call == over.call


@pytest.mark.parametrize(
    ("aside", "back"),
    [
        (Verb.ALARM_SHELVE, Verb.ALARM_UNSHELVE),
        (Verb.ALARM_OUT_OF_SERVICE, Verb.ALARM_IN_SERVICE),
    ],
)
def test_who_puts_an_alarm_back_calls_anew(site: Alarms, aside: Verb, back: Verb) -> None:
    raised(site)
    assert site.ask(aside, DAMP) == ""
    site.look(condition(DAMP), after_s=60.0)
    assert site.listed(DAMP).call.number == 1
    assert site.ask(back, DAMP) == ""
    site.look(condition(DAMP))
    alarm = site.listed(DAMP)
    assert (alarm.state, alarm.call.number, alarm.call.t) == (S.UNACKNOWLEDGED, 2, site.t)
    site.look(condition(DAMP), condition(FIRE))
    assert site.listed(FIRE).number == 3


def test_a_memory_that_went_back_uses_no_number_twice(site: Alarms) -> None:
    early = site.memory
    numbers = []
    for at_ms in (5_000_000, 5_060_000):
        now = {FIRE: condition(FIRE)}
        done = stepped(now, early, KINDS, site.t, site="site", at_ms=at_ms)
        numbers.append(done.alarms[0].number)
    assert len(set(numbers)) == 2


def graver(priority: Priority = Priority.HIGH) -> Condition:
    return replace(condition(DAMP), priority=priority)


@pytest.mark.parametrize("acknowledged", [True, False])
def test_an_alarm_that_grows_graver_calls_anew(site: Alarms, acknowledged: bool) -> None:
    raised(site)
    if acknowledged:
        site.ask(Verb.ALARM_ACKNOWLEDGE, DAMP)
        site.look(condition(DAMP), after_s=1.0)
    before = len(site.rows)
    site.watch(graver(), for_s=10)
    (alarm,) = site.alarms
    assert (alarm.state, alarm.priority, alarm.who) == (S.UNACKNOWLEDGED, Priority.HIGH, "")
    assert (alarm.number, alarm.call.number, alarm.call.priority) == (1, 2, Priority.HIGH)
    assert [row.body["step"] for row in site.rows[before:]] == ["worsen"]
    assert site.rows[-1].body["priority"] == "high"


def test_an_alarm_between_two_priorities_calls_once_until_somebody_saw_it(site: Alarms) -> None:
    raised(site)
    for _ in range(50):
        site.look(graver(), after_s=1.0)
        site.look(condition(DAMP), after_s=1.0)
    assert site.steps(DAMP) == ["raise", "worsen"]
    assert site.listed(DAMP).priority is Priority.MEDIUM
    site.ask(Verb.ALARM_ACKNOWLEDGE, DAMP)
    site.look(graver(), after_s=1.0)
    assert site.steps(DAMP) == ["raise", "worsen", "worsen"]


def test_what_grows_graver_on_the_shelf_calls_when_the_shelf_is_over(site: Alarms) -> None:
    raised(site)
    site.ask(Verb.ALARM_SHELVE, DAMP, for_s=60.0)
    site.watch(graver(), for_s=59)
    assert site.state(DAMP) is S.SHELVED
    site.watch(graver(), for_s=10)
    assert site.steps(DAMP) == ["raise", "expire"]
    assert site.listed(DAMP).call.priority is Priority.HIGH


def test_a_shelf_over_a_calm_alarm_ends_in_nothing(site: Alarms) -> None:
    site.look(condition(DAMP, active=False))
    assert site.ask(Verb.ALARM_SHELVE, DAMP) == ""
    site.look(condition(DAMP, active=False))
    assert site.state(DAMP) is S.SHELVED
    assert site.look(condition(DAMP, active=False), after_s=2 * HOUR_S) == ()


def test_what_comes_and_goes_on_the_shelf_is_in_the_rows_and_a_fire_is_not_forgotten(
    site: Alarms,
) -> None:
    site.look(condition(FIRE, active=False))
    site.ask(Verb.ALARM_SHELVE, FIRE)
    site.look(condition(FIRE))
    site.look(condition(FIRE, active=False))
    site.look(condition(FIRE, active=False), after_s=OFF_S)
    assert site.state(FIRE) is S.SHELVED
    site.look(condition(FIRE, active=False), after_s=1800.0)
    assert site.state(FIRE) is S.RETURNED
    assert site.steps(FIRE) == ["raise", "return", "expire"]


@pytest.mark.parametrize(
    ("key", "for_s", "refused"),
    [
        (DAMP, None, ""),
        (DAMP, 7 * 86_400.0, ""),
        (DAMP, 7 * 86_400.0 + 1, "act_duration"),
        (DAMP, 59.0, "act_duration"),
        (DAMP, float("nan"), "act_duration"),
        (FIRE, None, ""),
        (FIRE, 1800.0, ""),
        (FIRE, 1801.0, "act_duration"),
        (LEAK, 7200.0, "act_duration"),
    ],
)
def test_a_shelf_is_bounded_the_more_the_graver(
    site: Alarms, key: str, for_s: float | None, refused: str
) -> None:
    site.look(condition(key))
    assert site.ask(Verb.ALARM_SHELVE, key, for_s=for_s) == refused


def test_who_sets_an_alarm_aside_says_why(site: Alarms) -> None:
    raised(site)
    for verb in (Verb.ALARM_SHELVE, Verb.ALARM_OUT_OF_SERVICE):
        assert site.ask(verb, DAMP, why=" ") == "act_alarm_reasonless"
    assert site.state(DAMP) is S.UNACKNOWLEDGED


def test_out_of_service_is_listed_until_it_is_put_back(site: Alarms) -> None:
    raised(site)
    assert site.ask(Verb.ALARM_OUT_OF_SERVICE, DAMP) == ""
    site.look(condition(DAMP, active=False))
    site.look(condition(DAMP, active=False), after_s=400 * 86_400.0)
    (alarm,) = site.alarms
    assert (alarm.state, alarm.active, alarm.who) == (S.OUT_OF_SERVICE, False, "李工")
    site.look(condition(DAMP))
    site.look(condition(DAMP), after_s=ON_S)
    assert site.state(DAMP) is S.OUT_OF_SERVICE
    assert site.ask(Verb.ALARM_IN_SERVICE, DAMP, why="") == ""
    site.look(condition(DAMP))
    assert site.state(DAMP) is S.UNACKNOWLEDGED


def test_what_guards_people_stays_in_service(site: Alarms) -> None:
    site.look(condition(FIRE))
    assert site.ask(Verb.ALARM_OUT_OF_SERVICE, FIRE) == "act_alarm_guards_people"
    assert set(CATALOGUE) >= SAFETY
    high = {code for code, each in CATALOGUE.items() if each.priority is Priority.HIGH}
    assert high <= SAFETY


# Order, rows, storms


def test_the_gravest_stand_first_and_what_is_set_aside_last(site: Alarms) -> None:
    both = (condition(DRY), condition(DAMP), condition(FIRE), condition(LEAK))
    site.look(*both)
    site.watch(*both, for_s=ON_S)
    site.ask(Verb.ALARM_SHELVE, LEAK)
    site.look(*both)
    assert keys(site.alarms) == [FIRE, DAMP, DRY, LEAK]
    assert keys(listed(site.memory)) == keys(site.alarms)


def test_a_row_tells_the_whole_step(site: Alarms) -> None:
    raised(site)
    (row,) = site.rows
    assert (row.kind, row.subject) == ("alarm", DAMP)
    assert row.body == {
        "step": "raise",
        "code": "humidity_high",
        "about": ROOM,
        "room": ROOM,
        "priority": "medium",
        "from": "normal",
        "to": "unacknowledged",
        "active": True,
        "known": True,
        "reason": {"code": "told", "args": {"key": DAMP}},
        "who": "",
        "why": "",
        "left_s": None,
        "under": "",
        "raises": 1,
        "number": 1,
        "call": 1,
        "chattering": False,
        "first_out": "",
    }


def test_the_first_of_a_storm_is_marked_when_the_second_comes(site: Alarms) -> None:
    site.look(condition(LEAK))
    assert not site.alarms[0].first_out
    site.look(condition(LEAK), condition(FIRE), after_s=60.0)
    first = {alarm.key: alarm.first_out for alarm in site.alarms}
    assert first == {LEAK: True, FIRE: False}
    assert site.rows[-1].body["first_out"] == LEAK


def test_what_is_set_aside_leads_no_storm(site: Alarms) -> None:
    site.look(condition(LEAK))
    site.ask(Verb.ALARM_SHELVE, LEAK)
    site.look(condition(LEAK), condition(FIRE), after_s=10.0)
    site.look(condition(LEAK), condition(FIRE), condition(DAMP), after_s=ON_S)
    site.look(condition(LEAK), condition(FIRE), condition(DAMP), after_s=ON_S)
    first = {alarm.key: alarm.first_out for alarm in site.alarms}
    assert first == {LEAK: False, FIRE: True, DAMP: False}


@pytest.mark.parametrize(("room", "after_s"), [(ROOM, 60.1), ("stack-2", 1.0), ("", 1.0)])
def test_what_comes_later_or_elsewhere_is_no_storm(site: Alarms, room: str, after_s: float) -> None:
    site.look(condition(LEAK))
    site.look(condition(LEAK), condition("fire:else", room=room), after_s=after_s)
    assert len(site.alarms) == 2
    assert not any(alarm.first_out for alarm in site.alarms)


def test_a_second_look_at_the_same_time_changes_nothing(site: Alarms) -> None:
    now = (condition(DAMP), condition(FIRE), condition(DRY, active=None))
    for _ in range(20):
        site.look(*now, after_s=1.0)
        once, rows = (site.memory, site.alarms), len(site.rows)
        site.look(*now)
        assert (site.memory, site.alarms) == once
        assert len(site.rows) == rows


# Restarts


@pytest.mark.parametrize("shift_s", [None, -900.0, 5000.0])
def test_a_restart_acknowledges_nothing_and_ends_no_shelf(
    site: Alarms, shift_s: float | None
) -> None:
    site.kinds = {**KINDS, "humidity_low": kind("humidity_low", Priority.LOW, on_s=0.0)}
    now = (condition(DAMP), condition(FIRE), condition(DRY), condition(LEAK))
    site.look(*now)
    site.watch(*now, for_s=ON_S)
    site.ask(Verb.ALARM_SHELVE, DRY, for_s=600.0)
    site.ask(Verb.ALARM_ACKNOWLEDGE, FIRE)
    before = {alarm.key: alarm.state for alarm in site.look(*now)}
    called_s = site.t - site.listed(DAMP).call.t
    left_s = site.until(DRY) - site.t
    site.restart(shift_s)
    unread = [replace(each, active=None) for each in now]
    assert {alarm.key: alarm.state for alarm in site.look(*unread)} == before
    assert site.until(DRY) - site.t == left_s
    assert site.t - site.listed(DAMP).call.t == called_s
    site.look(*now, after_s=601.0)
    assert site.state(DRY) is S.UNACKNOWLEDGED
    assert site.state(FIRE) is S.ACKNOWLEDGED


def test_a_delay_goes_on_in_the_same_boot_and_begins_anew_after_another(site: Alarms) -> None:
    site.look(condition(DAMP))
    site.restart()
    site.look(condition(DAMP), after_s=ON_S)
    assert site.state(DAMP) is S.UNACKNOWLEDGED
    other = Alarms()
    other.look(condition(DAMP))
    other.restart(-900.0)
    assert other.look(condition(DAMP), after_s=ON_S) == ()
    other.look(condition(DAMP), after_s=ON_S)
    assert other.state(DAMP) is S.UNACKNOWLEDGED
